import { describe, expect, test } from 'vitest';
import { attempt, enter, factsOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import { dispatched, lotCreated, oreCreated, received, transformed } from './drafts.ts';

const MAGNETS = { netMilligrams: 1_000_000, pieces: 20, elementMilligrams: { Nd: 240_000, Dy: 10_000 } };

/** MINE-A holds ORE-1 and ORE-2, MAGNETS-D holds MAG-1, REFINER-B nothing. */
function stocked(): World {
  const world = enter(openWorld(), {
    'MINE-A': ['mine'],
    'REFINER-B': ['refiner'],
    'MAGNETS-D': ['magnet-maker'],
    'TRADER-E': ['trader'],
  });
  for (const lot of ['ORE-1', 'ORE-2']) record(world, 'MINE-A', oreCreated(lot));
  record(world, 'MAGNETS-D', lotCreated({ lot: 'MAG-1', origin: 'opening-stock', form: 'magnet', quantity: MAGNETS }));
  return world;
}

function inTransit(): World {
  const world = stocked();
  record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
  return world;
}

const milled = (lot: string) => transformed({ step: 'beneficiation', form: 'concentrate', inputs: [{ lot }] });

describe('a dispatch', () => {
  test('lets go of whole lots, with what was declared', () => {
    const facts = record(stocked(), 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
    const declared = { netMilligrams: 1_000_000n, volumeMillilitres: null, pieces: null, elementMilligrams: {} };
    expect(facts).toMatchObject([
      { kind: 'transfer', transfer: 'TR-1', consignor: 'MINE-A', consignee: 'REFINER-B' },
      { kind: 'transfer-line', transfer: 'TR-1', lot: 'ORE-1', lotNumber: 0, declared },
      { kind: 'movement', lot: 'ORE-1', status: 'in-transit', custodian: 'MINE-A', within: 'TR-1' },
      { kind: 'transfer-line', transfer: 'TR-1', lot: 'ORE-2', lotNumber: 1, declared },
      { kind: 'movement', lot: 'ORE-2', status: 'in-transit', custodian: 'MINE-A', within: 'TR-1' },
    ]);
  });

  test('goes to any registered party, and to nobody else', () => {
    for (const consignee of ['TRADER-E', 'OPERATOR', 'MINE-A']) {
      expect(attempt(stocked(), 'MINE-A', dispatched('TR-1', consignee, ['ORE-1']))).toMatchObject({ accepted: true });
    }
    expect(refusalOf(stocked(), 'MINE-A', dispatched('TR-1', 'NOBODY', ['ORE-1']))).toMatchObject({
      code: 'unknown-party',
      facts: { party: 'NOBODY' },
    });
  });

  test('is made by the holder', () => {
    expect(refusalOf(stocked(), 'REFINER-B', dispatched('TR-1', 'MINE-A', ['ORE-1']))).toMatchObject({
      code: 'not-holder',
      facts: { lot: 'ORE-1', holder: 'MINE-A', party: 'REFINER-B' },
    });
  });

  test('names each lot once', () => {
    expect(refusalOf(stocked(), 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-1']))).toMatchObject({
      code: 'named-twice',
      facts: { id: 'ORE-1' },
    });
  });

  test('keeps everybody from the lots while they are in transit', () => {
    for (const by of ['MINE-A', 'REFINER-B']) {
      for (const event of [milled('ORE-1'), dispatched('TR-2', 'TRADER-E', ['ORE-1'])]) {
        const refusal = refusalOf(inTransit(), by, event);
        expect(['in-transit', 'role']).toContain(refusal.code);
        expect(refusal.facts).toMatchObject({ lot: 'ORE-1', transfer: 'TR-1' });
      }
    }
  });

  test('refuses a lot of which nothing is left', () => {
    const world = stocked();
    record(world, 'MINE-A', milled('ORE-1'));
    expect(refusalOf(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1'])).code).toBe('spent');
  });
});

const liquorSent = (volumeMillilitres: number) => dispatched('TR-1', 'TRADER-E', ['LIQ-1'], { volumeMillilitres });

const sending = (quantity: Parameters<typeof dispatched>[3]) => dispatched('TR-1', 'TRADER-E', ['MAG-1'], quantity);

describe('a line of a dispatch equals what remains', () => {
  test.each([
    ['all of it', MAGNETS],
    ['its net mass alone', { netMilligrams: 1_000_000 }],
    ['one element besides', { netMilligrams: 1_000_000, elementMilligrams: { Dy: 10_000 } }],
    ['its gross mass besides', { netMilligrams: 1_000_000, grossMilligrams: 1_200_000, tareMilligrams: 200_000 }],
  ])('stating %s', (_, quantity) => {
    expect(attempt(stocked(), 'MAGNETS-D', sending(quantity))).toMatchObject({ accepted: true });
  });

  test.each([
    ['netMilligrams', 'netMilligrams', { netMilligrams: 999_999 }, '999999', '1000000'],
    ['netMilligrams', 'netMilligrams', { netMilligrams: 1_000_001 }, '1000001', '1000000'],
    ['pieces', 'pieces', { netMilligrams: 1_000_000, pieces: 19 }, '19', '20'],
    [
      'Nd',
      'elementMilligrams.Nd',
      { netMilligrams: 1_000_000, elementMilligrams: { Nd: 239_999 } },
      '239999',
      '240000',
    ],
    ['netMilligrams', 'netMilligrams', { volumeMillilitres: 1 }, null, '1000000'],
  ])('not with another %s', (measure, member, quantity, declared, remaining) => {
    const refusal = refusalOf(stocked(), 'MAGNETS-D', sending(quantity));
    expect(refusal).toMatchObject({ code: 'quantity-differs', field: `lines[0].quantity.${member}` });
    expect(refusal.facts).toEqual({ lot: 'MAG-1', measure, declared, remaining });
  });

  test('after a part was taken', () => {
    const world = stocked();
    record(
      world,
      'MAGNETS-D',
      transformed({ step: 'split', form: 'magnet', inputs: [{ lot: 'MAG-1', pieces: 5 }], netMilligrams: 1 }),
    );
    expect(refusalOf(world, 'MAGNETS-D', sending({ netMilligrams: 1_000_000 })).facts).toMatchObject({
      declared: '1000000',
      remaining: '750000',
    });
    const rest = { netMilligrams: 750_000, pieces: 15, elementMilligrams: { Nd: 180_000, Dy: 7_500 } };
    expect(attempt(world, 'MAGNETS-D', sending(rest))).toMatchObject({ accepted: true });
  });

  test('by volume for a liquor without a net mass', () => {
    const world = stocked();
    const quantity = { volumeMillilitres: 30 };
    record(world, 'REFINER-B', lotCreated({ lot: 'LIQ-1', origin: 'imported', form: 'liquor', quantity }));
    expect(refusalOf(world, 'REFINER-B', liquorSent(29)).facts).toMatchObject({ declared: '29', remaining: '30' });
    expect(attempt(world, 'REFINER-B', liquorSent(30))).toMatchObject({ accepted: true });
  });
});

describe('a receipt', () => {
  test('moves custody and keeps both weights: the book quantity stays', () => {
    const world = inTransit();
    const facts = record(world, 'REFINER-B', received('TR-1', ['ORE-1', 'ORE-2'], { netMilligrams: 999_000 }));
    expect(factsOf(facts, 'receipt-line')).toMatchObject([
      { transfer: 'TR-1', lot: 'ORE-1', outcome: 'accepted', measured: { netMilligrams: 999_000n } },
      { transfer: 'TR-1', lot: 'ORE-2', outcome: 'accepted', measured: { netMilligrams: 999_000n } },
    ]);
    expect(world.state.things.get('ORE-1')).toMatchObject({
      custodian: 'REFINER-B',
      whereabouts: { status: 'held' },
      remaining: { netMilligrams: 1_000_000n },
    });
    expect(attempt(world, 'REFINER-B', milled('ORE-1'))).toMatchObject({ accepted: true });
    expect(refusalOf(world, 'MINE-A', milled('ORE-1')).code).toBe('not-holder');
  });

  test('never blocks the goods, however far the weights are apart', () => {
    const light = received('TR-1', ['ORE-1'], { netMilligrams: 1 });
    expect(attempt(inTransit(), 'REFINER-B', light)).toMatchObject({ accepted: true });
  });

  test('may name some lines: the others stay in transit until they are received', () => {
    const world = inTransit();
    record(world, 'REFINER-B', received('TR-1', ['ORE-2']));
    expect(refusalOf(world, 'MINE-A', milled('ORE-1')).code).toBe('in-transit');
    record(world, 'REFINER-B', received('TR-1', ['ORE-1']));
    expect(attempt(world, 'REFINER-B', milled('ORE-1'))).toMatchObject({ accepted: true });
  });

  test.each(['MINE-A', 'TRADER-E'])('is made by the consignee, not by %s', (by) => {
    const refusal = refusalOf(inTransit(), by, received('TR-1', ['ORE-1']));
    expect(refusal).toMatchObject({
      code: 'not-holder',
      facts: { transfer: 'TR-1', consignee: 'REFINER-B', party: by },
    });
    expect(refusal.message).toContain('REFINER-B');
    expect(refusal.message).toContain(by);
  });

  test('accepts a line once', () => {
    const world = inTransit();
    record(world, 'REFINER-B', received('TR-1', ['ORE-1']));
    expect(refusalOf(world, 'REFINER-B', received('TR-1', ['ORE-1']))).toMatchObject({
      code: 'not-in-transfer',
      facts: { lot: 'ORE-1', transfer: 'TR-1', found: 'held' },
    });
  });

  test('names each lot once', () => {
    expect(refusalOf(inTransit(), 'REFINER-B', received('TR-1', ['ORE-1', 'ORE-1']))).toMatchObject({
      code: 'named-twice',
      facts: { id: 'ORE-1' },
    });
  });

  test('accepts no lot of another transfer', () => {
    const world = inTransit();
    record(world, 'MAGNETS-D', dispatched('TR-2', 'REFINER-B', ['MAG-1']));
    expect(refusalOf(world, 'REFINER-B', received('TR-1', ['MAG-1']))).toMatchObject({
      code: 'not-in-transfer',
      facts: { lot: 'MAG-1', transfer: 'TR-1', found: 'TR-2' },
    });
    expect(refusalOf(world, 'REFINER-B', received('ORE-1', ['ORE-1']))).toMatchObject({ code: 'unknown-transfer' });
    expect(refusalOf(world, 'REFINER-B', received('TR-1', ['ORE-9']))).toMatchObject({ code: 'unknown-lot' });
  });

  test('lets the new holder send the lot on', () => {
    const world = inTransit();
    record(world, 'REFINER-B', received('TR-1', ['ORE-1']));
    record(world, 'REFINER-B', dispatched('TR-2', 'MINE-A', ['ORE-1']));
    expect(refusalOf(world, 'REFINER-B', received('TR-1', ['ORE-1'])).facts).toMatchObject({ found: 'TR-2' });
    expect(attempt(world, 'MINE-A', received('TR-2', ['ORE-1']))).toMatchObject({ accepted: true });
  });
});
