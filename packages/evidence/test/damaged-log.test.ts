/** A log that is not what it says: what a verifier names first, and where. Who keeps it has every key. */
import { cosign, cosignerKeyOf, formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
import { parseWitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { describe, expect, test } from 'vitest';
import type { Trust } from '../src/check-checkpoint.ts';
import { verifyBundle } from '../src/verify-bundle.ts';
import { addKey, bundleOf, checkpointOf, grow, type Log, makeKey, openLog, withDigest } from './forged-log.ts';

const [operator, signing, spare, witness, slow] = [makeKey(), makeKey(), makeKey(), makeKey(), makeKey()];
const TRUST: Trust = { keys: [signing.verifierKey], policy: null };

const register = (log: Log, party: string, stated = {}): Log =>
  grow(log, operator, { type: 'party-registered', party, name: party, roles: ['trader'], country: 'CN' }, stated);
const opened = openLog(operator, signing);
const log = register(register(opened, 'ONE'), 'TWO');

/** The whole log in a bundle, as an object without its digest. */
function bundled(of: Log): JsonObject {
  const reading = parseJson(new TextDecoder().decode(bundleOf(of, [...of.keys()], [signing], [])), { maxDepth: 20 });
  if (!reading.ok || !isJsonObject(reading.value)) throw new Error('no bundle');
  const { digest: _, ...bundle } = reading.value;
  return bundle;
}
const failureOf = (bundle: JsonObject, trust = TRUST) => verifyBundle(withDigest(bundle), trust).failure;

const whole = bundled(log);
const entriesIn = ({ entries }: JsonObject) => (Array.isArray(entries) ? entries.filter(isJsonObject) : []);
const [first = {}, second = {}, third = {}] = entriesIn(whole);
const name = typeof whole['ledger'] === 'string' ? whole['ledger'] : '';
/** A ledger whose operator says so of its opening. */
const opening = (said: JsonObject): Log => {
  const keys = { operatorKey: operator.publicKey, checkpointKey: signing.publicKey };
  const policy = { enforcement: 'strict' };
  return register(
    grow([], operator, { type: 'ledger-opened', origin: 'example.org/forged', policy, ...keys, ...said }),
    'ONE',
  );
};

/** Whoever withholds the opening may show where another key was added that signs, and be trusted for that. */
const keyed = bundled(addKey(openLog(operator, spare), operator, signing));
function withoutOpening(bundle: JsonObject): JsonObject {
  const [zero, ...others] = entriesIn(bundle);
  return { ...bundle, entries: [{ ...zero, events: [{ count: 1, withheld: 'x' }] }, ...others] };
}

test.each<[string, JsonObject, string, string]>([
  ['a name that is none', { ...whole, ledger: 'x y' }, 'ledger', 'ledger'],
  ['a name without the leaf hash of entry 0', { ...whole, ledger: 'example.org/forged' }, 'ledger', 'ledger'],
  [
    'a name with another leaf hash',
    { ...whole, ledger: name.replace(/.{43}$/, 'A'.repeat(43)) },
    'ledger',
    'entries[0]',
  ],
  ['a name with another origin', { ...whole, ledger: name.replace('forged', 'other') }, 'checkpoint', 'checkpoint'],
  ['no checkpoint', { ...whole, checkpoint: 'x' }, 'checkpoint', 'checkpoint'],
  ['no entries', { ...whole, entries: [] }, 'ledger', 'entries[0]'],
  ['no entry 0', { ...whole, entries: [second, third] }, 'ledger', 'entries[0]'],
  ['an entry that is none', { ...whole, entries: [first, { ...second, entry: '{}' }] }, 'encoding', 'entries[1].entry'],
  ['an entry twice', { ...whole, entries: [first, second, second] }, 'encoding', 'entries[2].entry'],
  ['entries that do not rise', { ...whole, entries: [first, third, second] }, 'encoding', 'entries[2].entry'],
  ['an entry too few', { ...whole, entries: [first, second] }, 'proof', 'proof'],
  ['a hash too many', { ...whole, proof: ['A'.repeat(43)] }, 'proof', 'proof'],
  [
    'an entry of another ledger',
    bundled(register(log, 'X', { ledger: name.replace('forged', 'other') })),
    'ledger',
    'entries[3].entry',
  ],
  [
    'an entry of a time before',
    bundled(register(log, 'X', { recordedAt: '2020-01-01T00:00:00.000Z' })),
    'encoding',
    'entries[3].entry',
  ],
  [
    'an entry that follows another',
    bundled(register(log, 'X', { previous: log[1]?.entry.previous ?? null })),
    'proof',
    'entries[3].entry',
  ],
  [
    'an entry at a place beyond all',
    bundled(register(log, 'X', { position: 9_007_199_254_740 })),
    'encoding',
    'entries[3].entry',
  ],
  ['an opening that is withheld', withoutOpening(keyed), 'ledger', 'entries[0].events[0]'],
  ['another event first', bundled(addKey(register([], 'ONE'), operator, signing)), 'ledger', 'entries[0].events[0]'],
  [
    'an opening of another origin',
    bundled(opening({ origin: 'example.org/other' })),
    'ledger',
    'entries[0].events[0].origin',
  ],
  [
    'an opening of another operator',
    bundled(opening({ operatorKey: spare.publicKey })),
    'ledger',
    'entries[0].events[0].operatorKey',
  ],
  [
    'an opening of another ledger',
    bundled(register(grow([], operator, { type: 'x' }, { ledger: 'example.org/other' }), 'X')),
    'ledger',
    'entries[0].entry',
  ],
])('%s is refused', (_, bundle, kind, field) => {
  expect(failureOf(bundle)).toMatchObject({ kind, field });
});

describe('a witness', () => {
  const keys = [witness, slow].map(({ publicKey }, index) => cosignerKeyOf(`example.org/w${index}`, publicKey));
  const lines = keys.map((key, index) => `witness W${index} ${formatCosignerKey(key)}`);
  const policy = parseWitnessPolicy(`${lines.join('\n')}\ngroup ALL all W0 W1\nquorum ALL\n`);
  if (!policy.ok) throw new Error(policy.problem);
  const LAST = Date.UTC(2026, 2, 1, 8) / 1000;

  /** A bundle whose last entry was recorded at `LAST`, which the witnesses saw at these times, in seconds. */
  const seenAt = (...times: readonly number[]) => {
    const late = register(log, 'LATE', { recordedAt: new Date(LAST * 1000).toISOString() });
    const note = checkpointOf(late, late.length, signing);
    const text = note.slice(0, note.indexOf('\n\n') + 1);
    const cosignatures = times.map((time, index) => {
      const [key, { sign }] = [keys[index], [witness, slow][index]] as [(typeof keys)[0], typeof witness];
      return cosign(text, key, sign, time);
    });
    const bundle = { ...bundled(late), checkpoint: `${note}${cosignatures.join('')}` };
    return verifyBundle(withDigest(bundle), { ...TRUST, policy: policy.value });
  };
  const MINUTES = 60;

  test('has seen what was recorded up to five minutes later, for clocks differ', () => {
    const verdict = seenAt(LAST - 5 * MINUTES, LAST + 60 * MINUTES);
    expect(verdict).toMatchObject({ verdict: 'valid', level: 'witnessed' });
    expect(verdict.witnesses.map(({ witnessedAt }) => witnessedAt)).toEqual([
      '2026-03-01T07:55:00.000Z',
      '2026-03-01T09:00:00.000Z',
    ]);
  });

  test.each([
    ['the first', [LAST - 5 * MINUTES - 1, LAST]],
    ['the second', [LAST, LAST - 5 * MINUTES - 1]],
  ])('has not seen what was recorded after that: %s', (_, times) => {
    expect(seenAt(...times).failure).toMatchObject({ kind: 'witness', field: 'entries[3].entry' });
  });

  test('that is asked for and has not seen the log is missed', () => {
    expect(seenAt(LAST).failure).toMatchObject({ kind: 'witness', field: 'checkpoint' });
  });
});
