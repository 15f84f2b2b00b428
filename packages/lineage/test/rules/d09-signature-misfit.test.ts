import { describe, expect, it } from 'vitest';
import { signatureMisfit } from '../../src/rules/d09-signature-misfit.ts';
import { noise } from '../../testing/noise.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';
import { BAYAN_OBO, type OreVector, sampleOre, XUNWU } from '../../testing/ore-vectors.ts';

function mined(eventNumber: number, vector: OreVector, deviate: () => number) {
  const made = sampleOre(vector, 0.05, deviate);
  const lot = lotOf({ lot: `ORE-${eventNumber}`, kind: 'mined', form: 'ore', party: 'MINE', facility: 'PIT', made });
  return observed.origin({ eventNumber, party: 'MINE', facility: 'PIT', lot });
}

const year = (deviate: () => number) => Array.from({ length: 100 }, (_, index) => mined(index, XUNWU, deviate));

const withoutTraces = ({ La, Ce, Pr, Nd, Sm, Gd, Y }: OreVector) =>
  amounts({ elementMilligrams: { La, Ce, Pr, Nd, Sm, Gd, Y } });

describe('D09 composition does not fit', () => {
  it('leaves a mine alone whose assays vary', () => {
    expect(findingsOf(signatureMisfit, year(noise(5)))).toEqual([]);
  });

  it('finds a lot of another deposit, and says what it looks like', () => {
    const deviate = noise(5);
    const [finding, ...others] = findingsOf(signatureMisfit, [...year(deviate), mined(100, BAYAN_OBO, deviate)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'D09/PIT/EV-100', party: 'MINE', facility: 'PIT', lots: ['ORE-100'] });
    expect(finding?.sentence).toMatch(
      /^lot ORE-100 at PIT \(mined\) has Ce to (Dy|Y) as \d+ to 1, its 100 lots before as (1 to \d|\d[.\d]* to 1)/,
    );
    expect(finding?.sentence).toContain('looks most like Bayan Obo, expected was light ionic clay (Xunwu)');
  });

  it('does not judge a mine by fewer lots than are needed to know it', () => {
    const deviate = noise(6);
    const few = [0, 1, 2, 3].map((number) => mined(number, XUNWU, deviate));
    expect(findingsOf(signatureMisfit, [...few, mined(4, BAYAN_OBO, deviate)])).toEqual([]);
    expect(findingsOf(signatureMisfit, [...few, mined(4, XUNWU, deviate), mined(5, BAYAN_OBO, deviate)])).toHaveLength(
      1,
    );
  });

  it('does not let what does not fit become what is usual', () => {
    const deviate = noise(7);
    const swapped = Array.from({ length: 50 }, (_, index) => mined(100 + index, BAYAN_OBO, deviate));
    const [finding] = findingsOf(signatureMisfit, [...year(deviate), ...swapped]);
    expect(finding?.numbers['times']).toBe(50);
  });

  it('finds a step that keeps the proportions and gives others', () => {
    const deviate = noise(8);
    const beneficiation = (output: OreVector) =>
      observed.step({
        step: 'beneficiation',
        inputs: [partOf(lotOf({ made: sampleOre(XUNWU, 0.05, deviate) }))],
        outputs: [lotOf({ lot: 'CON', form: 'concentrate', made: sampleOre(output, 0.05, deviate) })],
      });
    expect(findingsOf(signatureMisfit, [beneficiation(XUNWU)])).toEqual([]);
    expect(findingsOf(signatureMisfit, [beneficiation(BAYAN_OBO)])).toHaveLength(1);
    const leaching = { ...beneficiation(BAYAN_OBO), step: 'leaching' } as const;
    expect(findingsOf(signatureMisfit, [leaching])).toEqual([]);
  });

  it('finds an assay that contradicts the lot, and names its maker', () => {
    const deviate = noise(9);
    const lot = lotOf({
      lot: 'CON',
      form: 'concentrate',
      party: 'MINE',
      facility: 'PIT',
      made: sampleOre(XUNWU, 0, deviate),
    });
    const assay = (stated: OreVector) =>
      observed.assay({ party: 'REFINER', lot, stated: sampleOre(stated, 0.05, deviate) });
    expect(findingsOf(signatureMisfit, [assay(XUNWU)])).toEqual([]);
    const [finding] = findingsOf(signatureMisfit, [assay(BAYAN_OBO)]);
    expect(finding).toMatchObject({ party: 'MINE', facility: 'PIT' });
    expect(finding?.sentence).toContain('assay by LABORATORY');
  });

  it('judges by eight elements at least', () => {
    const deviate = noise(10);
    const lot = lotOf({ lot: 'CON', made: withoutTraces(XUNWU) });
    expect(findingsOf(signatureMisfit, [observed.assay({ lot, stated: withoutTraces(BAYAN_OBO) })])).toEqual([]);
    const whole = lotOf({ lot: 'CON', made: sampleOre(XUNWU, 0, deviate) });
    expect(
      findingsOf(signatureMisfit, [observed.assay({ lot: whole, stated: sampleOre(BAYAN_OBO, 0, deviate) })]),
    ).toHaveLength(1);
  });
});
