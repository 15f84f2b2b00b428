import { expect, test } from 'vitest';
import { type EventDraft, enter, openWorld, record, type World } from '../testing/given.ts';
import { assayed, oreCreated, transformed } from './drafts.ts';
import { correctAs, recorded } from './correcting.ts';

/** MINE-A has a kilogram of ore, ORE-1, with 10 g of neodymium; `made` is the digest by which its making is corrected. */
function mine(): { world: World; made: string } {
  const world = enter(openWorld(), { 'MINE-A': ['mine'] });
  return { world, made: recorded(world, 'MINE-A', oreCreated('ORE-1')) };
}

function netOf({ state }: World, name = 'ORE-1') {
  const lot = state.things.get(name);
  return lot?.kind === 'lot' ? lot.remaining.netMilligrams : undefined;
}

const counted = (netMilligrams: number, lot = 'ORE-1'): EventDraft => {
  return { type: 'lot-adjusted', lot, quantity: { netMilligrams }, reason: 'count' };
};
const milled = (netMilligrams: number) =>
  transformed({ step: 'beneficiation', form: 'concentrate', inputs: [{ lot: 'ORE-1', netMilligrams }], output: 'C-1' });
const heavier = oreCreated('ORE-1', { netMilligrams: 1_200_000, elementMilligrams: { Nd: 10_000 } });

test('a lot that was counted since keeps what was counted, until the count is corrected', () => {
  const { world, made } = mine();
  const count = recorded(world, 'MINE-A', counted(950_000));
  expect(correctAs('MINE-A', world, made, heavier)).toMatchObject({
    outcome: 'contested',
    obstacles: [
      'lot ORE-1 was made with 1 kg net, the replacement says 1.2 kg net, and what there is was counted by event 4.0: correct that first, or adjust the lot',
    ],
  });
  expect(netOf(world)).toBe(950_000n);
  correctAs('MINE-A', world, count);
  expect(correctAs('MINE-A', world, made, heavier).outcome).toBe('replaced');
  expect(netOf(world)).toBe(1_200_000n);
});

test('a lot that was assayed since keeps what was found, until the assay is corrected', () => {
  const { world, made } = mine();
  const assay = assayed('ORE-1', { elementMilligrams: { Nd: 9_000 } }, { laboratory: 'MINE-A' });
  const found = recorded(world, 'MINE-A', assay);
  const { outcome, obstacles } = correctAs('MINE-A', world, made, heavier);
  expect(outcome).toBe('contested');
  expect(obstacles).toEqual([
    'lot ORE-1 was made with 1 kg net, the replacement says 1.2 kg net, and what there is was found by the final assay by MINE-A of event 4.0: correct that first',
  ]);
  correctAs('MINE-A', world, found);
  expect(correctAs('MINE-A', world, made, heavier).outcome).toBe('replaced');
});

test('what a count says nothing of is corrected: where a lot comes from, and what it is', () => {
  const { world, made } = mine();
  record(world, 'MINE-A', counted(950_000));
  const renamed = { ...oreCreated('ORE-1'), country: 'AU' };
  expect(correctAs('MINE-A', world, made, renamed).outcome).toBe('replaced');
  expect(netOf(world)).toBe(950_000n);
});

test('a lot that was counted after a step took of it is given nothing back, and nothing more is taken', () => {
  const { world } = mine();
  const step = recorded(world, 'MINE-A', milled(400_000));
  const count = recorded(world, 'MINE-A', counted(550_000));
  const since = 'and what there is was counted by event 5.0: correct that first, or adjust the lot';
  expect(correctAs('MINE-A', world, step).obstacles).toEqual([`lot ORE-1 would have 0.4 kg net given back, ${since}`]);
  expect(correctAs('MINE-A', world, step, milled(500_000)).obstacles).toEqual([
    `lot ORE-1 would have 0.1 kg net more taken of it, ${since}`,
  ]);
  expect(netOf(world)).toBe(550_000n);
  correctAs('MINE-A', world, count);
  expect(correctAs('MINE-A', world, step, milled(500_000)).outcome).toBe('replaced');
  record(world, 'MINE-A', counted(490_000));
  expect(correctAs('MINE-A', world, step, milled(500_000)).outcome).toBe('replaced');
  expect(netOf(world)).toBe(490_000n);
});

test('a count from before a step stands in the way of nothing that the step took', () => {
  const { world } = mine();
  record(world, 'MINE-A', counted(950_000));
  const step = recorded(world, 'MINE-A', milled(400_000));
  expect(correctAs('MINE-A', world, step, milled(500_000)).outcome).toBe('replaced');
  expect(netOf(world)).toBe(450_000n);
});

test('a lot that was counted and used is not voided, also where what is left is as much as was made', () => {
  const { world, made } = mine();
  const count = recorded(world, 'MINE-A', counted(1_400_000));
  const step = recorded(world, 'MINE-A', milled(400_000));
  expect(netOf(world)).toBe(1_000_000n);
  expect(correctAs('MINE-A', world, made)).toMatchObject({
    outcome: 'contested',
    obstacles: [
      'what there is of lot ORE-1, which it would undo, was counted by event 4.0: correct that first, or adjust the lot',
    ],
  });
  correctAs('MINE-A', world, step);
  correctAs('MINE-A', world, count);
  expect(correctAs('MINE-A', world, made).outcome).toBe('voided');
});

test('a lot that was assayed is not voided before the assay is: what was measured has been there', () => {
  const { world, made } = mine();
  const same = assayed('ORE-1', { elementMilligrams: { Nd: 10_000 } }, { laboratory: 'MINE-A' });
  const found = recorded(world, 'MINE-A', same);
  expect(correctAs('MINE-A', world, made).obstacles).toEqual([
    'what there is of lot ORE-1, which it would undo, was found by the final assay by MINE-A of event 4.0: correct that first',
  ]);
  correctAs('MINE-A', world, found);
  expect(correctAs('MINE-A', world, made).outcome).toBe('voided');
});

test('a lot that was counted since is not taken in the place of another', () => {
  const { world } = mine();
  record(world, 'MINE-A', oreCreated('ORE-2'));
  const step = recorded(world, 'MINE-A', milled(400_000));
  const count = recorded(world, 'MINE-A', counted(950_000, 'ORE-2'));
  const other = { ...milled(400_000), inputs: [{ lot: 'ORE-2', netMilligrams: 400_000 }] };
  expect(correctAs('MINE-A', world, step, other).obstacles).toEqual([
    'lot ORE-2 would have 0.4 kg net more taken of it, and what there is was counted by event 6.0: correct that first, or adjust the lot',
  ]);
  correctAs('MINE-A', world, count);
  expect(correctAs('MINE-A', world, step, other).outcome).toBe('replaced');
});

test('what stands in the way is said lot by lot in the order of the ledger, however the step names them', () => {
  const { world } = mine();
  record(world, 'MINE-A', oreCreated('ORE-2'));
  const inputs = ['ORE-2', 'ORE-1'].map((lot) => ({ lot, netMilligrams: 400_000 }));
  const step = recorded(world, 'MINE-A', { ...milled(400_000), inputs });
  for (const lot of ['ORE-2', 'ORE-1']) record(world, 'MINE-A', counted(550_000, lot));
  expect(correctAs('MINE-A', world, step).obstacles).toEqual([
    expect.stringContaining('lot ORE-1 would have 0.4 kg net given back'),
    expect.stringContaining('lot ORE-2 would have 0.4 kg net given back'),
  ]);
});
