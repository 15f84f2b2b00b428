import { describe, expect, test } from 'vitest';
import { attempt, enter, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { dispatched, oreCreated, received, transformed } from './drafts.ts';

const ORE = { netMilligrams: 1_000_000, pieces: 7, elementMilligrams: { Nd: 10_000, Dy: 0 } };

function stocked(): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });
  record(world, 'MINE-A', oreCreated('ORE-1', ORE));
  return world;
}

const adjusted = (quantity: JsonObject, reason = 'count') => ({ type: 'lot-adjusted', lot: 'ORE-1', quantity, reason });
const disposed = (quantity: JsonObject) => ({ type: 'lot-disposed', lot: 'ORE-1', quantity, reason: 'spoiled' });
const remainingOf = (world: World) => {
  const lot = world.state.things.get('ORE-1');
  return lot?.kind === 'lot' ? lot.remaining : null;
};
const whereaboutsOf = (world: World) => {
  const lot = world.state.things.get('ORE-1');
  return lot?.kind === 'lot' ? [lot.custodian, lot.whereabouts.status] : null;
};

describe('an adjustment', () => {
  test('takes what it does not state along in proportion, rounded towards no change', () => {
    const world = stocked();
    const facts = record(world, 'MINE-A', adjusted({ netMilligrams: 999_999 }, 'loss'));
    const by = { netMilligrams: -1n, volumeMillilitres: null, pieces: 0n, elementMilligrams: { Nd: 0n, Dy: 0n } };
    expect(facts).toMatchObject([{ kind: 'change', lot: 'ORE-1', cause: 'adjusted', reason: 'loss', by }]);
    record(world, 'MINE-A', adjusted({ netMilligrams: 333_333 }));
    expect(remainingOf(world)).toMatchObject({
      netMilligrams: 333_333n,
      pieces: 3n,
      elementMilligrams: { Nd: 3_334n, Dy: 0n },
    });
  });

  test('states elements that were not stated before, and leaves alone what it does not name', () => {
    const world = stocked();
    record(world, 'MINE-A', adjusted({ elementMilligrams: { Pr: 5, Nd: 9_000 } }));
    expect(remainingOf(world)).toMatchObject({
      netMilligrams: 1_000_000n,
      pieces: 7n,
      elementMilligrams: { Pr: 5n, Nd: 9_000n, Dy: 0n },
    });
  });

  test('for drying takes water and leaves the elements', () => {
    const world = stocked();
    record(world, 'MINE-A', adjusted({ netMilligrams: 900_000 }, 'drying'));
    expect(remainingOf(world)).toMatchObject({
      netMilligrams: 900_000n,
      pieces: 7n,
      elementMilligrams: { Nd: 10_000n },
    });
  });

  test('upwards is recorded with a finding that has both values', () => {
    const facts = record(stocked(), 'MINE-A', adjusted({ netMilligrams: 1_000_001 }, 'found'));
    expect(facts).toContainEqual(
      expect.objectContaining({
        code: 'adjusted-upwards',
        message: 'lot ORE-1 had 1 kg net, the adjustment (found) says 1.000001 kg net: more than the record explains',
      }),
    );
  });

  test('to nothing leaves the lot lost, with its custodian, until it is found', () => {
    const world = stocked();
    record(world, 'MINE-A', adjusted({ netMilligrams: 0 }, 'theft'));
    expect(whereaboutsOf(world)).toEqual(['MINE-A', 'lost']);
    expect(refusalOf(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']))).toMatchObject({ code: 'spent' });
    record(world, 'MINE-A', adjusted({ netMilligrams: 400_000, pieces: 2, elementMilligrams: { Nd: 4_000 } }, 'found'));
    expect(whereaboutsOf(world)).toEqual(['MINE-A', 'held']);
    const split = transformed({ step: 'split', form: 'ore', inputs: [{ lot: 'ORE-1' }], netMilligrams: 400_000 });
    expect(attempt(world, 'MINE-A', split)).toMatchObject({ accepted: true });
  });

  test('of goods under way is for the consignor, who answers for them; what is lost is not received', () => {
    const world = stocked();
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
    expect(refusalOf(world, 'REFINER-B', adjusted({ netMilligrams: 0 }, 'loss'))).toMatchObject({
      code: 'not-holder',
      facts: { lot: 'ORE-1', holder: 'MINE-A', party: 'REFINER-B' },
    });
    record(world, 'MINE-A', adjusted({ netMilligrams: 0 }, 'loss'));
    expect(refusalOf(world, 'REFINER-B', received('TR-1', ['ORE-1']))).toMatchObject({
      code: 'not-in-transfer',
      facts: { found: 'lost' },
    });
  });
});

describe('a disposal', () => {
  test('of a part leaves the rest', () => {
    const world = stocked();
    record(world, 'MINE-A', disposed({ netMilligrams: 250_000 }));
    expect(remainingOf(world)).toMatchObject({
      netMilligrams: 750_000n,
      pieces: 6n,
      elementMilligrams: { Nd: 7_500n, Dy: 0n },
    });
    expect(whereaboutsOf(world)).toEqual(['MINE-A', 'held']);
  });

  test('of all of it ends the lot, and no more than that can be disposed of', () => {
    const world = stocked();
    expect(refusalOf(world, 'MINE-A', disposed({ netMilligrams: 1_000_001 }))).toMatchObject({ code: 'overdrawn' });
    record(world, 'MINE-A', disposed({ pieces: 7 }));
    expect(whereaboutsOf(world)).toEqual(['MINE-A', 'disposed']);
    expect(refusalOf(world, 'MINE-A', adjusted({ netMilligrams: 1 }, 'found'))).toMatchObject({ code: 'spent' });
  });
});
