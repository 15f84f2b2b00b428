import { describe, expect, it } from 'vitest';
import { oneSidedDrift } from '../../src/rules/d03-one-sided-drift.ts';
import { noise } from '../../testing/noise.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const TAKEN = 1_000_000_000;

/** So many steps of a plant that yields 94 % with half a percent of spread, and `shift` more from step `from` on. */
function steps(count: number, { from = count, shift = 0, seed = 3 } = {}) {
  const deviate = noise(seed);
  return Array.from({ length: count }, (_, index) => {
    const share = 0.94 + 0.005 * deviate() + (index < from ? 0 : shift);
    return observed.step({
      eventNumber: index,
      step: 'electrolysis',
      inputs: [partOf(lotOf({ made: amounts({ elementMilligrams: { Nd: TAKEN } }) }))],
      outputs: [
        lotOf({
          lot: `METAL-${index}`,
          form: 'metal',
          made: amounts({ elementMilligrams: { Nd: Math.round(TAKEN * share) } }),
        }),
      ],
    });
  });
}

describe('D03 one-sided drift', () => {
  it('leaves honest yields alone, for a long time', () => {
    for (const seed of [3, 4, 5]) expect(findingsOf(oneSidedDrift, steps(1_000, { seed }))).toEqual([]);
  });

  it('leaves a bias alone that was always there', () => {
    expect(findingsOf(oneSidedDrift, steps(300, { from: 0, shift: -0.03 }))).toEqual([]);
  });

  it('finds a shift of one and a half standard deviations within some dozens of steps', () => {
    const [finding, ...others] = findingsOf(oneSidedDrift, steps(140, { from: 100, shift: -0.0075 }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'D03', facility: 'WORKS', numbers: { of: 'Nd' } });
    expect(finding?.sentence).toMatch(
      /^electrolysis at WORKS has yielded 93\.\d+ % of Nd over \d+ steps, its mean so far is 9[34][.\d]* %: all to one side/,
    );
    expect(Date.parse(finding?.from ?? '')).toBeGreaterThan(Date.UTC(2026, 2, 1));
  });

  it('does not let what drifts become what is usual', () => {
    const early = steps(40, { from: 8, shift: -0.02 });
    const [finding] = findingsOf(oneSidedDrift, early);
    expect(finding?.numbers['normPartsPerMillion']).toBeGreaterThan(935_000);
    expect(finding?.numbers['steps']).toBeGreaterThan(25);
  });

  it('does not take one step that is far off for a drift', () => {
    const oneOff = [...steps(100), ...steps(101, { from: 100, shift: -0.3 }).slice(100)];
    expect(findingsOf(oneSidedDrift, oneOff)).toEqual([]);
  });

  it('does not report a shift that is of no account', () => {
    const settings = [
      { rule: 'D03', from: '2020-01-01T00:00:00.000Z', isOff: false, thresholds: { shiftMinPartsPerMillion: 20_000 } },
    ] as const;
    const shifted = steps(140, { from: 100, shift: -0.0075 });
    expect(findingsOf(oneSidedDrift, shifted, { settings })).toEqual([]);
  });
});
