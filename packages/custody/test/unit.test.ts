import { describe, expect, test } from 'vitest';
import {
  attempt,
  enter,
  type EventDraft,
  factsOf,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { dispatched, oreCreated, received, shipmentPacked } from './drafts.ts';

const packed = (unit: string, lots: readonly string[], members: JsonObject = {}): EventDraft => ({
  type: 'unit-packed',
  unit,
  lots,
  ...members,
});
const unpacked = (unit: string, members: JsonObject = {}): EventDraft => ({ type: 'unit-unpacked', unit, ...members });

/** MINE-A has ORE-1 and ORE-2 in DRUM-1 under the seal A-7, and ORE-3 loose. */
function drummed(): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine', 'exporter'], 'REFINER-B': ['refiner'] });
  for (const lot of ['ORE-1', 'ORE-2', 'ORE-3']) record(world, 'MINE-A', oreCreated(lot));
  record(world, 'MINE-A', packed('DRUM-1', ['ORE-1', 'ORE-2'], { seal: 'A-7' }));
  return world;
}

/** The unit that each of the three lots is in. */
function unitsIn({ state }: World): (string | null)[] {
  return ['ORE-1', 'ORE-2', 'ORE-3'].map((id) => {
    const lot = state.things.get(id);
    return lot?.kind === 'lot' ? lot.unit : null;
  });
}

describe('a unit', () => {
  test('goes with all of its lots, by transfer and by shipment, and stays packed where it arrives', () => {
    const world = drummed();
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-2', 'ORE-1']));
    record(world, 'REFINER-B', received('TR-1', ['ORE-1', 'ORE-2']));
    expect(unitsIn(world)).toEqual(['DRUM-1', 'DRUM-1', null]);
    record(world, 'REFINER-B', dispatched('TR-2', 'MINE-A', ['ORE-2', 'ORE-1']));
    record(world, 'MINE-A', received('TR-2', ['ORE-1', 'ORE-2']));
    expect(refusalOf(world, 'MINE-A', shipmentPacked('SHP-1', ['ORE-3', 'ORE-2']))).toMatchObject({
      code: 'unit-divided',
      field: 'lots[1]',
      facts: { unit: 'DRUM-1', leftOut: 'ORE-1' },
    });
    record(world, 'MINE-A', shipmentPacked('SHP-1', ['ORE-1', 'ORE-2']));
    expect(refusalOf(world, 'MINE-A', unpacked('DRUM-1'))).toMatchObject({ code: 'packed', facts: { lot: 'ORE-1' } });
  });

  test('names at most ten of the lots that are left out', () => {
    const world = drummed();
    const lots = Array.from({ length: 13 }, (_, index) => `LOT-${index}`);
    for (const lot of lots) record(world, 'MINE-A', oreCreated(lot));
    record(world, 'MINE-A', packed('PALLET-1', lots));
    const { facts } = refusalOf(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['LOT-0']));
    expect(facts).toMatchObject({ named: 1, packed: 13 });
    expect(facts['leftOut']).toBe('LOT-1, LOT-2, LOT-3, LOT-4, LOT-5, LOT-6, LOT-7, LOT-8, LOT-9, LOT-10, …');
  });

  test('is repacked by unpacking it and packing the same lots into another; an empty one is filled again', () => {
    const world = drummed();
    expect(refusalOf(world, 'MINE-A', packed('DRUM-2', ['ORE-3', 'ORE-1']))).toMatchObject({
      code: 'packed-in-unit',
      field: 'lots[1]',
      facts: { lot: 'ORE-1', unit: 'DRUM-1' },
    });
    record(world, 'MINE-A', unpacked('DRUM-1'));
    expect(unitsIn(world)).toEqual([null, null, null]);
    record(world, 'MINE-A', packed('DRUM-2', ['ORE-2', 'ORE-1']));
    record(world, 'MINE-A', packed('DRUM-1', ['ORE-3']));
    expect(unitsIn(world)).toEqual(['DRUM-2', 'DRUM-2', 'DRUM-1']);
    expect(world.state.things.get('DRUM-1')).toMatchObject({ lots: ['ORE-3'], isPacked: true });
  });

  test('is unpacked once, by whoever has one of its lots', () => {
    const world = drummed();
    expect(refusalOf(world, 'REFINER-B', unpacked('DRUM-1'))).toMatchObject({ code: 'not-holder' });
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
    expect(refusalOf(world, 'MINE-A', unpacked('DRUM-1'))).toMatchObject({ code: 'in-transit' });
    record(world, 'REFINER-B', received('TR-1', ['ORE-2']));
    record(world, 'REFINER-B', unpacked('DRUM-1'));
    expect(unitsIn(world)).toEqual([null, null, null]);
    expect(refusalOf(world, 'REFINER-B', unpacked('DRUM-1'))).toMatchObject({
      code: 'unit-state',
      facts: { asked: 'unpacked', expected: 'packed', found: 'unpacked' },
    });
  });

  test('takes no lot that another holds, on hold or twice, and no name of a lot', () => {
    const world = drummed();
    expect(refusalOf(world, 'REFINER-B', packed('DRUM-2', ['ORE-3']))).toMatchObject({ code: 'not-holder' });
    expect(refusalOf(world, 'MINE-A', packed('ORE-1', ['ORE-3']))).toMatchObject({
      code: 'id-used',
      facts: { asked: 'unit', usedFor: 'lot' },
    });
    expect(refusalOf(world, 'MINE-A', packed('DRUM-2', ['ORE-3', 'ORE-3']))).toMatchObject({ code: 'named-twice' });
    expect(refusalOf(world, 'MINE-A', oreCreated('DRUM-1'))).toMatchObject({
      code: 'id-used',
      facts: { asked: 'lot', usedFor: 'unit' },
    });
    record(world, 'OPERATOR', { type: 'hold-placed', lot: 'ORE-3', reason: 'permit in doubt' });
    expect(refusalOf(world, 'MINE-A', packed('DRUM-2', ['ORE-3']))).toMatchObject({ code: 'on-hold' });
  });

  test('keeps its lots from being disposed of, and lets them be counted', () => {
    const world = drummed();
    const part = { lot: 'ORE-1', quantity: { netMilligrams: 1 } };
    expect(refusalOf(world, 'MINE-A', { type: 'lot-disposed', ...part, reason: 'spilled' })).toMatchObject({
      code: 'packed-in-unit',
      field: 'lot',
    });
    const counted = { type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams: 999_999 }, reason: 'count' };
    expect(attempt(world, 'MINE-A', counted)).toMatchObject({ accepted: true });
  });

  test('with a wrong check digit is no event', () => {
    expect(() => attempt(drummed(), 'MINE-A', packed('106141412345678907', ['ORE-3']))).toThrow(
      'unit is an SSCC with the check digit 7, and 8 is right: 106141412345678908',
    );
  });
});

describe('the seal of a unit', () => {
  test.each([
    ['the same', { seal: 'A-7' }, []],
    ['not stated', {}, []],
    ['another', { seal: 'A-8' }, ['unit DRUM-1 was packed with the seal A-7, it was found with A-8']],
  ])('found when it is unpacked, %s', (_, members, messages) => {
    const findings = factsOf(record(drummed(), 'MINE-A', unpacked('DRUM-1', members)), 'finding');
    expect(findings.map(({ message }) => message)).toEqual(messages);
    for (const { code } of findings) expect(code).toBe('seals-differ');
  });

  test('where none was put on is something to look at', () => {
    const world = drummed();
    record(world, 'MINE-A', packed('DRUM-2', ['ORE-3']));
    expect(factsOf(record(world, 'MINE-A', unpacked('DRUM-2', { seal: 'X' })), 'finding')).toMatchObject([
      { message: 'unit DRUM-2 was packed without a seal, it was found with X' },
    ]);
  });
});
