/** Stories told event by event by whoever keeps the log, whose signatures are all good, and what a verifier says of a book of one. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { digestEvent } from '@lodestone/proof/event-bytes.ts';
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import type { Subject } from '../src/bundle.ts';
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
  /** Of an event that is not shown there is its digest, and what the book says. */
  readonly isWithheld?: boolean;
}

const PARTIES = { MINE: ['mine', 'refiner', 'exporter'], WORKS: ['refiner'], JUDGE: ['authority'] };
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
  const entries = [...openingWith(policy), ...story].map(
    ({ by, event: said, isWithheld = false }, position): ProvenEntry => {
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
        events: [
          { eventNumber: position * 1000, digest, field: `${field}.events[0]`, event: isWithheld ? null : event },
        ],
        withheld: [],
      };
    },
  );
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

/** What somebody says; a correction names its target by where it is in the story. */
export type Line = Said | ((digest: (index: number) => string) => Said);

/** A story told event by event. */
export function tell(...lines: readonly Line[]): Said[] {
  const story: Said[] = [];
  const digest = (index: number) => digestOf(withId(story[index]?.event ?? {}, FIRST + index));
  for (const line of lines) story.push(typeof line === 'function' ? line(digest) : line);
  return story;
}

/** What a verifier says of a book of a story: what fails, or null. */
export function failureOf(
  story: readonly Said[],
  book: readonly JsonObject[],
  policy: JsonObject = { enforcement: 'strict' },
  subject: Subject = { kind: 'lot', id: 'ORE' },
) {
  const log = logOf(story, policy);
  const records = book.map((value) => readRecord({ kind: 'book', field: 'claim.book', value }));
  const claim = { subject, book: records, trace: null };
  try {
    const bundle = { ledger: '', checkpoint: '', keyChanges: [], proof: [], entries: [], openings: [], claim };
    return checkBook(bundle, log, checkAuthors(log, algorithms)).notes[0]?.message ?? null;
  } catch (error) {
    if (error instanceof Failed) return error.failure.kind;
    throw error;
  }
}

export const place = (index: number) => `${FIRST + index}.0`;
export const ore = (netMilligrams: number): JsonObject => ({
  type: 'lot-created',
  lot: 'ORE',
  origin: 'mined',
  country: 'CN',
  material: { form: 'ore', product: 'ore' },
  quantity: { netMilligrams },
});
export const madeOf = (netMilligrams: number): JsonObject[] => [
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
export const disposal = (netMilligrams: number): JsonObject => ({
  type: 'lot-disposed',
  lot: 'ORE',
  quantity: { netMilligrams },
  reason: 'spilt',
});
export const disposed = (netMilligrams: number): JsonObject[] => [
  { lot: 'ORE', cause: 'disposed', isMeasured: false, uncertaintyPartsPerMillion: null, amounts: { netMilligrams } },
];
export const by = (party: string, event: JsonObject): Said => ({ by: party, event });
export const mine = (event: JsonObject): Said => by('MINE', event);
export const works = (event: JsonObject): Said => by('WORKS', event);
export const judge = (event: JsonObject): Said => by('JUDGE', event);

/** Takes back the event at this place of the story, or puts another in its place. */
export const amend =
  (party: string, index: number, replacement?: JsonObject): Line =>
  (digest) => {
    const said = { type: 'event-corrected', corrects: digest(index), reason: 'a slip' };
    return by(party, replacement === undefined ? said : { ...said, replacement });
  };
