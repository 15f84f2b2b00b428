import { describe, expect, test } from 'vitest';
import {
  enter,
  type EventDraft,
  factsOf,
  findingsOf,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import { correctAs, lotOf, recorded } from './correcting.ts';
import { asReplacement, assayed, corrected, dispatched, oreCreated, received, transformed } from './drafts.ts';

/** MINE-A has a kilogram of ore, ORE-1, with 10 g of neodymium. */
function mine(): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });
  record(world, 'MINE-A', oreCreated('ORE-1'));
  return world;
}

const adjusted = (netMilligrams: number, reason = 'count'): EventDraft => {
  return { type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams }, reason };
};
const disposed = (netMilligrams: number): EventDraft => {
  return { type: 'lot-disposed', lot: 'ORE-1', quantity: { netMilligrams }, reason: 'spilled' };
};
const milled = (netMilligrams: number) =>
  transformed({ step: 'beneficiation', form: 'concentrate', inputs: [{ lot: 'ORE-1', netMilligrams }], output: 'C-1' });

const correct = (world: World, corrects: string, replacement?: EventDraft, by = 'MINE-A') =>
  correctAs(by, world, corrects, replacement);

const AS_MADE = { netMilligrams: 1_000_000n, elementMilligrams: { Nd: 10_000n } };

describe('a count', () => {
  test('that is voided is reversed by a change of its own cause', () => {
    const world = mine();
    const count = recorded(world, 'MINE-A', adjusted(900_000));
    const { facts, outcome } = correct(world, count);
    expect(outcome).toBe('voided');
    expect(factsOf(facts, 'change')).toMatchObject([
      { cause: 'adjusted', reason: 'typed wrong', by: { netMilligrams: 100_000n, elementMilligrams: { Nd: 1_000n } } },
    ]);
    expect(lotOf(world).remaining).toMatchObject(AS_MADE);
  });

  test('that is replaced counts against the book of its time, whatever was taken since', () => {
    const world = mine();
    const count = recorded(world, 'MINE-A', adjusted(900_000));
    record(world, 'MINE-A', milled(400_000));
    correct(world, count, adjusted(950_000));
    expect(lotOf(world).remaining).toMatchObject({ netMilligrams: 550_000n });
    correct(world, count, adjusted(800_000));
    expect(lotOf(world).remaining).toMatchObject({ netMilligrams: 400_000n });
    expect(correct(world, count).outcome).toBe('voided');
    expect(lotOf(world).remaining).toMatchObject({ netMilligrams: 600_000n });
  });

  test('is contested where what was taken since is more than it would leave', () => {
    const world = mine();
    const count = recorded(world, 'MINE-A', adjusted(1_500_000, 'found'));
    record(world, 'MINE-A', milled(1_200_000));
    const { outcome, obstacles, facts } = correct(world, count);
    expect(outcome).toBe('contested');
    expect(findingsOf(facts)).toEqual(['correction-contested']);
    expect(obstacles[0]).toContain('lot ORE-1 has 0.3 kg net left, the correction takes away 0.5 kg net');
    expect(lotOf(world).remaining).toMatchObject({ netMilligrams: 300_000n });
  });

  test('is contested when the lot was used up since', () => {
    const world = mine();
    const count = recorded(world, 'MINE-A', adjusted(900_000));
    record(world, 'MINE-A', milled(900_000));
    const { outcome, obstacles } = correct(world, count);
    expect(outcome).toBe('contested');
    expect(obstacles).toEqual([expect.stringContaining('would have 0.1 kg net left, and was used up since')]);
  });

  test('is contested when the lot has moved since', () => {
    const world = mine();
    const count = recorded(world, 'MINE-A', adjusted(900_000));
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1'], { netMilligrams: 900_000 }));
    expect(correct(world, count).obstacles).toEqual([
      expect.stringContaining(
        'lot ORE-1 was held by MINE-A after the event that is corrected, and is in transit under transfer TR-1',
      ),
    ]);
    record(world, 'REFINER-B', received('TR-1', ['ORE-1'], { netMilligrams: 900_000 }));
    expect(correct(world, count).obstacles).toEqual([expect.stringContaining('and is held by REFINER-B')]);
  });

  test('of a lot on hold is corrected: what is on hold can be counted', () => {
    const world = mine();
    const count = recorded(world, 'MINE-A', adjusted(900_000));
    record(world, 'OPERATOR', { type: 'hold-placed', lot: 'ORE-1', reason: 'inspection' });
    expect(correct(world, count).outcome).toBe('voided');
  });

  test('that found nothing left has its lot lost, and a correction finds it again', () => {
    const world = mine();
    const count = recorded(world, 'MINE-A', adjusted(0, 'theft'));
    expect(lotOf(world).whereabouts).toEqual({ status: 'lost' });
    correct(world, count, adjusted(600_000));
    expect(lotOf(world)).toMatchObject({ whereabouts: { status: 'held' }, remaining: { netMilligrams: 600_000n } });
    correct(world, count, adjusted(0));
    expect(lotOf(world).whereabouts).toEqual({ status: 'lost' });
    correct(world, count);
    expect(lotOf(world)).toMatchObject({ whereabouts: { status: 'held' }, remaining: AS_MADE });
  });

  test('that lost a lot on its way is voided: the lot is on its way again', () => {
    const world = mine();
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
    const count = recorded(world, 'MINE-A', adjusted(0, 'theft'));
    expect(correct(world, count).outcome).toBe('voided');
    expect(lotOf(world).whereabouts).toEqual({ status: 'in-transit', transfer: 'TR-1' });
    record(world, 'REFINER-B', received('TR-1', ['ORE-1']));
    expect(lotOf(world).custodian).toBe('REFINER-B');
  });

  test('is contested by a later count, and by a later assay, until that is corrected', () => {
    const world = mine();
    const first = recorded(world, 'MINE-A', adjusted(900_000));
    const spill = recorded(world, 'MINE-A', disposed(100_000));
    const second = recorded(world, 'MINE-A', adjusted(780_000));
    for (const wrong of [first, spill]) {
      expect(correct(world, wrong).obstacles).toEqual([
        expect.stringMatching(/^lot ORE-1 was changed by event \d+\.0, and what there is was counted by event 8\.0/),
      ]);
    }
    correct(world, second, adjusted(790_000));
    expect(correct(world, first).obstacles).toEqual([expect.stringContaining('counted by event 8.0')]);
    correct(world, second);
    expect(correct(world, first, adjusted(950_000)).outcome).toBe('replaced');
    expect(correct(world, spill).outcome).toBe('voided');
    expect(lotOf(world).remaining.netMilligrams).toBe(950_000n);
    const assay = assayed('ORE-1', { elementMilligrams: { Nd: 9_000 } }, { laboratory: 'MINE-A' });
    const found = recorded(world, 'MINE-A', assay);
    expect(correct(world, first).obstacles).toEqual([expect.stringContaining('the final assay by MINE-A of event')]);
    correct(world, found);
    expect(correct(world, first).outcome).toBe('voided');
    expect(lotOf(world).remaining).toMatchObject(AS_MADE);
  });

  test('keeps to its lot', () => {
    const world = mine();
    record(world, 'MINE-A', oreCreated('ORE-2'));
    const count = recorded(world, 'MINE-A', adjusted(900_000));
    const other = { ...adjusted(900_000), lot: 'ORE-2' };
    expect(refusalOf(world, 'MINE-A', corrected(count, asReplacement(other)))).toMatchObject({
      code: 'replacement-differs',
      field: 'replacement.lot',
      facts: { expected: 'ORE-1', found: 'ORE-2' },
    });
  });
});

describe('a disposal', () => {
  test('of all that is voided puts the lot back where it was', () => {
    const world = mine();
    const disposal = recorded(world, 'MINE-A', disposed(1_000_000));
    expect(lotOf(world).whereabouts).toEqual({ status: 'disposed' });
    const { facts } = correct(world, disposal, undefined, 'OPERATOR');
    expect(factsOf(facts, 'change')).toMatchObject([{ cause: 'disposed', by: { netMilligrams: 1_000_000n } }]);
    expect(lotOf(world)).toMatchObject({
      custodian: 'MINE-A',
      whereabouts: { status: 'held' },
      remaining: { netMilligrams: 1_000_000n },
    });
    expect(refusalOf(world, 'MINE-A', corrected(disposal)).code).toBe('event-voided');
  });

  test('of a part is replaced by all, and back, as what remains allows', () => {
    const world = mine();
    const disposal = recorded(world, 'MINE-A', disposed(100_000));
    correct(world, disposal, disposed(1_000_000));
    expect(lotOf(world)).toMatchObject({ whereabouts: { status: 'disposed' }, remaining: { netMilligrams: 0n } });
    correct(world, disposal, disposed(200_000));
    expect(lotOf(world)).toMatchObject({ whereabouts: { status: 'held' }, remaining: { netMilligrams: 800_000n } });
    record(world, 'MINE-A', milled(700_000));
    expect(correct(world, disposal, disposed(1_000_000)).obstacles[0]).toContain(
      'lot ORE-1 has 0.1 kg net left, the correction takes away 0.8 kg net',
    );
  });

  test('of more than there was is refused, as if it were recorded then', () => {
    const world = mine();
    const disposal = recorded(world, 'MINE-A', disposed(100_000));
    expect(refusalOf(world, 'MINE-A', corrected(disposal, asReplacement(disposed(1_100_000))))).toMatchObject({
      code: 'overdrawn',
      field: 'replacement.quantity.netMilligrams',
    });
  });

  test('of a lot that is on hold is contested', () => {
    const world = mine();
    const disposal = recorded(world, 'MINE-A', disposed(100_000));
    record(world, 'OPERATOR', { type: 'hold-placed', lot: 'ORE-1', reason: 'inspection' });
    expect(correct(world, disposal).obstacles).toEqual([expect.stringContaining('on hold by OPERATOR (inspection)')]);
  });
});
