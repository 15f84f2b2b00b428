import { describe, expect, it } from 'vitest';
import { outputAboveCapacity } from '../../src/rules/d05-output-above-capacity.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const KILOGRAM = 1_000_000;

/** A pit for 52 t of rare earths a year. */
const facility = (capacity: unknown) => observed.facility({ registered: 'PIT', capacity });
const PIT = facility({ elementMilligramsPerYear: 52_000 * KILOGRAM });

/** So many kilograms dug each week of a number of weeks. */
function weeks(count: number, kilograms: number, fromWeek = 0) {
  return Array.from({ length: count }, (_, index) => {
    const eventNumber = (fromWeek + index) * 7;
    const made = amounts({ elementMilligrams: { Ce: kilograms * KILOGRAM } });
    const lot = lotOf({ lot: `ORE-${eventNumber}`, kind: 'mined', form: 'ore', made });
    return observed.origin({ eventNumber, facility: 'PIT', lot });
  });
}

/** 100 kg of oxide a week with so much oxalic acid, and power that is billed every fourth week. */
const precipitation = (week: number, acidKilograms: number | null, wattHours = week % 4 === 0 ? 4_000 : null) =>
  observed.step({
    eventNumber: week * 7,
    step: 'precipitation',
    outputs: [
      lotOf({
        lot: `MIX-${week}`,
        form: 'mixed-oxide',
        made: amounts({ elementMilligrams: { Nd: 100 * KILOGRAM } }),
      }),
    ],
    auxiliaries: [
      ...(acidKilograms === null
        ? []
        : [{ kind: 'oxalic-acid', measure: 'netMilligrams' as const, amount: BigInt(acidKilograms * KILOGRAM) }]),
      ...(wattHours === null
        ? []
        : [{ kind: 'electricity', measure: 'wattHours' as const, amount: BigInt(wattHours) }]),
    ],
  });
/** So many kilograms of oxide with so much oxalic acid. */
const madeWith = (week: number, kilograms: number, acidKilograms: number | null) =>
  observed.step({
    ...precipitation(week, acidKilograms, null),
    outputs: [
      lotOf({
        lot: `MIX-${week}`,
        form: 'mixed-oxide',
        made: amounts({ elementMilligrams: { Nd: kilograms * KILOGRAM } }),
      }),
    ],
  });
/** Now and then ten times as much. */
const lumpyKilograms = (week: number) => (week % 19 === 3 ? 1_000 : 100);
/** Of the four weeks before. */
const billedBefore = (week: number) => [4, 3, 2, 1].reduce((sum, back) => sum + lumpyKilograms(week - back), 0);
/** Less of it in the last thirty weeks. */
const billedMonthly = (share: number) =>
  Array.from({ length: 90 }, (_, week) => {
    const acidKilograms = billedBefore(week) * (week < 60 ? 1 : share);
    return madeWith(week, lumpyKilograms(week), week % 4 === 0 ? acidKilograms : null);
  });
const quarterAfter = (weeksBefore: number, usual: number, then: number | null) =>
  Array.from({ length: weeksBefore + 13 }, (_, week) => precipitation(week, week < weeksBefore ? usual : then));

describe('D05 output above capacity', () => {
  it('leaves a pit alone that digs what it can', () => {
    expect(findingsOf(outputAboveCapacity, [PIT, ...weeks(104, 1_000)])).toEqual([]);
  });

  it('finds a year above capacity, by more than two percent', () => {
    expect(findingsOf(outputAboveCapacity, [PIT, ...weeks(52, 1_020)])).toEqual([]);
    const [finding, ...others] = findingsOf(outputAboveCapacity, [PIT, ...weeks(52, 1_021)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'D05/PIT/mining/EV-357', facility: 'PIT', lots: ['ORE-357'] });
    expect(finding?.sentence).toBe(
      'PIT has dug 53,090 kg of rare earths in 52 weeks, its capacity is 52,000 kg in that time: 102.1 % of it',
    );
  });

  it('finds a quarter far above capacity, and lets a season be busier than the year', () => {
    const year = weeks(52, 600);
    expect(findingsOf(outputAboveCapacity, [PIT, ...year, ...weeks(13, 1_100, 52)])).toEqual([]);
    const [finding] = findingsOf(outputAboveCapacity, [PIT, ...year, ...weeks(13, 1_101, 52)]);
    expect(finding?.numbers).toMatchObject({ weeks: 13 });
  });

  it('holds each step against the capacity by itself', () => {
    const chain = Array.from({ length: 52 }, (_, week) =>
      (['solvent-extraction', 'calcination'] as const).map((step) =>
        observed.step({
          eventNumber: week * 7,
          facility: 'PIT',
          step,
          inputs: [partOf(lotOf())],
          outputs: [lotOf({ made: amounts({ elementMilligrams: { Nd: 900 * KILOGRAM } }) })],
        }),
      ),
    ).flat();
    expect(findingsOf(outputAboveCapacity, [PIT, ...chain])).toEqual([]);
  });

  it('reads a capacity by element, and knows nothing of any other', () => {
    const byElement = facility({ elementMilligramsPerYear: { Ce: 26_000 * KILOGRAM, La: 26_000 * KILOGRAM } });
    expect(findingsOf(outputAboveCapacity, [byElement, ...weeks(52, 1_021)])).toHaveLength(1);
    for (const capacity of [null, 'large', { tonnes: 52 }, { elementMilligramsPerYear: -1 }]) {
      expect(findingsOf(outputAboveCapacity, [facility(capacity), ...weeks(52, 9_000)])).toEqual([]);
    }
  });

  describe('by reagents', () => {
    it('leaves a plant alone that uses what it always used, or half of it', () => {
      expect(findingsOf(outputAboveCapacity, quarterAfter(52, 200, 200))).toEqual([]);
      expect(findingsOf(outputAboveCapacity, quarterAfter(52, 200, 100))).toEqual([]);
    });

    it('finds output for which the reagents were not there', () => {
      const [finding, ...others] = findingsOf(outputAboveCapacity, quarterAfter(52, 200, 99));
      expect(others).toEqual([]);
      expect(finding).toMatchObject({
        id: 'D05/WORKS/precipitation/oxalic-acid/EV-448',
        severity: 'medium',
        facility: 'WORKS',
        lots: ['MIX-64'],
        numbers: { kind: 'oxalic-acid', measure: 'netMilligrams', used: '1287000000', usual: '2600000000' },
      });
      expect(finding?.sentence).toBe(
        'WORKS has made 1,300 kg of rare earths by precipitation in 13 weeks with 1,287 kg of oxalic acid: 49.5 % of the 2,600 kg that they would have taken there in the year before',
      );
    });

    it('needs half a year to know what is usual', () => {
      expect(findingsOf(outputAboveCapacity, quarterAfter(25, 200, 20))).toEqual([]);
      expect(findingsOf(outputAboveCapacity, quarterAfter(26, 200, 20))).toHaveLength(1);
    });

    it('takes a bill of the month for what was made before it, much or little', () => {
      expect(findingsOf(outputAboveCapacity, billedMonthly(0.6))).toEqual([]);
      expect(findingsOf(outputAboveCapacity, billedMonthly(0.4))).toHaveLength(1);
    });

    it('is not misled by one bill that nobody wrote down', () => {
      const works = Array.from({ length: 80 }, (_, week) => {
        const kilograms = week === 60 ? 5_000 : 100;
        return madeWith(week, kilograms, week === 60 ? null : kilograms * 2);
      });
      expect(findingsOf(outputAboveCapacity, works)).toEqual([]);
    });

    it('takes what is not stated any more for unknown', () => {
      expect(findingsOf(outputAboveCapacity, quarterAfter(52, 200, null).slice(0, 58))).toEqual([]);
      expect(
        findingsOf(outputAboveCapacity, [
          ...quarterAfter(52, 200, 200),
          ...[65, 90].map((week) => precipitation(week, null)),
        ]),
      ).toEqual([]);
    });
  });
});
