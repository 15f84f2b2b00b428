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
});
