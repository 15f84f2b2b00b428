/**
 * Logs that nobody should believe, and what is nearest to each that may be, made by whoever has every key: `verifyBundle` and
 * docs/format/verify.py say the same of all of them. They share no line, so what they agree on is what the pages say.
 */
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify as verifyWithOpenSsl } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { VerifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';
import { multiProofRanges } from '@lodestone/proof/multi-proof.ts';
import { hashChildren } from '@lodestone/proof/merkle-tree.ts';
import { leafHash } from '@lodestone/proof/entry.ts';
import { digestFromBytes, digestToBytes } from '@lodestone/proof/digest.ts';
import { signCheckpointByAll } from '@lodestone/proof/checkpoint.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { digestEvent } from '@lodestone/proof/event-bytes.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { showVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';
import { addKey, bundleOf, enrol, grow, type Log, makeKey, openLog, type TestKey, withDigest } from './forged-log.ts';

const SCRIPT = fileURLToPath(new URL('judge-bundles.py', import.meta.url));
const FORMAT = fileURLToPath(new URL('../../../docs/format/', import.meta.url));
const IS_PYTHON_THERE = spawnSync('python3', ['--version']).status === 0;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const verify: VerifyEd25519 = (key, message, signature) => {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
  return verifyWithOpenSsl(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
};

const [operator, signing, mine, spare, judge] = [makeKey(), makeKey(), makeKey(), makeKey(), makeKey()];

const register = (party: string, roles: JsonValue = ['trader'], more: JsonObject = {}): JsonObject => {
  return { type: 'party-registered', party, name: party, roles, country: 'CN', ...more };
};

/** Two members, of whom one is an authority, each with a key. */
const withMine = enrol(grow(openLog(operator, signing), operator, register('MINE')), operator, mine, 'MINE');
const members = enrol(grow(withMine, operator, register('JUDGE', ['authority'])), operator, judge, 'JUDGE');
const ORIGIN = 'example.org/forged';
const EARLY = '2020-01-01T00:00:00.000Z';
const LATE = '2030-01-01T00:00:00.000Z';

const said = (log: Log, author: TestKey, ...events: readonly JsonObject[]): Log =>
  events.reduce((before, event) => grow(before, author, event), log);
const mandate = (acts: JsonValue, more: JsonObject = {}): JsonObject => {
  return { type: 'mandate-given', agent: 'MINE', acts, ...more };
};
const forJudge = register('NEW', ['trader'], { onBehalfOf: 'JUDGE' });
const correct = (corrects: string, more: JsonObject = {}): JsonObject => {
  return { type: 'event-corrected', corrects, reason: 'a slip', ...more };
};
/** The digest of the last event. */
const last = (log: Log): string => digestEvent(encodeUtf8(log.at(-1)?.event ?? ''), sha256);
/** The log goes on with what names its last event. */
const then = (log: Log, author: TestKey, event: (digest: string) => JsonObject): Log =>
  grow(log, author, event(last(log)));

const mandated = said(members, judge, mandate(['party-registered']));
const ended = said(mandated, judge, { type: 'mandate-ended', agent: 'MINE' });
const judgeAgain = grow(members, operator, register('CLERK', ['trader'], { id: 'a clerk' }));

const LOGS: readonly (readonly [string, 'recorded' | 'invalid', Log])[] = [
  ['two members', 'recorded', members],
  [
    'an entry of the same time',
    'recorded',
    grow(members, mine, { type: 'x' }, { recordedAt: '2026-03-01T00:00:04.000Z' }),
  ],
  ['an entry of a time before', 'invalid', grow(members, mine, { type: 'x' }, { recordedAt: EARLY })],
  [
    'an entry that follows another',
    'invalid',
    grow(members, mine, { type: 'x' }, { previous: members[1]?.entry.previous ?? null }),
  ],
  ['an event of the id of another', 'invalid', grow(members, mine, { type: 'x', id: members[2]?.id ?? '' })],
  ['an event without a type', 'invalid', grow(members, mine, {})],
  ['an event whose id is a number', 'invalid', grow(members, mine, { type: 'x', id: 5 })],
  ['a second opening', 'invalid', grow(members, operator, { type: 'ledger-opened' })],
  ['a party registered by another', 'invalid', said(members, mine, register('NEW'))],
  ['a party without a country', 'invalid', said(members, judge, register('NEW', ['trader'], { country: null }))],
  ['a party with one role for many', 'invalid', said(members, judge, register('NEW', 'authority'))],
  [
    'a facility registered by another',
    'invalid',
    said(members, mine, { type: 'facility-registered', facility: 'F', country: 'CN' }),
  ],
  ['a party in letters that look like others', 'invalid', said(members, judge, register('\u041cINE'))],
  ['a facility', 'recorded', said(members, judge, { type: 'facility-registered', facility: 'F', country: 'CN' })],
  ['a later key signed in by another', 'invalid', enrol(members, judge, spare, 'MINE')],
  ['a later key signed in by its party', 'recorded', enrol(members, mine, spare, 'MINE')],
  ['a key that another party has', 'invalid', enrol(members, judge, mine, 'NEW')],
  [
    'a key of nobody revoked',
    'recorded',
    said(members, mine, { type: 'key-revoked', key: spare.publicKey, reason: 'lost' }),
  ],
  [
    'a key of others revoked',
    'invalid',
    said(members, mine, { type: 'key-revoked', key: judge.publicKey, reason: 'lost' }),
  ],
  [
    'a revoked key',
    'invalid',
    said(said(members, judge, { type: 'key-revoked', key: mine.publicKey, reason: 'lost' }), mine, { type: 'x' }),
  ],
  ['a checkpoint key added by a member', 'invalid', addKey(members, mine, spare)],
  ['an act for another', 'invalid', said(members, mine, forJudge)],
  ['an act for another, by mandate', 'recorded', said(mandated, mine, forJudge)],
  ['an act beyond a mandate', 'invalid', said(said(members, judge, mandate(['lot-created'])), mine, forJudge)],
  [
    'an act in the time of a mandate',
    'recorded',
    said(said(members, judge, mandate(['party-registered'], { until: LATE })), mine, forJudge),
  ],
  [
    'an act after the time of a mandate',
    'invalid',
    said(said(members, judge, mandate(['party-registered'], { until: EARLY })), mine, forJudge),
  ],
  ['an act after the end of a mandate', 'invalid', said(ended, mine, forJudge)],
  [
    'an act after the end was voided',
    'recorded',
    said(
      then(ended, judge, (end) => correct(end)),
      mine,
      forJudge,
    ),
  ],
  [
    'an act after a mandate was voided',
    'invalid',
    said(
      then(mandated, judge, (given) => correct(given)),
      mine,
      forJudge,
    ),
  ],
  ['a mandate voided by its agent', 'invalid', then(mandated, mine, (given) => correct(given))],
  ['a clerk', 'invalid', said(enrol(judgeAgain, judge, spare, 'CLERK'), spare, register('NEW'))],
  [
    'a clerk who is an authority by a correction',
    'recorded',
    said(
      enrol(
        then(judgeAgain, judge, (corrects) => correct(corrects, { replacement: register('CLERK', ['authority']) })),
        judge,
        spare,
        'CLERK',
      ),
      spare,
      register('NEW'),
    ),
  ],
  [
    'a registration corrected by a member',
    'invalid',
    then(judgeAgain, mine, (corrects) => correct(corrects, { replacement: register('CLERK') })),
  ],
  [
    'an opening without a key that may sign',
    'invalid',
    addKey(openedWith(spare.publicKey.replace(/.{43}$/, 'A'.repeat(43))), operator, signing),
  ],
  ['an opening of another origin', 'invalid', openedWith(signing.publicKey, 'example.org/other')],
  ['an opening in an entry of another origin', 'invalid', openedWith(signing.publicKey, ORIGIN, 'example.org/other')],
  ['an opening that names all', 'recorded', openedWith(signing.publicKey)],
];

/** A ledger as its operator says that it was opened, with an entry more. */
function openedWith(checkpointKey: string, origin = ORIGIN, ledger = ORIGIN): Log {
  const keys = { operatorKey: operator.publicKey, checkpointKey };
  const opening = { type: 'ledger-opened', origin, policy: { enforcement: 'strict' }, ...keys };
  return said(grow([], operator, opening, { ledger }), operator, register('MINE'));
}

/** The whole log in a bundle. */
const bundled = (log: Log) => bundleOf(log, [...log.keys()], [signing], []);

const whole = objectIn(bundled(members));
const entries = Array.isArray(whole['entries']) ? whole['entries'].filter(isJsonObject) : [];
const FILES: readonly (readonly [string, 'recorded' | 'invalid', JsonObject])[] = [
  ['the bundle', 'recorded', whole],
  ['a version that is true', 'invalid', { ...whole, v: true }],
  ['a member more in an entry', 'invalid', { ...whole, entries: entries.with(1, { ...entries[1], more: 1 }) }],
  ['an object for openings', 'invalid', { ...whole, openings: {} }],
  ['an object for the proof', 'invalid', { ...whole, proof: {} }],
  ['an object for changes of keys', 'invalid', { ...whole, keyChanges: {} }],
  ['no change of keys', 'invalid', { ...whole, keyChanges: [] }],
];

function objectIn(bytes: Uint8Array): JsonObject {
  const reading = parseJson(new TextDecoder().decode(bytes), { maxDepth: 20 });
  if (!reading.ok || !isJsonObject(reading.value)) throw new Error('no bundle');
  const { digest: _, ...undigested } = reading.value;
  return undigested;
}

/** The members, and an event with a permit that is sealed, opened in this way. */
function opened(of: JsonObject, opening: JsonObject = {}): JsonObject {
  const event = typeof of['id'] === 'string' ? of['id'] : '0195f3a2-7b1c-7003-8def-0123456789ab';
  const permit: JsonObject = { event, field: 'permit', salt: 'C'.repeat(42) + 'A', value: 'C-1', ...opening };
  const field = permit['field'];
  const commitment = sha256(encodeUtf8(`lodestone/seal/1\n${canonicalize(permit)}`)).toString('base64url');
  const sealed = { [typeof field === 'string' ? field : '']: commitment };
  const log = said(members, mine, { type: 'x', id: event, sealed, ...of });
  return { ...objectIn(bundled(log)), openings: [permit] };
}

const OPENED: typeof FILES = [
  ['a sealed member', 'recorded', opened({})],
  ['a member that is stated as well', 'invalid', opened({ permit: 'C-2' })],
  ['a member of a replacement', 'recorded', opened({ replacement: {} }, { field: 'replacement.permit' })],
  ['one that is stated as well', 'invalid', opened({ replacement: { permit: null } }, { field: 'replacement.permit' })],
  ['a member with a name that none has', 'invalid', opened({}, { field: 'Permit' })],
  ['a member of an event whose id is no UUID', 'invalid', opened({ id: 'x' })],
  ['a member as long as can be', 'recorded', opened({}, { value: 'x'.repeat(2_097_232) })],
  ['a member that is longer', 'invalid', opened({}, { value: 'x'.repeat(2_097_300) })],
];

/** The members, and one entry more at a place beyond them: of what is between nobody has more than hashes. */
function withEntryAt(position: number): JsonObject {
  const log = grow(members, mine, { type: 'x' }, { position });
  const size = position + 1;
  const leaves = new Map(log.map(({ entry, bytes }) => [entry.position, digestToBytes(leafHash(bytes, sha256))]));
  const between = sha256(Buffer.of());
  const rootOf = (start: number, end: number): Uint8Array => {
    if (![...leaves.keys()].some((index) => start <= index && index < end)) return between;
    const leaf = leaves.get(start);
    if (end - start === 1 && leaf !== undefined) return leaf;
    let half = 1;
    while (half * 2 < end - start) half *= 2;
    return hashChildren(rootOf(start, start + half), rootOf(start + half, end), sha256);
  };
  const checkpoint = { origin: ORIGIN, size, root: digestFromBytes(rootOf(0, size)) };
  const proof = multiProofRanges([...leaves.keys()], size).map(() => between.toString('base64url'));
  return { ...objectIn(bundled(log)), checkpoint: signCheckpointByAll(checkpoint, [signing]), proof };
}

const FAR: typeof FILES = [
  ['an entry where a number of events ends', 'recorded', withEntryAt(9_007_199_254_739)],
  ['an entry beyond, where two events would have one number', 'invalid', withEntryAt(9_007_199_254_740)],
];

const CASES: readonly (readonly [string, string, Uint8Array])[] = [
  ...LOGS.map(([name, expected, log]) => [name, expected, bundled(log)] as const),
  ...[...FILES, ...OPENED, ...FAR].map(([name, expected, file]) => [name, expected, withDigest(file)] as const),
];

test.skipIf(!IS_PYTHON_THERE)('the verifier in Python says of every log what ours says, and what it should', () => {
  const input = CASES.map(([, , bytes]) => `${Buffer.from(bytes).toString('base64')}\n`).join('');
  const options = ['-B', SCRIPT, FORMAT, showVerifierKey(signing.verifierKey)];
  const { stdout, stderr } = spawnSync('python3', options, { encoding: 'utf8', input });
  expect(stderr).toBe('');
  const theirs = stdout.trimEnd().split('\n');
  const found = CASES.map(([name, , bytes], index) => {
    const { failure } = verifyBundle(bytes, { keys: [signing.verifierKey], policy: null }, { sha256, verify });
    return { name, ours: failure === null ? 'recorded' : 'invalid', theirs: theirs[index]?.split(':')[0] };
  });
  expect(found).toEqual(CASES.map(([name, expected]) => ({ name, ours: expected, theirs: expected })));
});
