/**
 * What corrections of movements do to where lots are, and what stands in their way, as a ledger decides it: of what it records
 * there is one book, and whatever goes on as if a correction had done otherwise is refused.
 */
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { describe, expect, test } from 'vitest';
import {
  amend,
  by,
  disposal,
  disposed,
  failureOf,
  judge,
  type Line,
  madeOf,
  mine,
  ore,
  place,
  tell,
  works,
} from './told-story.ts';

type Row = [sentence: string, lines: readonly Line[], book: readonly JsonObject[] | string];

const lineOf = (lot: string, netMilligrams = 1000) => ({ lot, outcome: 'accepted', measured: { netMilligrams } });
const dispatch = (transfer = 'TRF', ...lots: readonly string[]) => ({
  type: 'transfer-dispatched',
  transfer,
  consignee: 'WORKS',
  lines: (lots.length === 0 ? ['ORE'] : lots).map((lot) => ({ lot })),
});
const receipt = (members: JsonObject = {}): JsonObject => ({
  type: 'transfer-received',
  transfer: 'TRF',
  lines: [lineOf('ORE')],
  ...members,
});
/** As one says who has not seen the dispatch. */
const early = (members: JsonObject = {}) => receipt({ consignor: 'MINE', ...members });
const rejected = [{ lot: 'ORE', outcome: 'rejected' }];
const partly = (netMilligrams: number) => [
  { lot: 'ORE', outcome: 'partly-accepted', rejectedLot: 'REST', measured: { netMilligrams } },
];
const cancel = { type: 'transfer-cancelled', transfer: 'TRF', reason: 'a slip' };
const sand = { ...ore(1000), lot: 'SAND' };
const into = (unit: string, ...lots: string[]) => mine({ type: 'unit-packed', unit, lots });
const outOf = (unit: string) => mine({ type: 'unit-unpacked', unit });
const shipment = (type: string, members: JsonObject = {}) => ({
  type: `shipment-${type}`,
  shipment: 'SHP',
  ...members,
});
const packed = shipment('packed', { lots: ['ORE'], consignee: 'WORKS', destination: 'DE' });
const underLicence = shipment('declared', { licenceLines: [{ licence: 'LIC', line: '1', netMilligrams: 1000 }] });
const hold = (thing: JsonObject) => judge({ type: 'hold-placed', ...thing, reason: 'a doubt' });
const release = (thing: JsonObject) => judge({ type: 'hold-released', ...thing, reason: 'none left' });

const made = { event: place(0), made: madeOf(1000) };
const madeSand = (index: number) => ({
  event: place(index),
  made: madeOf(1000).map((lot) => ({ ...lot, lot: 'SAND' })),
});
const moved = (index: number, custodian: string, lot = 'ORE') => ({ event: place(index), moved: [{ lot, custodian }] });
const takenBack = (index: number, target: number, custodian = 'MINE') => ({
  ...moved(index, custodian),
  corrects: place(target),
});
const gone = (index: number, netMilligrams = 1) => ({ event: place(index), changed: disposed(-netMilligrams) });

describe.each<[string, Row[]]>([
  [
    'a receipt that came before its dispatch',
    [
      ['is taken back by who recorded it', [works(early()), amend('WORKS', 1), mine(dispatch())], []],
      ['is taken back by an authority', [works(early()), amend('JUDGE', 1), mine(dispatch())], []],
      [
        'is not taken back by whom it names as its sender',
        [works(early()), amend('MINE', 1), mine(dispatch())],
        'role',
      ],
      [
        'is replaced by another that waits',
        [
          works(early()),
          amend('WORKS', 1, early({ lines: rejected })),
          mine(dispatch()),
          mine(receipt()),
          mine(disposal(1)),
        ],
        [gone(5)],
      ],
      [
        'stays, once it was received with the dispatch, however often that is asked',
        [works(early()), mine(dispatch()), amend('WORKS', 1), amend('WORKS', 1)],
        [moved(2, 'WORKS')],
      ],
      [
        'stays given up, and so does the end of the wait, however often that is asked',
        [
          works(early()),
          mine(cancel),
          amend('WORKS', 1),
          amend('WORKS', 1),
          amend('MINE', 2),
          amend('MINE', 2),
          mine(dispatch('TRF-2')),
        ],
        [],
      ],
      [
        'stays, where another waits for the same dispatch',
        [works(early()), works(early({ lines: [lineOf('SAND')] })), amend('WORKS', 1), mine(dispatch())],
        [moved(4, 'WORKS')],
      ],
      ...[
        [1, 2],
        [2, 1],
      ].map(([own = 0, other = 0]): Row => {
        const waits = new Map([
          [own, works(early())],
          [other, works(early({ transfer: 'TRF-2', lines: [lineOf('SAND')] }))],
        ]);
        const sent = [mine(dispatch()), mine(dispatch('TRF-2', 'SAND'))];
        return [
          `is taken back as number ${own}, while another waits for another dispatch`,
          [...[1, 2].flatMap((index) => waits.get(index) ?? []), amend('WORKS', own), ...sent],
          [],
        ];
      }),
    ],
  ],
  [
    'a dispatch',
    [
      ['is taken back while it is under way', [mine(dispatch()), amend('MINE', 1), mine(disposal(1))], [gone(3)]],
      [
        'is made another one, which is received, or taken back',
        [mine(dispatch()), amend('MINE', 1, { ...dispatch(), consignee: 'JUDGE' }), judge(receipt())],
        [moved(3, 'JUDGE')],
      ],
      [
        'is taken back once it was made another one',
        [
          mine(dispatch()),
          amend('MINE', 1, { ...dispatch(), consignee: 'JUDGE' }),
          amend('MINE', 1),
          mine(disposal(1)),
        ],
        [gone(4)],
      ],
      [
        'stays once a part of it was received',
        [
          mine(sand),
          mine(dispatch('TRF', 'ORE', 'SAND')),
          works(receipt({ lines: [lineOf('SAND')] })),
          amend('MINE', 2),
          works(receipt()),
        ],
        [madeSand(1), moved(3, 'WORKS', 'SAND'), moved(5, 'WORKS')],
      ],
      [
        'stays where it was received as it was recorded',
        [works(early()), mine(dispatch()), amend('MINE', 2), works(disposal(1))],
        [moved(2, 'WORKS'), gone(4)],
      ],
      ['stays on hold', [mine(dispatch()), hold({ transfer: 'TRF' }), amend('MINE', 1), mine(disposal(1))], 'custody'],
      [
        'stays with a lot on hold',
        [mine(dispatch()), hold({ lot: 'ORE' }), amend('MINE', 1), mine(disposal(1))],
        'custody',
      ],
    ],
  ],
  [
    'a cancellation',
    [
      [
        'is taken back, and the lot goes on',
        [mine(dispatch()), mine(cancel), amend('MINE', 2), works(receipt())],
        [moved(4, 'WORKS')],
      ],
      [
        'stays once something was taken of the lot',
        [mine(dispatch()), mine(cancel), mine(disposal(1)), amend('MINE', 2), mine(disposal(1))],
        [gone(3), gone(5)],
      ],
      [
        'stays once somebody has received the lot by another transfer',
        [
          mine(dispatch()),
          mine(cancel),
          works(early({ transfer: 'TRF-2', lines: [lineOf('SAND'), lineOf('ORE')] })),
          amend('MINE', 2),
          mine(dispatch('TRF-2')),
        ],
        [moved(5, 'WORKS')],
      ],
      ...(
        [
          ['from another', early({ transfer: 'TRF-2', consignor: 'JUDGE' }), 'JUDGE'],
          ['another lot', early({ transfer: 'TRF-2', lines: [lineOf('SAND')] }), 'MINE'],
        ] as const
      ).map(
        ([what, wait, sender]): Row => [
          `is taken back where somebody has received ${what}`,
          [
            mine(dispatch()),
            mine(cancel),
            works(wait),
            amend('MINE', 2),
            works(receipt()),
            by(sender, dispatch('TRF-2', 'GRIT')),
          ],
          [moved(5, 'WORKS')],
        ],
      ),
    ],
  ],
  [
    'a receipt',
    [
      [
        'is replaced by the word of both',
        [
          mine(dispatch()),
          works(receipt()),
          amend('WORKS', 2, receipt({ lines: rejected })),
          amend('MINE', 2, receipt({ lines: rejected })),
          mine(receipt()),
          mine(disposal(1)),
        ],
        [moved(2, 'WORKS'), takenBack(4, 2), gone(6)],
      ],
      [
        'is taken back, and the lot received anew',
        [mine(dispatch()), works(receipt()), amend('JUDGE', 2), works(receipt()), works(disposal(1))],
        [moved(2, 'WORKS'), takenBack(3, 2), moved(4, 'WORKS'), gone(5)],
      ],
      [
        'stays once something was taken of the lot',
        [mine(dispatch()), works(receipt()), works(disposal(1)), amend('JUDGE', 2)],
        [moved(2, 'WORKS'), gone(3)],
      ],
      [
        'stays once the lot is under way to another',
        [mine(dispatch()), works(receipt()), works({ ...dispatch('TRF-2'), consignee: 'JUDGE' }), amend('JUDGE', 2)],
        [moved(2, 'WORKS')],
      ],
      [
        'stays once another has the lot',
        [
          mine(dispatch()),
          works(receipt()),
          works({ ...dispatch('TRF-2'), consignee: 'JUDGE' }),
          judge(receipt({ transfer: 'TRF-2' })),
          amend('JUDGE', 2),
        ],
        [moved(2, 'WORKS'), moved(4, 'JUDGE')],
      ],
      ...[{ lot: 'ORE' }, { transfer: 'TRF' }].map(
        (thing): Row => [
          `stays while an authority stops ${JSON.stringify(thing)}`,
          [mine(dispatch()), works(receipt()), hold(thing), amend('JUDGE', 2), release(thing), amend('JUDGE', 2)],
          [moved(2, 'WORKS'), takenBack(6, 2)],
        ],
      ),
      [
        'stays while an authority stops the unit that the lot is in',
        [mine(dispatch()), works(receipt()), into('DRUM', 'ORE'), hold({ unit: 'DRUM' }), amend('JUDGE', 2)],
        [moved(2, 'WORKS')],
      ],
      [
        'is taken back with the unit that the lot is alone in',
        [mine(dispatch()), works(receipt()), into('DRUM', 'ORE'), hold({ unit: 'BOX' }), amend('JUDGE', 2)],
        [moved(2, 'WORKS'), takenBack(5, 2)],
      ],
      ...[
        ['ORE', 'SAND'],
        ['SAND', 'ORE'],
      ].map(
        (lots): Row => [
          `stays once the lot is in a unit: ${lots.join(', ')}`,
          [works(sand), mine(dispatch()), works(receipt()), into('DRUM', ...lots), amend('JUDGE', 3)],
          [moved(3, 'WORKS')],
        ],
      ),
      [
        'is taken back while another unit has other lots',
        [works(sand), mine(dispatch()), works(receipt()), into('DRUM', 'SAND'), amend('JUDGE', 3)],
        [moved(3, 'WORKS'), takenBack(5, 3)],
      ],
      [
        'is taken back with the dispute that it opened',
        [
          mine(dispatch()),
          works(receipt({ lines: [lineOf('ORE', 900)] })),
          amend('JUDGE', 2),
          works(receipt()),
          judge({ type: 'transfer-settled', transfer: 'TRF', resolution: { basis: 'measured' } }),
        ],
        [moved(2, 'WORKS'), takenBack(3, 2), moved(4, 'WORKS')],
      ],
      [
        'is taken back, and a dispute that another opened stays',
        [
          mine(sand),
          mine(dispatch('TRF', 'ORE', 'SAND')),
          works(receipt({ lines: [lineOf('ORE', 900)] })),
          works(receipt({ lines: [lineOf('SAND')] })),
          amend('JUDGE', 4),
          judge({ type: 'transfer-settled', transfer: 'TRF', resolution: { basis: 'measured' } }),
        ],
        [moved(3, 'WORKS'), { event: place(6), changed: [{ ...disposed(-100)[0], cause: 'settled' }] }],
      ],
      [
        'is taken back whole where it had divided the lot',
        [
          mine(dispatch()),
          works(receipt({ lines: partly(900) })),
          amend('JUDGE', 2),
          works(receipt()),
          works(disposal(1000)),
        ],
        [moved(2, 'WORKS'), takenBack(3, 2), moved(4, 'WORKS'), gone(5, 1000)],
      ],
      [
        'divides the lot as its replacement says, once or again',
        [
          mine(dispatch()),
          works(receipt()),
          amend('JUDGE', 2, receipt({ lines: partly(900) })),
          amend('JUDGE', 2, receipt({ lines: partly(800) })),
          works(disposal(800)),
        ],
        [
          moved(2, 'WORKS'),
          {
            event: place(4),
            corrects: place(2),
            step: { name: 'split', party: 'WORKS', facility: null, givenElementMilligrams: {}, losses: [] },
            taken: [{ lot: 'ORE', amounts: { netMilligrams: 200 } }],
            made: madeOf(200).map((lot) => ({ ...lot, lot: 'REST', kind: 'transformed' })),
          },
          gone(5, 800),
        ],
      ],
      [
        'is taken back whole once a replacement has divided the lot',
        [
          mine(dispatch()),
          works(receipt()),
          amend('JUDGE', 2, receipt({ lines: partly(900) })),
          amend('JUDGE', 2),
          works(receipt()),
          works(disposal(1000)),
        ],
        [moved(2, 'WORKS'), takenBack(4, 2), moved(5, 'WORKS'), gone(6, 1000)],
      ],
      [
        'is taken back with another lot beside it, and whatever becomes of that once it was replaced',
        [
          mine(sand),
          mine(dispatch()),
          works(receipt()),
          amend('JUDGE', 3, receipt({ lines: [lineOf('ORE', 999)] })),
          mine({ ...disposal(1), lot: 'SAND' }),
          amend('JUDGE', 3),
          works(receipt()),
        ],
        [
          madeSand(1),
          moved(3, 'WORKS'),
          { event: place(5), changed: disposed(-1).map((change) => ({ ...change, lot: 'SAND' })) },
          takenBack(6, 3),
          moved(7, 'WORKS'),
        ],
      ],
    ],
  ],
  [
    'packing a unit',
    (
      [
        ['packed', [], 'stays'],
        ['packed, and that taken back', [amend('MINE', 2)], 'goes'],
        ['unpacked, and that taken back', [outOf('DRUM'), amend('MINE', 3)], 'stays'],
        [
          'packed again, and the first packing asked back',
          [outOf('DRUM'), into('DRUM', 'ORE'), amend('MINE', 2)],
          'stays',
        ],
        [
          'packed with another, and the unpacking asked back',
          [outOf('DRUM'), mine(sand), into('DRUM', 'SAND'), amend('MINE', 3)],
          'goes',
        ],
        [
          'packed again, and all of that taken back in turn',
          [outOf('DRUM'), into('DRUM', 'ORE'), amend('MINE', 4), amend('MINE', 3), amend('MINE', 2)],
          'goes',
        ],
        [
          'packed otherwise since a correction, and that taken back',
          [
            mine(sand),
            amend('MINE', 2, { type: 'unit-packed', unit: 'DRUM', lots: ['SAND', 'ORE'] }),
            amend('MINE', 2),
          ],
          'goes',
        ],
        [
          'packed into another, and the unpacking asked back',
          [outOf('DRUM'), into('BOX', 'ORE'), amend('MINE', 3), outOf('BOX')],
          'goes',
        ],
        [
          'packed while another lot is in another unit, and that taken back',
          [mine(sand), into('BOX', 'SAND'), amend('MINE', 2)],
          'goes',
        ],
        ['packed and under way, and that asked back', [mine(dispatch()), amend('MINE', 2), mine(cancel)], 'stays'],
        [
          'packed and on hold, and that asked back',
          [hold({ unit: 'DRUM' }), amend('MINE', 2), release({ unit: 'DRUM' })],
          'stays',
        ],
      ] as const
    ).map(([what, since, end]): Row => {
      // What is in a unit is not said to be disposed of, nor the contrary.
      const lines = [mine(disposal(1)), into('DRUM', 'ORE'), ...since, amend('MINE', 1)];
      const change = { ...gone(lines.length, -1), corrects: place(1) };
      return [
        `keeps a lot that was ${what}: its disposal ${end}`,
        lines,
        end === 'goes' ? [gone(1), change] : [gone(1)],
      ];
    }),
  ],
  [
    'a shipment',
    [
      ['is taken back', [mine(packed), amend('MINE', 1), mine(disposal(1))], [gone(3)]],
      [
        'is taken back where it is declared under no licence',
        [mine(packed), mine(underLicence), mine(shipment('declared')), amend('MINE', 1), mine(disposal(1))],
        [gone(5)],
      ],
      [
        'stays packed while it is declared under a licence, however often that is asked',
        [mine(packed), mine(underLicence), amend('MINE', 1), amend('MINE', 1), mine(disposal(1))],
        'custody',
      ],
      [
        'stays packed while it is on hold',
        [mine(packed), hold({ shipment: 'SHP' }), amend('MINE', 1), mine(disposal(1))],
        'custody',
      ],
      [
        'is unpacked, and that taken back',
        [mine(packed), mine(shipment('unpacked')), amend('MINE', 2), mine(disposal(1))],
        'custody',
      ],
      [
        'stays unpacked once something was taken of a lot',
        [mine(packed), mine(shipment('unpacked')), mine(disposal(1)), amend('MINE', 2), mine(disposal(1))],
        [gone(3), gone(5)],
      ],
      [
        'has not left where its exit is taken back, though it is on hold, and who sent it said that it arrived',
        [
          mine(packed),
          mine(shipment('exited')),
          mine(shipment('arrived')),
          hold({ shipment: 'SHP' }),
          amend('MINE', 2),
          mine(shipment('unpacked')),
          mine(disposal(1)),
        ],
        [gone(7)],
      ],
      [
        'has left once it arrived, as another said and who sent it',
        [
          mine(packed),
          mine(shipment('exited')),
          works(shipment('arrived')),
          mine(shipment('arrived')),
          amend('MINE', 2),
          mine(shipment('unpacked')),
          mine(disposal(1)),
        ],
        'custody',
      ],
      [
        'has left once another said that it arrived, however often that is asked',
        [
          mine(packed),
          mine(shipment('exited')),
          works(shipment('arrived')),
          amend('MINE', 2),
          amend('MINE', 2),
          mine(shipment('unpacked')),
          mine(disposal(1)),
        ],
        'custody',
      ],
    ],
  ],
])('%s', (_, rows) => {
  test.each(rows)('%s', (__, lines, book) => {
    const said = typeof book === 'string' ? [] : book;
    const failure = failureOf(tell(mine(ore(1000)), ...lines), [made, ...said]);
    expect(failure).toBe(typeof book === 'string' ? book : null);
  });
});

test('what a receipt had divided leaves its name to no other lot', () => {
  const lines = [mine(dispatch()), works(receipt({ lines: partly(900) })), amend('JUDGE', 2, receipt())];
  const story = tell(mine(ore(1000)), ...lines, works(disposal(1000)));
  const book = [made, moved(2, 'WORKS'), gone(4, 1000)];
  expect(failureOf(story, book)).toBeNull();
  expect(failureOf([...story, mine({ ...sand, lot: 'REST' })], book)).toBe('book');
});

test('the packing of a shipment is replaced, though it is declared under a licence, and what it packs stays', () => {
  const story = tell(
    mine(ore(1000)),
    mine(packed),
    mine(underLicence),
    amend('MINE', 1, { ...packed, destination: 'FR' }),
  );
  const lots = [{ lot: 'ORE', amounts: { netMilligrams: 1000 } }];
  const packing = { event: place(3), corrects: place(1), packed: { shipment: 'SHP', lots } };
  expect(failureOf(story, [made, packing], undefined, { kind: 'shipment', id: 'SHP' })).toBeNull();
});
