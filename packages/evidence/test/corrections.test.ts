/**
 * A sender who also keeps the log can record what no honest ledger would, and sign it. What a correction did must follow all
 * the same: a book that ignores one, one that takes effect where something stands in its way, or by whoever may not.
 */
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { describe, expect, test } from 'vitest';
import { by, disposal, disposed, failureOf, madeOf, ore, place, tell } from './told-story.ts';

const correction = (corrects: string, replacement?: JsonObject): JsonObject => ({
  type: 'event-corrected',
  corrects,
  reason: 'a slip',
  ...(replacement === undefined ? {} : { replacement }),
});
const replaceOre = (party: string) => (digest: (index: number) => string) => by(party, correction(digest(0), ore(900)));

describe('a book of a lot whose making was corrected', () => {
  const corrected = [{ event: place(1), corrects: place(0), made: madeOf(900) }];

  test.each(['MINE', 'JUDGE'])('holds when it has what the correction by %s says', (party) => {
    expect(failureOf(tell(by('MINE', ore(1000)), replaceOre(party)), corrected)).toBeNull();
  });

  test('is refused when it ignores the correction', () => {
    const story = tell(by('MINE', ore(1000)), replaceOre('MINE'));
    expect(failureOf(story, [{ event: place(0), made: madeOf(1000) }])).toBe('book');
  });

  test('is refused when the correction is by somebody who may not', () => {
    expect(failureOf(tell(by('MINE', ore(1000)), replaceOre('WORKS')), corrected)).toBe('role');
  });

  test('is refused when the correction counts in the place of another event', () => {
    const story = tell(by('MINE', ore(1000)), replaceOre('MINE'));
    expect(failureOf(story, [{ event: place(1), corrects: '3.0', made: madeOf(900) }])).toBe('book');
    expect(failureOf(story, [{ event: place(1), made: madeOf(900) }])).toBe('book');
  });

  test('is refused when the correction takes effect, though the lot was counted since', () => {
    const count = { type: 'lot-adjusted', lot: 'ORE', quantity: { netMilligrams: 950 }, reason: 'count' };
    const story = tell(by('MINE', ore(1000)), by('MINE', count), replaceOre('MINE'));
    const change = { lot: 'ORE', cause: 'adjusted', isMeasured: false, uncertaintyPartsPerMillion: null };
    const counted = { event: place(1), changed: [{ ...change, amounts: { netMilligrams: -50 } }] };
    expect(failureOf(story, [{ event: place(0), made: madeOf(1000) }, counted])).toBeNull();
    expect(failureOf(story, [counted, { event: place(2), corrects: place(0), made: madeOf(900) }])).toBe('book');
  });

  test('is refused when what was voided is corrected once more', () => {
    const story = tell(by('MINE', ore(1000)), (digest) => by('MINE', correction(digest(0))), replaceOre('MINE'));
    expect(failureOf(story, [{ event: place(2), corrects: place(0), made: madeOf(900) }])).toBe('event');
  });
});

test('a book of a lot whose name looks like that of another is refused', () => {
  const lot = '\u041eRE';
  const [made] = madeOf(1000);
  const named = [{ event: place(0), made: [{ ...made, lot }] }];
  expect(failureOf(tell(by('MINE', { ...ore(1000), lot })), named)).toBe('book');
});

describe('a book of a lot of which too much was disposed of', () => {
  const story = tell(
    by('MINE', ore(1000)),
    by('MINE', disposal(600)),
    (digest) => by('MINE', correction(digest(1), disposal(100))),
    by('MINE', disposal(300)),
  );
  const made = { event: place(0), made: madeOf(1000) };

  test('has the difference in the record of the correction', () => {
    const records = [-600, 500, -300].map((amount, index) => {
      const record = { event: place(index + 1), changed: disposed(amount) };
      return index === 1 ? { ...record, corrects: place(1) } : record;
    });
    expect(failureOf(story, [made, ...records])).toBeNull();
    expect(failureOf(story, [made, ...records.filter((_, index) => index !== 1)])).toBe('book');
    expect(failureOf(story, [made, ...records.slice(1)])).toBe('book');
  });
});

const receipt = (netMilligrams: number): JsonObject => ({
  type: 'transfer-received',
  transfer: 'TRF',
  lines: [{ lot: 'ORE', outcome: 'accepted', measured: { netMilligrams } }],
});

const takenBack = (index: number) => ({
  event: place(index),
  corrects: place(2),
  moved: [{ lot: 'ORE', custodian: 'MINE' }],
});
const voidReceipt = (party: string) => (digest: (index: number) => string) => by(party, correction(digest(2)));
const settle = (party: string, basis = 'measured') =>
  by(party, { type: 'transfer-settled', transfer: 'TRF', resolution: { basis } });
const settled = (index: number) => {
  const change = { lot: 'ORE', cause: 'settled', isMeasured: false, uncertaintyPartsPerMillion: null };
  return { event: place(index), changed: [{ ...change, amounts: { netMilligrams: -100 } }] };
};

describe('a book of a lot that was received', () => {
  const dispatch = {
    type: 'transfer-dispatched',
    transfer: 'TRF',
    consignee: 'WORKS',
    lines: [{ lot: 'ORE', quantity: { netMilligrams: 1000 } }],
  };
  const made = { event: place(0), made: madeOf(1000) };
  const received = { event: place(2), moved: [{ lot: 'ORE', custodian: 'WORKS' }] };
  const handover = [by('MINE', ore(1000)), by('MINE', dispatch), by('WORKS', receipt(1000))];

  test('is refused when one side alone takes the receipt back', () => {
    const story = tell(...handover, voidReceipt('MINE'));
    expect(failureOf(story, [made, received])).toBeNull();
    expect(failureOf(story, [made, received, takenBack(3)])).toBe('book');
  });

  test('has it taken back when both say so, or an authority', () => {
    expect(
      failureOf(tell(...handover, voidReceipt('MINE'), voidReceipt('WORKS')), [made, received, takenBack(4)]),
    ).toBeNull();
    expect(failureOf(tell(...handover, voidReceipt('JUDGE')), [made, received, takenBack(3)])).toBeNull();
    expect(failureOf(tell(...handover, voidReceipt('JUDGE')), [made, received])).toBe('book');
  });

  const disputed = [by('MINE', ore(1000)), by('MINE', dispatch), by('WORKS', receipt(900))];

  test('changes by the word of both sides, or of an authority', () => {
    expect(failureOf(tell(...disputed, settle('WORKS'), settle('MINE')), [made, received, settled(4)])).toBeNull();
    expect(failureOf(tell(...disputed, settle('JUDGE')), [made, received, settled(3)])).toBeNull();
  });

  test('is refused when it changes where the ledger tolerates the difference', () => {
    const book = [made, received, settled(3)];
    const failureBy = (tolerances: JsonObject) => failureOf(tell(...disputed, settle('JUDGE')), book, { tolerances });
    expect(failureBy({ bulkTransferPartsPerMillion: 99_999, transferPartsPerMillion: 999_999 })).toBeNull();
    expect(failureBy({ bulkTransferPartsPerMillion: 100_000, transferPartsPerMillion: 0 })).toBe('book');
  });

  test('is refused when it changes by the word of one, or by two different ones', () => {
    expect(failureOf(tell(...disputed, settle('WORKS')), [made, received, settled(3)])).toBe('book');
    const differing = tell(...disputed, settle('WORKS'), settle('MINE', 'declared'));
    expect(failureOf(differing, [made, received, settled(4)])).toBe('book');
  });

  test('is refused when others dispatch by the same transfer again, and one of them receives it', () => {
    const again = { ...dispatch, consignee: 'JUDGE', lines: [{ lot: 'SAND', quantity: { netMilligrams: 1 } }] };
    const stolen = { event: place(3), moved: [{ lot: 'ORE', custodian: 'JUDGE' }] };
    const story = tell(by('MINE', ore(1000)), by('MINE', dispatch), by('WORKS', again), by('JUDGE', receipt(1000)));
    expect(failureOf(story, [made, stolen])).toBe('custody');
  });

  test('is refused when others dispatch by the same transfer again, and one of them gets back what was rejected', () => {
    const rejected = { ...receipt(1000), lines: [{ lot: 'ORE', outcome: 'rejected' }] };
    const again = { ...dispatch, consignee: 'WORKS', lines: [{ lot: 'SAND', quantity: { netMilligrams: 1 } }] };
    const stolen = { event: place(4), moved: [{ lot: 'ORE', custodian: 'JUDGE' }] };
    const sent = [by('MINE', ore(1000)), by('MINE', dispatch), by('WORKS', rejected)];
    const story = tell(...sent, by('JUDGE', again), by('JUDGE', receipt(1000)));
    expect(failureOf(story, [made, stolen])).toBe('custody');
  });

  test('goes back to its sender, and to nobody else, once it was rejected', () => {
    const rejected = { ...receipt(1000), lines: [{ lot: 'ORE', outcome: 'rejected' }] };
    const sent = tell(by('MINE', ore(1000)), by('MINE', dispatch), by('WORKS', rejected));
    expect(failureOf([...sent, by('MINE', receipt(1000))], [made])).toBeNull();
    expect(failureOf([...sent, by('WORKS', receipt(1000))], [made, { ...received, event: place(3) }])).toBe('custody');
  });

  test('is moved by the dispatch for which a receipt had waited', () => {
    const early = { ...receipt(1000), consignor: 'MINE' };
    const story = tell(by('MINE', ore(1000)), by('WORKS', early), by('MINE', dispatch));
    expect(failureOf(story, [made, { ...received, event: place(2) }])).toBeNull();
    expect(failureOf(story, [made, { ...received, event: place(1) }])).toBe('book');
  });
});

describe('a mandate that was voided', () => {
  const given = { type: 'mandate-given', agent: 'WORKS', acts: ['lot-created'] };
  const forMine = { ...ore(1000), onBehalfOf: 'MINE' };

  test('counts until then, and not from then on', () => {
    const before = tell(by('MINE', given), by('WORKS', forMine), (digest) => by('MINE', correction(digest(0))));
    expect(failureOf(before, [{ event: place(1), made: madeOf(1000) }])).toBeNull();
    const after = tell(by('MINE', given), (digest) => by('MINE', correction(digest(0))), by('WORKS', forMine));
    expect(failureOf(after, [{ event: place(2), made: madeOf(1000) }])).toBe('mandate');
  });

  test('is not taken back by whoever has it', () => {
    const story = tell(by('MINE', given), (digest) => by('WORKS', correction(digest(0))));
    expect(failureOf(story, [])).toBe('role');
  });
});
