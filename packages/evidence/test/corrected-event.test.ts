import { expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';
import { bundleOf, grow, makeKey, openLog } from './forged-log.ts';

const [operator, key] = [makeKey(), makeKey()];
const registration = { type: 'party-registered', party: 'MINE-A', name: 'Mine A', roles: ['mine'], country: 'CN' };
const claimed = grow(openLog(operator, key), operator, registration);
const corrects = claimed[1]?.entry.events[0] ?? '';
const corrected = grow(claimed, operator, { type: 'event-corrected', corrects, reason: 'a slip' });

test.each([
  ['is named where it is shown', [2], ['1.0']],
  ['cannot be seen where it is not', [], []],
] as const)('a correction of the event that is claimed %s', (_, shown, events) => {
  const trust = { keys: [key.verifierKey], policy: null };
  const { verdict, notChecked } = verifyBundle(bundleOf(corrected, shown, [key], []), trust);
  expect(verdict).toBe('valid');
  expect(notChecked.filter(({ kind }) => kind === 'corrected').map(({ event }) => event)).toEqual(events);
});
