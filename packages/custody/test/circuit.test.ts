import { describe, expect, test } from 'vitest';
import { attempt, enter, factsOf, findingsOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { lotCreated } from './drafts.ts';

type Masses = Readonly<Record<string, number>>;

interface Options {
  readonly id?: string;
  readonly inputs?: readonly JsonObject[];
  readonly gives?: Masses;
  readonly opening: Masses;
  readonly closing: Masses;
  readonly output?: string;
}

function circuitStep({ id = 'SX-1', inputs = [], gives, opening, closing, output = 'OUT-1' }: Options) {
  const quantity = { netMilligrams: 10_000_000, elementMilligrams: gives };
  const outputs = gives === undefined ? [] : [{ lot: output, material: { form: 'oxide', product: 'oxide' }, quantity }];
  const circuit = { id, openingElementMilligrams: opening, closingElementMilligrams: closing };
  return { type: 'lot-transformed', step: 'solvent-extraction', inputs, outputs, circuit };
}

/** REFINER-B has put LIQ-1 into SX-1, which closed with 400,000 mg Nd and no Pr, and holds LIQ-2. */
function running(enforcement: 'strict' | 'observe' = 'strict'): World {
  const world = enter(openWorld({ enforcement }), { 'REFINER-B': ['refiner'], 'REFINER-C': ['refiner'] });
  for (const lot of ['LIQ-1', 'LIQ-2']) {
    const quantity = { volumeMillilitres: 1_000, elementMilligrams: { Nd: 1_000_000 } };
    record(world, 'REFINER-B', lotCreated({ lot, origin: 'imported', form: 'liquor', quantity }));
  }
  record(
    world,
    'REFINER-B',
    circuitStep({
      inputs: [{ lot: 'LIQ-1' }],
      opening: {},
      closing: { Nd: 400_000, Pr: 0 },
      gives: { Nd: 600_000 },
      output: 'OX-1',
    }),
  );
  return world;
}

const secondCircuitOpening = (Nd: number) =>
  circuitStep({ id: 'SX-2', inputs: [{ lot: 'LIQ-2' }], opening: { Nd }, closing: {} });

describe('the first step of a circuit', () => {
  test('opens with nothing', () => {
    const step = circuitStep({
      id: 'SX-2',
      inputs: [{ lot: 'LIQ-2' }],
      opening: { Nd: 0 },
      closing: { Nd: 1_000_000 },
    });
    expect(attempt(running(), 'REFINER-B', step)).toMatchObject({ accepted: true });
  });

  test('cannot open with what nobody recorded, beyond tolerance', () => {
    expect(attempt(running(), 'REFINER-B', secondCircuitOpening(5_000))).toMatchObject({ accepted: true });
    expect(refusalOf(running(), 'REFINER-B', secondCircuitOpening(5_001))).toMatchObject({
      code: 'material-gained',
      facts: { element: 'Nd', in: '1000000', out: '0', excess: '5001', tolerance: '5000' },
    });
  });

  test('keeps its closing stock as a lot that nobody can name', () => {
    const [stock] = factsOf(
      record(
        running(),
        'REFINER-B',
        circuitStep({ id: 'SX-2', inputs: [{ lot: 'LIQ-2' }], opening: {}, closing: { Nd: 7 } }),
      ),
      'lot',
    );
    expect(stock).toMatchObject({
      lotKind: 'circuit-stock',
      circuit: 'SX-2',
      form: null,
      product: null,
      made: { netMilligrams: null, volumeMillilitres: null, pieces: null, elementMilligrams: { Nd: 7n } },
    });
    expect(stock?.lot).toMatch(/^SX-2@\d+\.\d+$/);
  });
});

const fedAndClosing = (Nd: number) =>
  circuitStep({ inputs: [{ lot: 'LIQ-2' }], opening: { Nd: 400_000 }, closing: { Nd } });

const fedAndOpening = (Nd: number) => circuitStep({ inputs: [{ lot: 'LIQ-2' }], opening: { Nd }, closing: {} });

describe('the next step of a circuit', () => {
  test('takes the stock whole, after its inputs', () => {
    const step = circuitStep({
      inputs: [{ lot: 'LIQ-2' }],
      opening: { Nd: 400_000 },
      closing: { Nd: 100_000 },
      gives: { Nd: 1_300_000 },
    });
    const [liquor, stock] = factsOf(record(running(), 'REFINER-B', step), 'input');
    expect(liquor).toMatchObject({ lot: 'LIQ-2', taken: { elementMilligrams: { Nd: 1_000_000n } } });
    expect(stock?.lot).toMatch(/^SX-1@/);
    expect(stock?.taken.elementMilligrams).toEqual({ Nd: 400_000n, Pr: 0n });
  });

  test('opens with what the last one closed with, and not with a milligram less', () => {
    expect(attempt(running(), 'REFINER-B', circuitStep({ opening: { Nd: 400_000 }, closing: {} }))).toMatchObject({
      accepted: true,
    });
    for (const opening of [{ Nd: 399_999 }, {}]) {
      expect(refusalOf(running('observe'), 'REFINER-B', circuitStep({ opening, closing: {} }))).toMatchObject({
        code: 'circuit-opening',
        facts: { circuit: 'SX-1', element: 'Nd', recorded: '400000', stated: String(opening.Nd ?? 0) },
      });
    }
  });

  test('tells zero from not stated in no balance', () => {
    const zero = circuitStep({ opening: { Nd: 400_000, Pr: 0, Dy: 0 }, closing: { Tb: 0 } });
    expect(attempt(running(), 'REFINER-B', zero)).toMatchObject({ accepted: true });
  });

  test('counts what it opens with above the record as excess', () => {
    expect(findingsOf(record(running(), 'REFINER-B', fedAndOpening(404_000)))).toEqual([]);
    expect(refusalOf(running(), 'REFINER-B', fedAndOpening(407_001))).toMatchObject({
      code: 'material-gained',
      facts: { element: 'Nd', excess: '7001' },
    });
    expect(findingsOf(record(running('observe'), 'REFINER-B', fedAndOpening(407_001)))).toEqual(['material-gained']);
  });

  test('says which part of an excess is claimed by the opening and which is given, and the parts add up', () => {
    const step = circuitStep({
      inputs: [{ lot: 'LIQ-2' }],
      opening: { Nd: 405_000 },
      closing: { Nd: 9_000 },
      gives: { Nd: 1_399_000 },
    });
    const { facts, message } = refusalOf(running(), 'REFINER-B', step);
    expect(facts).toEqual({
      element: 'Nd',
      in: '1400000',
      out: '1408000',
      excess: '8000',
      tolerance: '7000',
      circuit: 'SX-1',
      inputs: '1000000',
      recorded: '400000',
      stated: '405000',
      aboveRecord: '5000',
      aboveOpening: '3000',
    });
    expect(message).toBe(
      'solvent-extraction takes 1 kg Nd and gives 1.408 kg Nd; circuit SX-1 opens with 0.405 kg Nd, 0.4 kg Nd is ' +
        'recorded there: 0.005 kg above the record + 0.003 kg given above inputs and opening = 0.008 kg too much ' +
        '(tolerance 0.007 kg)',
    );
  });

  test('says that an opening alone is too much, whatever becomes of it', () => {
    const { facts, message } = refusalOf(running(), 'REFINER-B', fedAndOpening(407_001));
    expect(facts).toMatchObject({ recorded: '400000', stated: '407001', aboveRecord: '7001', aboveOpening: '0' });
    expect(message).toContain('opens with 0.407001 kg Nd, 0.4 kg Nd is recorded there: 0.007001 kg above the record');
  });

  test('has no tolerance for an element that it never took', () => {
    const opening = { Nd: 400_000, Dy: 1 };
    expect(refusalOf(running(), 'REFINER-B', circuitStep({ opening, closing: {} }))).toMatchObject({
      code: 'material-gained',
      facts: { element: 'Dy', in: '0', excess: '1', tolerance: '0' },
    });
  });

  test('cannot close with more than it had', () => {
    expect(attempt(running(), 'REFINER-B', fedAndClosing(1_405_000))).toMatchObject({ accepted: true });
    expect(refusalOf(running(), 'REFINER-B', fedAndClosing(1_407_001))).toMatchObject({
      code: 'material-gained',
      facts: { in: '1400000', out: '1407001', excess: '7001' },
    });
  });

  test('uses the stock up: the one after it opens with the new closing', () => {
    const world = running();
    record(world, 'REFINER-B', circuitStep({ opening: { Nd: 400_000 }, closing: { Nd: 100 } }));
    expect(refusalOf(world, 'REFINER-B', circuitStep({ opening: { Nd: 99 }, closing: {} }))).toMatchObject({
      facts: { recorded: '100', stated: '99' },
    });
    record(world, 'REFINER-B', circuitStep({ opening: { Nd: 100 }, closing: {} }));
    expect(attempt(world, 'REFINER-B', circuitStep({ opening: {}, closing: {} }))).toMatchObject({ accepted: true });
  });

  test('does not go back in time', () => {
    const early = {
      ...circuitStep({ opening: { Nd: 400_000 }, closing: {} }),
      occurredAt: '2026-03-01T00:00:00.000Z',
    };
    expect(refusalOf(running(), 'REFINER-B', early).code).toBe('time-goes-back');
  });
});

test('a circuit belongs to the party that runs it', () => {
  const world = running();
  expect(attempt(world, 'REFINER-C', circuitStep({ opening: {}, closing: {} }))).toMatchObject({ accepted: true });
  expect(refusalOf(world, 'REFINER-C', circuitStep({ opening: { Nd: 400_000 }, closing: {} })).code).toBe(
    'material-gained',
  );
});

const liquor = (lot: string, uncertaintyPartsPerMillion: number) => {
  const quantity = { volumeMillilitres: 1_000, elementMilligrams: { Nd: 1_000_000 }, uncertaintyPartsPerMillion };
  return lotCreated({ lot, origin: 'imported', form: 'liquor', quantity });
};

describe('what a circuit keeps', () => {
  test('is as sure as what went in, and that counts when it comes out', () => {
    const world = enter(openWorld(), { 'REFINER-B': ['refiner'] });
    record(world, 'REFINER-B', liquor('LIQ-1', 30_000));
    record(world, 'REFINER-B', liquor('LIQ-2', 40_000));
    const inputs = [{ lot: 'LIQ-1' }, { lot: 'LIQ-2' }];
    const filled = record(world, 'REFINER-B', circuitStep({ inputs, opening: {}, closing: { Nd: 2_000_000 } }));
    // √((1 × 3 %)² + (1 × 4 %)²) kg of 2 kg.
    expect(factsOf(filled, 'lot')).toMatchObject([{ lotKind: 'circuit-stock', uncertaintyPartsPerMillion: 25_000 }]);
    const emptied = (Nd: number) =>
      circuitStep({ opening: { Nd: 2_000_000 }, closing: {}, gives: { Nd }, output: `OX-${Nd}` });
    expect(refusalOf(world, 'REFINER-B', emptied(2_150_001))).toMatchObject({
      code: 'material-gained',
      facts: { uncertaintyTolerance: '150000' },
    });
    const facts = record(world, 'REFINER-B', emptied(2_150_000));
    expect(findingsOf(facts)).toContain('gained-within-uncertainty');
    expect(factsOf(facts, 'lot')).toMatchObject([
      { lot: 'OX-2150000', uncertaintyPartsPerMillion: null },
      { lotKind: 'circuit-stock' },
    ]);
  });

  test('is no more than can be kept exactly, whatever a ledger only observes', () => {
    const nine = 9_000_000_000_000_000;
    const step = circuitStep({ opening: {}, closing: { Nd: nine }, gives: { Nd: 1_000_000 } });
    const losses = [{ kind: 'dust', elementMilligrams: { Nd: nine } }];
    const world = enter(openWorld({ enforcement: 'observe' }), { 'REFINER-B': ['refiner'] });
    expect(refusalOf(world, 'REFINER-B', { ...step, losses })).toMatchObject({
      code: 'amount-too-large',
      field: 'outputs',
      facts: { step: 'solvent-extraction', measure: 'Nd', amount: '18000000001000000' },
    });
    expect(attempt(world, 'REFINER-B', step)).toMatchObject({ accepted: true });
  });

  test('is of unknown sureness where any that went in is', () => {
    expect(stockOf(running())).toMatchObject({ uncertaintyPartsPerMillion: null });
  });
});

function stockOf(world: World) {
  const name = world.state.circuits.get('REFINER-B SX-1');
  return name ? world.state.things.get(name) : null;
}
