/** How facts about sealed members change what the rules know of the past. */
import { type CustodyState, known } from '../state/custody-state.ts';
import type { SealedMemberFact, OpeningErasureFact } from './facts-of-seals.ts';
import { sealedName } from '../state/state-of-seals.ts';

export function applySealedMember(state: CustodyState, fact: SealedMemberFact): void {
  state.sealed.set(sealedName(fact.event, fact.field), { party: fact.party, erasedNumber: null });
}

export function applyOpeningErasure(state: CustodyState, fact: OpeningErasureFact): void {
  const name = sealedName(fact.event, fact.field);
  state.sealed.set(name, { ...known(state.sealed, name), erasedNumber: fact.eventNumber });
}
