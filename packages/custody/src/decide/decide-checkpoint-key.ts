/** Which keys sign the checkpoints: the operator adds one, then retires the one before. Both sign in between. */
import { lookedUp } from '../state/custody-state.ts';
import type { EventOf } from '../event.ts';
import { OPERATOR } from '../operator.ts';
import { Refused } from '../refusal.ts';
import type { CheckEnrolment, Ruling } from './ruling.ts';

/** A key signs checkpoints or events, never both, and is brought in once, ever. */
export function decideCheckpointKeyAdded(
  ruling: Ruling,
  event: EventOf<'checkpoint-key-added'>,
  checkEnrolment: CheckEnrolment,
): void {
  const { state, eventNumber } = ruling;
  const { key, proof } = event;
  requireOperator(ruling);
  const usedFor = lookedUp(state.checkpointKeys, key) === null ? lookedUp(state.keys, key)?.party : 'checkpoints';
  if (usedFor !== undefined) {
    const message = `the key ${key} is to sign checkpoints from now on, and was brought in before, for ${usedFor}: a key has one role, once, ever; make a new one`;
    throw new Refused('key-used', 'key', message, { key, party: OPERATOR, usedFor });
  }
  const problem = checkEnrolment(event);
  if (problem !== null) {
    const message = `the proof that ${OPERATOR} has the key ${key} does not hold: ${problem}; its holder makes the proof, for this ledger`;
    throw new Refused('key-proof', 'proof', message, { party: OPERATOR, key, proof, found: problem });
  }
  ruling.facts.push({ kind: 'checkpoint-key', eventNumber, key });
}

/** A retired key stays retired. Another one goes on signing. */
export function decideCheckpointKeyRetired(ruling: Ruling, event: EventOf<'checkpoint-key-retired'>): void {
  const { eventNumber } = ruling;
  const { key, successor, reason } = event;
  requireOperator(ruling);
  requireSigning(ruling, 'key', key);
  requireSigning(ruling, 'successor', successor);
  ruling.facts.push({ kind: 'checkpoint-key-retirement', eventNumber, key, successor, reason });
}

/** What the log is said to be is for the operator alone, whatever other authorities there are. */
function requireOperator({ actor, event }: Ruling): void {
  if (actor.party === OPERATOR) return;
  const { party } = actor;
  const roles = actor.roles.join(', ');
  const message = `${party} is ${roles}; ${event.type} is for ${OPERATOR} alone, whose checkpoints they are`;
  throw new Refused('role', 'type', message, { party, roles, needed: OPERATOR });
}

function requireSigning({ state }: Ruling, field: 'key' | 'successor', key: string): void {
  const found = lookedUp(state.checkpointKeys, key);
  const asked = field === 'key' ? 'retire' : 'succeed';
  if (found === null) {
    const message = `the key ${key} is to ${asked}, and signs no checkpoints of this ledger: nothing is recorded under it; look for the key that was meant`;
    throw new Refused('unknown-key', field, message, { key, found: null });
  }
  if (!found.retired) return;
  const message = `the key ${key} is to ${asked}, and is retired already: name one that signs checkpoints`;
  throw new Refused('key-retired', field, message, { key, asked, recorded: 'retired' });
}
