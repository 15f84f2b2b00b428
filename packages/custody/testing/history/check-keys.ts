/** That the rules and the account say the same of every key. */
import type { CustodyState } from '../../src/state/custody-state.ts';
import type { Fact } from '../../src/fact.ts';
import type { Account } from './account.ts';
import { requireSame } from './require-same.ts';

/** Who may sign events with which key, and which sign checkpoints. */
export function checkKeys(state: CustodyState, { keys, revocations, checkpointKeys }: Account): void {
  for (const [party, key] of keys) {
    const known = state.keys.get(key);
    const booked = `${party} ${revocations.has(key)}`;
    requireSame(`whose ${key} is, and whether it is revoked`, `${known?.party} ${known?.revoked}`, booked);
  }
  for (const key of revocations.keys()) {
    requireSame(`whether ${key} is revoked`, String(state.keys.get(key)?.revoked), 'true');
  }
  for (const [key, status] of checkpointKeys) {
    requireSame(
      `whether ${key} is retired`,
      String(state.checkpointKeys.get(key)?.retired),
      String(status === 'retired'),
    );
  }
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
