/** What is known of lots: where they are, what is left of them, what they contain. */
import type { Amounts } from '../amounts.ts';
import type { AssayVersion } from '../events/assay-schema.ts';
import type { Form } from '../material.ts';
import type { Hold } from './state-of-oversight.ts';
import type { Whereabouts } from '../whereabouts.ts';

/** The latest assay of a lot. */
export interface AssayState {
  readonly eventNumber: number;
  readonly version: AssayVersion;
  readonly laboratory: string;
}

export interface LotState {
  readonly kind: 'lot';
  readonly lot: string;
  readonly lotNumber: number;
  readonly form: Form | null;
  readonly product: string | null;
  readonly country: string;
  readonly custodian: string;
  readonly whereabouts: Whereabouts;
  readonly remaining: Amounts;
  /** The packed unit that it is in. */
  readonly unit: string | null;
  /** Who is stated to own it; null while it goes with the lot. */
  readonly owner: string | null;
  /** The event that states the owner. */
  readonly ownedNumber: number | null;
  readonly hold: Hold | null;
  readonly assay: AssayState | null;
  /** The latest adjustment, which says how much there is: the event itself, also where a correction has replaced it. */
  readonly countedNumber: number | null;
  /** Of each amount of an element, by the latest assay, else as it was made; null when it is not known. */
  readonly uncertaintyPartsPerMillion: number | null;
  /** The latest event along the lot: who recorded it, and when that party says it happened. */
  readonly touchedBy: string;
  readonly touchedAt: string;
  readonly touchedNumber: number;
  /** The step that made it, by event number; null when it was brought in. */
  readonly step: number | null;
}

/** That an event happened along a lot: who recorded it, and when that party says it happened. */
export type Touch = Pick<LotState, 'touchedBy' | 'touchedAt' | 'touchedNumber'>;

/** A circuit belongs to the party that runs it: two parties may both have an SX-1. */
export function circuitName(party: string, circuit: string): string {
  return `${party} ${circuit}`;
}
