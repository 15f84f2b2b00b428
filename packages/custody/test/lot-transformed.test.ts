import { describe, expect, test } from 'vitest';
import { attempt, enter, factsOf, findingsOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import { lotCreated, oreCreated, transformed } from './drafts.ts';

const CONCENTRATE = { step: 'beneficiation', form: 'concentrate' } as const;

/** MINE-A holds ORE-1 and ORE-2: a kilogram each, with 10 g of neodymium. */
function withOre(): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });
  record(world, 'OPERATOR', facilityRegistered('A-HEAP', ['leaching']));
  record(world, 'OPERATOR', facilityRegistered('A-YARD', []));
  record(world, 'OPERATOR', facilityRegistered('A-MILL', ['leaching', 'beneficiation']));
  for (const lot of ['ORE-1', 'ORE-2']) record(world, 'MINE-A', oreCreated(lot));
  return world;
}

function facilityRegistered(facility: string, activities: readonly string[]) {
  const location = { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 };
  return {
    type: 'facility-registered',
    facility,
    party: 'MINE-A',
    name: facility,
    country: 'MY',
    location,
    activities,
  };
}

function madeOf(input: string, output: string) {
  return transformed({ ...CONCENTRATE, inputs: [{ lot: input }], output });
}

/** What remains of a lot, which must be there. */
function remainingOf(world: World, lot: string) {
  const thing = world.state.things.get(lot);
  if (thing?.kind !== 'lot') throw new Error(`${lot} is no lot`);
  return thing.remaining;
}

const amounts = (netMilligrams: bigint | null, elementMilligrams: Readonly<Record<string, bigint>>) => ({
  netMilligrams,
  volumeMillilitres: null,
  pieces: null,
  elementMilligrams,
});

const milledAt = (facility: string) => ({ ...transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1' }] }), facility });

const precipitated = (volumeMillilitres: number, output: string) =>
  transformed({ step: 'precipitation', form: 'carbonate', inputs: [{ lot: 'LIQ-1', volumeMillilitres }], output });

const halfOfOre = (output: string) =>
  transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1', netMilligrams: 500_000 }], output });

describe('a step', () => {
  test('takes its inputs and makes its outputs, with what it accounts for', () => {
    const world = withOre();
    const inputs = [{ lot: 'ORE-1' }, { lot: 'ORE-2', netMilligrams: 500_000 }];
    const step = {
      ...transformed({ ...CONCENTRATE, inputs, output: 'CON-1', elementMilligrams: { Nd: 12_000 } }),
      losses: [
        { kind: 'dust', elementMilligrams: { Nd: 900 } },
        { kind: 'spill', netMilligrams: 5 },
      ],
    };
    expect(record(world, 'MINE-A', step)).toMatchObject([
      { kind: 'step', step: 'beneficiation', party: 'MINE-A', facility: null, givenElementMilligrams: { Nd: 12_900n } },
      { kind: 'input', lot: 'ORE-1', lotNumber: 0, makerNumber: null, taken: amounts(1_000_000n, { Nd: 10_000n }) },
      { kind: 'input', lot: 'ORE-2', lotNumber: 1, makerNumber: null, taken: amounts(500_000n, { Nd: 5_000n }) },
      { kind: 'lot', lot: 'CON-1', lotNumber: 2, lotKind: 'transformed', made: amounts(500_000n, { Nd: 12_000n }) },
    ]);
    expect(remainingOf(world, 'ORE-1')).toEqual(amounts(0n, { Nd: 0n }));
    expect(remainingOf(world, 'ORE-2')).toEqual(amounts(500_000n, { Nd: 5_000n }));
  });

  test('numbers its outputs in the order in which it states them', () => {
    const world = withOre();
    const quantity = { netMilligrams: 10 };
    const outputs = ['B', 'A', 'C'].map((lot) => ({ lot, material: { form: 'slag', product: 'slag' }, quantity }));
    const step = { ...transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1' }] }), outputs };
    expect(factsOf(record(world, 'MINE-A', step), 'lot').map(({ lot, lotNumber }) => [lot, lotNumber])).toEqual([
      ['B', 2],
      ['A', 3],
      ['C', 4],
    ]);
    expect(record(world, 'MINE-A', oreCreated('ORE-3'))).toMatchObject([{ lotNumber: 5 }]);
  });

  test('gives its outputs the country of the facility, else of the party', () => {
    const at = (facility: string) => ({ ...transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1' }] }), facility });
    expect(factsOf(record(withOre(), 'MINE-A', at('A-YARD')), 'lot')).toMatchObject([
      { country: 'MY', facility: 'A-YARD' },
    ]);
    const nowhere = transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1' }] });
    expect(factsOf(record(withOre(), 'MINE-A', nowhere), 'lot')).toMatchObject([{ country: 'CN', facility: null }]);
  });

  test('may weigh more than it takes: iron, oxygen and coatings are added', () => {
    const step = transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1' }], netMilligrams: 3_000_000 });
    expect(attempt(withOre(), 'MINE-A', step)).toMatchObject({ accepted: true });
  });

  test('may lose material without a word: what goes missing is never refused', () => {
    const step = transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1' }], netMilligrams: 1 });
    expect(factsOf(record(withOre(), 'MINE-A', step), 'step')).toMatchObject([{ givenElementMilligrams: {} }]);
  });

  test('leaves what it does not take for the next step, until nothing is left', () => {
    const world = withOre();
    record(world, 'MINE-A', halfOfOre('CON-1'));
    record(world, 'MINE-A', halfOfOre('CON-2'));
    expect(refusalOf(world, 'MINE-A', halfOfOre('CON-3'))).toMatchObject({ code: 'spent', facts: { lot: 'ORE-1' } });
  });

  test('takes elements from a lot and leaves its net mass, so that the lot is not spent', () => {
    const world = withOre();
    const inputs = [{ lot: 'ORE-1', elementMilligrams: { Nd: 10_000 } }];
    record(world, 'MINE-A', transformed({ ...CONCENTRATE, inputs, output: 'CON-1' }));
    expect(remainingOf(world, 'ORE-1')).toEqual(amounts(1_000_000n, { Nd: 0n }));
    const rest = transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1' }], output: 'CON-2' });
    expect(attempt(world, 'MINE-A', rest)).toMatchObject({ accepted: true });
  });

  test('spends a liquor when its volume is gone', () => {
    const world = withOre();
    const quantity = { volumeMillilitres: 10, elementMilligrams: { Nd: 7 } };
    record(world, 'REFINER-B', lotCreated({ lot: 'LIQ-1', origin: 'imported', form: 'liquor', quantity }));
    record(world, 'REFINER-B', precipitated(9, 'CAR-1'));
    expect(remainingOf(world, 'LIQ-1')).toMatchObject({ volumeMillilitres: 1n, elementMilligrams: { Nd: 1n } });
    record(world, 'REFINER-B', precipitated(1, 'CAR-2'));
    expect(refusalOf(world, 'REFINER-B', precipitated(1, 'CAR-3'))).toMatchObject({
      code: 'spent',
      facts: { lot: 'LIQ-1' },
    });
  });

  test('refuses a lot that is not there, or that two outputs would be', () => {
    const unknown = transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-9' }] });
    expect(refusalOf(withOre(), 'MINE-A', unknown)).toMatchObject({
      code: 'unknown-lot',
      facts: { lot: 'ORE-9', found: null },
    });
    const step = transformed({ ...CONCENTRATE, inputs: [{ lot: 'ORE-1' }] });
    const twice = { ...step, outputs: [...(step['outputs'] as []), ...(step['outputs'] as [])] };
    expect(refusalOf(withOre(), 'MINE-A', twice)).toMatchObject({
      code: 'named-twice',
      facts: { id: 'OUT-1', among: 'outputs' },
    });
  });

  test('never goes in a circle: what it takes is there before, what it makes is new', () => {
    const world = withOre();
    expect(refusalOf(world, 'MINE-A', madeOf('CON-1', 'CON-1'))).toMatchObject({ code: 'unknown-lot' });
    record(world, 'MINE-A', madeOf('ORE-1', 'CON-1'));
    expect(refusalOf(world, 'MINE-A', madeOf('CON-1', 'ORE-1'))).toMatchObject({ code: 'id-used' });
  });

  test('at a facility that is not registered for it is a finding', () => {
    const [finding] = factsOf(record(withOre(), 'MINE-A', milledAt('A-HEAP')), 'finding');
    expect(finding?.code).toBe('step-not-among-activities');
    expect(finding?.message).toContain('leaching');
    expect(finding?.message).toContain('beneficiation');
    expect(findingsOf(record(withOre(), 'MINE-A', milledAt('A-YARD')))).toEqual([]);
    expect(findingsOf(record(withOre(), 'MINE-A', milledAt('A-MILL')))).toEqual([]);
  });

  test('that only rearranges needs no registration for it', () => {
    const split = { ...transformed({ step: 'split', form: 'ore', inputs: [{ lot: 'ORE-1' }] }), facility: 'A-HEAP' };
    expect(findingsOf(record(withOre(), 'MINE-A', split))).toEqual([]);
  });
});
