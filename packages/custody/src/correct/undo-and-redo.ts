/** How a correction of an event that moves lots is made: what it did is undone, then done as its replacement says. */
import { applyFact } from '../facts/apply-fact.ts';
import { type Correction, rehearse } from './correction.ts';
import { leftAfter } from './correction-target.ts';
import type { CustodyState } from '../state/custody-state.ts';
import { draftOf } from '../state/draft-state.ts';
import type { CustodyEvent } from '../event.ts';
import type { Fact, FactOf } from '../fact.ts';
import { addAmounts } from '../amounts.ts';
import type { Ruling } from '../decide/ruling.ts';
import { supersede } from './supersede.ts';

/** A correction that gathers what undoes its target apart; what stands in the way is gathered with all else. */
export function startUndoing(correction: Correction): Correction {
  return { ...correction, facts: [] };
}

/** How a replacement is decided once its target is undone. */
export interface Redoing<Event extends CustodyEvent> {
  readonly standing: Event;
  readonly replacement: Event | null;
  readonly decide: (ruling: Ruling, replacement: Event) => void;
  /** Takes out of the state what the replacement makes anew. */
  readonly prepare?: (state: CustodyState) => void;
  /** What of the facts of the replacement is recorded. */
  readonly adapt?: (facts: readonly Fact[]) => readonly Fact[];
}

/**
 * Undoes the target, and decides the replacement, if there is one, by the rules of its type, on the state in which its
 * target is undone. Where something stands in the way nothing is decided.
 */
export function redo<Event extends CustodyEvent>(
  correction: Correction,
  undoing: Correction,
  { standing, replacement, decide, prepare, adapt = (facts) => facts }: Redoing<Event>,
): void {
  if (correction.obstacles.length > 0) return;
  if (replacement === null) {
    correction.facts.push(...undoing.facts);
    return;
  }
  const { ruling, target, eventNumber } = correction;
  const { state } = draftOf(ruling.state);
  supersede(state, standing, { supersededNumber: target.standingNumber, eventNumber, outcome: 'voided' });
  for (const fact of undoing.facts) applyFact(state, fact, target.party, replacement.occurredAt);
  prepare?.(state);
  const { facts, findings } = rehearse(correction, state, replacement, (rehearsal) => decide(rehearsal, replacement));
  for (const fact of facts) applyFact(state, fact, target.party, replacement.occurredAt);
  correction.standing = facts;
  correction.left = leftAfter(facts, state);
  correction.findings.push(...findings);
  correction.facts.push(...mergeFacts(undoing.facts, adapt(facts)));
}

/** One event says once where a lot is, in which unit, and how its book changes: what is said last, and both changes. */
function mergeFacts(undone: readonly Fact[], redone: readonly Fact[]): Fact[] {
  const said = new Set(redone.flatMap((fact) => sayingOf(fact) ?? []));
  const changes = new Map(redone.filter((fact) => fact.kind === 'change').map((fact) => [fact.lot, fact]));
  const kept = undone.flatMap((fact): Fact[] => {
    const saying = sayingOf(fact);
    if (saying !== null && said.has(saying)) return [];
    return fact.kind === 'change' ? [withChange(fact, changes)] : [fact];
  });
  const added = redone.filter((fact) => fact.kind !== 'change' || changes.has(fact.lot));
  return [...kept, ...added];
}

/** Of what a fact is the last word; null where each counts. */
function sayingOf(fact: Fact): string | null {
  switch (fact.kind) {
    case 'movement':
    case 'unit-line':
      return `${fact.kind} ${fact.lot}`;
    case 'unit':
      return `${fact.kind} ${fact.unit}`;
    default:
      return null;
  }
}

/** The change of a lot together with the one that is made anew, which then stands no more for itself. */
function withChange(fact: FactOf<'change'>, changes: Map<string, FactOf<'change'>>): FactOf<'change'> {
  const other = changes.get(fact.lot);
  changes.delete(fact.lot);
  return other === undefined ? fact : { ...fact, by: addAmounts(fact.by, other.by) };
}
