import { known, lookedUp } from './custody-state.ts';
import type { EventOf } from './event.ts';
import { Refused } from './refusal.ts';
import { mayAct } from './role.ts';
import { requireRole, type Ruling } from './ruling.ts';

/**
 * A key is enrolled once, ever, for one party. A party's later keys are signed in by an earlier key of its own;
 * a later key that an authority signs in must say so (`recovery`), because every verdict shows it.
 */
export function decideKeyEnrolled(
  ruling: Ruling,
  event: EventOf<'key-enrolled'>,
  checkEnrolment: (event: EventOf<'key-enrolled'>) => string | null,
): void {
  const { state, actor, eventNumber } = ruling;
  const { party, key, heldBy } = event;
  const owner = lookedUp(state.parties, party);
  if (owner === null) throw new Refused('unknown-party', `no party ${party} is registered`, { party });
  const signedByItself = actor.party === party;
  if (!signedByItself) requireRole(ruling, 'enrol-key');
  if (key === state.policy?.checkpointKey) {
    const message = `the key ${key} signs the checkpoints of this ledger: two keys, two roles`;
    throw new Refused('key-used', message, { key, party });
  }
  const enrolled = lookedUp(state.keys, key);
  if (enrolled !== null) {
    const message = `the key ${key} was enrolled before, for ${enrolled.party}: a key is enrolled once, ever`;
    throw new Refused('key-used', message, { key, party: enrolled.party });
  }
  const mustRecover = owner.hasHadKey && !signedByItself;
  const recovery = event.recovery ?? false;
  if (recovery !== mustRecover) {
    const message = mustRecover
      ? `${party} has had a key: a later key is signed in by an earlier one, or marked "recovery": true`
      : `${party} enrols this key in the ordinary way: "recovery" must be left out`;
    throw new Refused('key-recovery', message, { party, recovery, expected: mustRecover });
  }
  const problem = checkEnrolment(event);
  if (problem !== null) throw new Refused('key-proof', problem, { party, key });
  ruling.facts.push({ kind: 'key', eventNumber, key, party, heldBy, recovery });
}

/** An authority revokes any key, a party its own. A revoked key stays revoked. */
export function decideKeyRevoked(ruling: Ruling, event: EventOf<'key-revoked'>): void {
  const { state, actor, eventNumber } = ruling;
  const { key, reason } = event;
  const enrolled = lookedUp(state.keys, key);
  if (enrolled === null) throw new Refused('unknown-key', `the key ${key} is not enrolled`, { key });
  if (enrolled.party !== actor.party && !mayAct(actor.roles, 'revoke-key')) {
    const message = `the key ${key} belongs to ${enrolled.party}: ${actor.party} may revoke only its own`;
    throw new Refused('role', message, { key, owner: enrolled.party, party: actor.party });
  }
  if (known(state.keys, key).revoked) throw new Refused('key-revoked', `the key ${key} is revoked already`, { key });
  ruling.facts.push({ kind: 'key-revocation', eventNumber, key, reason });
}
