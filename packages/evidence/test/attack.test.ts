/**
 * Whoever changes anything in a bundle and makes its digest anew is found out. What its maker may do is named here: leave out
 * openings and cosignatures, and give other reasons for what is withheld; the verdict then says something else.
 */
import { createHash, createPublicKey, verify as verifyWithOpenSsl } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import type { VerifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { parseWitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { describe, expect, test } from 'vitest';
import { NOT_OF_THE_CLAIM } from '../src/bundle.ts';
import type { Trust } from '../src/check-checkpoint.ts';
import type { EvidenceVerdict } from '../src/verdict.ts';
import { verifyBundle } from '../src/verify-bundle.ts';
import { mutationsOf } from '../testing/mutations.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url));

/** Of thousands of changed bundles plain JavaScript would check the signatures for minutes. */
const verify: VerifyEd25519 = (key, message, signature) => {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
  return verifyWithOpenSsl(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
};
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

function keyIn(text: string): Trust {
  const key = parseVerifierKey(text.trim());
  if (!key.ok) throw new Error(key.problem);
  return { keys: [key.value], policy: null };
}

function policyIn(text: string): Trust['policy'] {
  const policy = parseWitnessPolicy(text);
  if (!policy.ok) throw new Error(policy.problem);
  return policy.value;
}

const fixture = (name: string) => read(`fixtures/${name}`);
const keyOf = (name: string) => keyIn(fixture(`${name}.key`).toString('utf8'));

/** The lot of the page; an event of a longer ledger, which has hashes of others; openings; witnesses. */
const page = read('../../../docs/format/evidence-bundle.md').toString('utf8');
const note = read('../../../docs/format/merkle-tree-and-checkpoint.md').toString('utf8');
const blockOf = (text: string, title: string) =>
  new RegExp(`^\`\`\`\\w+ title="${title}"\\n(.*?)\\n\`\`\`$`, 'ms').exec(text)?.[1] ?? '';
const WITNESSED: Trust = { ...keyOf('witnessed'), policy: policyIn(fixture('witnessed.policy').toString('utf8')) };
const BUNDLES: readonly (readonly [string, Buffer, Trust])[] = [
  ['a lot', Buffer.from(blockOf(page, 'evidence-bundle/file')), keyIn(blockOf(note, 'checkpoint/verifier-key'))],
  ['an event', fixture('event.bundle'), keyOf('event')],
  ['what was sealed', fixture('opened.bundle'), keyOf('opened')],
  ['what witnesses saw', fixture('witnessed.bundle'), WITNESSED],
];

/** The same with a digest that fits. */
function withDigest(value: JsonValue): Buffer | null {
  if (!isJsonObject(value)) return null;
  const { digest: _, ...undigested } = value;
  const digest = createHash('sha256')
    .update(`lodestone/bundle/1\n${canonicalize(undigested)}`)
    .digest('base64url');
  return Buffer.from(canonicalize({ ...undigested, digest }));
}

function objectIn(bytes: Buffer): JsonObject {
  const reading = parseJson(bytes.toString('utf8'), { maxDepth: 20 });
  if (!reading.ok || !isJsonObject(reading.value)) throw new Error('no bundle');
  return reading.value;
}

/** The bundle with the reasons left out for which its maker withholds events. */
function withoutReasons(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replaceAll(/"withheld":"(?:[^"\\]|\\.)*"/g, '"withheld":""')
    .replace(/"digest":"[^"]*"/, '');
}

/** Of bytes whose digest is made to fit; the test after it changes every member. */
const STEP = 3;

describe.each(BUNDLES)('a bundle of %s', (_, bytes, trust) => {
  const verdictOn = (changed: Uint8Array) => verifyBundle(changed, trust, { sha256, verify });
  const isRefused = (changed: Uint8Array) => verdictOn(changed).verdict === 'invalid';
  const whole = verdictOn(bytes);
  /** Refused, or another verdict where the maker of a bundle may do this. */
  const isNoticed = (verdict: EvidenceVerdict, isAllowed: boolean) =>
    verdict.verdict === 'invalid' || (isAllowed && !isDeepStrictEqual(verdict, whole));

  test('is valid as it was made', () => {
    expect(whole).toMatchObject({ verdict: 'valid', failure: null });
    expect(withDigest(objectIn(bytes))).toEqual(bytes);
  });

  test('is refused when any byte of it is another', () => {
    const survivors: number[] = [];
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] as number) ^ 1;
      if (!isRefused(changed)) survivors.push(place);
    }
    expect(survivors).toEqual([]);
  });

  test('is refused when a byte of it is another, and its digest fits again', { timeout: 120_000 }, () => {
    const survivors: string[] = [];
    const bare = withoutReasons(bytes);
    let tried = 0;
    for (let place = 0; place < bytes.length; place += STEP) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] as number) ^ 1;
      const reading = parseJson(changed.toString('utf8'), { maxDepth: 20 });
      const fitting = reading.ok ? withDigest(reading.value) : null;
      if (fitting === null || fitting.equals(bytes)) continue;
      tried += 1;
      if (isNoticed(verdictOn(fitting), withoutReasons(fitting) === bare)) continue;
      survivors.push(changed.subarray(Math.max(0, place - 40), place + 10).toString('utf8'));
    }
    expect(survivors).toEqual([]);
    expect(tried).toBeGreaterThan(500);
  });

  test('is refused when anything is dropped, doubled, swapped, renamed or altered', { timeout: 120_000 }, () => {
    const survivors: string[] = [];
    const allowed = /^(drop openings\[\d+\]|alter entries\[\d+\]\.events\[\d+\]\.withheld)$/;
    for (const { name, value } of mutationsOf(objectIn(bytes))) {
      const fitting = withDigest(value);
      if (fitting === null || fitting.equals(bytes)) continue;
      if (!isNoticed(verdictOn(fitting), allowed.test(name))) survivors.push(name);
    }
    expect(survivors).toEqual([]);
  });

  test('gets another verdict when an event is not shown, however little rests on it', () => {
    let tried = 0;
    for (const changed of withholdingEach(objectIn(bytes))) {
      const verdict = verdictOn(changed);
      tried += 1;
      expect(isNoticed(verdict, true)).toBe(true);
      if (verdict.failure === null) expect(verdict.events.unrelated).toBe(whole.events.unrelated + 1);
    }
    expect(tried).toBe(whole.events.shown);
  });
});

describe('an opening that is left out', () => {
  test('is counted among what is sealed and not opened', () => {
    const bundle = objectIn(fixture('opened.bundle'));
    const openings = Array.isArray(bundle['openings']) ? bundle['openings'] : [];
    const counts = [openings, openings.slice(1)].map((shown) => {
      const bytes = withDigest({ ...bundle, openings: shown }) ?? Buffer.of();
      return verifyBundle(bytes, keyOf('opened'), { sha256, verify });
    });
    expect(counts.map(({ sealed }) => sealed)).toEqual([
      { opened: 2, unopened: 0 },
      { opened: 1, unopened: 1 },
    ]);
    expect(counts.map(({ notChecked }) => notChecked.filter(({ kind }) => kind === 'sealed').length)).toEqual([0, 1]);
  });
});

describe('a cosignature that is left out', () => {
  const bytes = fixture('witnessed.bundle');
  const bundle = objectIn(bytes);
  const { checkpoint } = bundle;
  const first = typeof checkpoint === 'string' ? checkpoint.replace(/\u2014 [^\n]*\n$/, '') : '';
  const without = withDigest({ ...bundle, checkpoint: first });

  test.each([
    ['of those that were asked for', WITNESSED],
    ['where none was asked for', keyOf('witnessed')],
  ])('gives another verdict, %s', (_, trust) => {
    const [before, after] = [bytes, without ?? bytes].map((each) => verifyBundle(each, trust, { sha256, verify }));
    expect(before?.verdict).toBe('valid');
    expect(after).not.toEqual(before);
  });
});

describe('events that are withheld', () => {
  const bundle = objectIn(fixture('event.bundle'));
  const entries = entriesIn(bundle);
  const verdictOn = (events: JsonValue[]) => {
    const changed = { ...bundle, entries: entries.with(1, { ...entries[1], events }) };
    return verifyBundle(withDigest(changed) ?? Buffer.of(), keyOf('event'), { sha256, verify });
  };
  const withheld = NOT_OF_THE_CLAIM;
  // The entry has twelve events, of which the fourth, the sixth and the tenth are shown.
  const events = eventsIn(entries[1]);
  const [first, ...rest] = events;

  test('have one spelling', () => {
    expect(first).toEqual({ count: 3, withheld });
    expect(verdictOn([{ count: 3, withheld }, ...rest]).failure).toBeNull();
    const { failure } = verdictOn([{ count: 1, withheld }, { count: 2, withheld }, ...rest]);
    expect(failure).toMatchObject({ kind: 'encoding', field: 'entries[1].events[1]' });
  });

  test.each([2, 4, 1000])('are neither fewer nor more than the entry has: %i for 3', (count) => {
    expect(verdictOn([{ count, withheld }, ...rest]).verdict).toBe('invalid');
  });

  test('are counted where they end an entry', () => {
    const { failure } = verdictOn(events.slice(0, -1));
    expect(failure).toMatchObject({ kind: 'encoding', field: 'entries[1].events', expected: '12', found: '10' });
    expect(verdictOn([...events, { count: 1, withheld: 'another reason' }]).failure).toMatchObject({ found: '13' });
  });
});

function entriesIn({ entries }: JsonObject): JsonObject[] {
  return Array.isArray(entries) ? entries.filter(isJsonObject) : [];
}

function eventsIn(entry: JsonObject | undefined): JsonValue[] {
  const events = entry?.['events'];
  return Array.isArray(events) ? events : [];
}

/** The bundle with one event withheld that it shows, in one spelling; once for each. */
function* withholdingEach(bundle: JsonObject): Generator<Buffer> {
  const entries = entriesIn(bundle);
  for (const [at, entry] of entries.entries()) {
    const events = eventsIn(entry);
    for (const [index, event] of events.entries()) {
      if (typeof event !== 'string') continue;
      const changed = joined(events.with(index, { count: 1, withheld: NOT_OF_THE_CLAIM }));
      const fitting = withDigest({ ...bundle, entries: entries.with(at, { ...entry, events: changed }) });
      if (fitting !== null) yield fitting;
    }
  }
}

/** Neighbours that are withheld for one reason are one member. */
function joined(events: readonly JsonValue[]): JsonValue[] {
  const [first, second, ...rest] = events;
  if (first === undefined || second === undefined) return [...events];
  const [left, right] = [runOf(first), runOf(second)];
  if (left === null || right === null || left.withheld !== right.withheld) return [first, ...joined([second, ...rest])];
  return joined([{ count: left.count + right.count, withheld: left.withheld }, ...rest]);
}

function runOf(event: JsonValue): { readonly count: number; readonly withheld: string } | null {
  if (typeof event !== 'object' || event === null || !isJsonObject(event)) return null;
  const { count, withheld } = event;
  return typeof count === 'number' && typeof withheld === 'string' ? { count, withheld } : null;
}
