/**
 * The book of a claim: what each event did to the lots that the subject was made from. One record for an event, in the
 * order of the log; what an event did not do is left out of its record:
 *
 *     {"event":"12.0","step":{…},"taken":[{"amounts":{…},"lot":"ORE-1"}],"made":[{…,"lot":"PLS-1"}]}
 *
 * What follows from events that are shown is compared with it; of events that are not, it is all there is.
 */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { Consumption } from '@lodestone/custody/consumption.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ChangeCause, LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';

export interface BookRecord {
  readonly eventNumber: number;
  /** Of a correction that took effect, the event that it corrects: what it says counts in that place. */
  readonly corrects: number | null;
  readonly step: BookStep | null;
  readonly taken: readonly LotAmounts[];
  readonly made: readonly BookLot[];
  readonly changed: readonly BookChange[];
  readonly moved: readonly BookMove[];
  readonly packed: BookPacking | null;
}

export interface LotAmounts {
  readonly lot: string;
  readonly amounts: Amounts;
}

/** A step that made lots of the book. */
export interface BookStep {
  readonly name: string;
  readonly party: string;
  readonly facility: string | null;
  /** Outputs, stated losses and closing stock. */
  readonly givenElementMilligrams: ElementMasses;
  readonly losses: readonly BookLoss[];
}

export interface BookLoss {
  readonly kind: string;
  readonly elementMilligrams: ElementMasses;
}

/** A lot as it was made or brought in. */
export interface BookLot extends LotAmounts {
  readonly kind: LotKind;
  readonly party: string;
  readonly facility: string | null;
  readonly country: string;
  readonly form: string | null;
  readonly product: string | null;
  readonly consumption: Consumption | null;
  readonly circuit: string | null;
  readonly uncertaintyPartsPerMillion: number | null;
}

/** What a lot has more of, or less, without a step. */
export interface BookChange extends LotAmounts {
  readonly cause: Exclude<ChangeCause, 'corrected'>;
  /** An assay that differs from the book by no more than chance explains. */
  readonly isMeasured: boolean;
  /** Of an assay. */
  readonly uncertaintyPartsPerMillion: number | null;
}

/** Whose the lot is to answer for from here on; only where that changes. */
export interface BookMove {
  readonly lot: string;
  readonly custodian: string;
}

export interface BookPacking {
  readonly shipment: string;
  readonly lots: readonly LotAmounts[];
}

/** A record that says nothing yet of the event. */
export function emptyRecord(eventNumber: number): BookRecord {
  const nothing = { taken: [], made: [], changed: [], moved: [] };
  return { eventNumber, corrects: null, step: null, packed: null, ...nothing };
}
