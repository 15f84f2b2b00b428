/** The event that a correction names: what is kept of it, and what must be looked up to decide on it. */
import { applyFact } from '../facts/apply-fact.ts';
import { type CustodyState, known } from '../state/custody-state.ts';
import type { PartOfLot, TargetState } from '../state/state-of-corrections.ts';
import { circuitName } from '../state/state-of-lots.ts';
import { stockLotId } from '../stock-lot-id.ts';
import { draftOf } from '../state/draft-state.ts';
import { docketName } from '../docket.ts';
import type { CustodyEvent } from '../event.ts';
import type { Fact } from '../fact.ts';
import type { Lookups } from '../state/lookups.ts';
import { planLookups } from '../decide/plan.ts';
import type { Amounts } from '../amounts.ts';
import { stateBefore } from './state-before.ts';

/** What a decided event is as the target of a correction. `state` is that on which it was decided, before its facts. */
export function targetOf(
  state: CustodyState,
  digest: string,
  event: CustodyEvent,
  party: string,
  eventNumber: number,
  facts: readonly Fact[],
): TargetState {
  const before = stateBefore(state, event, party);
  const left = leftBy(state, event, party, facts);
  const parts = { ...partsOf(facts), before, left, said: [] };
  return { digest, eventNumber, party, event, standingNumber: eventNumber, ...parts };
}

/** What is left of the lots that the event moves. */
function leftBy(state: CustodyState, event: CustodyEvent, party: string, facts: readonly Fact[]): PartOfLot[] {
  if (facts.every(({ kind }) => kind !== 'movement' && kind !== 'unit-line')) return [];
  const draft = draftOf(state);
  for (const fact of facts) applyFact(draft.state, fact, party, event.occurredAt);
  return leftAfter(facts, draft.state);
}

/** The lots that facts move, or put into a unit or take out of one, with what is left of them in `state`. */
export function leftAfter(facts: readonly Fact[], state: CustodyState): PartOfLot[] {
  const names = new Set(
    facts.flatMap((fact) => (fact.kind === 'movement' || fact.kind === 'unit-line' ? [fact.lot] : [])),
  );
  return [...names]
    .map((name) => known(state.things, name))
    .filter((thing) => thing.kind === 'lot')
    .map(({ lot, lotNumber, remaining }) => ({ lot, lotNumber, amounts: remaining }))
    .sort(byLotNumber);
}

/**
 * What facts took of lots and changed them by, by lot number, and where the numbers of the lots begin that they made. That
 * order is the database's: an obstacle is recorded in the order in which the lots are gone through.
 */
export function partsOf(facts: readonly Fact[]): Pick<TargetState, 'firstLotNumber' | 'taken' | 'changed'> {
  let firstLotNumber: number | null = null;
  const taken: PartOfLot[] = [];
  const changed: PartOfLot[] = [];
  for (const fact of facts) {
    if (fact.kind === 'step') firstLotNumber = fact.firstLotNumber;
    if (fact.kind === 'input') taken.push(partOf(fact, fact.taken));
    if (fact.kind === 'change') changed.push(partOf(fact, fact.by));
  }
  return { firstLotNumber, taken: taken.sort(byLotNumber), changed: changed.sort(byLotNumber) };
}

function byLotNumber(one: PartOfLot, other: PartOfLot): number {
  return one.lotNumber - other.lotNumber;
}

function partOf({ lot, lotNumber }: { lot: string; lotNumber: number }, amounts: Amounts): PartOfLot {
  return { lot, lotNumber, amounts };
}

/**
 * Notes an event that was decided, before its facts are applied, when a correction that may follow names it: it was looked
 * for in vain.
 */
export function noteTarget(state: CustodyState, digest: string, target: () => TargetState): void {
  if (state.targets.get(digest) === null) state.targets.set(digest, target());
}

/** Plans what the decision on a correction of `target` needs besides the target itself. */
export function planCorrection(
  target: Pick<TargetState, 'party' | 'event' | 'eventNumber' | 'taken' | 'changed' | 'left'>,
  replacement: CustodyEvent | null,
  lookups: Lookups,
): void {
  lookups.parties.add(target.party);
  for (const { lot } of [...target.taken, ...target.changed, ...target.left]) lookups.things.add(lot);
  for (const event of [target.event, replacement]) {
    if (event === null) continue;
    planLookups(event, target.party, lookups);
    if (event.type === 'transfer-dispatched' || event.type === 'transfer-received') {
      lookups.handshakes.add(event.transfer);
    }
    if (event.type === 'shipment-packed') lookups.dockets.add(docketName('shipment', event.shipment));
    if (event.type !== 'lot-transformed' || event.circuit === undefined) continue;
    lookups.things.add(stockLotId(event.circuit.id, target.eventNumber));
    lookups.circuits.add(circuitName(target.party, event.circuit.id));
  }
}
