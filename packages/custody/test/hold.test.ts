import { describe, expect, test } from 'vitest';
import { OPERATOR } from '../src/identifier.ts';
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
import { dispatched, lotCreated, oreCreated, received, shipmentPacked, transformed } from './drafts.ts';

const placed = (thing: object): EventDraft => ({ type: 'hold-placed', ...thing, reason: 'permit in doubt' });
const released = (thing: object): EventDraft => ({ type: 'hold-released', ...thing, reason: 'permit confirmed' });
const shipmentEvent = (type: string): EventDraft => ({ type, shipment: 'SHP-1' });

/** MAGNETS-D holds LOT-1, has packed LOT-2 and LOT-3 in SHP-1, and has sent LOT-4 to MINE-A. */
function busy(): World {
  const world = enter(openWorld(), {
    'MINE-A': ['mine'],
    'MAGNETS-D': ['magnet-maker', 'exporter'],
    'BUREAU-H': ['authority'],
    'CUSTOMS-G': ['customs'],
  });
  for (const lot of ['LOT-1', 'LOT-2', 'LOT-3', 'LOT-4']) {
    record(world, 'MAGNETS-D', lotCreated({ lot, origin: 'opening-stock', form: 'magnet' }));
  }
  record(world, 'MAGNETS-D', shipmentPacked('SHP-1', ['LOT-2', 'LOT-3'], 'MINE-A'));
  record(world, 'MAGNETS-D', dispatched('TR-1', 'MINE-A', ['LOT-4']));
  return world;
}

function withHold(thing: object): World {
  const world = busy();
  record(world, 'BUREAU-H', placed(thing));
  return world;
}

describe('a lot on hold', () => {
  const USES: readonly (readonly [string, EventDraft])[] = [
    ['be dispatched', dispatched('TR-2', 'MINE-A', ['LOT-1'])],
    ['be transformed', transformed({ step: 'split', form: 'magnet', inputs: [{ lot: 'LOT-1' }] })],
    ['be packed', shipmentPacked('SHP-2', ['LOT-1'], 'MINE-A')],
    ['be disposed of', { type: 'lot-disposed', lot: 'LOT-1', quantity: { netMilligrams: 1 }, reason: 'spoiled' }],
  ];

  test.each(USES)('cannot %s, until it is released', (_, use) => {
    const world = withHold({ lot: 'LOT-1' });
    expect(refusalOf(world, 'MAGNETS-D', use)).toMatchObject({
      code: 'on-hold',
      facts: { lot: 'LOT-1', placedBy: 'BUREAU-H', reason: 'permit in doubt' },
    });
    record(world, OPERATOR, released({ lot: 'LOT-1' }));
    expect(attempt(world, 'MAGNETS-D', use)).toMatchObject({ accepted: true });
  });

  test('can be counted: what is stolen from under a hold is gone all the same', () => {
    const theft = { type: 'lot-adjusted', lot: 'LOT-1', quantity: { netMilligrams: 0 }, reason: 'theft' };
    expect(attempt(withHold({ lot: 'LOT-1' }), 'MAGNETS-D', theft)).toMatchObject({ accepted: true });
  });

  test('arrives all the same when it was under way, and stays on hold where it arrives', () => {
    const world = withHold({ lot: 'LOT-4' });
    record(world, 'MINE-A', received('TR-1', ['LOT-4']));
    expect(refusalOf(world, 'MINE-A', dispatched('TR-3', 'MAGNETS-D', ['LOT-4']))).toMatchObject({ code: 'on-hold' });
  });

  test('holds the shipment that it is packed in, which can be unpacked for the others to go', () => {
    const world = withHold({ lot: 'LOT-2' });
    for (const by of ['MAGNETS-D', 'CUSTOMS-G']) {
      expect(refusalOf(world, by, shipmentEvent('shipment-exited'))).toMatchObject({
        code: 'on-hold',
        field: 'shipment',
        facts: { lot: 'LOT-2' },
      });
    }
    record(world, 'MAGNETS-D', shipmentEvent('shipment-unpacked'));
    expect(attempt(world, 'MAGNETS-D', shipmentPacked('SHP-2', ['LOT-3'], 'MINE-A'))).toMatchObject({ accepted: true });
    expect(refusalOf(world, 'MAGNETS-D', shipmentPacked('SHP-2', ['LOT-2'], 'MINE-A'))).toMatchObject({
      code: 'on-hold',
    });
  });
});

test('a shipment on hold neither leaves nor is unpacked, until it is released', () => {
  const world = withHold({ shipment: 'SHP-1' });
  for (const type of ['shipment-exited', 'shipment-unpacked']) {
    expect(refusalOf(world, 'MAGNETS-D', shipmentEvent(type))).toMatchObject({
      code: 'on-hold',
      facts: { shipment: 'SHP-1', placedBy: 'BUREAU-H' },
    });
  }
  record(world, 'BUREAU-H', released({ shipment: 'SHP-1' }));
  expect(attempt(world, 'CUSTOMS-G', shipmentEvent('shipment-exited'))).toMatchObject({ accepted: true });
});

describe('a hold', () => {
  test.each([
    [{}, 'lot is missing'],
    [{ lot: 'LOT-1', shipment: 'SHP-1' }, 'shipment is stated beside a lot'],
  ])('is of a lot or of a shipment: %j', (thing, problem) => {
    expect(() => attempt(busy(), OPERATOR, placed(thing))).toThrow(problem);
  });

  test('is one row with who placed it and why', () => {
    expect(factsOf(record(busy(), 'BUREAU-H', placed({ lot: 'LOT-1' })), 'hold')).toMatchObject([
      { thing: 'LOT-1', isPlaced: true, party: 'BUREAU-H', reason: 'permit in doubt' },
    ]);
  });

  test('stands alone: a second one is refused with the first', () => {
    expect(refusalOf(withHold({ lot: 'LOT-1' }), OPERATOR, placed({ lot: 'LOT-1' }))).toMatchObject({
      code: 'on-hold',
      facts: { placedBy: 'BUREAU-H' },
    });
  });

  test('can be placed again after it was released', () => {
    const world = withHold({ lot: 'LOT-1' });
    record(world, 'BUREAU-H', released({ lot: 'LOT-1' }));
    expect(attempt(world, OPERATOR, placed({ lot: 'LOT-1' }))).toMatchObject({ accepted: true });
  });

  test('is for authorities, as its release is; not even the custodian lifts it', () => {
    const world = withHold({ lot: 'LOT-1' });
    expect(refusalOf(world, 'MAGNETS-D', released({ lot: 'LOT-1' }))).toMatchObject({
      code: 'role',
      facts: { needed: 'authority' },
    });
  });

  test('comes too late for what is spent, exported or unpacked', () => {
    const world = busy();
    record(world, 'MAGNETS-D', transformed({ step: 'split', form: 'magnet', inputs: [{ lot: 'LOT-1' }] }));
    record(world, 'MAGNETS-D', shipmentEvent('shipment-exited'));
    expect(refusalOf(world, OPERATOR, placed({ lot: 'LOT-1' }))).toMatchObject({ code: 'spent' });
    expect(refusalOf(world, OPERATOR, placed({ lot: 'LOT-2' }))).toMatchObject({
      code: 'exported',
      facts: { lot: 'LOT-2', shipment: 'SHP-1' },
    });
    expect(refusalOf(world, OPERATOR, placed({ shipment: 'SHP-1' }))).toMatchObject({
      code: 'shipment-ended',
      facts: { asked: 'held', ended: 'exited' },
    });
  });

  test('does not count in the order of time along the lot', () => {
    const world = busy();
    record(world, 'MINE-A', oreCreated('ORE-1'));
    for (const [by, event] of [
      ['BUREAU-H', placed({ lot: 'LOT-1' })],
      ['BUREAU-H', released({ lot: 'LOT-1' })],
    ] as const) {
      record(world, by, { ...event, occurredAt: '2026-12-24T00:00:00.000Z' });
    }
    expect(findingsOf(record(world, 'MAGNETS-D', dispatched('TR-2', 'MINE-A', ['LOT-1'])))).toEqual([]);
  });
});
