/**
 * A sender who also keeps the log can record what no honest ledger would, and sign it. What a correction did must follow all
 * the same: a book that ignores one, one that takes effect where something stands in its way, or by whoever may not.
 */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { digestEvent } from '@lodestone/proof/event-bytes.ts';
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import { describe, expect, test } from 'vitest';
import { checkAuthors } from '../src/check-authors.ts';
import { checkBook } from '../src/check-book.ts';
import type { ProvenEntry, ProvenLog } from '../src/check-log.ts';
import { Failed } from '../src/failure.ts';
import { readRecord } from '../src/read-record.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** Of what is signed nothing is in question here: every signature is good. */
const algorithms = { sha256, verify: () => true };

const newKey = () =>
  formatPublicKey(generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));

interface Said {
  readonly by: string;
  readonly event: JsonObject;
}

const PARTIES = { MINE: ['mine', 'refiner'], WORKS: ['refiner'], JUDGE: ['authority'] };
const NAMES = ['OPERATOR', ...Object.keys(PARTIES)];
const KEYS = new Map(NAMES.map((name) => [name, newKey()]));

/** Opens the ledger and registers the parties: entries 0 to 6. What is told comes from entry 7 on. */
const FIRST = 1 + Object.keys(PARTIES).length * 2;
const openingWith = (policy: JsonObject): Said[] => [
  { by: 'OPERATOR', event: { type: 'ledger-opened', policy } },
  ...Object.entries(PARTIES).flatMap(([party, roles]): Said[] => [
    { by: 'OPERATOR', event: { type: 'party-registered', party, roles, country: 'CN' } },
    {
      by: 'OPERATOR',
      event: { type: 'key-enrolled', party, key: KEYS.get(party) ?? '', heldBy: 'party', proof: 'AAAA' },
    },
  ]),
];

const digestOf = (event: JsonObject) => digestEvent(encodeUtf8(canonicalize(event)), sha256);

function logOf(story: readonly Said[], policy: JsonObject): ProvenLog {
  const entries = [...openingWith(policy), ...story].map(({ by, event: said }, position): ProvenEntry => {
    const event = withId(said, position);
    const digest = digestOf(event);
    const field = `entries[${position}]`;
    return {
      field,
      entry: {
        author: KEYS.get(by) ?? newKey(),
        events: [digest],
        ledger: 'example.org/lie',
        position,
        previous: null,
        recordedAt: '2026-03-01T08:00:00.000Z',
        signature: 'A'.repeat(86),
        submission: '00000000-0000-8000-8000-000000000000',
        v: 1,
      },
      events: [{ eventNumber: position * 1000, digest, field: `${field}.events[0]`, event }],
      withheld: [],
    };
  });
  const reached = {
    level: 'checkpoint' as const,
    size: entries.length,
    root: digestOf({}),
    trustedKeys: [],
    hasPolicy: false,
    witnesses: [],
    ignoredSignatures: 0,
  };
  return { ledger: 'example.org/lie', origin: 'example.org/lie', reached, entries };
}

const withId = (event: JsonObject, position: number): JsonObject => ({ ...event, id: `event ${position}` });

/** A story told event by event; a correction names its target by where it is in the story. */
function tell(...lines: readonly (Said | ((digest: (index: number) => string) => Said))[]): Said[] {
  const story: Said[] = [];
  const digest = (index: number) => digestOf(withId(story[index]?.event ?? {}, FIRST + index));
  for (const line of lines) story.push(typeof line === 'function' ? line(digest) : line);
  return story;
}

/** What a verifier says of a book of a story: what fails, or null. */
function failureOf(
  story: readonly Said[],
  book: readonly JsonObject[],
  policy: JsonObject = { enforcement: 'strict' },
) {
  const log = logOf(story, policy);
  const records = book.map((value) => readRecord({ kind: 'book', field: 'claim.book', value }));
  const claim = { subject: { kind: 'lot' as const, id: 'ORE' }, book: records, trace: null };
  try {
    const bundle = { ledger: '', checkpoint: '', keyChanges: [], proof: [], entries: [], openings: [], claim };
    return checkBook(bundle, log, checkAuthors(log, algorithms)).notes[0]?.message ?? null;
  } catch (error) {
    if (error instanceof Failed) return error.failure.kind;
    throw error;
  }
}

const place = (index: number) => `${FIRST + index}.0`;
const ore = (netMilligrams: number): JsonObject => ({
  type: 'lot-created',
  lot: 'ORE',
  origin: 'mined',
  country: 'CN',
  material: { form: 'ore', product: 'ore' },
  quantity: { netMilligrams },
});
const madeOf = (netMilligrams: number): JsonObject[] => [
  {
    lot: 'ORE',
    kind: 'mined',
    party: 'MINE',
    facility: null,
    country: 'CN',
    form: 'ore',
    product: 'ore',
    consumption: null,
    circuit: null,
    uncertaintyPartsPerMillion: null,
    amounts: { netMilligrams },
  },
];
const disposal = (netMilligrams: number): JsonObject => ({
  type: 'lot-disposed',
  lot: 'ORE',
  quantity: { netMilligrams },
  reason: 'spilt',
});
const disposed = (netMilligrams: number): JsonObject[] => [
  { lot: 'ORE', cause: 'disposed', isMeasured: false, uncertaintyPartsPerMillion: null, amounts: { netMilligrams } },
];
const correction = (corrects: string, replacement?: JsonObject): JsonObject => ({
  type: 'event-corrected',
  corrects,
  reason: 'a slip',
  ...(replacement === undefined ? {} : { replacement }),
});
const by = (party: string, event: JsonObject): Said => ({ by: party, event });
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
  const takenBack = (index: number) => ({
    event: place(index),
    corrects: place(2),
    moved: [{ lot: 'ORE', custodian: 'MINE' }],
  });
  const voidReceipt = (party: string) => (digest: (index: number) => string) => by(party, correction(digest(2)));

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

  const settle = (party: string, basis = 'measured') =>
    by(party, { type: 'transfer-settled', transfer: 'TRF', resolution: { basis } });
  const disputed = [by('MINE', ore(1000)), by('MINE', dispatch), by('WORKS', receipt(900))];
  const settled = (index: number) => {
    const change = { lot: 'ORE', cause: 'settled', isMeasured: false, uncertaintyPartsPerMillion: null };
    return { event: place(index), changed: [{ ...change, amounts: { netMilligrams: -100 } }] };
  };

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
