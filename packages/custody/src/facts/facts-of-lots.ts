/** What an event adds to the views about lots: how they came to be, where they are, what they contain. */
import type { AssayVersion } from '../events/assay-schema.ts';
import type { AssayState } from '../state/state-of-lots.ts';
import type { Consumption } from '../consumption.ts';
import type { ElementMasses } from '../element-masses.ts';
import type { ElementSymbol } from '../element.ts';
import type { Form, Step } from '../material.ts';
import type { Amounts } from '../amounts.ts';

/** How a lot came to be. A circuit's closing stock is a lot that no event can name. */
export type LotKind = 'mined' | 'imported' | 'collected' | 'opening-stock' | 'transformed' | 'circuit-stock';

export interface LotFact {
  readonly kind: 'lot';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  readonly lotKind: LotKind;
  readonly party: string;
  readonly facility: string | null;
  readonly country: string;
  readonly form: Form | null;
  readonly product: string | null;
  readonly circuit: string | null;
  readonly made: Amounts;
  /** Elements that were looked for when it was made and are below detection; null when there are none. */
  readonly notDetected: readonly ElementSymbol[] | null;
  /** Of each amount of an element; null when it is not known. */
  readonly uncertaintyPartsPerMillion: number | null;
}

/** Whether a lot from outside had been consumed, where its event says so. */
export interface ConsumptionFact {
  readonly kind: 'consumption';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly consumption: Consumption;
}

export interface StepFact {
  readonly kind: 'step';
  readonly eventNumber: number;
  /** When it happened, as its event says; of a replacement, as that says; of a part sent back, as its receipt says. */
  readonly occurredAt: string;
  readonly step: Step;
  readonly party: string;
  readonly facility: string | null;
  /** Outputs, stated losses and closing stock: what the step accounts for, per element. */
  readonly givenElementMilligrams: ElementMasses;
  /** What of that is above what it took; elements of which that is nothing are left out. */
  readonly unexplainedElementMilligrams: ElementMasses;
  /** The lots that it made, a circuit's stock among them, have this many consecutive numbers. */
  readonly firstLotNumber: number;
  readonly lotCount: number;
  /** The lots that it took of. */
  readonly inputs: readonly string[];
}

export interface InputFact {
  readonly kind: 'input';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  /** The event of the step that made the lot, whether that was corrected or not; null when it was brought in. */
  readonly makerNumber: number | null;
  readonly taken: Amounts;
}

/** Where a lot may be. It can be used only while it is held. */
export type MovementStatus =
  | 'held'
  | 'in-transit'
  | 'returning'
  | 'packed'
  | 'exported'
  | 'lost'
  | 'disposed'
  | 'voided';

/**
 * Where a lot is from this event on, and who answers for it. The latest counts; a lot that has none is held by whom
 * made it. `within` is the transfer or shipment that it is in.
 */
export interface MovementFact {
  readonly kind: 'movement';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  readonly status: MovementStatus;
  readonly custodian: string;
  readonly within: string | null;
  /** Where the event says that it happened. */
  readonly facility: string | null;
}

/** Why the book amount of a lot changed without a step taking of it. */
export type ChangeCause = 'adjusted' | 'disposed' | 'reassayed' | 'settled' | 'corrected';

/** The book amount of a lot changed without a step: what it has more (or less, then negative) of each amount. */
export interface ChangeFact {
  readonly kind: 'change';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  readonly cause: ChangeCause;
  readonly reason: string;
  readonly by: Amounts;
}

/** What a laboratory says that a lot contains. What it changed of the book is a change with the cause `reassayed`. */
export interface AssayFact {
  readonly kind: 'assay';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  /** Who recorded it. */
  readonly party: string;
  readonly laboratory: string;
  readonly method: string;
  readonly version: AssayVersion;
  readonly uncertaintyPartsPerMillion: number;
  readonly moisturePartsPerMillion: number | null;
  readonly notDetected: readonly ElementSymbol[];
  readonly stated: Amounts;
}

/** The latest assay of a lot counts no more, and what counted before does again: an assay, or the lot as it was made. */
export interface AssayWithdrawalFact {
  readonly kind: 'assay-withdrawal';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  readonly assay: AssayState | null;
  readonly uncertaintyPartsPerMillion: number | null;
}

/** Who owns a lot from this event on. The latest counts; a lot that has none belongs to whoever has it. */
export interface OwnershipFact {
  readonly kind: 'ownership';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  /** Null where a correction has taken back the only one. */
  readonly owner: string | null;
  /** The event that stated it, where a correction of a later one lets it count again; null is this event. */
  readonly statementNumber: number | null;
}

/** What is known of a lot's making from this event on. What remains follows from changes, not from this. */
export interface LotRevisionFact {
  readonly kind: 'lot-revision';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  readonly lotKind: LotKind;
  readonly facility: string | null;
  readonly country: string;
  readonly form: Form | null;
  readonly product: string | null;
  readonly made: Amounts;
  readonly notDetected: LotFact['notDetected'];
  readonly uncertaintyPartsPerMillion: LotFact['uncertaintyPartsPerMillion'];
}
