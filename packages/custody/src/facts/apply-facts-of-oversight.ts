/** How facts about holds, documents and corrections change what the rules know of the past. */
import { type CustodyState, known } from '../state/custody-state.ts';
import type { HoldFact, DocumentFact, CorrectionFact } from './facts-of-oversight.ts';
import { knownThing } from '../state/known-thing.ts';
import { DOCUMENT_USES_HELD } from '../state/state-of-oversight.ts';
import { supersede } from '../correct/supersede.ts';

export function applyHold(state: CustodyState, fact: HoldFact, occurredAt: string): void {
  const thing = known(state.things, fact.thing);
  const hold = fact.isPlaced ? { placedBy: fact.party, placedAt: occurredAt, reason: fact.reason } : null;
  state.things.set(fact.thing, { ...thing, hold });
}

export function applyDocument(state: CustodyState, fact: DocumentFact): void {
  const { sha256, eventNumber, use, about, steps } = fact;
  const uses = state.documents.get(sha256)?.uses ?? [];
  const isHeld = use < DOCUMENT_USES_HELD;
  state.documents.set(sha256, { count: use + 1, uses: isHeld ? [...uses, { eventNumber, about, steps }] : uses });
}

export function applyCorrection(state: CustodyState, fact: CorrectionFact): void {
  const before = state.targets.get(fact.target.digest)?.event ?? null;
  if (before !== null) supersede(state, before, fact);
  state.targets.set(fact.target.digest, fact.target);
  if (fact.counted !== null) {
    const { lot, countedNumber } = fact.counted;
    state.things.set(lot, { ...knownThing(state, 'lot', lot), countedNumber });
  }
  if (fact.circuit !== null) state.circuits.set(fact.circuit.name, fact.circuit.stock);
}
