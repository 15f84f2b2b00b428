/** Entries and keys of which nobody has the private key: whoever keeps the log cannot make others say what they did not. */
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import { expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';
import { bundleOf, enrol, grow, type Log, makeKey, openLog, type TestKey } from './forged-log.ts';

const [operator, checkpointKey, mine, second, thief] = [makeKey(), makeKey(), makeKey(), makeKey(), makeKey()];

/** The point 1 has no private key, and a signature by it is easily made. */
const weak: TestKey = { ...thief, publicKey: formatPublicKey(new Uint8Array(32).fill(1, 0, 1)) };
const forged: TestKey = { ...mine, sign: thief.sign };

const opened = openLog(operator, checkpointKey);
const party = { type: 'party-registered', party: 'MINE', name: 'Mine', roles: ['mine'], country: 'CN' };
const registered = grow(grow(opened, operator, party), operator, { ...party, party: 'WORKS', roles: ['refiner'] });
const enrolled = enrol(registered, operator, mine, 'MINE');
const ore = { type: 'lot-created', lot: 'ORE', origin: 'mined', country: 'CN' };

const verify = (log: Log) => {
  const shown = bundleOf(log, [...log.keys()], [checkpointKey], []);
  return verifyBundle(shown, { keys: [checkpointKey.verifierKey], policy: null });
};
const failureOf = (log: Log) => verify(log).failure;

test.each<[string, Log]>([
  ['signs', grow(enrolled, mine, ore)],
  ['signs in its next key', grow(enrol(enrolled, mine, second, 'MINE'), second, ore)],
])('a member %s', (_, log) => {
  expect(failureOf(log)).toBeNull();
});

const opening = { type: 'ledger-opened', origin: 'example.org/forged', policy: {} };
const keys = { operatorKey: operator.publicKey, checkpointKey: checkpointKey.publicKey };

test.each<[string, string, string, Log]>([
  [
    'an entry that another has signed',
    'signature',
    'the signature of entry 4 is not one by',
    grow(enrolled, forged, ore),
  ],
  [
    'a key that has not signed its enrolment',
    'key',
    'over its enrolment for MINE',
    enrol(registered, operator, forged, 'MINE'),
  ],
  ['a key of small order', 'key', 'a key that may sign', enrol(registered, operator, weak, 'MINE')],
  ['a key enrolled again', 'key', 'never enrolled', enrol(enrolled, operator, mine, 'WORKS')],
  ['a key that another member signs in', 'key', 'an authority or of WORKS', enrol(enrolled, mine, second, 'WORKS')],
  ['a second key by the operator, not called recovery', 'key', 'recovery', enrol(enrolled, operator, second, 'MINE')],
  [
    'an opening by another than its operator',
    'ledger',
    'author of entry 0',
    grow(grow([], thief, { ...opening, ...keys }), thief, party),
  ],
  [
    'an operator with a key of small order',
    'key',
    'a key that may sign',
    grow(openLog(weak, checkpointKey), weak, party),
  ],
])('%s is refused', (_, kind, message, log) => {
  expect(failureOf(log)).toMatchObject({ kind, message: expect.stringContaining(message) });
});

test('keys that the ledger holds, and those that another has signed in, are counted where they have signed', () => {
  const held = enrol(registered, operator, mine, 'MINE', { heldBy: 'ledger' });
  const recovered = enrol(held, operator, second, 'MINE', { recovery: true });
  expect(verify(recovered).keys).toEqual({ heldByLedger: 0, recovery: 0, stolen: 0 });
  expect(verify(grow(recovered, mine, ore)).keys).toEqual({ heldByLedger: 1, recovery: 0, stolen: 0 });
  expect(verify(grow(recovered, second, ore)).keys).toEqual({ heldByLedger: 0, recovery: 1, stolen: 0 });
});
