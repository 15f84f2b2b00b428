/** The keys in an account: what each has signed, which were revoked or stolen, and which sign the checkpoints. */
import type { EventOf } from '../../src/event.ts';
import { type Account, AccountProblem } from './account.ts';

/** An entry of one event, by whose key and when it was recorded. */
export interface AccountEntry {
  readonly position: number;
  readonly key: string;
  readonly recordedAt: string;
}

/** A key that was revoked, and the places of what it signed since it was stolen: none where it was not. */
export interface AccountRevocation {
  readonly stolen: readonly number[];
}

type CheckpointEvent = EventOf<'checkpoint-key-added' | 'checkpoint-key-retired'>;

/** Of whoever had the key, and for good; what is revoked twice was revoked in vain. */
export function bookRevocation({ revocations, signed }: Account, event: EventOf<'key-revoked'>): void {
  const { key, stolenFrom } = event;
  if (revocations.has(key)) throw new AccountProblem(`${key} is revoked again`);
  const since = stolenFrom === undefined ? [] : signed.filter((entry) => entry.key === key);
  const stolen = since.filter(({ recordedAt }) => Date.parse(recordedAt) >= Date.parse(stolenFrom ?? recordedAt));
  revocations.set(key, { stolen: stolen.map(({ position }) => position) });
}

/** The operator alone changes them, and one goes on at any time. */
export function bookCheckpointKey({ checkpointKeys }: Account, event: CheckpointEvent, by: string): void {
  const { key } = event;
  if (by !== 'OPERATOR') throw new AccountProblem(`${by} changes the keys of the checkpoints`);
  if (event.type === 'checkpoint-key-added') {
    if (checkpointKeys.has(key)) throw new AccountProblem(`${key} comes in again`);
    checkpointKeys.set(key, 'signs');
    return;
  }
  for (const name of [key, event.successor]) {
    if (checkpointKeys.get(name) !== 'signs')
      throw new AccountProblem(`${name} signs no checkpoints, and is to end or go on`);
  }
  checkpointKeys.set(key, 'retired');
  if (checkpointKeysThatSign(checkpointKeys).length === 0) throw new AccountProblem('no key signs checkpoints');
}

export function checkpointKeysThatSign(checkpointKeys: Account['checkpointKeys']): string[] {
  return [...checkpointKeys].filter(([, status]) => status === 'signs').map(([key]) => key);
}
