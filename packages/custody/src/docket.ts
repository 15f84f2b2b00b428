/**
 * Dockets: what was recorded under one name of something that is no material, such as a licence, a register or a return.
 *
 * A docket is the events themselves, in the order of the ledger. What the licence is at a moment is a fold over them, so
 * that nothing is kept of it that the events do not say.
 */
import type { DocketStepFact } from './facts/facts-of-dockets.ts';
import { type CustodyState, lookedUp, type StateMap } from './state/custody-state.ts';
import type { CustodyEvent } from './event.ts';
import type { Ruling } from './decide/ruling.ts';

export type DocketKind =
  | 'control-register'
  | 'licence'
  | 'shipment'
  | 'quota'
  | 'sale'
  | 'return'
  | 'trade-gap'
  | 'stock'
  | 'access';

/** One event of a docket. */
export interface DocketStep {
  readonly eventNumber: number;
  /** Whose act it was: the principal, where an agent signed. */
  readonly party: string;
  /** By the ledger's clock, RFC 3339. */
  readonly recordedAt: string;
  readonly event: CustodyEvent;
  /** Of a correction: the number of the event that it names, whatever stood in its place before. */
  readonly corrects?: number;
}

export interface DocketState {
  readonly kind: DocketKind;
  readonly subject: string;
  /** In the order of the ledger. */
  readonly steps: readonly DocketStep[];
}

/** Names a docket: a licence and a return may have the same id. */
export function docketName(kind: DocketKind, subject: string): string {
  return `${kind} ${subject}`;
}

/** What is recorded in a docket before this event; nothing when it is new. The plan must have named it. */
export function docketOf({ state }: Pick<Ruling, 'state'>, kind: DocketKind, subject: string): readonly DocketStep[] {
  return lookedUp(state.dockets, docketName(kind, subject))?.steps ?? [];
}

/** Makes this event a step of the docket. It may be one of several dockets. `corrects` is the target of a correction. */
export function noteInDocket(ruling: Ruling, kind: DocketKind, subject: string, corrects: number | null = null): void {
  const { facts, eventNumber, recordedAt, actor, event } = ruling;
  const index = facts.filter((fact) => fact.kind === 'docket-step').length;
  const about = { eventNumber, index, docket: kind, subject, party: actor.party };
  facts.push({ kind: 'docket-step', ...about, recordedAt, event, corrects });
}

/** A step is added where the docket is known; a replay knows all of them. */
export function applyDocketStep({ dockets }: Pick<CustodyState, 'dockets'>, fact: DocketStepFact): void {
  const { docket: kind, subject, eventNumber, party, recordedAt, event, corrects } = fact;
  addStep(dockets, kind, subject, { eventNumber, party, recordedAt, event, ...(corrects !== null && { corrects }) });
}

function addStep(dockets: StateMap<DocketState>, kind: DocketKind, subject: string, step: DocketStep): void {
  const name = docketName(kind, subject);
  // Looked up it must be: else what was recorded before would seem not to be there.
  const steps = lookedUp(dockets, name)?.steps ?? [];
  dockets.set(name, { kind, subject, steps: [...steps, step] });
}
