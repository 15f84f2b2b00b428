import { type CustodyState, lookedUp } from '../state/custody-state.ts';
import type { KeyState, PartyState } from '../state/state-of-members.ts';
import { formatCount } from '../format-count.ts';
import type { EventOf } from '../event.ts';
import type { Signed } from '../facts/facts-of-members.ts';
import { Refused } from '../refusal.ts';
import { mayAct, ROLES_FOR_ACT } from '../role.ts';
import { addFinding, type CheckEnrolment, requireParty, requireRole, type Ruling } from './ruling.ts';

/**
 * A key is enrolled once, ever, for one party. A party's later keys are signed in by an earlier key of its own;
 * a later key that an authority signs in must say so (`recovery`), because every verdict shows it.
 */
export function decideKeyEnrolled(
  ruling: Ruling,
  event: EventOf<'key-enrolled'>,
  checkEnrolment: CheckEnrolment,
): void {
  const { state, actor, eventNumber } = ruling;
  const { party, key, heldBy } = event;
  const owner = requireParty(ruling, 'party', party, 'holder of the key');
  const signedByItself = actor.party === party;
  if (!signedByItself) requireRole(ruling, 'enrol-key');
  if (lookedUp(state.checkpointKeys, key) !== null) {
    const message = `the key ${key} signs the checkpoints of this ledger, the event enrols it for ${party}: two keys, two roles`;
    throw new Refused('key-used', 'key', message, { key, party, usedFor: 'checkpoints' });
  }
  const enrolled = lookedUp(state.keys, key);
  if (enrolled !== null) {
    const message = `the key ${key} was enrolled before, for ${enrolled.party}, the event enrols it for ${party}: a key is enrolled once, ever; make a new one`;
    throw new Refused('key-used', 'key', message, { key, party, usedFor: enrolled.party });
  }
  const mustRecover = owner.hasHadKey && !signedByItself;
  const recovery = event.recovery ?? false;
  if (recovery !== mustRecover) {
    const message = mustRecover
      ? `${party} has had a key: a later key is signed in by an earlier one, or marked "recovery": true; the event says ${recovery}`
      : `${party} enrols this key in the ordinary way: "recovery" must be false or left out; the event says ${recovery}`;
    throw new Refused('key-recovery', 'recovery', message, { party, recovery, expected: mustRecover });
  }
  const problem = checkEnrolment(event);
  if (problem !== null) {
    const message = `the proof that ${party} has the key ${key} does not hold: ${problem}; its holder makes the proof, for this ledger and this party`;
    throw new Refused('key-proof', 'proof', message, { party, key, proof: event.proof, found: problem });
  }
  ruling.facts.push({ kind: 'key', eventNumber, key, party, heldBy, recovery });
}

/**
 * An authority revokes any key, a party its own. A revoked key stays revoked. Of one that was stolen, what it signed since
 * stays recorded too, and is counted: whoever reads it should know.
 */
export function decideKeyRevoked(ruling: Ruling, event: EventOf<'key-revoked'>, recordedAt: string): void {
  const { state, actor, eventNumber } = ruling;
  const { key, reason, cause = null, stolenFrom = null } = event;
  const enrolled = lookedUp(state.keys, key);
  if (enrolled === null) {
    const message = `the key ${key} is not enrolled: the event revokes it, and nothing is recorded under it; look for the key that was meant`;
    throw new Refused('unknown-key', 'key', message, { key, found: null });
  }
  if (!mayRevoke(enrolled, actor)) {
    const roles = actor.roles.join(', ');
    const needed = ROLES_FOR_ACT['revoke-key'].join(', ');
    const message = `the key ${key} belongs to ${enrolled.party}: ${actor.party} is ${roles} and may revoke only its own; that of another needs one of: ${needed}`;
    throw new Refused('role', 'key', message, { key, owner: enrolled.party, party: actor.party, roles, needed });
  }
  if (enrolled.revoked) {
    const message = `the key ${key} of ${enrolled.party} is revoked already, the event revokes it again: nothing is left to do`;
    throw new Refused('key-revoked', 'key', message, {
      key,
      party: enrolled.party,
      asked: 'revoke',
      recorded: 'revoked',
    });
  }
  if (stolenFrom !== null && stolenFrom > recordedAt) {
    const message = `the key ${key} was stolen at ${stolenFrom}, as the event says, and the ledger's clock is at ${recordedAt}: name the last time at which it was surely in safe hands`;
    throw new Refused('stolen-later', 'stolenFrom', message, { key, stolenFrom, recordedAt });
  }
  const signed = stolenFrom === null ? null : signedSince(state, key, stolenFrom);
  ruling.facts.push({ kind: 'key-revocation', eventNumber, key, reason, cause, stolenFrom, signed });
  if (signed === null) return;
  const { entries, events, firstPosition, lastPosition } = signed;
  const much = `${formatCount(entries, 'entry', 'entries')} with ${formatCount(events, 'event')}`;
  const message = `from ${stolenFrom} on, when it was stolen, the key ${key} of ${enrolled.party} signed ${much}, the first at position ${firstPosition}, the last at ${lastPosition}: they stay recorded, and whose they are is to be looked into`;
  addFinding(ruling, 'signed-with-stolen-key', message);
}

/** Whether this is for the party to do: its own key, or any by its role. */
export function mayRevoke(key: Pick<KeyState, 'party'>, actor: Pick<PartyState, 'party' | 'roles'>): boolean {
  return key.party === actor.party || mayAct(actor.roles, 'revoke-key');
}

function signedSince(state: CustodyState, key: string, since: string): Signed | null {
  return lookedUp(state.signedSince, key)?.find((window) => window.since === since)?.signed ?? null;
}
