import { describe, expect, it } from 'vitest';
import { signatureMisfit } from '../../src/rules/d09-signature-misfit.ts';
import { noise } from '../../testing/noise.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';
import { BAYAN_OBO, type OreVector, sampleOre, XUNWU } from '../../testing/ore-vectors.ts';

const KILOGRAM = 1_000_000;

/** A lot of so many kilograms, dry, with so many parts per million of thorium. */
function lotWith(thoriumPartsPerMillion: number | null, kilograms: number, members: Parameters<typeof lotOf>[0] = {}) {
  const made = amounts({ netMilligrams: kilograms * KILOGRAM, elementMilligrams: { Ce: kilograms * 100_000 } });
  return lotOf({ facility: 'PLANT', made, thoriumPartsPerMillion, ...members });
}

/** 1,000 kg of monazite with 50 kg of thorium are cracked, and leave 200 kg of residue with so much thorium. */
function cracking(
  eventNumber: number,
  residuePartsPerMillion: number | null,
  members: Parameters<typeof lotOf>[0] = {},
) {
  const monazite = lotWith(50_000, 1_000, {
    lotNumber: eventNumber,
    form: 'concentrate',
    facility: 'MINE',
    ...members,
  });
  return observed.step({
    eventNumber,
    facility: 'PLANT',
    step: 'cracking',
    inputs: [partOf(monazite)],
    outputs: [
      lotWith(null, 500, { form: 'liquor' }),
      lotWith(residuePartsPerMillion, 200, { lot: `RESIDUE-${eventNumber}`, form: 'residue' }),
    ],
  });
}

const year = (residuePartsPerMillion: number | null) =>
  Array.from({ length: 26 }, (_, index) => cracking(index * 14, residuePartsPerMillion));

const thoriumOf = (observations: Parameters<typeof findingsOf>[1]) =>
  findingsOf(signatureMisfit, observations).filter(({ id }) => id.includes('/thorium-'));

describe('D09 thorium', () => {
  it('leaves a plant alone whose residues hold what its monazite brought', () => {
    expect(thoriumOf(year(250_000))).toEqual([]);
    expect(thoriumOf(year(126_000))).toEqual([]);
    expect(thoriumOf(year(312_000))).toEqual([]);
  });

  it('finds residues with more thorium than was brought: monazite on no book', () => {
    const [finding, ...others] = thoriumOf(year(313_000));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'D09/PLANT/thorium-gained/EV-0', severity: 'medium', facility: 'PLANT' });
    expect(finding?.sentence).toBe(
      'what was left at PLANT in 52 weeks (residue, tailings, concentrate) holds 1,628 kg of thorium, and what came in (ore, concentrate) held 1,300 kg: ore that is not recorded, such as monazite, was worked there',
    );
  });

  it('finds residue missing, once a quarter has passed', () => {
    expect(thoriumOf(year(124_000))).toMatchObject([
      { id: 'D09/PLANT/thorium-missing/EV-98', severity: 'low', numbers: { thoriumLeftMilligrams: '644800000' } },
    ]);
    expect(thoriumOf(year(124_000).slice(0, 6))).toEqual([]);
  });

  it('sees residue missing of a quarter after a year in which it was not', () => {
    const after = Array.from({ length: 7 }, (_, index) => cracking((26 + index) * 14, 20_000));
    const [finding] = thoriumOf([...year(250_000), ...after]);
    expect(finding?.id).toMatch(/^D09\/PLANT\/thorium-missing\//);
    expect(finding?.severity).toBe('low');
    expect(finding?.sentence).toContain('in 13 weeks');
    expect(thoriumOf([...year(250_000), ...after.slice(0, 3)])).toEqual([]);
  });

  it('does not miss residue at a plant that has none on its books', () => {
    const withoutResidue = year(null).map((step) => ({ ...step, outputs: step.outputs.slice(0, 1) }));
    expect(thoriumOf(withoutResidue)).toEqual([]);
    expect(thoriumOf([cracking(0, 250_000), ...withoutResidue.slice(1)])).toHaveLength(1);
  });

  it('says nothing where thorium is not stated', () => {
    expect(thoriumOf(year(null))).toEqual([]);
    expect(
      thoriumOf(
        Array.from({ length: 26 }, (_, index) => cracking(index * 14, 900_000, { thoriumPartsPerMillion: null })),
      ),
    ).toEqual([]);
  });

  it('goes by the assay of what came in, where there is one', () => {
    const assays = Array.from({ length: 26 }, (_, index) => {
      const lot = lotWith(null, 1_000, { lotNumber: index * 14, form: 'concentrate' });
      return observed.assay({ eventNumber: index * 14, lot, thoriumPartsPerMillion: 30_000 });
    });
    // 30 kg came in and 50 kg are left, each time.
    expect(thoriumOf([...assays, ...year(250_000)])).toMatchObject([{ id: 'D09/PLANT/thorium-gained/EV-0' }]);
  });

  it('does not count again what is worked on where it was made', () => {
    const floated = lotWith(50_000, 1_000, { form: 'concentrate', kind: 'transformed', facility: 'PLANT' });
    const flotation = observed.step({
      eventNumber: 0,
      facility: 'PLANT',
      step: 'beneficiation',
      inputs: [partOf(lotWith(500, 100_000, { form: 'ore', kind: 'mined' }))],
      outputs: [floated],
    });
    const crackings = Array.from({ length: 30 }, (_, index) => [
      { ...flotation, eventNumber: index * 7, event: `EV-${index * 7}` },
      { ...cracking(index * 7 + 1, 250_000), inputs: [partOf(floated)] },
    ]).flat();
    expect(thoriumOf(crackings)).toEqual([]);
  });

  it('finds thorium in clay, by the mine and by an assay, and lets rock have it', () => {
    const deviate = noise(9);
    const mined = (vector: OreVector, thoriumPartsPerMillion: number | null) => {
      const { elementMilligrams } = sampleOre(vector, 0.05, deviate);
      const rareEarths = Object.values(elementMilligrams).reduce((sum, mass) => sum + mass, 0n);
      const made = { ...amounts({}), netMilligrams: rareEarths * 2n, elementMilligrams };
      return lotOf({
        lot: 'CLAY',
        kind: 'mined',
        form: 'carbonate',
        party: 'MINE',
        facility: 'PIT',
        made,
        thoriumPartsPerMillion,
      });
    };
    const dug = (lot: ReturnType<typeof mined>) => observed.origin({ party: 'MINE', facility: 'PIT', lot });
    expect(thoriumOf([dug(mined(XUNWU, 2_400))])).toEqual([]);
    const [finding] = thoriumOf([dug(mined(XUNWU, 3_000))]);
    expect(finding?.sentence).toBe(
      'lot CLAY, mined at PIT, looks like clay and has thorium of 0.5999 % of its rare earths: clay has next to none, rock and monazite have',
    );
    expect(thoriumOf([dug(mined(BAYAN_OBO, 3_000))])).toEqual([]);
    const assay = observed.assay({ party: 'LAB', lot: mined(XUNWU, null), thoriumPartsPerMillion: 3_000 });
    expect(thoriumOf([assay])).toMatchObject([{ party: 'MINE', facility: 'PIT' }]);
  });
});
