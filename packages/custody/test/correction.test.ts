import { describe, expect, test } from 'vitest';
import { withExactQuantities } from '../src/typed-quantity.ts';
import { digestAt, enter, factsOf, findingsOf, latestDigest, openWorld, record, type World } from '../testing/given.ts';
import { asReplacement, corrected, dispatched, oreCreated, transformed } from './drafts.ts';
import { lotOf } from './correcting.ts';

/** MINE-A has milled half of ORE-1, and all of it is the latest event. */
function milled(): { world: World; ore: string; step: string } {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });
  record(world, 'MINE-A', oreCreated('ORE-1'));
  const ore = latestDigest(world);
  record(world, 'MINE-A', half('CON-1'));
  return { world, ore, step: latestDigest(world) };
}

const half = (output: string, netMilligrams = 500_000) =>
  transformed({ step: 'beneficiation', form: 'concentrate', inputs: [{ lot: 'ORE-1', netMilligrams }], output });
const outcomeOf = (facts: Parameters<typeof factsOf>[0]) => factsOf(facts, 'correction')[0]?.outcome;

describe('a step', () => {
  test('that is voided gives back what it took, and its lots never were', () => {
    const { world, step } = milled();
    expect(outcomeOf(record(world, 'MINE-A', corrected(step)))).toBe('voided');
    expect(lotOf(world, 'ORE-1').remaining).toMatchObject({
      netMilligrams: 1_000_000n,
      elementMilligrams: { Nd: 10_000n },
    });
    expect(lotOf(world, 'CON-1').whereabouts).toEqual({ status: 'voided' });
  });

  test('that is replaced takes and makes what the replacement says, of the same lots', () => {
    const { world, step } = milled();
    record(world, 'MINE-A', corrected(step, asReplacement(half('CON-1', 200_000))));
    expect(lotOf(world, 'ORE-1').remaining.netMilligrams).toBe(800_000n);
    record(world, 'MINE-A', corrected(step, asReplacement(half('CON-1', 1_000_000))));
    expect(lotOf(world, 'ORE-1').remaining.netMilligrams).toBe(0n);
    expect(lotOf(world, 'CON-1').remaining.netMilligrams).toBe(500_000n);
  });
});

describe('what was used since', () => {
  test('contests the correction with every obstacle and both values, and nothing changes', () => {
    const { world, ore } = milled();
    const before = lotOf(world, 'ORE-1');
    const replacement = asReplacement(
      oreCreated('ORE-1', { netMilligrams: 400_000, elementMilligrams: { Nd: 4_000 } }),
    );
    const facts = record(world, 'MINE-A', corrected(ore, replacement));
    expect(outcomeOf(facts)).toBe('contested');
    expect(findingsOf(facts)).toEqual(['correction-contested']);
    expect(factsOf(facts, 'correction')[0]?.obstacles).toEqual([
      expect.stringContaining('0.5 kg net left, the correction takes away 0.6 kg net'),
      expect.stringContaining('0.005 kg Nd left, the correction takes away 0.006 kg Nd'),
    ]);
    expect(lotOf(world, 'ORE-1')).toEqual(before);
  });

  test('and is packed in a unit is not undone before the unit is opened: nobody could open it again', () => {
    const { world, step } = milled();
    record(world, 'MINE-A', { type: 'unit-packed', unit: 'DRUM-1', lots: ['CON-1'] });
    const facts = record(world, 'MINE-A', corrected(step));
    expect(outcomeOf(facts)).toBe('contested');
    expect(factsOf(facts, 'correction')[0]?.obstacles).toEqual([
      expect.stringContaining('lot CON-1, which it would undo, is packed in unit DRUM-1'),
    ]);
    record(world, 'MINE-A', { type: 'unit-unpacked', unit: 'DRUM-1' });
    expect(outcomeOf(record(world, 'MINE-A', corrected(step)))).toBe('voided');
  });

  test('and is under way keeps its amounts until it has arrived', () => {
    const { world, step } = milled();
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['CON-1'], { netMilligrams: 500_000 }));
    const lighter = asReplacement({ ...half('CON-1'), outputs: [concentrate(400_000)] });
    expect(outcomeOf(record(world, 'MINE-A', corrected(step, lighter)))).toBe('contested');
    const renamed = asReplacement({ ...half('CON-1'), outputs: [concentrate(500_000)] });
    expect(outcomeOf(record(world, 'MINE-A', corrected(step, renamed)))).toBe('replaced');
    expect(lotOf(world, 'CON-1')).toMatchObject({ product: 'monazite', whereabouts: { status: 'in-transit' } });
  });
});

const concentrate = (netMilligrams: number) => {
  return { lot: 'CON-1', material: { form: 'concentrate', product: 'monazite' }, quantity: { netMilligrams } };
};

test('an authority corrects for another party, whose event it stays', () => {
  const { world, step } = milled();
  record(world, 'OPERATOR', corrected(step, asReplacement(half('CON-1', 200_000))));
  expect(lotOf(world, 'ORE-1')).toMatchObject({ custodian: 'MINE-A', remaining: { netMilligrams: 800_000n } });
});

test('a replacement is written in the units of people as well', () => {
  const draft = { ...corrected(digestAt(1)), replacement: { ...oreCreated('ORE-1'), quantity: { net: '2 kg' } } };
  expect(withExactQuantities(draft)).toMatchObject({ replacement: { quantity: { netMilligrams: 2_000_000 } } });
});
