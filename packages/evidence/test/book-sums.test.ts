/** No lot of a book gives more than it has, and no step more than it takes, whether its event is shown or withheld. */
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { describe, expect, test } from 'vitest';
import { by, disposal, disposed, failureOf, madeOf, ore, place, tell } from './told-story.ts';

const [madeOre] = madeOf(1000);
const made = { event: place(0), made: madeOf(1000) };
const { material = null, quantity: oreQuantity = null } = ore(1000);
const splitInto = (lot: string): JsonObject => ({
  type: 'lot-transformed',
  step: 'split',
  inputs: [{ lot: 'ORE' }],
  outputs: [{ lot, material, quantity: oreQuantity }],
});

describe('what is shown to be taken of a lot', () => {
  test.each([
    ['all of it', 1000, null],
    ['a milligram more', 1001, 'overdrawn'],
  ])('is %s', (_, milligrams, failure) => {
    const story = tell(by('MINE', ore(1000)), by('MINE', disposal(milligrams)));
    expect(failureOf(story, [made, { event: place(1), changed: disposed(-milligrams) }])).toBe(failure);
  });

  test('is nothing of a lot that was used up', () => {
    const taken = { event: place(1), taken: [{ lot: 'ORE', amounts: { netMilligrams: 1000 } }] };
    const once = tell(by('MINE', ore(1000)), by('MINE', splitInto('ORE-A')));
    expect(failureOf(once, [made, taken])).toBeNull();
    expect(failureOf([...once, by('MINE', splitInto('ORE-B'))], [made, taken])).toBe('overdrawn');
  });

  test('is nothing of a lot that was disposed of', () => {
    const story = tell(by('MINE', ore(1000)), by('MINE', disposal(1000)), by('MINE', splitInto('ORE-A')));
    expect(failureOf(story, [made, { event: place(1), changed: disposed(-1000) }])).toBe('custody');
  });
});

describe('what a withheld event is said to take of a lot', () => {
  const amounts = { netMilligrams: 1000, elementMilligrams: { Nd: 10 } };
  const stated = { event: place(0), made: [{ ...madeOre, amounts }] };
  const oreEvent = { ...ore(1000), quantity: amounts };
  const split = { by: 'MINE', event: { type: 'lot-transformed' }, isWithheld: true };
  const step = { name: 'split', party: 'MINE', facility: null, losses: [], givenElementMilligrams: { Nd: 10 } };
  const failureOfTaking = (taken: JsonObject) => {
    const part = { ...madeOre, lot: 'PART', kind: 'transformed', amounts: taken };
    const record = { event: place(1), step, taken: [{ lot: 'ORE', amounts: taken }], made: [part] };
    return failureOf(tell(by('MINE', oreEvent), split), [stated, record]);
  };

  test.each<[string, JsonObject, string]>([
    ['all of it', amounts, `event ${place(1)}: what it did to lot ORE is as the book says: it is withheld`],
    ['a milligram more', { ...amounts, netMilligrams: 1001 }, 'overdrawn'],
    ['a milligram more of an element', { ...amounts, elementMilligrams: { Nd: 11 } }, 'overdrawn'],
    ['an element that nobody has stated', { ...amounts, elementMilligrams: { Dy: 1 } }, 'overdrawn'],
    ['pieces that it does not have', { ...amounts, pieces: 1 }, 'overdrawn'],
  ])('is %s', (_, taken, said) => {
    expect(failureOfTaking(taken)).toBe(said);
  });
});

test.each([
  ['of the mass', { netMilligrams: -1001 }, 'overdrawn'],
  ['of an element', { netMilligrams: -1000, elementMilligrams: { Nd: -11 } }, 'overdrawn'],
  ['nothing', { netMilligrams: -1000, elementMilligrams: { Nd: -10 } }, expect.stringContaining('it is withheld')],
])('a withheld event may leave nothing, and no less: %s', (_, change, said) => {
  const amounts = { netMilligrams: 1000, elementMilligrams: { Nd: 10 } };
  const [lost] = disposed(0);
  const story = tell(by('MINE', { ...ore(1000), quantity: amounts }), {
    by: 'MINE',
    event: { type: 'lot-disposed' },
    isWithheld: true,
  });
  const stated = { event: place(0), made: [{ ...madeOre, amounts }] };
  const record = { event: place(1), changed: [{ ...lost, amounts: change }] };
  expect(failureOf(story, [stated, record])).toEqual(said);
});

const gives = (milligrams: number, quantity: JsonObject = {}): JsonObject => {
  const given = { netMilligrams: 900_000, elementMilligrams: { Nd: milligrams }, ...quantity };
  const output = { lot: 'CON', material: { form: 'concentrate', product: 'concentrate' }, quantity: given };
  return { type: 'lot-transformed', step: 'beneficiation', inputs: [{ lot: 'ORE' }], outputs: [output] };
};

describe('what a step is shown to give of an element', () => {
  // The usual tolerance is 5,000 ppm of what it takes.
  const input = { ...ore(1_000_000), quantity: { netMilligrams: 1_000_000, elementMilligrams: { Nd: 100_000 } } };
  const concentrate = { ...madeOre, lot: 'CON', kind: 'transformed', form: 'concentrate', product: 'concentrate' };
  const saidOf = (milligrams: number, quantity: JsonObject, policy: JsonObject) => {
    const inputs = { ...madeOre, amounts: input.quantity };
    const amounts = { netMilligrams: 900_000, elementMilligrams: { Nd: milligrams } };
    const { uncertaintyPartsPerMillion = null } = quantity;
    const givenElementMilligrams = amounts.elementMilligrams;
    const record = {
      event: place(1),
      step: { name: 'beneficiation', party: 'MINE', facility: null, losses: [], givenElementMilligrams },
      taken: [{ lot: 'ORE', amounts: input.quantity }],
      made: [{ ...concentrate, uncertaintyPartsPerMillion, amounts }],
    };
    const story = tell(by('MINE', input), by('MINE', gives(milligrams, quantity)));
    return failureOf(story, [{ event: place(0), made: [inputs] }, record], policy);
  };
  const strict = { enforcement: 'strict' };

  test.each<[string, number, JsonObject, JsonObject, unknown]>([
    ['up to the tolerance', 100_500, {}, strict, null],
    ['a milligram beyond', 100_501, {}, strict, 'balance'],
    ['beyond what this ledger tolerates', 100_101, {}, { tolerances: { balancePartsPerMillion: 1_000 } }, 'balance'],
    ['within it', 100_100, {}, { tolerances: { balancePartsPerMillion: 1_000 } }, null],
    ['within three times its uncertainty', 103_092, { uncertaintyPartsPerMillion: 10_000 }, strict, null],
    ['beyond that', 103_093, { uncertaintyPartsPerMillion: 10_000 }, strict, 'balance'],
    ['beyond, where the ledger observes', 100_501, {}, { enforcement: 'observe' }, expect.stringContaining('500 mg')],
  ])('is %s', (_, milligrams, quantity, policy, said) => {
    expect(saidOf(milligrams, quantity, policy)).toEqual(said);
  });
});

const nd = (milligrams: number) => ({ Nd: milligrams });

test('what a circuit keeps is as sure as what it has taken', () => {
  const input = { ...ore(1000), quantity: { netMilligrams: 1000, elementMilligrams: nd(100) } };
  const sure = { ...input, quantity: { ...input.quantity, uncertaintyPartsPerMillion: 7_000 } };
  const given = { netMilligrams: 100, elementMilligrams: nd(70) };
  const output = { lot: 'OX', material: { form: 'oxide', product: 'oxide' }, quantity: given };
  const circuit = { id: 'SX', openingElementMilligrams: {}, closingElementMilligrams: nd(30) };
  const inputs = [{ lot: 'ORE' }];
  const event = { type: 'lot-transformed', step: 'solvent-extraction', inputs, outputs: [output], circuit };
  const step = { name: 'solvent-extraction', party: 'MINE', facility: null, losses: [] };
  const transformed = { ...madeOre, kind: 'transformed' };
  const keptAs = (uncertaintyPartsPerMillion: number | null) => {
    const kept = { circuit: 'SX', form: null, product: null, uncertaintyPartsPerMillion };
    const stock = {
      ...transformed,
      ...kept,
      lot: `SX@${place(1)}`,
      kind: 'circuit-stock',
      amounts: { elementMilligrams: nd(30) },
    };
    const record = {
      event: place(1),
      step: { ...step, givenElementMilligrams: nd(100) },
      taken: [{ lot: 'ORE', amounts: input.quantity }],
      made: [{ ...transformed, lot: 'OX', form: 'oxide', product: 'oxide', amounts: given }, stock],
    };
    const origin = { ...madeOre, uncertaintyPartsPerMillion: 7_000, amounts: input.quantity };
    return failureOf(tell(by('MINE', sure), by('MINE', event)), [{ event: place(0), made: [origin] }, record]);
  };
  expect([keptAs(7_000), keptAs(null)]).toEqual([null, 'book']);
});
