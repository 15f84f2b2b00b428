import { describe, expect, test } from 'vitest';
import { attempt, enter, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import { dispatched, lotCreated, received, shipmentPacked, transformed } from './drafts.ts';

const LOTS = ['MAG-1', 'MAG-2', 'MAG-3'];

/** MAGNETS-D holds three lots of magnets. */
function stocked(): World {
  const world = enter(openWorld(), {
    'MAGNETS-D': ['magnet-maker', 'exporter'],
    'EXPORTER-E': ['exporter'],
    'REFINER-B': ['refiner'],
    'CUSTOMS-G': ['customs'],
    'CUSTOMS-H': ['customs', 'exporter'],
  });
  for (const lot of LOTS) record(world, 'MAGNETS-D', lotCreated({ lot, origin: 'opening-stock', form: 'magnet' }));
  return world;
}

/** SHP-1 holds MAG-1 and MAG-2. */
function packed(): World {
  const world = stocked();
  record(world, 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-2', 'MAG-1']));
  return world;
}

const unpacked = { type: 'shipment-unpacked', shipment: 'SHP-1' };
const exited = { type: 'shipment-exited', shipment: 'SHP-1' };
const reused = (lot: string) => transformed({ step: 'reuse', form: 'powder', inputs: [{ lot }] });

describe('packing a shipment', () => {
  test('puts lots together as they are at this moment', () => {
    const world = stocked();
    record(
      world,
      'MAGNETS-D',
      transformed({ step: 'reuse', form: 'powder', inputs: [{ lot: 'MAG-1', netMilligrams: 400_000 }] }),
    );
    expect(record(world, 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-2', 'MAG-1']))).toMatchObject([
      { kind: 'shipment', shipment: 'SHP-1', party: 'MAGNETS-D', consignee: 'REFINER-B', destination: 'DE' },
      {
        kind: 'shipment-line',
        lot: 'MAG-2',
        packed: { netMilligrams: 1_000_000n, elementMilligrams: { Nd: 10_000n } },
      },
      { kind: 'movement', lot: 'MAG-2', status: 'packed', custodian: 'MAGNETS-D', within: 'SHP-1' },
      { kind: 'shipment-line', lot: 'MAG-1', packed: { netMilligrams: 600_000n, elementMilligrams: { Nd: 6_000n } } },
      { kind: 'movement', lot: 'MAG-1', status: 'packed', custodian: 'MAGNETS-D', within: 'SHP-1' },
    ]);
  });

  test('keeps the lots from any other use', () => {
    for (const event of [
      reused('MAG-1'),
      dispatched('TR-1', 'REFINER-B', ['MAG-1']),
      shipmentPacked('SHP-2', ['MAG-1']),
    ]) {
      expect(refusalOf(packed(), 'MAGNETS-D', event)).toMatchObject({
        code: 'packed',
        facts: { lot: 'MAG-1', shipment: 'SHP-1' },
      });
    }
    expect(attempt(packed(), 'MAGNETS-D', reused('MAG-3'))).toMatchObject({ accepted: true });
  });

  test('is done with lots that one holds', () => {
    expect(refusalOf(stocked(), 'EXPORTER-E', shipmentPacked('SHP-1', ['MAG-1']))).toMatchObject({
      code: 'not-holder',
      facts: { lot: 'MAG-1', holder: 'MAGNETS-D', party: 'EXPORTER-E' },
    });
    const world = stocked();
    record(world, 'MAGNETS-D', dispatched('TR-1', 'EXPORTER-E', ['MAG-1']));
    expect(refusalOf(world, 'EXPORTER-E', shipmentPacked('SHP-1', ['MAG-1'])).code).toBe('in-transit');
    record(world, 'EXPORTER-E', received('TR-1', ['MAG-1']));
    expect(attempt(world, 'EXPORTER-E', shipmentPacked('SHP-1', ['MAG-1']))).toMatchObject({ accepted: true });
  });

  test('names a registered consignee, and each lot once', () => {
    expect(refusalOf(stocked(), 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-1'], 'NOBODY'))).toMatchObject({
      code: 'unknown-party',
      facts: { party: 'NOBODY' },
    });
    expect(refusalOf(stocked(), 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-1', 'MAG-1']))).toMatchObject({
      code: 'named-twice',
      facts: { id: 'MAG-1' },
    });
    expect(refusalOf(stocked(), 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-9'])).code).toBe('unknown-lot');
  });
});

describe('unpacking a shipment', () => {
  test('gives its lots back, to be used or packed again under another id', () => {
    const world = packed();
    expect(record(world, 'MAGNETS-D', unpacked)).toMatchObject([
      { kind: 'shipment-end', shipment: 'SHP-1', end: 'unpacked' },
      { kind: 'movement', lot: 'MAG-1', status: 'held', custodian: 'MAGNETS-D', within: null },
      { kind: 'movement', lot: 'MAG-2', status: 'held', custodian: 'MAGNETS-D', within: null },
    ]);
    expect(attempt(world, 'MAGNETS-D', reused('MAG-1'))).toMatchObject({ accepted: true });
    expect(refusalOf(world, 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-1']))).toMatchObject({
      code: 'id-used',
      facts: { id: 'SHP-1', usedFor: 'shipment' },
    });
    record(world, 'MAGNETS-D', shipmentPacked('SHP-2', ['MAG-1', 'MAG-3']));
    expect(attempt(world, 'MAGNETS-D', { ...exited, shipment: 'SHP-2' })).toMatchObject({ accepted: true });
  });

  test.each(['EXPORTER-E', 'CUSTOMS-G', 'CUSTOMS-H'])('is done by who packed it, not by %s', (by) => {
    const refusal = refusalOf(packed(), by, unpacked);
    expect(['not-holder', 'role']).toContain(refusal.code);
    expect(attempt(packed(), 'MAGNETS-D', unpacked)).toMatchObject({ accepted: true });
  });

  test('happens once, and never after the exit', () => {
    const undone = packed();
    record(undone, 'MAGNETS-D', unpacked);
    expect(refusalOf(undone, 'MAGNETS-D', unpacked)).toMatchObject({
      code: 'shipment-ended',
      facts: { shipment: 'SHP-1', ended: 'unpacked' },
    });
    const gone = packed();
    record(gone, 'MAGNETS-D', exited);
    expect(refusalOf(gone, 'MAGNETS-D', unpacked).facts).toMatchObject({ ended: 'exited' });
  });
});

describe('the exit of a shipment', () => {
  test.each(['MAGNETS-D', 'CUSTOMS-G'])('is recorded by %s', (by) => {
    expect(attempt(packed(), by, exited)).toMatchObject({
      accepted: true,
      facts: [
        { kind: 'shipment-end', shipment: 'SHP-1', end: 'exited' },
        { kind: 'movement', lot: 'MAG-1', status: 'exported', custodian: 'MAGNETS-D', within: 'SHP-1' },
        { kind: 'movement', lot: 'MAG-2', status: 'exported', custodian: 'MAGNETS-D', within: 'SHP-1' },
      ],
    });
  });

  test('is not recorded by an exporter who did not pack it', () => {
    expect(refusalOf(packed(), 'EXPORTER-E', exited)).toMatchObject({
      code: 'not-holder',
      facts: { holder: 'MAGNETS-D', party: 'EXPORTER-E' },
    });
  });

  test('is not recorded by others', () => {
    expect(refusalOf(packed(), 'REFINER-B', exited)).toMatchObject({
      code: 'role',
      facts: { party: 'REFINER-B', roles: 'refiner', needed: 'exporter, customs' },
    });
  });

  test('ends all use of its lots', () => {
    const world = packed();
    record(world, 'CUSTOMS-G', exited);
    for (const event of [
      reused('MAG-1'),
      dispatched('TR-1', 'REFINER-B', ['MAG-2']),
      shipmentPacked('SHP-2', ['MAG-2']),
    ]) {
      expect(refusalOf(world, 'MAGNETS-D', event)).toMatchObject({ code: 'exported', facts: { shipment: 'SHP-1' } });
    }
    expect(attempt(world, 'MAGNETS-D', reused('MAG-3'))).toMatchObject({ accepted: true });
  });

  test('happens once, and never after the shipment was undone', () => {
    const world = packed();
    record(world, 'MAGNETS-D', unpacked);
    expect(refusalOf(world, 'CUSTOMS-G', exited).facts).toMatchObject({ ended: 'unpacked' });
  });

  test('is of a shipment: a lot or a transfer has no exit', () => {
    expect(refusalOf(packed(), 'MAGNETS-D', { ...exited, shipment: 'MAG-1' })).toMatchObject({
      code: 'unknown-shipment',
      facts: { shipment: 'MAG-1' },
    });
  });
});
