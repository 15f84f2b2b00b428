/** That the rules and the account say the same of every key. */
import type { CachedCustodyState } from '../../src/custody-state.ts';
import type { Fact } from '../../src/fact.ts';
import type { Account } from './account.ts';
import { requireSame } from './require-same.ts';

/** Which keys may sign events, and which sign checkpoints. */
export function checkKeys(state: CachedCustodyState, { keys, revocations, checkpointKeys }: Account): void {
  const known = [...state.keys.values()].filter((key) => key !== null);
  const revoked = known.filter((key) => key.revoked).map(({ key }) => key);
  requireSame('the revoked keys', revoked.toSorted().join(), [...revocations.keys()].toSorted().join());
  const latest = [...keys].flatMap(([party, key]) => (revocations.has(key) ? [] : [`${party} ${key}`]));
  const standing = known.flatMap(({ party, key, revoked: isRevoked }) => (isRevoked ? [] : [`${party} ${key}`]));
  const ofMembers = standing.filter((key) => !key.startsWith('OPERATOR '));
  requireSame('the keys that sign events', ofMembers.toSorted().join(), latest.toSorted().join());
  const ruled = [...state.checkpointKeys.values()].flatMap((key) =>
    key === null ? [] : [`${key.key} ${key.retired ? 'retired' : 'signs'}`],
  );
  const booked = [...checkpointKeys].map(([key, status]) => `${key} ${status}`);
  requireSame('the keys of the checkpoints', ruled.toSorted().join(), booked.toSorted().join());
}

/** What each stolen key has signed since, by the facts of its revocation. */
export function checkThefts({ revocations }: Account, facts: readonly Fact[]): void {
  for (const fact of facts) {
    if (fact.kind !== 'key-revocation') continue;
    const { key, signed } = fact;
    const ruled = signed === null ? [0] : [signed.entries, signed.events, signed.firstPosition, signed.lastPosition];
    const stolen = revocations.get(key)?.stolen ?? [];
    const booked = stolen.length === 0 ? [0] : [stolen.length, stolen.length, stolen[0], stolen.at(-1)];
    requireSame(`what ${key} signed since it was stolen`, ruled.join(), booked.join());
  }
}
