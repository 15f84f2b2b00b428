/** What was signed by a key from when it was stolen on: the bundle holds, and says which entries may be another's word. */
import { expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';
import { bundleOf, enrol, grow, type Log, makeKey, openLog, type TestKey } from './forged-log.ts';

const [operator, checkpointKey, mine] = [makeKey(), makeKey(), makeKey()];

const create = (log: Log, author: TestKey): Log =>
  grow(log, author, { type: 'lot-created', lot: `ORE-${log.length}`, origin: 'mined', country: 'CN' });

const party = { type: 'party-registered', party: 'MINE', name: 'Mine', roles: ['mine'], country: 'CN' };
/** Entries 3 to 5 are the mine's, the fourth at the moment of the theft. */
const signed = [mine, mine, mine, operator].reduce(
  create,
  enrol(grow(openLog(operator, checkpointKey), operator, party), operator, mine, 'MINE'),
);
const stolenFrom = signed[4]?.entry.recordedAt ?? '';
const revoke = { type: 'key-revoked', key: mine.publicKey, reason: 'stolen' };

const verify = (log: Log) => {
  const shown = bundleOf(log, [...log.keys()], [checkpointKey], []);
  return verifyBundle(shown, { keys: [checkpointKey.verifierKey], policy: null });
};
const stolenIn = (log: Log) => {
  const { verdict, keys, notChecked } = verify(log);
  const events = notChecked.filter(({ kind }) => kind === 'stolen').map(({ event }) => event);
  expect(keys.stolen).toBe(events.length);
  return { verdict, events };
};

test('is told from the moment of the theft until the key is revoked, whoever revokes it', () => {
  const told = { verdict: 'valid', events: ['4.0', '5.0'] };
  expect(stolenIn(grow(signed, operator, { ...revoke, stolenFrom }))).toEqual(told);
  // The revocation is the word of whoever has the key, and takes nothing back of itself.
  expect(stolenIn(grow(signed, mine, { ...revoke, stolenFrom }))).toEqual(told);
  expect(stolenIn(signed)).toEqual({ verdict: 'valid', events: [] });
});

test('is not told of a key that was only lost', () => {
  expect(stolenIn(grow(signed, operator, revoke))).toEqual({ verdict: 'valid', events: [] });
});

test('is nothing after the revocation: such an entry is not accepted', () => {
  const { verdict, failure } = verify(create(grow(signed, operator, { ...revoke, stolenFrom }), mine));
  expect({ verdict, kind: failure?.kind }).toEqual({ verdict: 'invalid', kind: 'key' });
});
