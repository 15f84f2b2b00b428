import { describe, expect, test } from 'vitest';
import {
  attempt,
  enter,
  type EventDraft,
  factsOf,
  findingsOf,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import { at, dispatched, lotCreated, oreCreated, received, shipmentPacked, transformed } from './drafts.ts';

const NOON = '2026-03-10T12:00:00.000Z';
const JUST_BEFORE = '2026-03-10T11:59:59.999Z';
const A_DAY_BEFORE = '2026-03-09T12:00:00.000Z';
const MORE_THAN_A_DAY_BEFORE = '2026-03-09T11:59:59.999Z';

/** MINE-A made ORE-1 at noon and sent it to REFINER-B at noon; MAGNETS-D made MAG-1 and packed it at noon. */
function atNoon(): World {
  const world = enter(openWorld(), {
    'MINE-A': ['mine'],
    'REFINER-B': ['refiner'],
    'MAGNETS-D': ['magnet-maker', 'exporter'],
    'CUSTOMS-G': ['customs'],
  });
  record(world, 'MINE-A', at(NOON, oreCreated('ORE-1')));
  record(world, 'MINE-A', at(NOON, oreCreated('ORE-2')));
  record(world, 'MINE-A', at(NOON, dispatched('TR-1', 'REFINER-B', ['ORE-1'])));
  record(world, 'MAGNETS-D', at(NOON, lotCreated({ lot: 'MAG-1', origin: 'opening-stock', form: 'magnet' })));
  record(world, 'MAGNETS-D', at(NOON, shipmentPacked('SHP-1', ['MAG-1'])));
  return world;
}

const milled = transformed({ step: 'beneficiation', form: 'concentrate', inputs: [{ lot: 'ORE-2' }] });
const milligramMilled = (output: string) =>
  transformed({ step: 'beneficiation', form: 'concentrate', inputs: [{ lot: 'ORE-2', netMilligrams: 1 }], output });
const SAME_PARTY: readonly (readonly [string, string, EventDraft])[] = [
  ['a step', 'MINE-A', milled],
  ['a dispatch', 'MINE-A', dispatched('TR-2', 'REFINER-B', ['ORE-2'])],
  ['unpacking', 'MAGNETS-D', { type: 'shipment-unpacked', shipment: 'SHP-1' }],
  ['an exit', 'MAGNETS-D', { type: 'shipment-exited', shipment: 'SHP-1' }],
];

describe('along a lot, by the same party', () => {
  test.each(SAME_PARTY)('%s may be at the same moment, and not a millisecond before', (_, by, event) => {
    expect(findingsOf(record(atNoon(), by, at(NOON, event)))).toEqual([]);
    const refusal = refusalOf(atNoon(), by, at(JUST_BEFORE, event));
    expect(refusal.code).toBe('time-goes-back');
    expect(refusal.facts).toMatchObject({ occurredAt: JUST_BEFORE, latest: NOON });
    expect(refusal.message).toContain(JUST_BEFORE);
    expect(refusal.message).toContain(NOON);
  });

  test('packing is held to it as well', () => {
    const world = atNoon();
    record(world, 'MAGNETS-D', at(NOON, { type: 'shipment-unpacked', shipment: 'SHP-1' }));
    expect(refusalOf(world, 'MAGNETS-D', at(JUST_BEFORE, shipmentPacked('SHP-2', ['MAG-1']))).code).toBe(
      'time-goes-back',
    );
    expect(attempt(world, 'MAGNETS-D', at(NOON, shipmentPacked('SHP-2', ['MAG-1'])))).toMatchObject({ accepted: true });
  });

  test('a part that was taken counts as an event of the lot', () => {
    const world = atNoon();
    record(world, 'MINE-A', at('2026-03-10T13:00:00.000Z', milligramMilled('CON-1')));
    expect(refusalOf(world, 'MINE-A', at('2026-03-10T12:30:00.000Z', milligramMilled('CON-2')))).toMatchObject({
      code: 'time-goes-back',
      facts: { latest: '2026-03-10T13:00:00.000Z' },
    });
  });

  test('under observe it is refused all the same', () => {
    const world = enter(openWorld({ enforcement: 'observe' }), { 'MINE-A': ['mine'] });
    record(world, 'MINE-A', at(NOON, oreCreated('ORE-2')));
    expect(refusalOf(world, 'MINE-A', at(JUST_BEFORE, milled)).code).toBe('time-goes-back');
  });

  test('other lots have a time of their own', () => {
    expect(attempt(atNoon(), 'MINE-A', at('2020-01-01T00:00:00.000Z', oreCreated('ORE-3')))).toMatchObject({
      accepted: true,
    });
  });
});

const OTHER_PARTY: readonly (readonly [string, string, EventDraft])[] = [
  ['a receipt', 'REFINER-B', received('TR-1', ['ORE-1'])],
  ['an exit by customs', 'CUSTOMS-G', { type: 'shipment-exited', shipment: 'SHP-1' }],
];

describe('along a lot, by another party', () => {
  test.each(OTHER_PARTY)('%s may be at the same moment', (_, by, event) => {
    expect(findingsOf(record(atNoon(), by, at(NOON, event)))).toEqual([]);
  });

  test.each(OTHER_PARTY)('%s up to a day before is a finding that names both times', (_, by, event) => {
    for (const time of [JUST_BEFORE, A_DAY_BEFORE]) {
      const facts = record(atNoon(), by, at(time, event));
      expect(findingsOf(facts)).toEqual(['time-goes-back']);
      const [finding] = factsOf(facts, 'finding');
      expect(finding?.message).toContain(time);
      expect(finding?.message).toContain(NOON);
    }
  });

  test.each(OTHER_PARTY)('%s more than a day before is refused', (_, by, event) => {
    expect(refusalOf(atNoon(), by, at(MORE_THAN_A_DAY_BEFORE, event))).toMatchObject({
      code: 'time-goes-back',
      facts: { occurredAt: MORE_THAN_A_DAY_BEFORE, latest: NOON },
    });
  });

  test('a finding is made for every lot whose time goes back', () => {
    const world = atNoon();
    record(world, 'MINE-A', at(NOON, dispatched('TR-2', 'REFINER-B', ['ORE-2'])));
    record(world, 'MINE-A', at(NOON, oreCreated('ORE-4')));
    const facts = record(world, 'REFINER-B', at(JUST_BEFORE, received('TR-2', ['ORE-2'])));
    expect(factsOf(facts, 'finding')).toMatchObject([{ index: 0, code: 'time-goes-back' }]);
  });
});
