import { describe, expect, test } from 'vitest';
import { OPERATOR } from '../src/operator.ts';
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

/** MAGNETS-D has LOT-5 and LOT-6 in BOX-1, and BUREAU-H has stopped it. */
function stopped(...before: readonly EventDraft[]): World {
  const world = busy();
  for (const lot of ['LOT-5', 'LOT-6']) {
    record(world, 'MAGNETS-D', lotCreated({ lot, origin: 'opening-stock', form: 'magnet' }));
  }
  record(world, 'MAGNETS-D', { type: 'unit-packed', unit: 'BOX-1', lots: ['LOT-5', 'LOT-6'] });
  for (const event of before) record(world, 'MAGNETS-D', event);
  record(world, 'BUREAU-H', placed({ unit: 'BOX-1' }));
  return world;
}

describe('a unit on hold', () => {
  const BOTH = ['LOT-5', 'LOT-6'];

  test.each<[string, EventDraft]>([
    ['dispatched', dispatched('TR-2', 'MINE-A', BOTH)],
    ['packed for export', shipmentPacked('SHP-2', BOTH, 'MINE-A')],
    ['sold', { type: 'ownership-transferred', lots: ['LOT-5'], owner: 'MINE-A' }],
    ['unpacked', { type: 'unit-unpacked', unit: 'BOX-1' }],
  ])('is not %s, nor is what is in it, until it is released', (_, event) => {
    const world = stopped();
    expect(refusalOf(world, 'MAGNETS-D', event)).toMatchObject({
      code: 'on-hold',
      facts: { unit: 'BOX-1', placedBy: 'BUREAU-H', reason: 'permit in doubt' },
    });
    record(world, OPERATOR, released({ unit: 'BOX-1' }));
    record(world, 'MAGNETS-D', event);
  });

  test('says of a lot why it is stopped', () => {
    const { field, message } = refusalOf(stopped(), 'MAGNETS-D', dispatched('TR-2', 'MINE-A', BOTH));
    expect(field).toBe('lines[0].lot');
    expect(message).toMatch(
      /^lot LOT-5 is packed in unit BOX-1: unit BOX-1 is on hold since .*, by BUREAU-H: permit in doubt/,
    );
  });

  test('that is under way is not received; one whose shipment waits does not leave', () => {
    const underWay = stopped(dispatched('TR-2', 'MINE-A', BOTH));
    expect(refusalOf(underWay, 'MINE-A', received('TR-2', BOTH))).toMatchObject({
      code: 'on-hold',
      field: 'lines[0].lot',
    });
    record(underWay, 'BUREAU-H', released({ unit: 'BOX-1' }));
    record(underWay, 'MINE-A', received('TR-2', BOTH));

    const waiting = stopped(shipmentPacked('SHP-2', BOTH, 'MINE-A'));
    const exit = { type: 'shipment-exited', shipment: 'SHP-2' };
    expect(refusalOf(waiting, 'MAGNETS-D', exit)).toMatchObject({ code: 'on-hold', facts: { unit: 'BOX-1' } });
    record(waiting, 'MAGNETS-D', { ...exit, type: 'shipment-unpacked' });
  });

  test('can be counted, and keeps what it was recorded with', () => {
    const world = stopped();
    const count = { type: 'lot-adjusted', lot: 'LOT-5', quantity: { netMilligrams: 1 }, reason: 'theft' };
    expect(attempt(world, 'MAGNETS-D', count)).toMatchObject({ accepted: true });
  });

  test('has to be packed, and not to have left', () => {
    const world = stopped();
    expect(refusalOf(world, OPERATOR, placed({ unit: 'BOX-1' }))).toMatchObject({ code: 'on-hold' });
    record(world, 'BUREAU-H', released({ unit: 'BOX-1' }));
    expect(refusalOf(world, 'BUREAU-H', released({ unit: 'BOX-1' }))).toMatchObject({ code: 'not-on-hold' });
    record(world, 'MAGNETS-D', shipmentPacked('SHP-2', BOTH, 'MINE-A'));
    record(world, 'MAGNETS-D', { type: 'shipment-exited', shipment: 'SHP-2' });
    expect(refusalOf(world, OPERATOR, placed({ unit: 'BOX-1' }))).toMatchObject({ code: 'exported', field: 'unit' });
    const loose = busy();
    record(loose, 'MAGNETS-D', { type: 'unit-packed', unit: 'BOX-2', lots: ['LOT-1'] });
    record(loose, 'MAGNETS-D', { type: 'unit-unpacked', unit: 'BOX-2' });
    expect(refusalOf(loose, OPERATOR, placed({ unit: 'BOX-2' }))).toMatchObject({
      code: 'unit-state',
      facts: { asked: 'held', found: 'unpacked' },
    });
    expect(refusalOf(loose, OPERATOR, placed({ unit: 'LOT-1' }))).toMatchObject({ code: 'unknown-unit' });
  });
});

describe('a transfer on hold', () => {
  const cancelled = { type: 'transfer-cancelled', transfer: 'TR-1', reason: 'it stays' };

  test('is neither received nor cancelled, until it is released', () => {
    const world = withHold({ transfer: 'TR-1' });
    const facts = { transfer: 'TR-1', placedBy: 'BUREAU-H' };
    expect(refusalOf(world, 'MINE-A', received('TR-1', ['LOT-4']))).toMatchObject({ code: 'on-hold', facts });
    expect(refusalOf(world, 'MAGNETS-D', cancelled)).toMatchObject({ code: 'on-hold', facts });
    record(world, OPERATOR, released({ transfer: 'TR-1' }));
    record(world, 'MINE-A', received('TR-1', ['LOT-4']));
  });

  test('comes too late once nothing that was sent is under way', () => {
    const arrived = busy();
    record(arrived, 'MINE-A', received('TR-1', ['LOT-4']));
    expect(refusalOf(arrived, 'BUREAU-H', placed({ transfer: 'TR-1' }))).toMatchObject({
      code: 'transfer-ended',
      facts: { asked: 'held', ended: 'received' },
    });
    const undone = busy();
    record(undone, 'MAGNETS-D', cancelled);
    expect(refusalOf(undone, 'BUREAU-H', placed({ transfer: 'TR-1' }))).toMatchObject({
      facts: { ended: 'cancelled' },
    });
  });
});

describe('a hold', () => {
  test.each([
    [{}, 'lot is missing'],
    [{ lot: 'LOT-1', shipment: 'SHP-1' }, 'shipment is stated beside a lot'],
    [{ unit: 'BOX-1', transfer: 'TR-1' }, 'transfer is stated beside a unit'],
  ])('is of one thing: %j', (thing, problem) => {
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
