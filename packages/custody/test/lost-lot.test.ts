import { expect, test } from 'vitest';
import { enter, openWorld, record, refusalOf } from '../testing/given.ts';
import { dispatched, oreCreated } from './drafts.ts';

test('a lot that is lost is not used, whatever a settlement says that there was of it; what is found of it can be', () => {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });
  record(world, 'MINE-A', oreCreated('ORE-1'));
  record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
  const lines = [{ lot: 'ORE-1', outcome: 'accepted', measured: { netMilligrams: 900_000 } }];
  record(world, 'REFINER-B', { type: 'transfer-received', transfer: 'TR-1', lines });
  record(world, 'REFINER-B', counted(0, 'theft'));
  const resolution = { basis: 'agreed', quantity: { netMilligrams: 1_100_000 } };
  record(world, 'OPERATOR', { type: 'transfer-settled', transfer: 'TR-1', lot: 'ORE-1', resolution });

  expect(refusalOf(world, 'REFINER-B', sent(100_000))).toMatchObject({
    code: 'spent',
    facts: { expected: 'held', found: 'lost' },
  });
  record(world, 'REFINER-B', counted(50_000, 'found'));
  record(world, 'REFINER-B', sent(50_000));
});

function counted(netMilligrams: number, reason: string) {
  return { type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams }, reason };
}

function sent(netMilligrams: number) {
  const line = { lot: 'ORE-1', quantity: { netMilligrams } };
  return { type: 'transfer-dispatched', transfer: 'TR-2', consignee: 'MINE-A', lines: [line] };
}
