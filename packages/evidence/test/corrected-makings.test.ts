/** What corrections of makings do to what lots were made of, and what stands in their way, as a ledger decides it. */
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { describe, expect, test } from 'vitest';
import { amend, disposal, failureOf, judge, type Line, madeOf, mine, ore, place, tell, works } from './told-story.ts';

type Row = [sentence: string, lines: Line[], book: JsonObject[]];

const NET = 1000;
const quantity = { netMilligrams: NET, elementMilligrams: { Nd: 100 } };
const oreWith = (members: JsonObject = {}): JsonObject => ({ ...ore(NET), quantity: { ...quantity, ...members } });
const sure = (uncertaintyPartsPerMillion: number) => oreWith({ uncertaintyPartsPerMillion });
const nd = (milligrams: number) => ({ Nd: milligrams });
const elements = (netMilligrams: number, milligrams: number) => {
  return { netMilligrams, elementMilligrams: nd(milligrams) };
};
const [plain = {}] = madeOf(NET);
const madeWith = (members: JsonObject = {}) => ({ ...plain, amounts: { ...quantity, ...members } });
const made = { event: place(0), made: [madeWith()] };

/** A part of the ore with its share of neodymium. */
const part = (lot: string, netMilligrams: number, product = 'ore') => ({
  lot,
  material: { form: 'ore', product },
  quantity: { netMilligrams, elementMilligrams: { Nd: netMilligrams / 10 } },
});
type Part = ReturnType<typeof part>;
const splitOf = (inputs: readonly JsonObject[], outputs: readonly Part[]): JsonObject => ({
  type: 'lot-transformed',
  step: 'split',
  inputs: [...inputs],
  outputs: [...outputs],
});
const OF_ORE = [{ lot: 'ORE' }];
const HALVES = [part('A', 500), part('B', 500)];
const FINE = [part('A', 500, 'fines'), part('B', 500, 'fines')];
const halved = splitOf(OF_ORE, HALVES);

const amountsOf = (netMilligrams: number) => ({ netMilligrams, elementMilligrams: { Nd: netMilligrams / 10 } });
const taking = (taken: Readonly<Record<string, number>>, outputs: readonly Part[]) => {
  const given = outputs.reduce((sum, { quantity: { netMilligrams } }) => sum + netMilligrams, 0);
  return {
    step: { name: 'split', party: 'MINE', facility: null, losses: [], givenElementMilligrams: { Nd: given / 10 } },
    taken: Object.entries(taken).map(([lot, mass]) => ({ lot, amounts: amountsOf(mass) })),
    made: outputs.map(({ lot, material, quantity: amounts }) => ({
      ...plain,
      ...material,
      lot,
      kind: 'transformed',
      amounts,
    })),
  };
};
const step = (
  index: number,
  outputs = HALVES,
  taken: Readonly<Record<string, number>> = { ORE: NET },
  corrects?: number,
) => ({
  event: place(index),
  ...taking(taken, outputs),
  ...(corrects === undefined ? {} : { corrects: place(corrects) }),
});

const dispose = (lot: string, netMilligrams: number) => ({ ...disposal(netMilligrams), lot });
const gone = (index: number, lot: string, netMilligrams: number, corrects?: number) => ({
  event: place(index),
  changed: [
    {
      lot,
      cause: 'disposed',
      isMeasured: false,
      uncertaintyPartsPerMillion: null,
      amounts: { netMilligrams: -netMilligrams, elementMilligrams: { Nd: -netMilligrams / 10 } },
    },
  ],
  ...(corrects === undefined ? {} : { corrects: place(corrects) }),
});
const count = (lot: string, netMilligrams: number) => ({
  type: 'lot-adjusted',
  lot,
  quantity: { netMilligrams },
  reason: 'count',
});
const counted = (index: number, lot: string, netMilligrams: number) => ({
  event: place(index),
  changed: [
    {
      lot,
      cause: 'adjusted',
      isMeasured: false,
      uncertaintyPartsPerMillion: null,
      amounts: { netMilligrams, elementMilligrams: { Nd: netMilligrams / 10 } },
    },
  ],
});
const dispatch = (lot: string) => ({
  type: 'transfer-dispatched',
  transfer: 'TRF',
  consignee: 'WORKS',
  lines: [{ lot }],
});
const receipt = (lot: string) => ({
  type: 'transfer-received',
  transfer: 'TRF',
  lines: [{ lot, outcome: 'accepted', measured: { netMilligrams: 500 } }],
});
const packed = { type: 'unit-packed', unit: 'DRUM', lots: ['B'] };
const hold = (thing: JsonObject) => judge({ type: 'hold-placed', ...thing, reason: 'a doubt' });

describe('a step that is taken back', () => {
  test.each<Row>([
    ['gives back what it took', [mine(halved), amend('MINE', 1), mine(disposal(NET))], [gone(3, 'ORE', NET)]],
    [
      'gives back what it took by its last replacement',
      [
        mine(halved),
        amend('MINE', 1, splitOf([{ lot: 'ORE', netMilligrams: 600 }], [part('A', 300), part('B', 300)])),
        amend('MINE', 1),
        mine(disposal(NET)),
      ],
      [gone(4, 'ORE', NET)],
    ],
  ])('%s', (_, lines, book) => {
    expect(failureOf(tell(mine(oreWith()), ...lines), [made, ...book])).toBeNull();
  });

  test.each<Row>([
    ['something was taken of', [mine(dispose('B', 10))], [gone(2, 'B', 10)]],
    ['is in a unit', [mine(packed)], []],
    ['is on hold', [hold({ lot: 'B' })], []],
    ['was counted, though there is as much of it', [mine(count('B', 500))], [counted(2, 'B', 0)]],
    ['is under way', [mine(dispatch('B'))], []],
    [
      'another has',
      [mine(dispatch('B')), works(receipt('B'))],
      [{ event: place(3), moved: [{ lot: 'B', custodian: 'WORKS' }] }],
    ],
  ])('stays while a lot that it made %s', (_, since, book) => {
    const story = tell(mine(oreWith()), mine(halved), ...since, amend('MINE', 1));
    expect(failureOf(story, [made, step(1), ...book])).toBeNull();
  });

  const half = splitOf([{ lot: 'ORE', netMilligrams: 500 }], [part('A', 500)]);
  test.each<Row>([
    ['is under way', [mine(dispatch('ORE'))], []],
    ['was counted', [mine(count('ORE', 490))], [counted(2, 'ORE', -10)]],
    ['is on hold', [hold({ lot: 'ORE' })], []],
  ])('stays while what it took of %s', (_, since, book) => {
    const story = tell(mine(oreWith()), mine(half), ...since, amend('MINE', 1));
    expect(failureOf(story, [made, step(1, [part('A', 500)], { ORE: 500 }), ...book])).toBeNull();
  });
});

describe('a step that is replaced', () => {
  const more = [part('A', 600), part('B', 400)];
  const both = (mass: number) =>
    splitOf([{ lot: 'ORE', netMilligrams: mass }], [part('A', mass / 2), part('B', mass / 2)]);
  const shares = (mass: number) => [part('A', mass / 2), part('B', mass / 2)];
  test.each<Row>([
    [
      'makes its lots of other masses, and what was taken of them since stays taken',
      [
        mine(halved),
        mine(dispose('A', 400)),
        amend('MINE', 1, splitOf(OF_ORE, more)),
        mine(dispose('A', 200)),
        mine(dispose('B', 400)),
      ],
      [gone(2, 'A', 400), step(3, more, { ORE: NET }, 1), gone(4, 'A', 200), gone(5, 'B', 400)],
    ],
    [
      'takes less, and the rest is there',
      [mine(halved), amend('MINE', 1, both(800)), mine(disposal(200))],
      [step(2, shares(800), { ORE: 800 }, 1), gone(3, 'ORE', 200)],
    ],
    [
      'takes more',
      [mine(both(800)), amend('MINE', 1, both(900)), mine(disposal(100))],
      [step(2, shares(900), { ORE: 900 }, 1), gone(3, 'ORE', 100)],
    ],
    [
      'takes the same in the same words, whatever became of the rest',
      [
        mine(splitOf([{ lot: 'ORE', netMilligrams: 800 }], shares(800))),
        mine(disposal(200)),
        amend('MINE', 1, splitOf([{ lot: 'ORE', netMilligrams: 800 }], [part('A', 500), part('B', 300)])),
      ],
      [gone(2, 'ORE', 200), step(3, [part('A', 500), part('B', 300)], { ORE: 800 }, 1)],
    ],
    [
      'says something else of lots that are under way',
      [mine(halved), mine(dispatch('B')), amend('MINE', 1, splitOf(OF_ORE, FINE))],
      [step(3, FINE, { ORE: NET }, 1)],
    ],
    [
      'stays where a lot under way would have another mass',
      [mine(halved), mine(dispatch('B')), amend('MINE', 1, splitOf(OF_ORE, more))],
      [step(1)],
    ],
    [
      'stays where a lot on hold would',
      [mine(halved), hold({ lot: 'A' }), amend('MINE', 1, splitOf(OF_ORE, more))],
      [step(1)],
    ],
    [
      'stays where a counted lot would',
      [mine(halved), mine(count('B', 490)), amend('MINE', 1, splitOf(OF_ORE, more))],
      [step(1), counted(2, 'B', -10)],
    ],
    [
      'stays where a lot would have less than nothing',
      [mine(halved), mine(dispose('B', 450)), amend('MINE', 1, splitOf(OF_ORE, more))],
      [step(1), gone(2, 'B', 450)],
    ],
    [
      'stays where more would be taken of a lot that is under way',
      [mine(both(800)), mine(dispatch('ORE')), amend('MINE', 1, both(900))],
      [step(1, shares(800), { ORE: 800 })],
    ],
  ])('%s', (_, lines, book) => {
    expect(failureOf(tell(mine(oreWith()), ...lines), [made, ...book])).toBeNull();
  });
});

describe('a replacement', () => {
  const take = ['ORE', 'SAND'].map((lot) => ({ lot, netMilligrams: 500 }));
  const fines = [part('A', NET, 'fines')];
  const sand = mine({ ...oreWith(), lot: 'SAND' });
  const madeSand = { event: place(1), made: [{ ...madeWith(), lot: 'SAND' }] };

  test('that makes other lots is refused', () => {
    const other = splitOf(OF_ORE, [part('A', 500), part('C', 500)]);
    expect(failureOf(tell(mine(oreWith()), mine(halved), amend('MINE', 1, other)), [made, step(1)])).toBe('event');
  });

  test('takes as much in the same words, though they would say less by now', () => {
    const story = tell(
      mine(oreWith()),
      sand,
      mine(splitOf(take, [part('A', NET)])),
      mine({ ...disposal(1), quantity: { elementMilligrams: nd(20) } }),
      amend('MINE', 2, splitOf(take, fines)),
    );
    const [{ changed }] = [gone(3, 'ORE', 0)];
    const less = changed.map((each) => ({ ...each, amounts: { elementMilligrams: nd(-20) } }));
    const anew = step(4, fines, { ORE: 500, SAND: 500 }, 2);
    expect(failureOf(story, [made, madeSand, { event: place(3), changed: less }, anew])).toBeNull();
  });

  test.each([
    ['more', OF_ORE, take, { ORE: 500, SAND: 500 }, { lot: 'ORE', left: 500 }],
    ['fewer', take, OF_ORE, { ORE: NET }, { lot: 'SAND', left: NET }],
  ] as const)('takes of %s lots, and what it does not take is there', (_, before, after, taken, { lot, left }) => {
    const whole = [part('A', NET)];
    const lines = [mine(splitOf(before, whole)), amend('MINE', 2, splitOf(after, whole)), mine(dispose(lot, left))];
    const book = [made, madeSand, step(3, whole, taken, 2), gone(4, lot, left)];
    expect(failureOf(tell(mine(oreWith()), sand, ...lines), book)).toBeNull();
  });

  test.each([
    ['as there is left of it', 10, true],
    ['as has been taken of it since', 9, false],
  ])('leaves as much of an element %s', (_, least, isEffective) => {
    const [halfA, halfB] = HALVES as [Part, Part];
    const replaced = { ...halfA, quantity: elements(500, least + 30) };
    const lines = [mine(halved), mine({ ...disposal(1), lot: 'A', quantity: { elementMilligrams: { Nd: 40 } } })];
    const story = tell(mine(oreWith()), ...lines, amend('MINE', 1, splitOf(OF_ORE, [replaced, halfB])));
    const [{ changed }] = [gone(2, 'A', 0)];
    const taken = {
      event: place(2),
      changed: changed.map((each) => ({ ...each, amounts: { elementMilligrams: { Nd: -40 } } })),
    };
    const anew = step(3, [replaced, halfB], { ORE: NET }, 1);
    const given = { name: 'split', party: 'MINE', facility: null, losses: [], givenElementMilligrams: nd(least + 80) };
    expect(failureOf(story, isEffective ? [made, taken, { ...anew, step: given }] : [made, step(1), taken])).toBeNull();
  });

  test('says where its lots are made, of which the registration is not shown', () => {
    const story = tell(mine(oreWith()), mine(halved), amend('MINE', 1, { ...halved, facility: 'PIT' }));
    const record = step(2, HALVES, { ORE: NET }, 1);
    const [facility, lots] = ['PIT', record.made];
    const said = { ...record, step: { ...record.step, facility }, made: lots.map((lot) => ({ ...lot, facility })) };
    expect(failureOf(story, [made, said])).toContain('the registration of where MINE made lot A is not shown');
  });

  test.each([
    ['its replacement', [], 5_000],
    ['an assay since', [mine({ type: 'lot-assayed', lot: 'ORE', quantity, uncertaintyPartsPerMillion: 1_000 })], 1_000],
  ] as const)('is as sure as %s says', (_, assayed, uncertaintyPartsPerMillion) => {
    const story = tell(mine(sure(7_000)), ...assayed, amend('MINE', 0, sure(5_000)), mine(halved));
    const index = story.length - 2;
    const assay = {
      lot: 'ORE',
      cause: 'reassayed',
      isMeasured: true,
      uncertaintyPartsPerMillion: 1_000,
      amounts: elements(0, 0),
    };
    const record = step(index + 1);
    const halves = record.made.map((half) => ({ ...half, uncertaintyPartsPerMillion }));
    const book = [
      ...(assayed.length === 0 ? [] : [{ event: place(1), changed: [assay] }]),
      { event: place(index), corrects: place(0), made: [{ ...madeWith(), uncertaintyPartsPerMillion: 5_000 }] },
      { ...record, made: halves },
    ];
    expect(failureOf(story, book)).toBeNull();
  });
});

describe('a change of a lot', () => {
  test('is corrected, once and again', () => {
    const story = tell(
      mine(oreWith()),
      mine(count('ORE', 900)),
      amend('MINE', 1, count('ORE', 950)),
      amend('MINE', 1),
      mine(disposal(NET)),
    );
    const [first, second, third] = [counted(1, 'ORE', -100), counted(2, 'ORE', 50), counted(3, 'ORE', 50)];
    const corrects = place(1);
    expect(
      failureOf(story, [made, first, { ...second, corrects }, { ...third, corrects }, gone(4, 'ORE', NET)]),
    ).toBeNull();
  });

  // What was taken of elements alone comes back to a lot of which a part has gone since.
  test.each([
    ['as much', 100, true],
    ['less', 101, false],
  ])('is taken back where its elements weigh %s as what is left', (_, disposed, isEffective) => {
    const rich = { netMilligrams: NET, elementMilligrams: { Nd: 455, Pr: 455 } };
    const rare = { elementMilligrams: { Nd: 405, Pr: 405 } };
    const story = tell(
      mine({ ...ore(NET), quantity: rich }),
      mine({ ...disposal(1), quantity: rare }),
      mine(disposal(disposed)),
      amend('MINE', 1),
    );
    const [{ changed }] = [gone(1, 'ORE', 0)];
    const change = (index: number, amounts: JsonObject) => ({
      event: place(index),
      changed: changed.map((each) => ({ ...each, amounts })),
    });
    const book = [
      { event: place(0), made: [{ ...plain, amounts: rich }] },
      change(1, { elementMilligrams: { Nd: -405, Pr: -405 } }),
      change(2, { netMilligrams: -disposed, elementMilligrams: { Nd: -5, Pr: -5 } }),
      ...(isEffective ? [{ ...change(3, rare), corrects: place(1) }] : []),
    ];
    expect(failureOf(story, book)).toBeNull();
  });
});

const sxOf = (lot: string, given: number, closing: number, opening: number, product = 'oxide'): JsonObject => ({
  type: 'lot-transformed',
  step: 'solvent-extraction',
  inputs: [{ lot: 'ORE', netMilligrams: 500 }],
  outputs: [
    { lot, material: { form: 'oxide', product }, quantity: { netMilligrams: 100, elementMilligrams: nd(given) } },
  ],
  circuit: {
    id: 'SX',
    openingElementMilligrams: opening === 0 ? {} : nd(opening),
    closingElementMilligrams: nd(closing),
  },
});

describe('a step of a circuit', () => {
  interface Done {
    readonly index: number;
    /** Where the stock that it took was made. */
    readonly from?: number;
    readonly corrects?: number;
    readonly product?: string;
  }
  const done = (
    lot: string,
    given: number,
    closing: number,
    opening: number,
    { index, from, corrects, product = 'oxide' }: Done,
  ) => ({
    event: place(index),
    ...(corrects === undefined ? {} : { corrects: place(corrects) }),
    step: {
      name: 'solvent-extraction',
      party: 'MINE',
      facility: null,
      losses: [],
      givenElementMilligrams: nd(given + closing),
    },
    taken: [
      { lot: 'ORE', amounts: amountsOf(500) },
      ...(from === undefined ? [] : [{ lot: `SX@${place(from)}`, amounts: { elementMilligrams: nd(opening) } }]),
    ],
    made: [
      {
        ...plain,
        lot,
        kind: 'transformed',
        form: 'oxide',
        product,
        amounts: { netMilligrams: 100, elementMilligrams: nd(given) },
      },
      {
        ...plain,
        lot: `SX@${place(corrects ?? index)}`,
        kind: 'circuit-stock',
        circuit: 'SX',
        form: null,
        product: null,
        amounts: { elementMilligrams: nd(closing) },
      },
    ],
  });
  const [first, second] = [mine(sxOf('OX', 40, 10, 0)), mine(sxOf('OX-2', 50, 10, 10))];
  const firstDone = done('OX', 40, 10, 0, { index: 1 });
  const secondDone = done('OX-2', 50, 10, 10, { index: 2, from: 1 });

  test.each<Row>([
    [
      'gives the circuit back what it took, and the next takes that',
      [first, second, amend('MINE', 2), mine(sxOf('OX-3', 50, 10, 10))],
      [firstDone, done('OX-3', 50, 10, 10, { index: 4, from: 1 })],
    ],
    ['stays while a later step has taken what it left', [first, second, amend('MINE', 1)], [firstDone, secondDone]],
    [
      'stays while a later step has taken that it left nothing',
      [mine(sxOf('OX', 50, 0, 0)), mine(sxOf('OX-2', 50, 0, 0)), amend('MINE', 1)],
      [done('OX', 50, 0, 0, { index: 1 }), done('OX-2', 50, 0, 0, { index: 2, from: 1 })],
    ],
    [
      'goes once the later one is taken back',
      [first, second, amend('MINE', 2), amend('MINE', 1), mine(disposal(NET))],
      [gone(5, 'ORE', NET)],
    ],
    [
      'leaves the circuit empty, as it was',
      [first, amend('MINE', 1), mine(sxOf('OX-3', 40, 10, 0))],
      [done('OX-3', 40, 10, 0, { index: 3 })],
    ],
    [
      'stays where it would have left more to a later one',
      [first, second, amend('MINE', 1, sxOf('OX', 35, 15, 0))],
      [firstDone, secondDone],
    ],
    [
      'says something else where what it left is the same',
      [first, second, amend('MINE', 1, sxOf('OX', 40, 10, 0, 'powder'))],
      [secondDone, done('OX', 40, 10, 0, { index: 3, corrects: 1, product: 'powder' })],
    ],
    [
      'leaves something else where nobody has taken that, and the next takes it',
      [first, amend('MINE', 1, sxOf('OX', 35, 15, 0)), mine(sxOf('OX-2', 55, 10, 15))],
      [done('OX', 35, 15, 0, { index: 2, corrects: 1 }), done('OX-2', 55, 10, 15, { index: 3, from: 1 })],
    ],
    [
      'takes again what the one before it left, where it is replaced',
      [first, second, amend('MINE', 2, sxOf('OX-2', 55, 5, 10))],
      [firstDone, done('OX-2', 55, 5, 10, { index: 3, from: 1, corrects: 2 })],
    ],
  ])('%s', (_, lines, book) => {
    expect(failureOf(tell(mine(oreWith()), ...lines), [made, ...book])).toBeNull();
  });
});
