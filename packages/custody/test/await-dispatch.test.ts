/** Receipts whose dispatch is not recorded yet: they wait for it, and keep the lot from being used otherwise. */
import { describe, expect, test } from 'vitest';
import { lookedUp } from '../src/state/custody-state.ts';
import type { LotState } from '../src/state/state-of-lots.ts';
import type { Fact } from '../src/fact.ts';
import type { JsonObject } from '../testing/json-object.ts';
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
import { dispatched, oreCreated, received, shipmentPacked } from './drafts.ts';

const parties = () =>
  enter(openWorld(), {
    'MINE-A': ['mine', 'exporter'],
    'REFINER-B': ['refiner'],
    'METALS-C': ['metal-maker'],
    'STATE-G': ['authority'],
  });

const awaited = (lots: readonly string[], transfer = 'TR-1', measured = { netMilligrams: 1_000_000 }): EventDraft => ({
  ...received(transfer, lots, measured),
  consignor: 'MINE-A',
  occurredAt: '2026-03-02T08:00:00.000Z',
});
const sentAt = (occurredAt: string) => ({ ...dispatched('TR-1', 'REFINER-B', ['ORE-1']), occurredAt });
const cancelled: EventDraft = { type: 'transfer-cancelled', transfer: 'TR-1', reason: 'not ours' };
const SPLIT = { type: 'lot-transformed', step: 'split', inputs: [{ lot: 'ORE-1' }] };
const split: EventDraft = {
  ...SPLIT,
  outputs: ['ORE-1A', 'ORE-1B'].map((lot) => ({
    lot,
    material: { form: 'ore', product: 'ore' },
    quantity: { netMilligrams: 500_000, elementMilligrams: { Nd: 5_000 } },
  })),
};

/** MINE-A has ORE-1 and ORE-2; REFINER-B says that it has received ORE-1 under TR-1. */
function waiting(): World {
  const world = parties();
  record(world, 'MINE-A', oreCreated('ORE-1'));
  record(world, 'MINE-A', oreCreated('ORE-2'));
  record(world, 'REFINER-B', awaited(['ORE-1']));
  return world;
}

function lotIn(world: World, id: string): Pick<LotState, 'custodian' | 'whereabouts'> {
  const thing = lookedUp(world.state.things, id);
  if (thing?.kind !== 'lot') throw new Error(`${id} is no lot`);
  return { custodian: thing.custodian, whereabouts: thing.whereabouts };
}

const held = (custodian: string) => ({ custodian, whereabouts: { status: 'held' } });

describe('a receipt of a transfer that is not recorded', () => {
  test('waits when it names the consignor, and moves nothing', () => {
    const world = parties();
    record(world, 'MINE-A', oreCreated('ORE-1'));
    const facts = record(world, 'REFINER-B', awaited(['ORE-1', 'NOT-RECORDED']));
    expect(facts.map(({ kind }) => kind)).toEqual(['awaited-receipt', 'awaited-line', 'awaited-line']);
    expect(lotIn(world, 'ORE-1')).toEqual(held('MINE-A'));
  });

  test('is refused without, and where the named one is nobody, or the receiver itself', () => {
    const world = parties();
    const plain = received('TR-1', ['ORE-1']);
    expect(refusalOf(world, 'REFINER-B', plain)).toMatchObject({
      code: 'unknown-transfer',
      message: expect.stringContaining('name it as consignor, and the receipt waits'),
    });
    const by = (consignor: string) => refusalOf(world, 'REFINER-B', { ...plain, consignor });
    expect(by('NOBODY')).toMatchObject({ code: 'unknown-party', field: 'consignor' });
    expect(by('REFINER-B')).toMatchObject({ code: 'unknown-transfer', field: 'consignor' });
  });

  test('is added to by the same party, with other lots; not by another, nor from another', () => {
    const world = waiting();
    const other = awaited(['ORE-2']);
    expect(refusalOf(world, 'METALS-C', other)).toMatchObject({
      code: 'awaited',
      field: 'transfer',
      facts: { expected: 'MINE-A to REFINER-B', found: 'MINE-A to METALS-C' },
    });
    expect(refusalOf(world, 'REFINER-B', { ...other, consignor: 'METALS-C' })).toMatchObject({ code: 'awaited' });
    expect(refusalOf(world, 'REFINER-B', awaited(['ORE-1']))).toMatchObject({ code: 'awaited', field: 'lines[0].lot' });
    expect(refusalOf(world, 'METALS-C', awaited(['ORE-1'], 'TR-2'))).toMatchObject({
      code: 'awaited',
      field: 'lines[0].lot',
    });
    record(world, 'REFINER-B', other);
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
    expect([lotIn(world, 'ORE-1'), lotIn(world, 'ORE-2')]).toEqual([held('REFINER-B'), held('REFINER-B')]);
  });

  test('may name the consignor of one that is recorded, and no other', () => {
    const world = waiting();
    record(world, 'MINE-A', dispatched('TR-2', 'REFINER-B', ['ORE-2']));
    const receipt = awaited(['ORE-2'], 'TR-2');
    const other = { ...receipt, consignor: 'METALS-C' };
    expect(refusalOf(world, 'REFINER-B', other)).toMatchObject({ code: 'not-holder', field: 'consignor' });
    record(world, 'REFINER-B', receipt);
    expect(lotIn(world, 'ORE-2')).toEqual(held('REFINER-B'));
  });
});

describe('while it waits', () => {
  test.each([
    ['a step', split],
    ['another dispatch', dispatched('TR-2', 'METALS-C', ['ORE-1'])],
    ['a shipment', shipmentPacked('SHP-1', ['ORE-1'])],
    ['disposal', { type: 'lot-disposed', lot: 'ORE-1', quantity: { netMilligrams: 1 }, reason: 'spilled' }],
    ['a unit', { type: 'unit-packed', unit: 'BOX-1', lots: ['ORE-1'] }],
  ] as [string, EventDraft][])('its lot is not for %s', (_, event) => {
    const world = waiting();
    expect(refusalOf(world, 'MINE-A', event)).toMatchObject({
      code: 'awaited',
      facts: { lot: 'ORE-1', transfer: 'TR-1', consignee: 'REFINER-B' },
    });
    record(world, 'MINE-A', cancelled);
    expect(attempt(world, 'MINE-A', event)).toMatchObject({ accepted: true });
  });

  test('a lot that is recorded only then is awaited as well', () => {
    const world = parties();
    record(world, 'REFINER-B', awaited(['ORE-1']));
    record(world, 'MINE-A', oreCreated('ORE-1'));
    expect(refusalOf(world, 'MINE-A', split).code).toBe('awaited');
  });

  test('a lot of somebody else than the named consignor is free', () => {
    const world = parties();
    record(world, 'STATE-G', { type: 'party-registered', party: 'MINE-B', name: 'B', roles: ['mine'], country: 'CN' });
    record(world, 'MINE-A', oreCreated('ORE-1'));
    record(world, 'REFINER-B', { ...awaited(['ORE-1']), consignor: 'MINE-B' });
    expect(attempt(world, 'MINE-A', split)).toMatchObject({ accepted: true });
  });

  test('its id is for that dispatch alone', () => {
    const world = waiting();
    record(world, 'METALS-C', { ...oreCreated('MET-1'), origin: 'imported' });
    expect(refusalOf(world, 'METALS-C', dispatched('TR-1', 'REFINER-B', ['MET-1']))).toMatchObject({
      code: 'id-used',
      field: 'transfer',
      facts: { id: 'TR-1', consignor: 'MINE-A', party: 'METALS-C' },
    });
    expect(refusalOf(world, 'MINE-A', oreCreated('TR-1'))).toMatchObject({ code: 'id-used', field: 'lot' });
  });

  test('either party ends it, or an authority, and nobody else; then the id and the lot are free', () => {
    for (const by of ['MINE-A', 'REFINER-B', 'STATE-G']) {
      const world = waiting();
      expect(refusalOf(world, 'METALS-C', cancelled)).toMatchObject({ code: 'not-holder' });
      expect(factsOf(record(world, by, cancelled), 'awaited-end')).toMatchObject([{ end: 'cancelled' }]);
      expect(refusalOf(world, by, cancelled)).toMatchObject({ code: 'unknown-transfer' });
      record(world, 'MINE-A', dispatched('TR-1', 'METALS-C', ['ORE-1']));
      expect(lotIn(world, 'ORE-1').whereabouts).toEqual({ status: 'in-transit', transfer: 'TR-1' });
    }
  });
});

describe('the dispatch that is awaited', () => {
  test('hands over what both name, in one movement; the rest is in transit', () => {
    const world = waiting();
    const facts = record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
    expect(factsOf(facts, 'movement')).toMatchObject([
      { lot: 'ORE-1', status: 'held', custodian: 'REFINER-B', within: null },
      { lot: 'ORE-2', status: 'in-transit', custodian: 'MINE-A', within: 'TR-1' },
    ]);
    expect(factsOf(facts, 'receipt-line')).toMatchObject([{ lot: 'ORE-1', outcome: 'accepted' }]);
    expect(factsOf(facts, 'awaited-end')).toMatchObject([{ transfer: 'TR-1', end: 'dispatched' }]);
    expect(findingsOf(facts)).toEqual([]);
    for (const name of ['TR-1', 'ORE-1']) expect(world.state.awaited.get(name)).toBeNull();
    expect(refusalOf(world, 'MINE-A', cancelled)).toMatchObject({ code: 'transfer-ended' });
    record(world, 'REFINER-B', split);
    record(world, 'REFINER-B', received('TR-1', ['ORE-2']));
  });

  test('opens a dispute where the receipt has measured otherwise, and notes seals that differ', () => {
    const world = parties();
    record(world, 'MINE-A', oreCreated('ORE-1'));
    record(world, 'REFINER-B', { ...awaited(['ORE-1'], 'TR-1', { netMilligrams: 990_000 }), seals: ['S-2'] });
    const facts = record(world, 'MINE-A', { ...dispatched('TR-1', 'REFINER-B', ['ORE-1']), seals: ['S-1'] });
    expect(factsOf(facts, 'dispute')).toMatchObject([{ declaredAmount: 1_000_000n, measuredAmount: 990_000n }]);
    expect(findingsOf(facts)).toEqual(['seals-differ', 'transfer-variance']);
    record(world, 'REFINER-B', { type: 'transfer-settled', transfer: 'TR-1', resolution: { basis: 'measured' } });
  });

  test('to another party is an ordinary one, with a finding', () => {
    const world = waiting();
    const facts = record(world, 'MINE-A', dispatched('TR-1', 'METALS-C', ['ORE-1']));
    expect(factsOf(facts, 'finding')).toMatchObject([
      { code: 'awaited-differs', message: expect.stringMatching(/goes to METALS-C, .* by REFINER-B/) },
    ]);
    expect(lotIn(world, 'ORE-1')).toEqual({
      custodian: 'MINE-A',
      whereabouts: { status: 'in-transit', transfer: 'TR-1' },
    });
    record(world, 'METALS-C', received('TR-1', ['ORE-1']));
  });

  test('without a lot that was received has a finding, and the lot is free', () => {
    const world = waiting();
    const facts = record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-2']));
    expect(factsOf(facts, 'finding')).toMatchObject([
      { code: 'awaited-differs', message: expect.stringMatching(/ORE-1, .* names ORE-2/) },
    ]);
    record(world, 'MINE-A', split);
  });

  test('may be later than the receipt by as much as clocks differ', () => {
    const receipt = { ...awaited(['ORE-1']), occurredAt: '2026-03-02T00:00:00.000Z' };
    const world = parties();
    record(world, 'MINE-A', oreCreated('ORE-1'));
    record(world, 'REFINER-B', receipt);
    expect(refusalOf(world, 'MINE-A', sentAt('2026-03-03T00:00:00.001Z'))).toMatchObject({
      code: 'time-goes-back',
      facts: { transfer: 'TR-1', latest: '2026-03-02T00:00:00.000Z' },
    });
    expect(findingsOf(record(world, 'MINE-A', sentAt('2026-03-03T00:00:00.000Z')))).toEqual(['time-goes-back']);
  });
});

const part = (lot: string, netMilligrams: number) => ({
  lot,
  outcome: 'partly-accepted',
  measured: { netMilligrams },
  rejectedLot: `${lot}R`,
});
const waitingFor = (...lines: JsonObject[]): EventDraft => ({ ...awaited([]), lines });

/** What became of the lots and of the transfer, whoever said so first. */
function outcome(world: World, facts: readonly Fact[]) {
  const lots = ['ORE-1', 'ORE-1R', 'ORE-2', 'ORE-2R'].map((id) => {
    const thing = world.state.things.get(id);
    if (thing?.kind !== 'lot') return null;
    const { custodian, whereabouts, remaining, owner, form, country, uncertaintyPartsPerMillion } = thing;
    return { id, custodian, whereabouts, remaining, owner, form, country, uncertaintyPartsPerMillion };
  });
  const timeless = (kind: 'receipt-line' | 'dispute' | 'step' | 'input') =>
    factsOf(facts, kind).map((fact) => ({ ...fact, eventNumber: 0 }));
  const said = [timeless('receipt-line'), timeless('dispute'), timeless('step'), timeless('input')];
  return { lots, said, where: factsOf(facts, 'movement').map(({ lot, facility }) => [lot, facility]) };
}

/** MINE-A has ORE-1, which is METALS-C's, and ORE-2. */
function beforeBoth(): World {
  const world = parties();
  record(world, 'OPERATOR', PLANT);
  record(world, 'MINE-A', oreCreated('ORE-1'));
  record(world, 'MINE-A', oreCreated('ORE-2'));
  record(world, 'MINE-A', { type: 'ownership-transferred', lots: ['ORE-1'], owner: 'METALS-C' });
  return world;
}

describe('a receipt that waited counts as if it had come after its dispatch', () => {
  const damaged = { discrepancy: { kind: 'damage', note: 'wet' } };
  test.each<[string, JsonObject[]]>([
    ['accepted', [{ lot: 'ORE-1', outcome: 'accepted', measured: { netMilligrams: 1_000_000 } }]],
    ['accepted beyond tolerance', [{ lot: 'ORE-1', outcome: 'accepted', measured: { netMilligrams: 900_000 } }]],
    ['rejected unweighed', [{ lot: 'ORE-1', outcome: 'rejected', ...damaged }]],
    ['rejected', [{ lot: 'ORE-1', outcome: 'rejected', measured: { netMilligrams: 900_000 } }]],
    ['accepted in part', [{ ...part('ORE-1', 600_000), ...damaged }]],
    ['each in its way', [part('ORE-1', 333_333), { lot: 'ORE-2', outcome: 'rejected' }]],
  ])('%s', (_, lines) => {
    const sent = dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']);
    const receipt = { ...waitingFor(...lines), facility: 'B-PLANT' };
    const after = beforeBoth();
    record(after, 'MINE-A', sent);
    const before = beforeBoth();
    record(before, 'REFINER-B', receipt);
    const both = record(before, 'MINE-A', sent);
    const moved = both.filter((fact) => fact.kind !== 'movement' || fact.status !== 'in-transit');
    expect(outcome(before, moved)).toEqual(outcome(after, record(after, 'REFINER-B', receipt)));
  });

  test('and what goes back is received by its consignor alone', () => {
    const world = waitingForPart();
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
    expect(lotIn(world, 'ORE-1R').whereabouts).toEqual({ status: 'returning', transfer: 'TR-1' });
    expect(refusalOf(world, 'REFINER-B', received('TR-1', ['ORE-1R'])).code).toBe('not-holder');
    record(world, 'MINE-A', received('TR-1', ['ORE-1R'], { netMilligrams: 400_000 }));
    expect(lotIn(world, 'ORE-1R')).toEqual(held('MINE-A'));
  });

  test('but never keeps the dispatch from being recorded: what does not fit the book is noted, and received anew', () => {
    for (const line of [part('ORE-1', 1_000_000), { ...part('ORE-1', 1), measured: { volumeMillilitres: 5 } }]) {
      const world = waitingForPart(line);
      const facts = record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
      expect(findingsOf(facts)).toEqual(['awaited-differs']);
      expect(lotIn(world, 'ORE-1').whereabouts).toEqual({ status: 'in-transit', transfer: 'TR-1' });
      record(world, 'REFINER-B', received('TR-1', ['ORE-1']));
      record(world, 'MINE-A', oreCreated('ORE-1R'));
    }
  });
});

const PLANT = {
  type: 'facility-registered',
  facility: 'B-PLANT',
  party: 'REFINER-B',
  name: 'Plant B',
  country: 'CN',
  location: { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 },
  activities: [],
};

/** MINE-A has ORE-1 and ORE-2; REFINER-B keeps 600 g of ORE-1 under TR-1, and sends ORE-1R back. */
function waitingForPart(line: JsonObject = part('ORE-1', 600_000)): World {
  const world = parties();
  record(world, 'MINE-A', oreCreated('ORE-1'));
  record(world, 'MINE-A', oreCreated('ORE-2'));
  record(world, 'REFINER-B', waitingFor(line));
  return world;
}

describe('the id of what goes back of a receipt that waits', () => {
  const TAKEN = { code: 'id-used', facts: { id: 'ORE-1R', usedFor: 'lot', transfer: 'TR-1', consignee: 'REFINER-B' } };

  test.each([
    ['a lot', oreCreated('ORE-1R')],
    ['a transfer', dispatched('ORE-1R', 'METALS-C', ['ORE-2'])],
    ['a shipment', shipmentPacked('ORE-1R', ['ORE-2'])],
    ['a unit', { type: 'unit-packed', unit: 'ORE-1R', lots: ['ORE-2'] }],
  ] as [string, EventDraft][])('is not for %s, until the wait is ended', (_, event) => {
    const world = waitingForPart();
    expect(refusalOf(world, 'MINE-A', event)).toMatchObject(TAKEN);
    record(world, 'MINE-A', cancelled);
    record(world, 'MINE-A', event);
  });

  test('is not for another receipt that waits: as a transfer, a lot, or what goes back of it', () => {
    const world = waitingForPart();
    const other = (line: JsonObject) => refusalOf(world, 'REFINER-B', { ...waitingFor(line), transfer: 'TR-2' });
    const whole = { lot: 'ORE-2', outcome: 'accepted', measured: { netMilligrams: 1 } };
    expect(refusalOf(world, 'REFINER-B', { ...waitingFor(whole), transfer: 'ORE-1R' })).toMatchObject(TAKEN);
    expect(other({ ...part('ORE-2', 1), rejectedLot: 'ORE-1R' })).toMatchObject(TAKEN);
    expect(other({ ...whole, lot: 'ORE-1R' })).toMatchObject(TAKEN);
    expect(other({ ...part('ORE-2', 1), rejectedLot: 'ORE-1' })).toMatchObject({ code: 'id-used' });
    const unrecorded = { ...waitingFor({ ...whole, lot: 'ORE-9' }), transfer: 'TR-9' };
    record(world, 'REFINER-B', unrecorded);
    expect(other({ ...part('ORE-2', 1), rejectedLot: 'ORE-9' })).toMatchObject({
      code: 'id-used',
      facts: { id: 'ORE-9' },
    });
    expect(other({ ...part('ORE-2', 1), rejectedLot: 'TR-9' })).toMatchObject({
      code: 'id-used',
      facts: { id: 'TR-9' },
    });
  });

  test('is one that nothing has', () => {
    const world = parties();
    record(world, 'MINE-A', oreCreated('ORE-1R'));
    expect(refusalOf(world, 'REFINER-B', waitingFor(part('ORE-1', 1)))).toMatchObject({
      code: 'id-used',
      field: 'lines[0].rejectedLot',
    });
    const same = { ...part('ORE-1', 1), rejectedLot: 'TR-1' };
    expect(refusalOf(world, 'REFINER-B', waitingFor(same)).code).toBe('named-twice');
  });

  test('one lot of a transfer is divided by what waits for it', () => {
    const world = waitingForPart();
    expect(refusalOf(world, 'REFINER-B', waitingFor(part('ORE-2', 1)))).toMatchObject({
      code: 'awaited',
      field: 'lines[0].outcome',
      facts: { lot: 'ORE-2', other: 'ORE-1' },
    });
  });
});

test('whoever records a lot that somebody has received already is told', () => {
  const world = parties();
  record(world, 'REFINER-B', awaited(['ORE-1']));
  expect(findingsOf(record(world, 'MINE-A', oreCreated('ORE-1')))).toEqual(['lot-awaited']);
  expect(findingsOf(record(world, 'MINE-A', oreCreated('ORE-2')))).toEqual([]);
});
