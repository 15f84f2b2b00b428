import { describe, expect, it } from 'vitest';
import { moistureOrGrade } from '../../src/rules/d25-moisture-or-grade.ts';
import { noise } from '../../testing/noise.ts';
import { amounts, dayOf, findingsOf, lotOf, observed } from '../../testing/observations.ts';

const NET = 1_000_000_000_000;

/** A lot of ore, of which 10 % is water and 5 % of what is dry is cerium. */
function mined(eventNumber: number, { moisture = 0.1, grade = 0.05 } = {}) {
  const made = amounts({ netMilligrams: NET, elementMilligrams: { Ce: Math.round(NET * (1 - moisture) * grade) } });
  const moisturePartsPerMillion = Math.round(moisture * 1_000_000);
  const lot = lotOf({ lot: `ORE-${eventNumber}`, kind: 'mined', form: 'ore', made, moisturePartsPerMillion });
  return observed.origin({ eventNumber, lot });
}

/** Both vary by a twentieth of themselves. */
function year(seed = 31) {
  const deviate = noise(seed);
  return Array.from({ length: 60 }, (_, index) =>
    mined(index * 6, { moisture: 0.1 * (1 + 0.05 * deviate()), grade: 0.05 * (1 + 0.05 * deviate()) }),
  );
}

/** Of a million litres. */
function solution(eventNumber: number, gramsPerLitre: number) {
  const made = amounts({
    volumeMillilitres: 1_000_000_000,
    elementMilligrams: { Y: Math.round(gramsPerLitre * 1e9) },
  });
  return observed.origin({
    eventNumber,
    lot: lotOf({ lot: `PLS-${eventNumber}`, kind: 'mined', form: 'leach-solution', made }),
  });
}

describe('D25 moisture or grade gaming', () => {
  it('leaves a year of honest tickets alone', () => {
    for (const seed of [31, 32, 33]) expect(findingsOf(moistureOrGrade, year(seed))).toEqual([]);
  });

  it('finds a lot far wetter than the others, with both figures', () => {
    const [finding, ...others] = findingsOf(moistureOrGrade, [...year(), mined(360, { moisture: 0.13 })]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'D25/WORKS/EV-360', from: dayOf(360), lots: ['ORE-360'] });
    expect(finding?.sentence).toMatch(
      /^lot ORE-360 of WORKS has 13 % moisture \(its ore usually (9\.9|10)[.\d]* %\) and 6\.\d+ % TREO \(its ore usually/,
    );
    expect(finding?.sentence).toMatch(/\d\.\d standard deviations in the direction that frees mass$/);
  });

  it('finds a lot far poorer than the others, of its dry mass', () => {
    const [finding] = findingsOf(moistureOrGrade, [...year(), mined(360, { grade: 0.035 })]);
    expect(finding).toMatchObject({ numbers: { grade: 0.04299 } });
  });

  it('says nothing of what is drier or richer: that frees no mass', () => {
    expect(findingsOf(moistureOrGrade, [...year(), mined(360, { moisture: 0.05, grade: 0.09 })])).toEqual([]);
  });

  it('finds three in a row that are each not far enough', () => {
    const wet = (eventNumber: number) => mined(eventNumber, { moisture: 0.1165 });
    expect(findingsOf(moistureOrGrade, [...year(), wet(360), wet(366)])).toEqual([]);
    expect(findingsOf(moistureOrGrade, [...year(), wet(360), wet(366), mined(372), wet(378)])).toEqual([]);
    expect(findingsOf(moistureOrGrade, [...year(), wet(360), wet(366), wet(372)])).toHaveLength(1);
  });

  it('finds a lot that is wetter and poorer, each by not enough', () => {
    const both = mined(360, { moisture: 0.117, grade: 0.0425 });
    expect(findingsOf(moistureOrGrade, [...year(), both])).toHaveLength(1);
    const drier = mined(360, { moisture: 0.1, grade: 0.0425 });
    expect(findingsOf(moistureOrGrade, [...year(), drier])).toEqual([]);
  });

  it('judges the grade of a solution by the litre', () => {
    const deviate = noise(34);
    const series = Array.from({ length: 40 }, (_, index) => solution(index, 1 + 0.05 * deviate()));
    expect(findingsOf(moistureOrGrade, series)).toEqual([]);
    const [finding] = findingsOf(moistureOrGrade, [...series, solution(40, 0.6)]);
    expect(finding?.sentence).toMatch(/has 0\.76\d* g\/L TREO \(its leach-solution usually 1\.\d+ g\/L\)/);
  });
});
