import type { Form } from '@lodestone/custody/material.ts';
import { describe, expect, it } from 'vitest';
import { foreignClay } from '../../src/rules/d10-foreign-clay.ts';
import { noise } from '../../testing/noise.ts';
import { findingsOf, lotOf, observed } from '../../testing/observations.ts';
import { BAYAN_OBO, type OreVector, sampleOre, XINFENG, XUNWU } from '../../testing/ore-vectors.ts';

/** A lot of so many tonnes each week, from a week on. */
interface Weeks {
  readonly from?: number;
  readonly tonnes?: number;
  readonly form?: Form;
}

function weeks(count: number, vector: OreVector, { from = 0, tonnes = 1, form = 'leach-solution' }: Weeks = {}) {
  const deviate = noise(21 + from);
  return Array.from({ length: count }, (_, index) => {
    const eventNumber = (from + index) * 7;
    const made = sampleOre(vector, 0.03, deviate, tonnes);
    return observed.origin({ eventNumber, lot: lotOf({ lot: `LOT-${eventNumber}`, kind: 'mined', form, made }) });
  });
}

describe('D10 foreign clay as home ore', () => {
  it('leaves a clay mine and a rock mine alone', () => {
    expect(findingsOf(foreignClay, weeks(80, XUNWU))).toEqual([]);
    expect(findingsOf(foreignClay, weeks(80, BAYAN_OBO))).toEqual([]);
  });

  it('finds clay at a mine that digs rock, and other clay at a mine that leaches clay', () => {
    const [atRock] = findingsOf(foreignClay, [...weeks(20, BAYAN_OBO), ...weeks(1, XINFENG, { from: 20 })]);
    expect(atRock?.sentence).toMatch(
      /^lot LOT-140, mined at WORKS, looks like middle ionic clay \(Xinfeng\) and its other lots like Bayan Obo \(log-ratio distance/,
    );
    const other = findingsOf(foreignClay, [...weeks(20, XUNWU), ...weeks(1, XINFENG, { from: 20 })]);
    expect(other).toMatchObject([{ id: 'D10/WORKS/EV-140', lots: ['LOT-140'] }]);
  });

  it('says nothing of rock, which another rule does', () => {
    expect(findingsOf(foreignClay, [...weeks(20, XUNWU), ...weeks(1, BAYAN_OBO, { from: 20 })])).toEqual([]);
  });

  it('does not judge a mine that nobody knows', () => {
    expect(findingsOf(foreignClay, [...weeks(7, BAYAN_OBO), ...weeks(1, XINFENG, { from: 7 })])).toEqual([]);
    expect(findingsOf(foreignClay, [...weeks(8, BAYAN_OBO), ...weeks(1, XINFENG, { from: 8 })])).toHaveLength(1);
  });

  it('finds a quarter far above those of the year before', () => {
    const year = weeks(52, XUNWU);
    expect(findingsOf(foreignClay, [...year, ...weeks(13, XUNWU, { from: 52, tonnes: 1.6 })])).toEqual([]);
    const [finding] = findingsOf(foreignClay, [...year, ...weeks(13, XUNWU, { from: 52, tonnes: 1.9 })]);
    expect(finding?.sentence).toMatch(
      /looks like .* and with it .* kg of rare earths were dug there in 13 weeks, where .* kg are usual$/,
    );
  });

  it('finds a product of leaching that is entered as mined', () => {
    const concentrate = weeks(1, XUNWU, { from: 20, form: 'mixed-oxide' });
    const [finding] = findingsOf(foreignClay, [...weeks(20, XUNWU), ...concentrate]);
    expect(finding?.sentence).toContain('is mixed oxide, which is made of a leach solution and not mined');
    // Also of a mine that nobody knows, and of clay alone.
    expect(findingsOf(foreignClay, concentrate)).toHaveLength(1);
    expect(findingsOf(foreignClay, weeks(1, BAYAN_OBO, { form: 'concentrate' }))).toEqual([]);
  });
});
