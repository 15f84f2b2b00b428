/** How keys come and go in a history: of those who sign events, and of the checkpoints. */
import { OPERATOR } from '../../src/operator.ts';
import { keyEnrolled, keyOf } from '../given.ts';
import { checkpointKeysThatSign } from './account-keys.ts';
import type { Proposal, Stage } from './stage.ts';

/** So many sign the checkpoints at once at most, as `lodestone checkpoint-key` has it. */
const CHECKPOINT_KEYS_MAX = 4;

/** The operator enrols a key for whoever has none, or lost the last one; now and then somebody loses one, or a thief has it. */
export function changeKey(stage: Stage): Proposal | null {
  const { account, random, pick } = stage;
  const { keys, revocations } = account;
  const own = [...account.parties.keys()].filter((party) => party !== OPERATOR);
  const hasKey = (party: string) => keys.has(party) && !revocations.has(keys.get(party) ?? '');
  const party = pick(
    own.filter((one) => !hasKey(one)),
    (one) => one,
  );
  if (party !== null) {
    const recovery = keys.has(party) && { recovery: true };
    return { by: OPERATOR, body: { ...keyEnrolled(party, keyOf(stage.id(party))), ...recovery } };
  }
  const loser = pick(own, (one) => one) ?? '';
  const key = random.chance(8) ? pick(revocations.keys(), (one) => one) : keys.get(loser);
  if (key === undefined || key === null || !random.chance(35)) return null;
  const by = random.chance(70) ? OPERATOR : loser;
  const body = { type: 'key-revoked', key, reason: 'not in safe hands' };
  return { by, body: random.chance(40) ? body : { ...body, cause: 'stolen', stolenFrom: theftOf(stage, key) } };
}

/** The moment of an entry that the key has signed, or the next; now and then a time that is not yet. */
function theftOf({ account, random, pick }: Stage, key: string): string {
  if (random.chance(12)) return '2099-01-01T00:00:00.000Z';
  const own = account.signed.filter((entry) => entry.key === key);
  const entry =
    pick(random.chance(60) ? own.slice(-5) : own, ({ position }) => String(position)) ?? account.signed.at(-1);
  const laterMilliseconds = random.chance(50) ? 0 : 1;
  return new Date(Date.parse(entry?.recordedAt ?? '2026-03-01T08:00:00.000Z') + laterMilliseconds).toISOString();
}

/** The operator brings in a key for the checkpoints, or retires one; now and then again, or somebody else does. */
export function changeCheckpointKey(stage: Stage): Proposal | null {
  const { account, random, pick } = stage;
  const by = random.chance(95) ? OPERATOR : 'AUTHORITY';
  const all = [...account.checkpointKeys.keys()];
  const active = checkpointKeysThatSign(account.checkpointKeys);
  const hasRoom = active.length < CHECKPOINT_KEYS_MAX;
  if (hasRoom && (active.length === 1 || random.chance(40))) {
    const key = random.chance(20) ? pick(all, (one) => one) : keyOf(stage.id('LOG'));
    return key === null
      ? null
      : { by, body: { type: 'checkpoint-key-added', key, proof: keyEnrolled('LOG')['proof'] ?? '' } };
  }
  const key = pick(random.chance(90) ? active : all, (one) => one);
  const successor = pick(
    (random.chance(90) ? active : all).filter((one) => one !== key),
    (one) => one,
  );
  if (key === null || successor === null) return null;
  return { by, body: { type: 'checkpoint-key-retired', key, successor, reason: 'a new key each spring' } };
}
