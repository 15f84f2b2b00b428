import { describe, expect, it } from 'vitest';
import type { Observation, ObservedLot } from '../../src/observation.ts';
import { phantomLot } from '../../src/rules/d19-phantom-lot.ts';
import { amounts, dayOf, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const NET = amounts({ netMilligrams: 5_000_000_000 });
const JOINED = [observed.party({ registered: 'MAKER' }), observed.facility({ registered: 'WORKS' })];

function collected(name: string, members: Partial<ObservedLot> = {}) {
  return lotOf({ lot: name, kind: 'collected', form: 'scrap', made: NET, ...members });
}

/** A lot that comes in, and is used after so many hours: by default a weighed one, a week later. */
function use(day: number, lot: ObservedLot, hours = 168, between: readonly Observation[] = []): Observation[] {
  const occurredAt = dayOf(day + hours / 24);
  return [
    observed.origin({ eventNumber: day, lot }),
    ...between,
    observed.step({ eventNumber: day, event: `EV-U${day}`, occurredAt, recordedAt: occurredAt, inputs: [partOf(lot)] }),
  ];
}

const honest = (count: number) =>
  Array.from({ length: count }, (_, day) => use(day, collected(`LOT-${day}`, { grossMilligrams: 1n }))).flat();

function openingStock(day: number) {
  return observed.origin({ eventNumber: day, lot: lotOf({ lot: 'STOCK', kind: 'opening-stock', made: NET }) });
}

describe('D19 phantom lot', () => {
  it('finds a lot that nothing shows was there, used up within the day, where others are weighed', () => {
    const [finding, ...others] = findingsOf(phantomLot, [...honest(20), ...use(40, collected('GHOST'), 5)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'medium', lots: ['GHOST'], numbers: { hoursUntilUse: 5 } });
    expect(finding?.sentence).toContain(
      'of the 20 lots of its kind before it 20 had one of these and none was used up within 24 hours',
    );
  });

  it('is less sure of one that stayed a while, and needs others to hold it against', () => {
    expect(findingsOf(phantomLot, [...honest(20), ...use(40, collected('GHOST'))])).toMatchObject([
      { severity: 'low' },
    ]);
    expect(findingsOf(phantomLot, [...honest(19), ...use(40, collected('GHOST'), 5)])).toEqual([]);
    const unweighed = Array.from({ length: 20 }, (_, day) => use(day, collected(`LOT-${day}`))).flat();
    const [hasty] = findingsOf(phantomLot, [...unweighed, ...use(40, collected('GHOST'), 5)]);
    expect(hasty?.severity).toBe('low');
    expect(hasty?.sentence).toMatch(/of the 20 lots of its kind before it none was used up within 24 hours$/);
  });

  it('leaves alone what was weighed, assayed or has a paper, and an industry that books so', () => {
    const assay = observed.assay({ eventNumber: 40, lot: collected('GHOST') });
    const ticket = observed.document({ eventNumber: 40, about: ['GHOST'] });
    for (const proof of [assay, ticket])
      expect(findingsOf(phantomLot, [...honest(20), ...use(40, collected('GHOST'), 5, [proof])])).toEqual([]);
    const casual = Array.from({ length: 30 }, (_, day) => use(day, collected(`LOT-${day}`), 5)).flat();
    expect(findingsOf(phantomLot, casual)).toEqual([]);
  });

  it('finds opening stock that comes long after its facility joined, and not in the first days', () => {
    const [finding] = findingsOf(phantomLot, [...JOINED, openingStock(61)]);
    expect(finding?.sentence).toBe(
      'MAKER entered STOCK (oxide, 5,000 kg) as opening stock, 61 days after WORKS joined the ledger',
    );
    expect(findingsOf(phantomLot, [...JOINED, openingStock(60)])).toEqual([]);
    const enlarged = observed.facility({ eventNumber: 50, registered: 'WORKS' });
    expect(findingsOf(phantomLot, [...JOINED, enlarged, openingStock(61)])).toHaveLength(1);
  });
});
