/** What an event seals is noted, so that its opening can belong to something, and be erased by whoever may. */
import { lookedUp } from '../state/custody-state.ts';
import { type SealedState, sealedName } from '../state/state-of-seals.ts';
import type { CustodyEvent, EventOf } from '../event.ts';
import { placeOfEvent } from '../event-number.ts';
import { Refused } from '../refusal.ts';
import { mayAct, ROLES_FOR_ACT } from '../role.ts';
import type { Ruling } from './ruling.ts';

/** Notes each sealed member by name. What stands behind a commitment no rule can know. */
export function noteSealed(
  { facts, eventNumber, actor }: Ruling,
  event: string,
  sealed: NonNullable<CustodyEvent['sealed']>,
): void {
  // The order of the bytes, whatever the order in which they were parsed.
  const fields = Object.entries(sealed).sort(([one], [other]) => (one < other ? -1 : 1));
  fields.forEach(([field, commitment], index) => {
    facts.push({ kind: 'sealed-member', eventNumber, index, event, field, commitment, party: actor.party });
  });
}

/** Whoever sealed a member has its opening erased, or an authority does. The commitment stays: every proof still holds. */
export function decideOpeningErased(ruling: Ruling, erased: EventOf<'opening-erased'>): void {
  const { actor, eventNumber } = ruling;
  const { sealedIn: event, field, reason } = erased;
  const sealed = requireSealed(ruling, event, field);
  requireSealer(ruling, event, field, sealed);
  requireNotErased(event, field, sealed);
  ruling.facts.push({ kind: 'opening-erasure', eventNumber, event, field, party: actor.party, reason });
}

function requireSealed({ state }: Ruling, event: string, field: string): SealedState {
  const sealed = lookedUp(state.sealed, sealedName(event, field));
  if (sealed !== null) return sealed;
  const message = `event ${event} has no sealed ${field}, the event erases what opens it: nothing is recorded that commits to it; correct the id or the field`;
  throw new Refused('not-sealed', 'field', message, { event, field, found: null });
}

function requireSealer({ actor }: Ruling, event: string, field: string, { party: author }: SealedState): void {
  if (actor.party === author || mayAct(actor.roles, 'erase-opening')) return;
  const { party } = actor;
  const [roles, needed] = [actor.roles.join(', '), ROLES_FOR_ACT['erase-opening'].join(', ')];
  const message = `${field} of event ${event} was sealed by ${author}, the event is by ${party}, which is ${roles}: who sealed it has it erased, or one of: ${needed}`;
  throw new Refused('not-author', 'sealedIn', message, { author, party, roles, needed });
}

function requireNotErased(event: string, field: string, { erasedNumber }: SealedState): void {
  if (erasedNumber === null) return;
  const { position, ordinal } = placeOfEvent(erasedNumber);
  const erasedBy = `${position}.${ordinal}`;
  const message = `the opening of ${field} of event ${event} was erased by event ${erasedBy}, the event erases it again: nothing is left to do`;
  throw new Refused('opening-erased', 'field', message, { event, field, asked: 'erase', erasedBy });
}
