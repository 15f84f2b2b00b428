import { describe, expect, test } from 'vitest';
import { belowDetection } from '../src/below-detection.ts';
import { withExactQuantities } from '../src/typed-quantity.ts';
import { parseEvent } from '../src/event.ts';
import {
  attempt,
  emptyWorld,
  enter,
  factsOf,
  findingsOf,
  ledgerOpened,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { assayed, dispatched, lotCreated, oreCreated, shipmentPacked, transformed } from './drafts.ts';
import { MINIMAL_EVENTS } from './event-examples.ts';

const ORE = { netMilligrams: 1_000_000, pieces: 7, elementMilligrams: { Nd: 10_000, Eu: 0 }, notDetected: ['Lu'] };

function stocked(): World {
  const world = enter(openWorld(), {
    'MINE-A': ['mine', 'exporter'],
    'REFINER-B': ['refiner'],
    'LAB-H': ['laboratory'],
    'UMPIRE-U': ['laboratory'],
  });
  record(world, 'MINE-A', oreCreated('ORE-1', ORE));
  return world;
}

const stateOf = (world: World) => {
  const lot = world.state.things.get('ORE-1');
  return lot?.kind === 'lot' ? lot : null;
};

describe('an assay', () => {
  test('brings the book to what it states, and books the difference as reassayed', () => {
    const world = stocked();
    const quantity = { netMilligrams: 999_000, elementMilligrams: { Nd: 9_900, Pr: 50 }, notDetected: ['Dy'] };
    const facts = record(world, 'LAB-H', assayed('ORE-1', quantity, { version: 'provisional' }));
    expect(facts).toMatchObject([
      {
        kind: 'assay',
        lot: 'ORE-1',
        party: 'LAB-H',
        laboratory: 'LAB-H',
        method: 'ICP-OES',
        version: 'provisional',
        uncertaintyPartsPerMillion: 10_000,
        moisturePartsPerMillion: null,
        notDetected: ['Dy'],
        stated: { netMilligrams: 999_000n, elementMilligrams: { Nd: 9_900n, Pr: 50n } },
      },
      {
        kind: 'change',
        lot: 'ORE-1',
        cause: 'reassayed',
        reason: 'provisional assay by LAB-H',
        by: {
          netMilligrams: -1_000n,
          volumeMillilitres: null,
          pieces: null,
          elementMilligrams: { Nd: -100n, Pr: 50n },
        },
      },
    ]);
    expect(stateOf(world)).toMatchObject({
      remaining: { netMilligrams: 999_000n, pieces: 7n, elementMilligrams: { Nd: 9_900n, Eu: 0n, Pr: 50n } },
      assay: { version: 'provisional', laboratory: 'LAB-H' },
      uncertaintyPartsPerMillion: 10_000,
      touchedBy: 'LAB-H',
    });
  });

  test('is of what remains: what a step took keeps its mass', () => {
    const world = stocked();
    const half = transformed({ step: 'split', form: 'ore', inputs: [{ lot: 'ORE-1', netMilligrams: 400_000 }] });
    const outputs = [
      { lot: 'ORE-1A', material: { form: 'ore', product: 'ore' }, quantity: { netMilligrams: 400_000 } },
    ];
    const taken = factsOf(record(world, 'MINE-A', { ...half, outputs }), 'input');
    expect(taken).toMatchObject([{ taken: { elementMilligrams: { Nd: 4_000n } } }]);
    const change = factsOf(record(world, 'LAB-H', assayed('ORE-1', { elementMilligrams: { Nd: 7_000 } })), 'change');
    expect(change).toMatchObject([{ by: { elementMilligrams: { Nd: 1_000n } } }]);
    expect(stateOf(world)?.remaining).toMatchObject({ netMilligrams: 600_000n, elementMilligrams: { Nd: 7_000n } });
  });

  test('takes out of the book what it does not detect, and leaves alone what it does not test', () => {
    const world = stocked();
    const facts = record(world, 'LAB-H', assayed('ORE-1', { notDetected: ['Nd', 'Dy'] }));
    expect(factsOf(facts, 'change')).toMatchObject([
      { by: { netMilligrams: null, elementMilligrams: { Nd: -10_000n } } },
    ]);
    expect(stateOf(world)?.remaining.elementMilligrams).toEqual({ Nd: 0n, Eu: 0n });
  });

  test('of the moisture alone changes nothing, and is the latest assay all the same', () => {
    const world = stocked();
    const facts = record(world, 'LAB-H', assayed('ORE-1', { moisturePartsPerMillion: 120_000 }));
    expect(factsOf(facts, 'change')).toMatchObject([{ by: { netMilligrams: null, elementMilligrams: {} } }]);
    expect(factsOf(facts, 'assay')).toMatchObject([{ moisturePartsPerMillion: 120_000 }]);
    expect(stateOf(world)?.assay).toMatchObject({ version: 'final', laboratory: 'LAB-H' });
  });

  test('states what was found: a weight alone is no assay, and an uncertainty is stated once', () => {
    const draft = { ...MINIMAL_EVENTS['lot-assayed'], quantity: { netMilligrams: 1 } };
    expect(parseEvent(draft)).toMatchObject({ ok: false, problems: [{ path: 'quantity' }] });
    const twice = { ...draft, quantity: { notDetected: ['Dy'], uncertaintyPartsPerMillion: 1 } };
    expect(parseEvent(twice)).toMatchObject({ ok: false, problems: [{ path: 'quantity.uncertaintyPartsPerMillion' }] });
  });

  test('may be typed with its uncertainty in percent, once', () => {
    const typed = { type: 'lot-assayed', uncertainty: '0.4 %', quantity: { net: '1 kg', moisture: '2 %' } };
    expect(withExactQuantities(typed)).toEqual({
      type: 'lot-assayed',
      uncertaintyPartsPerMillion: 4_000,
      quantity: { netMilligrams: 1_000_000, moisturePartsPerMillion: 20_000 },
    });
    expect(() => withExactQuantities({ ...typed, uncertaintyPartsPerMillion: 1 })).toThrow('state it once');
    expect(withExactQuantities({ quantity: { net: '1 kg', uncertainty: '900 ppm' } })).toEqual({
      quantity: { netMilligrams: 1_000_000, uncertaintyPartsPerMillion: 900 },
    });
  });
});

describe('who assays', () => {
  const found = { elementMilligrams: { Nd: 9_999 } };

  test('a laboratory, wherever the lot is', () => {
    const world = stocked();
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
    expect(attempt(world, 'LAB-H', assayed('ORE-1', found))).toMatchObject({ accepted: true });
    expect(attempt(world, 'MINE-A', assayed('ORE-1', found))).toMatchObject({ accepted: true });
    expect(refusalOf(world, 'REFINER-B', assayed('ORE-1', found))).toMatchObject({
      code: 'not-holder',
      facts: { lot: 'ORE-1', holder: 'MINE-A', party: 'REFINER-B' },
    });
    const packed = stocked();
    record(packed, 'MINE-A', shipmentPacked('SHP-1', ['ORE-1']));
    record(packed, 'MINE-A', { type: 'shipment-exited', shipment: 'SHP-1' });
    expect(attempt(packed, 'LAB-H', assayed('ORE-1', found))).toMatchObject({ accepted: true });
  });

  test('the custodian, for its own laboratory or by the certificate of one', () => {
    const world = stocked();
    expect(attempt(world, 'MINE-A', assayed('ORE-1', found, { laboratory: 'MINE-A' }))).toMatchObject({
      accepted: true,
    });
    expect(attempt(world, 'MINE-A', assayed('ORE-1', found))).toMatchObject({ accepted: true });
    expect(refusalOf(world, 'MINE-A', assayed('ORE-1', found, { laboratory: 'REFINER-B' }))).toMatchObject({
      code: 'role',
      field: 'laboratory',
      facts: { party: 'REFINER-B', roles: 'refiner', needed: 'laboratory' },
    });
    expect(refusalOf(world, 'MINE-A', assayed('ORE-1', found, { laboratory: 'NOBODY' }))).toMatchObject({
      code: 'unknown-party',
      field: 'laboratory',
    });
  });

  test('an umpire signs its own word: the custodian does not hand it in', () => {
    const world = stocked();
    const umpire = assayed('ORE-1', found, { laboratory: 'UMPIRE-U', version: 'umpire' });
    expect(refusalOf(world, 'MINE-A', umpire)).toMatchObject({ code: 'laboratory-differs' });
    expect(attempt(world, 'UMPIRE-U', umpire)).toMatchObject({ accepted: true });
  });

  test('nobody assays a lot that is spent', () => {
    const world = stocked();
    record(world, 'MINE-A', transformed({ step: 'beneficiation', form: 'concentrate', inputs: [{ lot: 'ORE-1' }] }));
    expect(refusalOf(world, 'LAB-H', assayed('ORE-1', found))).toMatchObject({ code: 'spent', field: 'lot' });
  });
});

const say = (Nd: number, version: 'provisional' | 'final' | 'umpire', laboratory = 'LAB-H') =>
  assayed('ORE-1', { elementMilligrams: { Nd } }, { version, laboratory });

describe('the versions of an assay', () => {
  test('follow each other, the last one counts; a provisional one after a final one is noted', () => {
    const world = stocked();
    expect(findingsOf(record(world, 'LAB-H', say(9_800, 'provisional')))).toEqual([]);
    expect(findingsOf(record(world, 'LAB-H', say(9_820, 'provisional')))).toEqual([]);
    expect(findingsOf(record(world, 'LAB-H', say(9_840, 'final')))).toEqual([]);
    expect(findingsOf(record(world, 'LAB-H', say(9_860, 'final')))).toEqual([]);
    expect(findingsOf(record(world, 'LAB-H', say(9_880, 'provisional')))).toEqual(['provisional-after-final']);
    expect(stateOf(world)).toMatchObject({
      assay: { version: 'provisional' },
      remaining: { elementMilligrams: { Nd: 9_880n } },
    });
  });

  test('end with an umpire, after whom only an umpire speaks', () => {
    const world = stocked();
    record(world, 'UMPIRE-U', say(9_000, 'umpire', 'UMPIRE-U'));
    for (const version of ['provisional', 'final'] as const) {
      expect(refusalOf(world, 'LAB-H', say(9_100, version))).toMatchObject({
        code: 'umpire-recorded',
        facts: { version },
      });
    }
    expect(attempt(world, 'LAB-H', say(9_100, 'umpire'))).toMatchObject({ accepted: true });
  });
});

describe('what no lot can be is no assay', () => {
  test('elements above the net mass, also with those that were not tested', () => {
    const world = stocked();
    const refusal = refusalOf(world, 'LAB-H', assayed('ORE-1', { elementMilligrams: { Pr: 990_001 } }));
    expect(refusal).toMatchObject({
      code: 'elements-above-net',
      facts: { lot: 'ORE-1', elements: '1000001', netMilligrams: '1000000' },
    });
  });

  test('elements above what is dry', () => {
    const world = stocked();
    record(world, 'MINE-A', lotCreated({ lot: 'SWARF-1', origin: 'opening-stock', form: 'swarf' }));
    const quantity = { moisturePartsPerMillion: 400_000, elementMilligrams: { Nd: 600_001 } };
    expect(refusalOf(world, 'LAB-H', assayed('SWARF-1', quantity))).toMatchObject({
      code: 'elements-above-net',
      facts: { elements: '600001', netMilligrams: '1000000', dryMilligrams: '600000' },
    });
    const dry = { moisturePartsPerMillion: 400_000, elementMilligrams: { Nd: 600_000 } };
    expect(attempt(world, 'LAB-H', assayed('SWARF-1', dry))).toMatchObject({ accepted: true });
  });
});

test('an element is below detection by the latest that looked for it', () => {
  const made = { elementMilligrams: { Nd: 5n, Eu: 0n }, notDetected: ['Dy', 'Tb'] } as const;
  const first = { elementMilligrams: { Dy: 3n }, notDetected: ['Nd'] } as const;
  const second = { elementMilligrams: {}, notDetected: ['Lu'] } as const;
  expect(belowDetection([])).toEqual([]);
  expect(belowDetection([made])).toEqual(['Tb', 'Dy']);
  expect(belowDetection([made, first])).toEqual(['Nd', 'Tb']);
  expect(belowDetection([made, first, second])).toEqual(['Nd', 'Tb', 'Lu']);
});

const find = (quantity: JsonObject) => findingsOf(record(stocked(), 'LAB-H', assayed('ORE-1', quantity)));

describe('an assay that differs from the book', () => {
  // Of 10 g in the book, of which nobody has said how sure it is, and a certificate exact to 1 %: 0.3 g, and 3 times 0.1 g.
  test.each([
    [10_300, []],
    [10_309, []],
    [10_320, ['assay-differs']],
    [9_700, []],
    [9_699, ['assay-differs']],
    [0, ['assay-differs']],
  ])('is a finding beyond the policy and three times the uncertainty: %i mg', (Nd, findings) => {
    const facts = record(stocked(), 'LAB-H', assayed('ORE-1', { elementMilligrams: { Nd } }));
    expect(findingsOf(facts)).toEqual(findings);
    expect(factsOf(facts, 'change')).toMatchObject([{ cause: 'reassayed' }]);
  });

  test('has both figures', () => {
    const world = stocked();
    const quantity = { netMilligrams: 900_000, elementMilligrams: { Nd: 9_000 } };
    const [finding] = factsOf(record(world, 'LAB-H', assayed('ORE-1', quantity)), 'finding');
    expect(finding?.message).toBe(
      'lot ORE-1, final assay by LAB-H: 1 kg net in the book, 0.9 kg net assayed: -0.1 kg net (-100,000 ppm, tolerance 5,000 ppm); 10 % moisture missing?; 0.01 kg Nd in the book, 0.009 kg Nd assayed: -0.001 kg Nd (-100,000 ppm, tolerance 30,000 ppm)',
    );
  });

  test('is held against how sure the book is, by the assay before', () => {
    const world = stocked();
    const roughly = { version: 'provisional', uncertaintyPartsPerMillion: 50_000 } as const;
    expect(findingsOf(record(world, 'LAB-H', assayed('ORE-1', { elementMilligrams: { Nd: 9_000 } }, roughly)))).toEqual(
      [],
    );
    expect(findingsOf(record(world, 'LAB-H', assayed('ORE-1', { elementMilligrams: { Nd: 10_200 } })))).toEqual([]);
    expect(findingsOf(record(world, 'LAB-H', assayed('ORE-1', { elementMilligrams: { Nd: 9_000 } })))).toEqual([
      'assay-differs',
    ]);
  });

  test('is one that finds what the book has none of, or does not detect what it has', () => {
    expect(find({ elementMilligrams: { Eu: 1 } })).toEqual(['assay-differs']);
    expect(find({ notDetected: ['Nd'] })).toEqual(['assay-differs']);
    expect(find({ notDetected: ['Eu'] })).toEqual([]);
    // Nobody has stated it before: there is nothing to differ from.
    expect(find({ elementMilligrams: { Pr: 100 } })).toEqual([]);
  });

  test('is none where the policy tolerates it', () => {
    const world = emptyWorld();
    const tolerances = { elementTransferPartsPerMillion: 100_000 };
    record(world, 'OPERATOR', { ...ledgerOpened(), policy: { tolerances } });
    enter(world, { 'MINE-A': ['mine'], 'LAB-H': ['laboratory'] });
    record(world, 'MINE-A', oreCreated('ORE-1', ORE));
    expect(findingsOf(record(world, 'LAB-H', assayed('ORE-1', { elementMilligrams: { Nd: 9_000 } })))).toEqual([]);
  });
});
