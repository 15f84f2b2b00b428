import { expect, test } from 'vitest';
import { enter, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import { dispatched, oreCreated, received } from './drafts.ts';

/** MINE-A has the lots in DRUM-1. */
function drummed(...lots: string[]): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });
  for (const lot of lots) record(world, 'MINE-A', oreCreated(lot));
  record(world, 'MINE-A', { type: 'unit-packed', unit: 'DRUM-1', lots });
  return world;
}

const lost = (lot: string) => ({ type: 'lot-adjusted', lot, quantity: { netMilligrams: 0 }, reason: 'theft' });
const unpacked = { type: 'unit-unpacked', unit: 'DRUM-1' };

function unitOf({ state }: World, name: string) {
  const lot = state.things.get(name);
  return lot?.kind === 'lot' ? lot.unit : undefined;
}

test('a unit of which everything is lost is unpacked by whoever lost it, and packed again', () => {
  const world = drummed('ORE-1', 'ORE-2');
  record(world, 'MINE-A', lost('ORE-1'));
  record(world, 'MINE-A', lost('ORE-2'));
  expect(refusalOf(world, 'REFINER-B', unpacked)).toMatchObject({ code: 'not-holder' });
  record(world, 'MINE-A', unpacked);
  expect([unitOf(world, 'ORE-1'), unitOf(world, 'ORE-2')]).toEqual([null, null]);
  record(world, 'MINE-A', oreCreated('ORE-3'));
  record(world, 'MINE-A', { type: 'unit-packed', unit: 'DRUM-1', lots: ['ORE-3'] });
});

test('a unit that was lost under way is unpacked by its consignor, and while some of it is under way by nobody', () => {
  const world = drummed('ORE-1', 'ORE-2');
  record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
  record(world, 'MINE-A', lost('ORE-1'));
  expect(refusalOf(world, 'MINE-A', unpacked)).toMatchObject({ code: 'in-transit', facts: { lot: 'ORE-2' } });
  record(world, 'MINE-A', lost('ORE-2'));
  record(world, 'MINE-A', unpacked);
  expect(unitOf(world, 'ORE-2')).toBe(null);
});

test('a unit of which some is lost is unpacked by whoever has the rest', () => {
  const world = drummed('ORE-1', 'ORE-2');
  record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
  record(world, 'MINE-A', lost('ORE-1'));
  record(world, 'REFINER-B', received('TR-1', ['ORE-2']));
  expect(refusalOf(world, 'MINE-A', unpacked)).toMatchObject({ code: 'not-holder', facts: { lot: 'ORE-2' } });
  record(world, 'REFINER-B', unpacked);
  expect(unitOf(world, 'ORE-1')).toBe(null);
});
