import { describe, expect, it } from 'vitest';
import { moreOutThanIn } from '../../src/rules/d01-more-out-than-in.ts';
import { amounts, dayOf, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

/** Solvent extraction of 1 kg of Nd that gives so many milligrams of it. */
function extraction(
  givenMilligrams: number,
  { eventNumber = 1, uncertainty = null as number | null, opening = 0, loss = 0 } = {},
) {
  const oxide = (lot: string, milligrams: number) =>
    lotOf({ lot, made: amounts({ elementMilligrams: { Nd: milligrams } }), uncertaintyPartsPerMillion: uncertainty });
  const stock = lotOf({ kind: 'circuit-stock', form: null, made: amounts({ elementMilligrams: { Nd: opening } }) });
  return observed.step({
    eventNumber,
    inputs: [partOf(oxide('LIQUOR', 1_000_000)), ...(opening > 0 ? [partOf(stock)] : [])],
    outputs: [oxide(`OXIDE-${eventNumber}`, givenMilligrams)],
    lossElementMilligrams: { Nd: BigInt(loss) },
  });
}

/** A step that takes 1 kg of Nd alone and gives cerium beside it. */
function withCerium(milligrams: number) {
  return observed.step({
    inputs: [partOf(lotOf({ made: amounts({ elementMilligrams: { Nd: 1_000_000 } }) }))],
    outputs: [lotOf({ made: amounts({ elementMilligrams: { Nd: 900_000, Ce: milligrams } }) })],
  });
}

describe('D01 more out than in', () => {
  it('finds a step that gives one percent more than it took, with both masses', () => {
    const [finding, ...others] = findingsOf(moreOutThanIn, [extraction(1_010_000)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'D01/WORKS/solvent-extraction/EV-1',
      party: 'MAKER',
      facility: 'WORKS',
      lots: ['OXIDE-1'],
      numbers: { element: 'Nd', takenMilligrams: '1000000', givenMilligrams: '1010000' },
    });
    expect(finding?.sentence).toBe(
      'solvent-extraction at WORKS gave 1.01 kg of Nd where it took 1 kg: 1 % more, no uncertainty is stated',
    );
  });

  it('leaves half a percent alone, and not a milligram above it', () => {
    expect(findingsOf(moreOutThanIn, [extraction(1_005_000)])).toEqual([]);
    expect(findingsOf(moreOutThanIn, [extraction(1_005_001)])).toHaveLength(1);
  });

  it('leaves alone what three times the combined uncertainty explains', () => {
    // Twice 0.4 % in quadrature is 0.57 %, three times that 1.7 %.
    expect(findingsOf(moreOutThanIn, [extraction(1_017_000, { uncertainty: 4_000 })])).toEqual([]);
    expect(findingsOf(moreOutThanIn, [extraction(1_018_000, { uncertainty: 4_000 })])).toHaveLength(1);
  });

  it('counts losses as given and the stock of a circuit as taken', () => {
    expect(findingsOf(moreOutThanIn, [extraction(1_000_000, { loss: 10_000 })])).toHaveLength(1);
    expect(findingsOf(moreOutThanIn, [extraction(1_010_000, { opening: 20_000 })])).toEqual([]);
  });

  it('does not judge a step of which an input states nothing', () => {
    const unassayed = observed.step({
      inputs: [partOf(lotOf())],
      outputs: [lotOf({ made: amounts({ elementMilligrams: { Nd: 1 } }) })],
    });
    expect(findingsOf(moreOutThanIn, [unassayed])).toEqual([]);
  });

  it('finds an element that no input states, unless it is a trace', () => {
    expect(findingsOf(moreOutThanIn, [withCerium(500)])).toEqual([]);
    const [finding] = findingsOf(moreOutThanIn, [withCerium(50_000)]);
    expect(finding?.sentence).toContain('0.05 kg of Ce where it took 0 kg: no input states any');
  });

  it('tells what goes on at one place as one finding, and another one after a long pause', () => {
    const steps = [1, 2, 40, 200].map((eventNumber) => extraction(1_020_000, { eventNumber }));
    const findings = findingsOf(moreOutThanIn, steps);
    expect(findings.map(({ id, events, from, to }) => ({ id, events, from, to }))).toEqual([
      {
        id: 'D01/WORKS/solvent-extraction/EV-1',
        events: ['EV-1', 'EV-2', 'EV-40'],
        from: dayOf(1),
        to: dayOf(40),
      },
      { id: 'D01/WORKS/solvent-extraction/EV-200', events: ['EV-200'], from: dayOf(200), to: dayOf(200) },
    ]);
  });
});
