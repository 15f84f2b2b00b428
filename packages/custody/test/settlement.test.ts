/** How a dispute ends, and how a dispatch is taken back. */
import { describe, expect, test } from 'vitest';
import { lookedUp } from '../src/state/custody-state.ts';
import type { LotState } from '../src/state/state-of-lots.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { attempt, enter, factsOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import { dispatched, lotCreated, received, transformed } from './drafts.ts';

const TONNE = { netMilligrams: 1_000_000_000, elementMilligrams: { Nd: 100_000_000, Pr: 7 } };

/** METALS-C has OX-1 and OX-2 of REFINER-B, and finds 1 % of OX-1 missing, and of its neodymium 2 %. */
function disputed(): World {
  const world = enter(openWorld(), { 'REFINER-B': ['refiner'], 'METALS-C': ['metal-maker'], 'STATE-G': ['authority'] });
  for (const lot of ['OX-1', 'OX-2']) {
    record(world, 'REFINER-B', lotCreated({ lot, origin: 'imported', form: 'oxide', quantity: TONNE }));
  }
  record(world, 'REFINER-B', dispatched('TR-1', 'METALS-C', ['OX-1', 'OX-2'], TONNE));
  const measured = { netMilligrams: 990_000_000, elementMilligrams: { Nd: 98_000_000, Dy: 5 } };
  record(world, 'METALS-C', received('TR-1', ['OX-1'], measured));
  record(world, 'METALS-C', received('TR-1', ['OX-2'], TONNE));
  return world;
}

const settled = (resolution: JsonObject, lot?: string) => ({
  type: 'transfer-settled',
  transfer: 'TR-1',
  ...(lot !== undefined && { lot }),
  resolution,
});
const measured = settled({ basis: 'measured' });
const declared = settled({ basis: 'declared' });
const agreed = (quantity: JsonObject) => settled({ basis: 'agreed', quantity }, 'OX-1');

function lotIn(world: World, id = 'OX-1'): LotState {
  const thing = lookedUp(world.state.things, id);
  if (thing?.kind !== 'lot') throw new Error(`${id} is no lot`);
  return thing;
}

const isOpen = (world: World) => attempt(world, 'STATE-G', declared).accepted;

describe('a settlement', () => {
  test('is a proposal until both say the same', () => {
    const world = disputed();
    const [first] = factsOf(record(world, 'METALS-C', measured), 'settlement');
    expect(first).toMatchObject({ party: 'METALS-C', basis: 'measured', isEffective: false, lot: 'OX-1' });
    record(world, 'REFINER-B', declared);
    expect(isOpen(world)).toBe(true);
    expect(lotIn(world).remaining.netMilligrams).toBe(1_000_000_000n);
    const facts = record(world, 'REFINER-B', measured);
    expect(factsOf(facts, 'settlement')).toMatchObject([{ isEffective: true }]);
    expect(isOpen(world)).toBe(false);
  });

  test('counts the latest word of each, not one that was taken back', () => {
    const world = disputed();
    record(world, 'METALS-C', measured);
    record(world, 'METALS-C', declared);
    expect(factsOf(record(world, 'REFINER-B', measured), 'settlement')).toMatchObject([{ isEffective: false }]);
    expect(factsOf(record(world, 'REFINER-B', declared), 'settlement')).toMatchObject([{ isEffective: true }]);
  });

  test('by an authority that is no party to it takes effect alone; nobody else has a say', () => {
    expect(factsOf(record(disputed(), 'STATE-G', declared), 'settlement')).toMatchObject([{ isEffective: true }]);
    const world = enter(disputed(), { 'OTHER-X': ['trader'] });
    expect(refusalOf(world, 'OTHER-X', declared)).toMatchObject({
      code: 'not-holder',
      facts: { transfer: 'TR-1', consignor: 'REFINER-B', consignee: 'METALS-C', party: 'OTHER-X' },
    });
  });

  test('by an authority that is a party to it is a proposal', () => {
    const world = enter(openWorld(), { 'REFINER-B': ['refiner'], 'STATE-G': ['authority'] });
    record(world, 'REFINER-B', lotCreated({ lot: 'OX-1', origin: 'imported', form: 'oxide', quantity: TONNE }));
    record(world, 'REFINER-B', dispatched('TR-1', 'STATE-G', ['OX-1'], TONNE));
    record(world, 'STATE-G', received('TR-1', ['OX-1'], { netMilligrams: 1 }));
    expect(factsOf(record(world, 'STATE-G', measured), 'settlement')).toMatchObject([{ isEffective: false }]);
  });

  test('as declared leaves the book', () => {
    const world = disputed();
    expect(factsOf(record(world, 'STATE-G', declared), 'change')).toEqual([]);
    expect(lotIn(world).remaining.netMilligrams).toBe(1_000_000_000n);
  });

  test('as measured brings the book to what both state, the rest in proportion', () => {
    const world = disputed();
    const facts = record(world, 'STATE-G', measured);
    expect(factsOf(facts, 'change')).toMatchObject([{ cause: 'settled', by: { netMilligrams: -10_000_000n } }]);
    expect(lotIn(world).remaining).toMatchObject({
      netMilligrams: 990_000_000n,
      elementMilligrams: { Nd: 98_000_000n, Pr: 7n },
    });
    expect(lotIn(world).remaining.elementMilligrams.Dy).toBeUndefined();
  });

  test('as agreed needs the same figures of both', () => {
    const world = disputed();
    record(world, 'METALS-C', agreed({ netMilligrams: 995_000_000 }));
    const other = record(world, 'REFINER-B', agreed({ netMilligrams: 995_000_001 }));
    expect(factsOf(other, 'settlement')).toMatchObject([{ isEffective: false }]);
    record(world, 'REFINER-B', agreed({ netMilligrams: 995_000_000 }));
    expect(lotIn(world).remaining).toMatchObject({
      netMilligrams: 995_000_000n,
      elementMilligrams: { Nd: 99_500_000n, Pr: 7n },
    });
  });

  test('moves what is left by the difference, after a part was used', () => {
    const world = disputed();
    const smelted = { step: 'electrolysis', form: 'metal' } as const;
    record(world, 'METALS-C', transformed({ ...smelted, inputs: [{ lot: 'OX-1', netMilligrams: 600_000_000 }] }));
    record(world, 'STATE-G', measured);
    expect(lotIn(world).remaining.netMilligrams).toBe(390_000_000n);
  });

  test('of what nobody disputes is refused', () => {
    const facts = { transfer: 'TR-1', asked: 'OX-2', found: 'OX-1' };
    const other = settled({ basis: 'declared' }, 'OX-2');
    expect(refusalOf(disputed(), 'REFINER-B', other)).toMatchObject({ code: 'no-dispute', field: 'lot', facts });
    const world = disputed();
    record(world, 'STATE-G', declared);
    expect(refusalOf(world, 'REFINER-B', declared)).toMatchObject({
      field: 'transfer',
      facts: { asked: 'all', found: null },
    });
  });
});

function underWay(): World {
  const world = enter(openWorld(), { 'REFINER-B': ['refiner'], 'METALS-C': ['metal-maker'] });
  for (const lot of ['OX-1', 'OX-2']) {
    record(world, 'REFINER-B', lotCreated({ lot, origin: 'imported', form: 'oxide', quantity: TONNE }));
  }
  record(world, 'REFINER-B', dispatched('TR-2', 'METALS-C', ['OX-1', 'OX-2'], TONNE));
  return world;
}

describe('a cancellation', () => {
  const cancelled = { type: 'transfer-cancelled', transfer: 'TR-2', reason: 'wrong lorry' };

  test('gives the consignor its lots back, once', () => {
    const world = underWay();
    record(world, 'REFINER-B', cancelled);
    for (const lot of ['OX-1', 'OX-2']) {
      expect(lotIn(world, lot)).toMatchObject({ custodian: 'REFINER-B', whereabouts: { status: 'held' } });
    }
    expect(refusalOf(world, 'REFINER-B', cancelled)).toMatchObject({
      code: 'transfer-ended',
      facts: { ended: 'cancelled' },
    });
    expect(refusalOf(world, 'METALS-C', received('TR-2', ['OX-1'], TONNE)).code).toBe('not-in-transfer');
    expect(attempt(world, 'REFINER-B', dispatched('TR-3', 'METALS-C', ['OX-1'], TONNE))).toMatchObject({
      accepted: true,
    });
  });

  test('is the consignor’s, before anything arrived', () => {
    expect(refusalOf(underWay(), 'METALS-C', cancelled)).toMatchObject({
      code: 'not-holder',
      facts: { transfer: 'TR-2', consignor: 'REFINER-B', party: 'METALS-C' },
    });
    const world = underWay();
    record(world, 'METALS-C', received('TR-2', ['OX-2'], TONNE));
    expect(refusalOf(world, 'REFINER-B', cancelled)).toMatchObject({
      code: 'transfer-ended',
      facts: { ended: 'received' },
    });
  });

  test('leaves lost what was lost on the way', () => {
    const world = underWay();
    const gone = { type: 'lot-adjusted', lot: 'OX-1', quantity: { netMilligrams: 0 }, reason: 'theft' };
    record(world, 'REFINER-B', gone);
    record(world, 'REFINER-B', cancelled);
    expect([lotIn(world, 'OX-1').whereabouts.status, lotIn(world, 'OX-2').whereabouts.status]).toEqual([
      'lost',
      'held',
    ]);
  });
});
