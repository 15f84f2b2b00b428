import { describe, expect, test } from 'vitest';
import { ownerOf } from '../src/decide/decide-ownership.ts';
import { OPERATOR } from '../src/operator.ts';
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
import { dispatched, oreCreated, received, transformed } from './drafts.ts';

const owned = (owner: string, ...lots: string[]): EventDraft => ({ type: 'ownership-transferred', lots, owner });

/** What comes of it states no element: so there is no yield to look at besides. */
const milled = (output: string, ...lots: string[]) =>
  transformed({ step: 'beneficiation', form: 'concentrate', inputs: lots.map((lot) => ({ lot })), output });

/** MINE-A holds ORE-1 and ORE-2. */
function stocked(): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'], 'TRADER-F': ['trader'] });
  for (const lot of ['ORE-1', 'ORE-2']) record(world, 'MINE-A', oreCreated(lot));
  return world;
}

/** REFINER-B has ORE-1 and ORE-2; of the first MINE-A has said that it stays its own. */
function tolled(): World {
  const world = stocked();
  record(world, 'MINE-A', owned('MINE-A', 'ORE-1'));
  record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
  record(world, 'REFINER-B', received('TR-1', ['ORE-1', 'ORE-2']));
  return world;
}

function ownerIn(world: World, id: string): string | null {
  const lot = world.state.things.get(id);
  return lot?.kind === 'lot' ? ownerOf(lot) : null;
}

describe('the owner of a lot', () => {
  test('is whoever has it, until one is stated; a stated one stays when the lot is handed over', () => {
    const world = tolled();
    expect([ownerIn(world, 'ORE-1'), ownerIn(world, 'ORE-2')]).toEqual(['MINE-A', 'REFINER-B']);
  });

  test('alone says whose it becomes, wherever it is, and not the custodian', () => {
    const world = tolled();
    expect(refusalOf(world, 'REFINER-B', owned('REFINER-B', 'ORE-1'))).toMatchObject({
      code: 'not-owner',
      facts: { lot: 'ORE-1', owner: 'MINE-A', party: 'REFINER-B' },
    });
    record(world, 'MINE-A', owned('TRADER-F', 'ORE-1'));
    record(world, 'TRADER-F', owned('REFINER-B', 'ORE-1'));
    expect(ownerIn(world, 'ORE-1')).toBe('REFINER-B');
  });

  test('can be stated of goods under way, and of an earlier day than they left', () => {
    const world = stocked();
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
    const early = { ...owned('TRADER-F', 'ORE-1'), occurredAt: '2026-02-01T00:00:00.000Z' };
    expect(findingsOf(record(world, 'MINE-A', early))).toEqual([]);
    expect(ownerIn(world, 'ORE-1')).toBe('TRADER-F');
  });

  test('sells neither what is on hold nor what is spent, nor to a stranger', () => {
    const world = stocked();
    record(world, OPERATOR, { type: 'hold-placed', lot: 'ORE-1', reason: 'permit in doubt' });
    expect(refusalOf(world, 'MINE-A', owned('TRADER-F', 'ORE-1'))).toMatchObject({ code: 'on-hold', field: 'lots[0]' });
    record(world, 'MINE-A', milled('POW-2', 'ORE-2'));
    expect(refusalOf(world, 'MINE-A', owned('TRADER-F', 'ORE-2'))).toMatchObject({ code: 'spent' });
    expect(refusalOf(world, 'MINE-A', owned('NOBODY', 'ORE-2'))).toMatchObject({ code: 'unknown-party' });
    expect(refusalOf(world, 'MINE-A', owned('TRADER-F', 'ORE-1', 'ORE-1'))).toMatchObject({ code: 'named-twice' });
  });
});

describe('what a step makes', () => {
  test('of inputs of one stated owner is that owner’s, though another makes it', () => {
    const world = tolled();
    const facts = record(world, 'REFINER-B', milled('POW-1', 'ORE-1'));
    expect(factsOf(facts, 'ownership')).toMatchObject([{ lot: 'POW-1', owner: 'MINE-A' }]);
    expect(ownerIn(world, 'POW-1')).toBe('MINE-A');
  });

  test('stays stated when the owner itself makes it, so that it may go to a toll afterwards', () => {
    const world = stocked();
    record(world, 'MINE-A', owned('MINE-A', 'ORE-1'));
    record(world, 'MINE-A', milled('POW-1', 'ORE-1'));
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['POW-1'], { netMilligrams: 500_000 }));
    record(world, 'REFINER-B', received('TR-1', ['POW-1']));
    expect(ownerIn(world, 'POW-1')).toBe('MINE-A');
  });

  test('of inputs of several owners is its maker’s, with a finding that names them', () => {
    const world = tolled();
    const facts = record(world, 'REFINER-B', milled('POW-1', 'ORE-2', 'ORE-1'));
    expect(factsOf(facts, 'ownership')).toEqual([]);
    expect(factsOf(facts, 'finding')).toMatchObject([
      {
        code: 'owners-differ',
        message:
          "lot ORE-2 belongs to REFINER-B, lot ORE-1 to MINE-A: what the step makes of both counts as REFINER-B's own",
      },
    ]);
    expect(ownerIn(world, 'POW-1')).toBe('REFINER-B');
  });

  test('of what nobody stated costs no row', () => {
    expect(record(stocked(), 'MINE-A', milled('POW-1', 'ORE-1')).map(({ kind }) => kind)).toEqual([
      'step',
      'input',
      'lot',
    ]);
  });

  test('in a circuit passes through its stock to what comes out later', () => {
    const world = tolled();
    record(world, 'REFINER-B', extracted([{ lot: 'ORE-1' }], 0, 5_000));
    const facts = record(world, 'REFINER-B', extracted([], 5_000, 4_000, 'OX-1'));
    expect(factsOf(facts, 'ownership').map(({ lot, owner }) => [lot.split('@')[0], owner])).toEqual([
      ['OX-1', 'MINE-A'],
      ['SX-1', 'MINE-A'],
    ]);
  });
});

/** A step of SX-1 that gives a gram of neodymium as `output`, if that is named. */
function extracted(inputs: readonly { lot: string }[], opening: number, closing: number, output?: string): EventDraft {
  const material = { form: 'oxide', product: 'Nd' };
  const quantity = { netMilligrams: 2_000, elementMilligrams: { Nd: 1_000 } };
  return {
    type: 'lot-transformed',
    step: 'solvent-extraction',
    inputs,
    outputs: output === undefined ? [] : [{ lot: output, material, quantity }],
    circuit: { id: 'SX-1', openingElementMilligrams: { Nd: opening }, closingElementMilligrams: { Nd: closing } },
  };
}
