import type { Form } from '@lodestone/custody/material.ts';
import { describe, expect, it } from 'vitest';
import { foreignClay } from '../../src/rules/d10-foreign-clay.ts';
import { noise } from '../../testing/noise.ts';
import { amounts, findingsOf, lotOf, observed } from '../../testing/observations.ts';

/** Milligrams per kilogram of rare earths. */
const ROCK = { La: 250_000, Ce: 480_000, Pr: 54_000, Nd: 172_000, Sm: 10_000, Eu: 1_900, Gd: 5_600, Y: 2_300, Dy: 600 };
const LIGHT_CLAY = {
  La: 300_000,
  Ce: 69_000,
  Pr: 72_000,
  Nd: 305_000,
  Sm: 64_000,
  Eu: 5_200,
  Gd: 43_000,
  Y: 94_000,
  Dy: 18_000,
};
const MIDDLE_CLAY = {
  La: 285_000,
  Ce: 32_000,
  Pr: 57_000,
  Nd: 182_000,
  Sm: 48_000,
  Eu: 9_800,
  Gd: 63_000,
  Y: 233_000,
  Dy: 39_000,
};
type Vector = typeof ROCK;

/** A lot of so many tonnes each week, from a week on. */
interface Weeks {
  readonly from?: number;
  readonly tonnes?: number;
  readonly form?: Form;
}

function weeks(count: number, vector: Vector, { from = 0, tonnes = 1, form = 'leach-solution' }: Weeks = {}) {
  const deviate = noise(21 + from);
  return Array.from({ length: count }, (_, index) => {
    const eventNumber = (from + index) * 7;
    const masses = Object.entries(vector).map(([element, mass]) => [
      element,
      Math.round(mass * 1_000 * tonnes * Math.exp(0.03 * deviate())),
    ]);
    const made = amounts({ elementMilligrams: Object.fromEntries(masses) });
    return observed.origin({ eventNumber, lot: lotOf({ lot: `LOT-${eventNumber}`, kind: 'mined', form, made }) });
  });
}

describe('D10 foreign clay as home ore', () => {
  it('leaves a clay mine and a rock mine alone', () => {
    expect(findingsOf(foreignClay, weeks(80, LIGHT_CLAY))).toEqual([]);
    expect(findingsOf(foreignClay, weeks(80, ROCK))).toEqual([]);
  });

  it('finds clay at a mine that digs rock, and other clay at a mine that leaches clay', () => {
    const [atRock] = findingsOf(foreignClay, [...weeks(20, ROCK), ...weeks(1, MIDDLE_CLAY, { from: 20 })]);
    expect(atRock?.sentence).toMatch(
      /^lot LOT-140, mined at WORKS, looks like middle ionic clay \(Xinfeng\) and its other lots like Bayan Obo \(log-ratio distance/,
    );
    const other = findingsOf(foreignClay, [...weeks(20, LIGHT_CLAY), ...weeks(1, MIDDLE_CLAY, { from: 20 })]);
    expect(other).toMatchObject([{ id: 'D10/WORKS/EV-140', lots: ['LOT-140'] }]);
  });

  it('says nothing of rock, which another rule does', () => {
    expect(findingsOf(foreignClay, [...weeks(20, LIGHT_CLAY), ...weeks(1, ROCK, { from: 20 })])).toEqual([]);
  });

  it('does not judge a mine that nobody knows', () => {
    expect(findingsOf(foreignClay, [...weeks(7, ROCK), ...weeks(1, MIDDLE_CLAY, { from: 7 })])).toEqual([]);
    expect(findingsOf(foreignClay, [...weeks(8, ROCK), ...weeks(1, MIDDLE_CLAY, { from: 8 })])).toHaveLength(1);
  });

  it('finds a quarter far above those of the year before', () => {
    const year = weeks(52, LIGHT_CLAY);
    expect(findingsOf(foreignClay, [...year, ...weeks(13, LIGHT_CLAY, { from: 52, tonnes: 1.6 })])).toEqual([]);
    const [finding] = findingsOf(foreignClay, [...year, ...weeks(13, LIGHT_CLAY, { from: 52, tonnes: 1.9 })]);
    expect(finding?.sentence).toMatch(/makes .* kg of rare earths in 13 weeks where .* kg are usual$/);
  });

  it('finds a product of leaching that is entered as mined', () => {
    const concentrate = weeks(1, LIGHT_CLAY, { from: 20, form: 'mixed-oxide' });
    const [finding] = findingsOf(foreignClay, [...weeks(20, LIGHT_CLAY), ...concentrate]);
    expect(finding?.sentence).toContain('is mixed-oxide, which is made of a leach solution and not mined');
    // Also of a mine that nobody knows, and of clay alone.
    expect(findingsOf(foreignClay, concentrate)).toHaveLength(1);
    expect(findingsOf(foreignClay, weeks(1, ROCK, { form: 'concentrate' }))).toEqual([]);
  });
});
