/** The codes that several rules refuse by: each place carries both values, whatever the rule. */
import { describe, expect, test } from 'vitest';
import { OPERATOR } from '../src/operator.ts';
import {
  emptyWorld,
  enter,
  type EventDraft,
  keyEnrolled,
  keyOf,
  ledgerOpened,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { dispatched, lotCreated, oreCreated, received, shipmentPacked, transformed } from './drafts.ts';

const NOON = '2026-03-02T12:00:00.000Z';
const LATER = '2026-03-02T13:00:00.000Z';

/** MINE-A has used up ORE-1 and holds CON-1; MAGNETS-D has sent TR-1 to it, and packed and unpacked SHP-1. */
function busy(): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine', 'exporter'], 'MAGNETS-D': ['magnet-maker', 'exporter'] });
  record(world, OPERATOR, facilityOf('A-HEAP', 'MINE-A', 'CN'));
  record(world, 'MINE-A', oreCreated('ORE-1'));
  record(world, 'MINE-A', { ...milled({ lot: 'ORE-1' }, 'CON-1'), occurredAt: NOON });
  for (const lot of ['MAG-1', 'MAG-2', 'MAG-3']) {
    record(world, 'MAGNETS-D', lotCreated({ lot, origin: 'opening-stock', form: 'magnet' }));
  }
  record(world, 'MAGNETS-D', dispatched('TR-1', 'MINE-A', ['MAG-1']));
  record(world, 'MAGNETS-D', dispatched('TR-2', 'MINE-A', ['MAG-2']));
  record(world, 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-3'], 'MINE-A'));
  return world;
}

function facilityOf(facility: string, party: string, country: string): EventDraft {
  const location = { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 };
  return { type: 'facility-registered', facility, party, name: facility, country, location, activities: [] };
}

const partyNamed = (party: string) => ({
  type: 'party-registered',
  party,
  name: party,
  roles: ['trader', 'carrier'],
  country: 'AU',
});

function milled(input: JsonObject, output = 'OUT-1'): EventDraft {
  return transformed({ step: 'beneficiation', form: 'concentrate', inputs: [input], output });
}

describe('a spent lot is refused with what was asked and what is left', () => {
  test.each([
    ['a part by mass', milled({ lot: 'ORE-1', netMilligrams: 5 }), 'netMilligrams', '5', '0.000005 kg net was asked'],
    ['a part by pieces', milled({ lot: 'ORE-1', pieces: 3 }), 'pieces', '3', '0 pieces is left'],
    ['an element', milled({ lot: 'ORE-1', elementMilligrams: { Nd: 7 } }), 'Nd', '7', '0 kg Nd is left'],
    ['all of it', milled({ lot: 'ORE-1' }), 'netMilligrams', 'all', 'all of it was asked'],
    ['a dispatch', dispatched('TR-9', 'MAGNETS-D', ['ORE-1']), 'netMilligrams', '1000000', '1 kg net was asked'],
    ['a shipment', shipmentPacked('SHP-9', ['ORE-1'], 'MAGNETS-D'), 'netMilligrams', 'all', 'all of it was asked'],
  ])('%s', (_, event, measure, asked, says) => {
    const { code, facts, message } = refusalOf(busy(), 'MINE-A', { ...event, occurredAt: LATER });
    expect(code).toBe('spent');
    expect(facts).toEqual({ lot: 'ORE-1', measure, asked, remaining: '0', spentBy: 'MINE-A', spentAt: NOON });
    expect(message).toContain(says);
  });

  test('by its volume, when it has no net mass', () => {
    const world = busy();
    const quantity = { volumeMillilitres: 1_000 };
    record(world, 'MINE-A', lotCreated({ lot: 'LIQ-1', form: 'liquor', quantity }));
    record(world, 'MINE-A', milled({ lot: 'LIQ-1' }));
    const refusal = refusalOf(world, 'MINE-A', milled({ lot: 'LIQ-1' }, 'OUT-2'));
    expect(refusal).toMatchObject({ code: 'spent', facts: { measure: 'volumeMillilitres', asked: 'all' } });
    expect(refusal.message).toContain('0 L is left');
  });
});

describe('what is unknown is refused with what has the name', () => {
  test.each([
    ['an unknown lot', 'MINE-A', milled({ lot: 'NOTHING' }), { lot: 'NOTHING', found: null }],
    ['a shipment used as a lot', 'MINE-A', milled({ lot: 'SHP-1' }), { lot: 'SHP-1', found: 'shipment' }],
    ['a lot as a transfer', 'MINE-A', received('CON-1', ['MAG-1']), { transfer: 'CON-1', found: 'lot' }],
    ['a shipment as a transfer', 'MINE-A', received('SHP-1', ['MAG-1']), { transfer: 'SHP-1', found: 'shipment' }],
    ['a lot as a shipment', 'MAGNETS-D', exited('MAG-1'), { shipment: 'MAG-1', found: 'lot' }],
    ['a transfer as a shipment', 'MAGNETS-D', exited('TR-1'), { shipment: 'TR-1', found: 'transfer' }],
  ])('%s', (_, by, event, facts) => {
    const refusal = refusalOf(busy(), by, event);
    expect(refusal.facts).toEqual(facts);
    expect(refusal.message).toContain(facts.found === null ? ': nothing has that id;' : ` is a ${facts.found};`);
  });

  test.each([
    ['the owner', OPERATOR, facilityOf('B-HEAP', 'NOBODY', 'CN')],
    ['the consignee', 'MINE-A', dispatched('TR-9', 'NOBODY', ['CON-1'])],
    ['the consignee', 'MINE-A', shipmentPacked('SHP-9', ['CON-1'], 'NOBODY')],
  ])('%s, a party that is not registered', (as, by, event) => {
    const refusal = refusalOf(busy(), by, event);
    expect(refusal).toMatchObject({ code: 'unknown-party', facts: { party: 'NOBODY', found: null } });
    expect(refusal.message).toContain(`names it as ${as.slice('the '.length)}`);
  });

  test('a facility, when the ledger is opened', () => {
    const opened = { ...ledgerOpened(), facility: 'A-HEAP' };
    expect(refusalOf(emptyWorld(), OPERATOR, opened)).toMatchObject({
      code: 'unknown-facility',
      facts: { facility: 'A-HEAP', found: null },
    });
  });
});

describe('what is registered already is refused with what is registered, beside what the event says', () => {
  test('a party', () => {
    const { code, facts, message } = refusalOf(busy(), OPERATOR, partyNamed('MINE-A'));
    expect(code).toBe('id-used');
    expect(facts).toEqual({
      party: 'MINE-A',
      statedRoles: 'trader, carrier',
      statedCountry: 'AU',
      recordedRoles: 'mine, exporter',
      recordedCountry: 'CN',
    });
    expect(message).toContain('as mine, exporter in CN; the event says trader, carrier in AU');
  });

  test('the operator, who is of no country', () => {
    const { facts, message } = refusalOf(busy(), OPERATOR, partyNamed(OPERATOR));
    expect(facts).toMatchObject({ recordedRoles: 'authority', recordedCountry: null });
    expect(message).toContain('as authority; the event says trader, carrier in AU');
  });

  test('a facility', () => {
    const { code, facts, message } = refusalOf(busy(), OPERATOR, facilityOf('A-HEAP', 'MAGNETS-D', 'MY'));
    expect(code).toBe('id-used');
    expect(facts).toEqual({
      facility: 'A-HEAP',
      statedParty: 'MAGNETS-D',
      statedCountry: 'MY',
      recordedParty: 'MINE-A',
      recordedCountry: 'CN',
    });
    expect(message).toContain('of MINE-A in CN; the event says of MAGNETS-D in MY');
  });
});

describe('a key is refused with what it was to do and what is recorded', () => {
  test('when it is revoked again', () => {
    const world = busy();
    record(world, OPERATOR, { type: 'key-revoked', key: keyOf('MINE-A'), reason: 'lost' });
    const again = refusalOf(world, OPERATOR, { type: 'key-revoked', key: keyOf('MINE-A'), reason: 'lost' });
    expect(again.facts).toEqual({ key: keyOf('MINE-A'), party: 'MINE-A', asked: 'revoke', recorded: 'revoked' });
    expect(again.message).toContain('is revoked already, the event revokes it again');
  });

  test('when it belongs to another', () => {
    const { facts, message } = refusalOf(busy(), 'MINE-A', {
      type: 'key-revoked',
      key: keyOf('MAGNETS-D'),
      reason: 'lost',
    });
    const needed = { roles: 'mine, exporter', needed: 'authority' };
    expect(facts).toEqual({ key: keyOf('MAGNETS-D'), owner: 'MAGNETS-D', party: 'MINE-A', ...needed });
    expect(message).toContain('MINE-A is mine, exporter');
    expect(message).toContain('one of: authority');
  });

  test('when it signs the checkpoints', () => {
    const { facts, message } = refusalOf(busy(), 'MINE-A', keyEnrolled('MINE-A', keyOf('CHECKPOINT')));
    expect(facts).toEqual({ key: keyOf('CHECKPOINT'), party: 'MINE-A', usedFor: 'checkpoints' });
    expect(message).toContain('the event enrols it for MINE-A');
  });

  test('when it would be the operator key and sign the checkpoints', () => {
    const key = keyOf(OPERATOR);
    const refusal = refusalOf(emptyWorld(), OPERATOR, { ...ledgerOpened(), checkpointKey: key });
    expect(refusal.facts).toEqual({ key, party: OPERATOR, usedFor: 'checkpoints' });
  });
});

describe('a receipt of what is not under way is refused with where the lot is', () => {
  test.each([
    ['held', 'CON-1', 'held', 'it is held by MINE-A'],
    ['under way with another transfer', 'MAG-2', 'TR-2', 'it is in transit under transfer TR-2'],
    ['packed', 'MAG-3', 'packed', 'it is packed in shipment SHP-1'],
  ])('%s', (_, lot, found, says) => {
    const { facts, message } = refusalOf(busy(), 'MINE-A', received('TR-1', [lot]));
    expect(facts).toEqual({ lot, transfer: 'TR-1', found });
    expect(message).toContain(says);
  });
});

test('a part by a measure that the lot has not is refused with the measures that it has', () => {
  const { facts, message } = refusalOf(busy(), 'MINE-A', {
    ...milled({ lot: 'CON-1', pieces: 3 }),
    occurredAt: LATER,
  });
  expect(facts).toEqual({ lot: 'CON-1', measure: 'pieces', asked: '3', remaining: null });
  expect(message).toContain('3 pieces was asked');
  expect(message).toContain('0.5 kg net left');
});

test('a dispatch that states nothing comparable is refused with what is left', () => {
  const { facts, message } = refusalOf(busy(), 'MINE-A', {
    ...dispatched('TR-9', 'MAGNETS-D', ['CON-1'], { volumeMillilitres: 3 }),
    occurredAt: LATER,
  });
  expect(facts).toEqual({ lot: 'CON-1', measure: 'netMilligrams', declared: null, remaining: '500000' });
  expect(message).toContain('has 0.5 kg net left, the line states no net mass');
});

function exited(shipment: string): EventDraft {
  return { type: 'shipment-exited', shipment };
}
