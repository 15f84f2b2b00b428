/** What corrections of makings do to what lots were made of, and what stands in their way, as a ledger decides it. */
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { describe, expect, test } from 'vitest';
import { amend, disposal, failureOf, judge, type Line, madeOf, mine, ore, place, tell, works } from './told-story.ts';

type Row = [sentence: string, lines: Line[], book: JsonObject[]];

const NET = 1000;
const quantity = { netMilligrams: NET, elementMilligrams: { Nd: 100 } };
const oreWith = (members: JsonObject = {}): JsonObject => ({ ...ore(NET), quantity: { ...quantity, ...members } });
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
const taking = (taken: Readonly<Record<string, number>>, outputs: readonly Part[]): JsonObject => {
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
