import { describe, expect, it } from 'vitest';
import { oreInRecycling } from '../../src/rules/d06-ore-in-recycling.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

/** Recycling of a lot into oxides, in kilograms of the elements. */
function recycling(
  kilograms: Readonly<Record<string, number>>,
  input: Parameters<typeof lotOf>[0] = { form: 'scrap', product: 'NdFeB scrap' },
) {
  const milligrams = Object.entries(kilograms).map(([element, mass]) => [element, mass * 1_000_000]);
  const made = amounts({ elementMilligrams: Object.fromEntries(milligrams) });
  return observed.step({
    eventNumber: 1,
    step: 'recycling',
    inputs: [partOf(lotOf({ lot: 'SCRAP', ...input }))],
    outputs: [lotOf({ lot: 'OXIDE', form: 'mixed-oxide', made })],
  });
}

const MAGNETS = { Pr: 180, Nd: 600, Gd: 30, Tb: 5, Dy: 20, Ho: 5 };

const neodymiumWith = (element: string, kilograms: number) => recycling({ Nd: 1_000, [element]: kilograms });

describe('D06 ore in recycling', () => {
  it('leaves oxides of magnets alone', () => {
    expect(findingsOf(oreInRecycling, [recycling({ ...MAGNETS, Ce: 100, La: 40, Y: 5 })])).toEqual([]);
  });

  it('finds oxides with the yttrium and samarium of an ore', () => {
    const [finding] = findingsOf(oreInRecycling, [recycling({ ...MAGNETS, Y: 50, Sm: 25 })]);
    expect(finding).toMatchObject({ id: 'D06/WORKS/EV-1', severity: 'medium', lots: ['OXIDE', 'SCRAP'] });
    expect(finding?.sentence).toMatch(/made oxides with 8\.\d+ % Y, Sm and Eu, scrap of magnets has 2 % at most/);
  });

  it('counts 2 % of markers and 25 % of others as within', () => {
    // Of oxides: 1 kg of Sm is 1.1596 kg of Sm2O3, 1 kg of Nd is 1.16638 kg of Nd2O3.
    expect(findingsOf(oreInRecycling, [neodymiumWith('Sm', 20.5)])).toEqual([]);
    expect(findingsOf(oreInRecycling, [neodymiumWith('Sm', 20.6)])).toHaveLength(1);
    expect(findingsOf(oreInRecycling, [neodymiumWith('La', 331)])).toEqual([]);
    expect(findingsOf(oreInRecycling, [neodymiumWith('La', 332)])).toHaveLength(1);
  });

  it('leaves scrap of another kind alone that is named and fits its name', () => {
    const samariumCobalt = { form: 'scrap', product: 'Sm-Co scrap' } as const;
    expect(findingsOf(oreInRecycling, [recycling({ Sm: 300, Gd: 5 }, samariumCobalt)])).toEqual([]);
    expect(
      findingsOf(oreInRecycling, [recycling({ Y: 400, Eu: 30 }, { form: 'scrap', product: '荧光粉废料' })]),
    ).toEqual([]);
    expect(
      findingsOf(oreInRecycling, [recycling({ La: 90, Ce: 300 }, { form: 'scrap', product: 'FCC catalyst' })]),
    ).toEqual([]);
    expect(findingsOf(oreInRecycling, [recycling({ Sm: 300, Gd: 5 })])).toHaveLength(1);
  });

  it('does not let a name cover what does not fit it', () => {
    const ore = { La: 250, Ce: 500, Pr: 55, Nd: 170, Sm: 30, Y: 10 };
    expect(findingsOf(oreInRecycling, [recycling(ore, { form: 'scrap', product: 'Sm-Co scrap' })])).toHaveLength(1);
  });

  it('judges all that a step makes together, so that cerium may come out by itself', () => {
    const step = recycling(MAGNETS);
    const cerium = lotOf({ lot: 'CE', made: amounts({ elementMilligrams: { Ce: 50_000_000 } }) });
    expect(findingsOf(oreInRecycling, [{ ...step, outputs: [...step.outputs, cerium] }])).toEqual([]);
  });

  it('does not ask a recycler for what the waste of magnet makers held', () => {
    const step = recycling({ ...MAGNETS, Y: 50, Sm: 25 });
    const swarf = (kind: 'transformed' | 'collected') =>
      partOf(lotOf({ lot: 'SWARF', form: 'swarf', kind, made: step.outputs[0]?.made ?? amounts({}) }));
    expect(findingsOf(oreInRecycling, [{ ...step, inputs: [swarf('transformed')] }])).toEqual([]);
    expect(findingsOf(oreInRecycling, [{ ...step, inputs: [swarf('collected')] }])).toHaveLength(1);
  });

  it('finds ore among the scrap by its form', () => {
    const step = recycling(MAGNETS, { lot: 'CON', form: 'concentrate' });
    const notices = [{ code: 'ore-in-recycling', message: 'recycling takes concentrate' }] as const;
    const [finding] = findingsOf(oreInRecycling, [{ ...step, notices }]);
    expect(finding?.sentence).toBe(
      'recycling at WORKS took lot CON, which is concentrate: recycling is for swarf, scrap and residue',
    );
  });
});
