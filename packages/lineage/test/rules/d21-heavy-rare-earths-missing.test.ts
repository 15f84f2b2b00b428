import { describe, expect, it } from 'vitest';
import { heavyRareEarthsMissing } from '../../src/rules/d21-heavy-rare-earths-missing.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const KILOGRAM = 1_000_000;

/** 100 kg of a magnet of which a third is rare earths. */
function magnet(heavy: Readonly<Record<string, number>>, grade: string | null = '42SH', lot = 'MAGNET') {
  const elementMilligrams = { Nd: 24 * KILOGRAM, Pr: 6 * KILOGRAM, ...heavy };
  return lotOf({ lot, form: 'magnet', grade, made: amounts({ netMilligrams: 100 * KILOGRAM, elementMilligrams }) });
}

/** Strip casting of Pr-Nd and so much dysprosium. */
function casting(eventNumber: number, dysprosium: number, output: ReturnType<typeof magnet>) {
  const elementMilligrams = { Nd: 24 * KILOGRAM, Pr: 6 * KILOGRAM, Dy: dysprosium };
  const input = lotOf({ lot: 'METAL', form: 'alloy', made: amounts({ elementMilligrams }) });
  return observed.step({ eventNumber, step: 'strip-casting', inputs: [partOf(input)], outputs: [output] });
}

const severityOf = (grade: string) =>
  findingsOf(heavyRareEarthsMissing, [casting(1, 0, magnet({ Dy: 0, Tb: 0 }, grade))]).map(({ severity }) => severity);

describe('D21 heavy rare earths missing', () => {
  it('finds dysprosium that went in and is not stated', () => {
    const [finding] = findingsOf(heavyRareEarthsMissing, [casting(1, KILOGRAM, magnet({ Dy: 0 }, null))]);
    expect(finding).toMatchObject({ id: 'D21/WORKS/Dy/EV-1', severity: 'medium', lots: ['MAGNET'] });
    expect(finding?.sentence).toBe('strip-casting at WORKS took 1 kg of Dy into lot MAGNET, which states none');
    expect(findingsOf(heavyRareEarthsMissing, [casting(1, KILOGRAM, magnet({ Dy: KILOGRAM }, null))])).toEqual([]);
  });

  it('finds it where another lot of the step states its part', () => {
    const other = magnet({ Dy: KILOGRAM / 10 }, null, 'OTHER');
    const step = casting(1, KILOGRAM, magnet({ Dy: 0 }, null));
    const both = { ...step, outputs: [...step.outputs, other] };
    const [finding] = findingsOf(heavyRareEarthsMissing, [both]);
    expect(finding).toMatchObject({ lots: ['MAGNET'], numbers: { takenMilligrams: '900000' } });
    const lossElementMilligrams = { Dy: 850_000n };
    expect(findingsOf(heavyRareEarthsMissing, [{ ...both, lossElementMilligrams }])).toEqual([]);
    expect(findingsOf(heavyRareEarthsMissing, [{ ...step, lossElementMilligrams }])).toHaveLength(1);
  });

  it('leaves a tenth of a percent alone, which may be a trace', () => {
    expect(findingsOf(heavyRareEarthsMissing, [casting(1, KILOGRAM / 10, magnet({}, null))])).toEqual([]);
    expect(findingsOf(heavyRareEarthsMissing, [casting(1, KILOGRAM / 10 + 1, magnet({}, null))])).toHaveLength(1);
  });

  it('asks about a grade that usually has them, more so above SH', () => {
    expect(severityOf('42SH')).toEqual(['low']);
    expect(severityOf('N38UH')).toEqual(['medium']);
    expect(severityOf('42H')).toEqual([]);
    expect(severityOf('N52')).toEqual([]);
  });

  it('tells a grade once, not of every step that follows', () => {
    const finishing = observed.step({
      eventNumber: 2,
      step: 'finishing',
      inputs: [partOf(magnet({}))],
      outputs: [magnet({}, '42SH', 'FINISHED')],
    });
    const [finding, ...others] = findingsOf(heavyRareEarthsMissing, [casting(1, 0, magnet({})), finishing]);
    expect(others).toEqual([]);
    expect(finding?.events).toEqual(['EV-1']);
  });

  it('lets the test of another decide', () => {
    const made = magnet({ Dy: 0 });
    const test = (laboratory: string) => observed.assay({ eventNumber: 2, lot: made, laboratory, stated: made.made });
    expect(findingsOf(heavyRareEarthsMissing, [casting(1, 0, made), test('LABORATORY')])).toEqual([]);
    expect(findingsOf(heavyRareEarthsMissing, [casting(1, 0, made), test('MAKER')])).toHaveLength(1);
    expect(findingsOf(heavyRareEarthsMissing, [test('LABORATORY'), casting(3, 0, made)])).toEqual([]);
    expect(findingsOf(heavyRareEarthsMissing, [test('LABORATORY'), casting(368, 0, made)])).toHaveLength(1);
  });

  it('finds an assay that says otherwise, both ways', () => {
    const found = observed.assay({ lot: magnet({ Dy: 0 }, null), stated: magnet({ Dy: KILOGRAM }).made });
    const [finding] = findingsOf(heavyRareEarthsMissing, [found]);
    expect(finding?.sentence).toBe('LABORATORY finds 1 % of Dy in lot MAGNET, it was made with 0 %');
    const left = observed.assay({ lot: magnet({ Dy: KILOGRAM }, null), stated: magnet({ Dy: 0 }).made });
    expect(findingsOf(heavyRareEarthsMissing, [left])).toHaveLength(1);
    const trace = observed.assay({ lot: magnet({ Dy: 0 }, null), stated: magnet({ Dy: KILOGRAM / 10 }).made });
    expect(findingsOf(heavyRareEarthsMissing, [trace])).toEqual([]);
  });
});
