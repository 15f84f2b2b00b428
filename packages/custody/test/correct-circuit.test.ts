import { describe, expect, test } from 'vitest';
import { enter, type EventDraft, latestDigest, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import { asReplacement, corrected, lotCreated } from './drafts.ts';
import { correctAs } from './correcting.ts';

type Masses = Readonly<Record<string, number>>;

function circuitStep(opening: Masses, closing: Masses, inputs: readonly string[] = [], id = 'SX-1'): EventDraft {
  return {
    type: 'lot-transformed',
    step: 'solvent-extraction',
    inputs: inputs.map((lot) => ({ lot })),
    outputs: [],
    circuit: { id, openingElementMilligrams: opening, closingElementMilligrams: closing },
  };
}

const [FIRST, SECOND] = [circuitStep({}, { Nd: 900 }, ['LIQ-1']), circuitStep({ Nd: 900 }, { Nd: 1_800 }, ['LIQ-2'])];

/** REFINER-B has put LIQ-1 into SX-1, and then LIQ-2, each of 1 g of neodymium. Digests of both steps. */
function running(): { world: World; first: string; second: string } {
  const world = enter(openWorld(), { 'REFINER-B': ['refiner'] });
  for (const lot of ['LIQ-1', 'LIQ-2']) {
    const quantity = { volumeMillilitres: 1_000, elementMilligrams: { Nd: 1_000 } };
    record(world, 'REFINER-B', lotCreated({ lot, origin: 'imported', form: 'liquor', quantity }));
  }
  record(world, 'REFINER-B', FIRST);
  const first = latestDigest(world);
  record(world, 'REFINER-B', SECOND);
  return { world, first, second: latestDigest(world) };
}

function elementsOf({ state }: World, name: string) {
  const lot = state.things.get(name);
  return lot?.kind === 'lot' ? { ...lot.remaining.elementMilligrams, status: lot.whereabouts.status } : null;
}

describe('the latest step of a circuit', () => {
  test('is voided: the circuit has in it what the step opened with', () => {
    const { world, second } = running();
    expect(correctAs('REFINER-B', world, second).outcome).toBe('voided');
    expect(elementsOf(world, 'LIQ-2')).toEqual({ Nd: 1_000n, status: 'held' });
    expect(elementsOf(world, 'SX-1@6.0')).toEqual({ Nd: 0n, status: 'voided' });
    expect(refusalOf(world, 'REFINER-B', circuitStep({ Nd: 899 }, {})).code).toBe('circuit-opening');
    record(world, 'REFINER-B', circuitStep({ Nd: 900 }, { Nd: 800 }));
    expect(elementsOf(world, 'SX-1@5.0')).toEqual({ Nd: 0n, status: 'held' });
  });

  test('and the one before it: the circuit is as if it never ran', () => {
    const { world, first, second } = running();
    correctAs('REFINER-B', world, second);
    expect(correctAs('REFINER-B', world, first).outcome).toBe('voided');
    expect(elementsOf(world, 'LIQ-1')).toEqual({ Nd: 1_000n, status: 'held' });
    record(world, 'REFINER-B', circuitStep({}, { Nd: 1_000 }, ['LIQ-1']));
  });

  test('is replaced: what it leaves in the circuit is what the next step opens with', () => {
    const { world, second } = running();
    expect(correctAs('REFINER-B', world, second, circuitStep({ Nd: 900 }, { Nd: 1_700 }, ['LIQ-2'])).outcome).toBe(
      'replaced',
    );
    expect(elementsOf(world, 'SX-1@6.0')).toEqual({ Nd: 1_700n, status: 'held' });
    record(world, 'REFINER-B', circuitStep({ Nd: 1_700 }, {}));
  });

  test('may not open with less than the one before it left, and stays in its circuit', () => {
    const { world, second } = running();
    const less = corrected(second, asReplacement(circuitStep({ Nd: 800 }, { Nd: 1_700 }, ['LIQ-2'])));
    expect(refusalOf(world, 'REFINER-B', less)).toMatchObject({
      code: 'circuit-opening',
      field: 'replacement.circuit.openingElementMilligrams.Nd',
    });
    const other = corrected(second, asReplacement(circuitStep({ Nd: 900 }, { Nd: 1_700 }, ['LIQ-2'], 'SX-2')));
    expect(refusalOf(world, 'REFINER-B', other)).toMatchObject({
      code: 'replacement-differs',
      facts: { expected: 'circuit SX-1', found: 'circuit SX-2' },
    });
  });
});

describe('an earlier step of a circuit', () => {
  test('is contested by the step that took what it left', () => {
    const { world, first } = running();
    expect(correctAs('REFINER-B', world, first).obstacles[0]).toMatch(
      /^circuit SX-1 closed with 0\.0009 kg Nd, which the correction would undo, and a later step has taken that: see event 6\.0/,
    );
    expect(correctAs('REFINER-B', world, first, circuitStep({}, { Nd: 1_000 }, ['LIQ-1'])).obstacles).toEqual([
      expect.stringMatching(/^circuit SX-1 closed with 0\.0009 kg Nd, the replacement says 0\.001 kg Nd, and a later/),
    ]);
  });

  test('is replaced with the same in the circuit', () => {
    const { world, first } = running();
    const withLoss = { ...FIRST, losses: [{ kind: 'process-loss', elementMilligrams: { Nd: 50 } }] };
    expect(correctAs('REFINER-B', world, first, withLoss).outcome).toBe('replaced');
    expect(elementsOf(world, 'SX-1@6.0')).toEqual({ Nd: 1_800n, status: 'held' });
  });
});
