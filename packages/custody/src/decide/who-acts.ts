/**
 * Who acts: the party whose key signed, or the one for whom it did. Roles, custody, ownership, the party that views show and
 * the order of time along a lot are those of the acting party; only the key is the agent's.
 */
import { type CustodyState, known, lookedUp } from '../state/custody-state.ts';
import { mandateName, type PartyState } from '../state/state-of-members.ts';
import type { CustodyEvent } from '../event.ts';
import { Refused } from '../refusal.ts';

/** Who acts by an event whose key belongs to `signer`. */
export function actingParty(event: CustodyEvent, signer: string): string {
  return event.onBehalfOf ?? signer;
}

/** The acting party, or a refusal where the signer has no mandate for this event as it is recorded. */
export function requireActor(state: CustodyState, event: CustodyEvent, signer: string, recordedAt: string): PartyState {
  const principal = actingParty(event, signer);
  // A party that names itself acts for nobody else.
  if (principal === signer) return known(state.parties, principal);
  const party = lookedUp(state.parties, principal);
  if (party === null) {
    const message = `no party ${principal} is registered: ${signer} acts on its behalf, and nothing has that name; correct the name`;
    throw new Refused('unknown-party', 'onBehalfOf', message, { party: principal, found: null });
  }
  const found = lackOfMandate(state, event, principal, signer, recordedAt);
  if (found !== null) {
    const { type } = event;
    const message = `${signer} records ${type} on behalf of ${principal}, whose word for that is: ${found}; ${principal} records it itself, or gives a mandate first`;
    throw new Refused('no-mandate', 'onBehalfOf', message, { principal, agent: signer, act: type, found });
  }
  return party;
}

/** What there is instead of a mandate for the event; null when it is covered. */
function lackOfMandate(
  state: CustodyState,
  { type }: CustodyEvent,
  principal: string,
  agent: string,
  recordedAt: string,
): string | null {
  const mandate = lookedUp(state.mandates, mandateName(principal, agent));
  if (mandate === null) return 'no mandate';
  if (mandate.endedAt !== null) return `a mandate that ended at ${mandate.endedAt}`;
  if (!mandate.acts.includes(type)) return `a mandate for ${mandate.acts.join(', ')}`;
  if (mandate.until === null || recordedAt <= mandate.until) return null;
  return `a mandate until ${mandate.until}, and it is ${recordedAt}`;
}
