/** What corrections of settlements do to the book of a lot, and to the dispute: as a ledger decides it, and not otherwise. */
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { expect, test } from 'vitest';
import { amend, disposal, failureOf, judge, type Line, madeOf, mine, ore, place, tell, works } from './told-story.ts';

const LOTS = ['ORE', 'SAND'];
const made = LOTS.map((lot, index) => ({ event: place(index), made: madeOf(1000).map((each) => ({ ...each, lot })) }));
/** Both lots weigh 100 mg less at the works than they did at the mine, or as stated. */
const received = (measured: JsonObject = {}) => [
  mine(ore(1000)),
  mine({ ...ore(1000), lot: 'SAND' }),
  mine({ type: 'transfer-dispatched', transfer: 'TRF', consignee: 'WORKS', lines: LOTS.map((lot) => ({ lot })) }),
  works({
    type: 'transfer-received',
    transfer: 'TRF',
    lines: LOTS.map((lot) => ({ lot, outcome: 'accepted', measured: { netMilligrams: measured[lot] ?? 900 } })),
  }),
];
const receipt = { event: place(3), moved: LOTS.map((lot) => ({ lot, custodian: 'WORKS' })) };

const settlement = (members: JsonObject = {}, basis = 'measured'): JsonObject => ({
  type: 'transfer-settled',
  transfer: 'TRF',
  resolution: { basis },
  ...members,
});
const agreed = (netMilligrams: number, members: JsonObject = {}) =>
  settlement({ ...members, resolution: { basis: 'agreed', quantity: { netMilligrams } } });

const change = (lot: string, cause: string, netMilligrams: number) => {
  const said = { isMeasured: false, uncertaintyPartsPerMillion: null };
  return { ...said, lot, cause, amounts: netMilligrams === 0 ? {} : { netMilligrams } };
};
/** What the event changes, which is at this place of the story, or what a correction there changes back. */
const settled = (index: number, masses: Readonly<Record<string, number>>, corrects?: number) => ({
  event: place(index),
  changed: Object.entries(masses).map(([lot, mass]) => change(lot, 'settled', mass)),
  ...(corrects === undefined ? {} : { corrects: place(corrects) }),
});
const gone = (index: number, mass: number) => ({ event: place(index), changed: [change('ORE', 'disposed', -mass)] });
const both = (mass: number) => ({ ORE: mass, SAND: mass });

test.each<[string, Line[], JsonObject[]]>([
  [
    'changes the book back once it is taken back, and what is left can be used',
    [judge(settlement()), amend('JUDGE', 4), works(disposal(1000))],
    [settled(4, both(-100)), settled(5, both(100), 4), gone(6, 1000)],
  ],
  [
    'changes it by the difference once it is replaced, again and again',
    [
      judge(settlement()),
      amend('JUDGE', 4, agreed(950)),
      amend('JUDGE', 4, agreed(930)),
      amend('JUDGE', 4),
      works(disposal(1000)),
    ],
    [settled(4, both(-100)), settled(5, both(50), 4), settled(6, both(-20), 4), settled(7, both(70), 4), gone(8, 1000)],
  ],
  [
    'changes it back where it is replaced by what changes nothing',
    [judge(settlement()), amend('JUDGE', 4, settlement({}, 'declared')), amend('JUDGE', 4)],
    [settled(4, both(-100)), settled(5, both(100), 4)],
  ],
  [
    'changes it where it had changed nothing',
    [judge(settlement({}, 'declared')), amend('JUDGE', 4, settlement())],
    [settled(5, both(-100), 4)],
  ],
  [
    'changes nothing once what it agreed on was declared, and neither where that is taken back',
    [judge(agreed(1000)), amend('JUDGE', 4), works(disposal(1000))],
    [
      {
        event: place(4),
        changed: LOTS.map((lot) => ({ ...change(lot, 'settled', 0), amounts: { netMilligrams: 0 } })),
      },
      gone(6, 1000),
    ],
  ],
  [
    'is of one lot then, where it was of both',
    [judge(settlement()), amend('JUDGE', 4, agreed(950, { lot: 'SAND' })), amend('JUDGE', 4)],
    [settled(4, both(-100)), settled(5, { ORE: 100, SAND: 50 }, 4), settled(6, { SAND: 50 }, 4)],
  ],
  [
    'is of both lots then, where it was of one',
    [judge(settlement({ lot: 'SAND' })), amend('JUDGE', 4, agreed(950)), amend('JUDGE', 4)],
    [settled(4, { SAND: -100 }), settled(5, { ORE: -50, SAND: 50 }, 4), settled(6, both(50), 4)],
  ],
  [
    'is of the other lot then',
    [judge(settlement({ lot: 'SAND' })), amend('JUDGE', 4, agreed(950, { lot: 'ORE' }))],
    [settled(4, { SAND: -100 }), settled(5, { ORE: -50, SAND: 100 }, 4)],
  ],
  [
    'leaves the dispute open once it is taken back, so that it is settled anew',
    [judge(settlement()), amend('JUDGE', 4), judge(agreed(950))],
    [settled(4, both(-100)), settled(5, both(100), 4), settled(6, both(-50))],
  ],
  [
    'stands on both words where two agreed: the first is not taken back before the other',
    [
      works(settlement()),
      mine(settlement()),
      amend('WORKS', 4),
      amend('MINE', 5),
      amend('WORKS', 4),
      judge(agreed(950)),
    ],
    [settled(5, both(-100)), settled(7, both(100), 5), settled(9, both(-50))],
  ],
  [
    'stands on both words of one lot, though the dispute over the other is open',
    [mine(settlement()), works(settlement({ lot: 'SAND' })), amend('MINE', 4), works(settlement({ lot: 'ORE' }))],
    [settled(5, { SAND: -100 }), settled(7, { ORE: -100 })],
  ],
  [
    'stands on both words, whoever of them said it first',
    [mine(settlement()), works(settlement()), amend('MINE', 4), works(disposal(900))],
    [settled(5, both(-100)), gone(7, 900)],
  ],
  [
    'stands alone where an authority decided: a word of before is taken back, and settles nothing any more',
    [works(settlement()), judge(settlement()), amend('WORKS', 4), amend('JUDGE', 5), mine(settlement())],
    [settled(5, both(-100)), settled(7, both(100), 5)],
  ],
  [
    'keeps other words of before where it is taken back',
    [works(settlement()), judge(settlement()), amend('JUDGE', 5), mine(settlement())],
    [settled(5, both(-100)), settled(6, both(100), 5), settled(7, both(-100))],
  ],
  [
    'stays while a lot that it changed is under way',
    [
      judge(settlement()),
      works({ type: 'transfer-dispatched', transfer: 'TRF-2', consignee: 'MINE', lines: [{ lot: 'SAND' }] }),
      amend('JUDGE', 4),
      works(disposal(900)),
    ],
    [settled(4, both(-100)), gone(7, 900)],
  ],
  [
    'is taken back while a lot that it did not change is under way',
    [
      judge(settlement({ lot: 'ORE' })),
      works({ type: 'transfer-dispatched', transfer: 'TRF-2', consignee: 'MINE', lines: [{ lot: 'SAND' }] }),
      amend('JUDGE', 4),
      works(disposal(1000)),
    ],
    [settled(4, { ORE: -100 }), settled(6, { ORE: 100 }, 4), gone(7, 1000)],
  ],
])('a settlement %s', (_, lines, book) => {
  expect(failureOf(tell(...received(), ...lines), [...made, receipt, ...book])).toBeNull();
});

test.each([
  ['as much is left as it had added', 1000, [settled(6, { ORE: -100 }, 4)]],
  ['less is left than it had added', 1001, []],
] as const)('a settlement that added is taken back where %s', (_, disposed, corrected) => {
  const lines = [judge(settlement()), works(disposal(disposed)), amend('JUDGE', 4)];
  const story = tell(...received({ ORE: 1100, SAND: 1000 }), ...lines);
  expect(failureOf(story, [...made, receipt, settled(4, { ORE: 100 }), gone(5, disposed), ...corrected])).toBeNull();
});

test('a settlement of elements is taken back in those that it changed', () => {
  const quantity = { netMilligrams: 1000, elementMilligrams: { Nd: 100, Pr: 50 } };
  const measured = { netMilligrams: 1000, elementMilligrams: { Nd: 80, Pr: 50 } };
  const story = tell(
    mine({ ...ore(1000), quantity }),
    mine({ type: 'transfer-dispatched', transfer: 'TRF', consignee: 'WORKS', lines: [{ lot: 'ORE' }] }),
    works({ type: 'transfer-received', transfer: 'TRF', lines: [{ lot: 'ORE', outcome: 'accepted', measured }] }),
    judge(settlement()),
    amend('JUDGE', 3),
  );
  const book = [
    { event: place(0), made: madeOf(1000).map((lot) => ({ ...lot, amounts: quantity })) },
    { event: place(2), moved: [{ lot: 'ORE', custodian: 'WORKS' }] },
    {
      event: place(3),
      changed: [
        { ...change('ORE', 'settled', 0), amounts: { netMilligrams: 0, elementMilligrams: { Nd: -20, Pr: 0 } } },
      ],
    },
    {
      event: place(4),
      corrects: place(3),
      changed: [{ ...change('ORE', 'settled', 0), amounts: { elementMilligrams: { Nd: 20 } } }],
    },
  ];
  expect(failureOf(story, book)).toBeNull();
});
