import { describe, expect, test } from 'vitest';
import {
  attempt,
  enter,
  type EventDraft,
  factsOf,
  findingsOf,
  keyEnrolled,
  keyOf,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { dispatched, oreCreated, received } from './drafts.ts';

const ACTS = ['lot-created', 'transfer-dispatched'];

const given = (members: JsonObject = {}): EventDraft => ({
  type: 'mandate-given',
  agent: 'BROKER-E',
  acts: ACTS,
  ...members,
});
const ENDED: EventDraft = { type: 'mandate-ended', agent: 'BROKER-E' };
const forMine = (event: EventDraft): EventDraft => ({ ...event, onBehalfOf: 'MINE-A' });

/** BROKER-E, who may nothing of its own, acts for MINE-A, who holds ORE-1. */
function mandated(members: JsonObject = {}): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'BROKER-E': ['trader'], 'REFINER-B': ['refiner'] });
  record(world, 'MINE-A', oreCreated('ORE-1'));
  record(world, 'MINE-A', given(members));
  return world;
}

function lotIn(world: World, id: string) {
  const lot = world.state.things.get(id);
  return lot?.kind === 'lot' ? lot : null;
}

describe('an event on behalf of another', () => {
  test('is the principal’s act: its role, its lot, its place in time; the row beside it names both', () => {
    const world = mandated();
    const facts = record(world, 'BROKER-E', forMine(oreCreated('ORE-2')));
    expect(factsOf(facts, 'lot')).toMatchObject([{ party: 'MINE-A' }]);
    expect(factsOf(facts, 'on-behalf')).toMatchObject([{ agent: 'BROKER-E', principal: 'MINE-A' }]);
    expect(lotIn(world, 'ORE-2')).toMatchObject({ custodian: 'MINE-A', touchedBy: 'MINE-A' });
  });

  test('is its own act when it is on behalf of whoever signs: no mandate is asked for, and no agent is named', () => {
    const world = mandated();
    const facts = record(world, 'MINE-A', forMine(oreCreated('ORE-2')));
    expect(factsOf(facts, 'lot')).toMatchObject([{ party: 'MINE-A' }]);
    expect(factsOf(facts, 'on-behalf')).toEqual([]);
  });

  test('moves what the principal holds, and not what the agent does', () => {
    const world = mandated();
    record(world, 'MINE-A', dispatched('TR-1', 'BROKER-E', ['ORE-1']));
    record(world, 'BROKER-E', received('TR-1', ['ORE-1']));
    expect(refusalOf(world, 'BROKER-E', forMine(dispatched('TR-2', 'REFINER-B', ['ORE-1'])))).toMatchObject({
      code: 'not-holder',
      facts: { holder: 'BROKER-E', party: 'MINE-A' },
    });
    record(world, 'MINE-A', oreCreated('ORE-2'));
    record(world, 'BROKER-E', forMine(dispatched('TR-2', 'REFINER-B', ['ORE-2'])));
    expect(lotIn(world, 'ORE-2')).toMatchObject({ custodian: 'MINE-A', whereabouts: { status: 'in-transit' } });
  });

  test('at a facility of the principal is at its own', () => {
    const world = mandated();
    const location = { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 };
    const place = { facility: 'A-HEAP', party: 'MINE-A', name: 'A', country: 'CN', location, activities: [] };
    record(world, 'OPERATOR', { type: 'facility-registered', ...place });
    const there = { ...forMine(oreCreated('ORE-2')), facility: 'A-HEAP' };
    expect(findingsOf(record(world, 'BROKER-E', there))).toEqual([]);
  });

  test('is refused when there is no mandate, none for that, or none any more', () => {
    const world = mandated();
    const found = (by: string, event: EventDraft) => {
      const { code, field, facts } = refusalOf(world, by, event);
      return [code, field, facts['found']];
    };
    expect(found('REFINER-B', forMine(oreCreated('ORE-2')))).toEqual(['no-mandate', 'onBehalfOf', 'no mandate']);
    const adjusted = { type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams: 0 }, reason: 'loss' };
    expect(found('BROKER-E', forMine(adjusted))).toEqual([
      'no-mandate',
      'onBehalfOf',
      'a mandate for lot-created, transfer-dispatched',
    ]);
    record(world, 'MINE-A', { ...ENDED, occurredAt: '2026-03-03T00:00:00.000Z' });
    expect(found('BROKER-E', forMine(oreCreated('ORE-2')))).toEqual([
      'no-mandate',
      'onBehalfOf',
      'a mandate that ended at 2026-03-03T00:00:00.000Z',
    ]);
    expect(found('BROKER-E', { ...oreCreated('ORE-2'), onBehalfOf: 'NOBODY' })).toEqual([
      'unknown-party',
      'onBehalfOf',
      null,
    ]);
  });

  test('is judged when it is recorded: a mandate that ran out meanwhile does not count, up to its moment it does', () => {
    const world = mandated({ until: '2026-03-10T00:00:00.000Z' });
    const event = { ...forMine(oreCreated('ORE-2')), occurredAt: '2026-03-05T00:00:00.000Z' };
    world.recordedAt = '2026-03-10T00:00:00.001Z';
    expect(refusalOf(world, 'BROKER-E', event)).toMatchObject({
      code: 'no-mandate',
      facts: { found: 'a mandate until 2026-03-10T00:00:00.000Z, and it is 2026-03-10T00:00:00.001Z' },
    });
    world.recordedAt = '2026-03-10T00:00:00.000Z';
    expect(attempt(world, 'BROKER-E', event)).toMatchObject({ accepted: true });
  });

  test.each([
    ['key-enrolled', keyEnrolled('MINE-A', keyOf('SECOND'))],
    ['key-revoked', { type: 'key-revoked', key: keyOf('MINE-A'), reason: 'lost' }],
    ['mandate-given', given()],
    ['mandate-ended', ENDED],
    ['hold-placed', { type: 'hold-placed', lot: 'ORE-1', reason: 'permit in doubt' }],
  ])('is never %s, nor can a mandate be given for it', (type, event) => {
    expect(() => attempt(mandated(), 'BROKER-E', forMine(event))).toThrow('onBehalfOf has no place in');
    expect(() => attempt(mandated(), 'MINE-A', given({ acts: [type] }))).toThrow('acts[0] must be one of');
  });
});

describe('a mandate', () => {
  test('takes the place of the one before', () => {
    const world = mandated();
    record(world, 'MINE-A', given({ acts: ['lot-adjusted'] }));
    expect(refusalOf(world, 'BROKER-E', forMine(oreCreated('ORE-2')))).toMatchObject({ code: 'no-mandate' });
  });

  test('can be given again after it ended', () => {
    const world = mandated();
    record(world, 'MINE-A', ENDED);
    record(world, 'MINE-A', given());
    expect(attempt(world, 'BROKER-E', forMine(oreCreated('ORE-2')))).toMatchObject({ accepted: true });
  });

  test('is ended by whoever gave it, once', () => {
    const world = mandated();
    expect(refusalOf(world, 'REFINER-B', ENDED)).toMatchObject({ code: 'no-mandate', facts: { found: 'no mandate' } });
    record(world, 'MINE-A', ENDED);
    expect(refusalOf(world, 'MINE-A', ENDED)).toMatchObject({ code: 'no-mandate', field: 'agent' });
  });

  test('is for another party, which is registered, and for each act once', () => {
    const world = mandated();
    expect(refusalOf(world, 'MINE-A', given({ agent: 'MINE-A' }))).toMatchObject({ code: 'named-twice' });
    expect(refusalOf(world, 'MINE-A', given({ agent: 'NOBODY' }))).toMatchObject({ code: 'unknown-party' });
    expect(refusalOf(world, 'MINE-A', given({ acts: ['lot-created', 'lot-created'] }))).toMatchObject({
      code: 'named-twice',
      field: 'acts',
    });
  });

  test('outlasts the key that gave it, and not the agent’s key', () => {
    const world = mandated();
    record(world, 'OPERATOR', { type: 'key-revoked', key: keyOf('MINE-A'), reason: 'lost' });
    expect(attempt(world, 'BROKER-E', forMine(oreCreated('ORE-2')))).toMatchObject({ accepted: true });
    record(world, 'OPERATOR', { type: 'key-revoked', key: keyOf('BROKER-E'), reason: 'lost' });
    expect(refusalOf(world, 'BROKER-E', forMine(oreCreated('ORE-2')))).toMatchObject({ code: 'key-revoked' });
  });
});
