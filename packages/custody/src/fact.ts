/**
 * What an accepted event adds to the views: one fact is one row, and rows are only ever added.
 *
 * Everything current (what remains of a lot, who holds it, whether a key counts) follows from the facts, so the views
 * can be dropped and replayed, and what was known at an earlier entry is the facts up to it.
 */
import type { AssayVersion } from './assay-schema.ts';
import type { Consumption } from './consumption.ts';
import type { TargetState } from './custody-state.ts';
import type { ElementSymbol } from './element.ts';
import type { ElementMasses } from './element-masses.ts';
import type { FindingCode } from './finding.ts';
import type { Form, ProcessStep, Step } from './material.ts';
import type { Amounts } from './quantity.ts';
import type { Role } from './role.ts';
import type { DiscrepancyKind, SettlementBasis } from './transfer-schema.ts';

/** At most this many events are recorded by one entry, so an event's number is `position × 1000 + ordinal`. */
const EVENTS_PER_ENTRY = 1_000;

/** Numbers an event by its place in the log: grows along the log, has gaps. */
export function eventNumberOf(position: number, ordinal: number): number {
  return position * EVENTS_PER_ENTRY + ordinal;
}

/** The place in the log that an event number stands for. */
export function placeOfEvent(eventNumber: number): { position: number; ordinal: number } {
  const ordinal = eventNumber % EVENTS_PER_ENTRY;
  return { position: (eventNumber - ordinal) / EVENTS_PER_ENTRY, ordinal };
}

/** How a lot came to be. A circuit's closing stock is a lot that no event can name. */
export type LotKind = 'mined' | 'imported' | 'collected' | 'opening-stock' | 'transformed' | 'circuit-stock';

export interface PolicyFact {
  readonly kind: 'policy';
  readonly eventNumber: number;
  readonly enforcement: 'strict' | 'observe';
  readonly balancePartsPerMillion: number;
  readonly transferPartsPerMillion: number;
  readonly bulkTransferPartsPerMillion: number;
  readonly checkpointKey: string;
}

export interface PartyFact {
  readonly kind: 'party';
  readonly eventNumber: number;
  readonly party: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
  readonly country: string | null;
  readonly transferPartsPerMillion: number | null;
  readonly bulkTransferPartsPerMillion: number | null;
}

export interface FacilityFact {
  readonly kind: 'facility';
  readonly eventNumber: number;
  readonly facility: string;
  readonly party: string;
  readonly name: string | null;
  readonly country: string;
  readonly activities: readonly string[];
  /** As stated: any words. */
  readonly timeZone: string | null;
}

/** A facility's own range of the yield of a step, from this event on. */
export interface YieldRangeFact {
  readonly kind: 'yield-range';
  readonly eventNumber: number;
  /** Counts the ranges of one event from 0. */
  readonly index: number;
  readonly facility: string;
  readonly step: ProcessStep;
  readonly lowPartsPerMillion: number;
  readonly highPartsPerMillion: number;
}

export interface KeyFact {
  readonly kind: 'key';
  readonly eventNumber: number;
  readonly key: string;
  readonly party: string;
  readonly heldBy: 'party' | 'ledger';
  readonly recovery: boolean;
}

export interface KeyRevocationFact {
  readonly kind: 'key-revocation';
  readonly eventNumber: number;
  readonly key: string;
  readonly reason: string;
}

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
  readonly step: Step;
  readonly party: string;
  readonly facility: string | null;
  /** Outputs, stated losses and closing stock: what the step accounts for, per element. */
  readonly givenElementMilligrams: ElementMasses;
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

export interface TransferFact {
  readonly kind: 'transfer';
  readonly eventNumber: number;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly seals: readonly string[] | null;
}

export interface TransferLineFact {
  readonly kind: 'transfer-line';
  readonly eventNumber: number;
  readonly transfer: string;
  readonly lotNumber: number;
  readonly lot: string;
  readonly declared: Amounts;
}

/** What became of a line. Returned is what its consignor took back. */
export type ReceiptOutcome = 'accepted' | 'partly-accepted' | 'rejected' | 'returned';

export interface ReceiptLineFact {
  readonly kind: 'receipt-line';
  readonly eventNumber: number;
  readonly transfer: string;
  readonly lotNumber: number;
  readonly lot: string;
  readonly outcome: ReceiptOutcome;
  /** Nothing is stated where a lot was rejected unweighed. */
  readonly measured: Amounts;
  /** The new lot that goes back. */
  readonly rejectedLot: string | null;
  readonly discrepancy: DiscrepancyKind | null;
}

/** What was measured is further from the book than is tolerated. The goods can be used on; what is right is open. */
export interface DisputeFact {
  readonly kind: 'dispute';
  readonly eventNumber: number;
  readonly transfer: string;
  readonly lotNumber: number;
  readonly lot: string;
  /** The first measure or element that is beyond tolerance, with both figures of it. */
  readonly measure: string;
  readonly declaredAmount: bigint;
  readonly measuredAmount: bigint;
  readonly tolerancePartsPerMillion: number;
  /** All of the book at the receipt. What was measured besides is in the line of the receipt. */
  readonly declared: Amounts;
  readonly measured: Amounts;
}

/** What somebody would settle a dispute on, and whether that settled it. */
export interface SettlementFact {
  readonly kind: 'settlement';
  readonly eventNumber: number;
  readonly transfer: string;
  readonly lotNumber: number;
  readonly lot: string;
  readonly party: string;
  readonly basis: SettlementBasis;
  /** Nothing is stated unless the basis is `agreed`. */
  readonly quantity: Amounts;
  readonly isEffective: boolean;
}

export interface TransferEndFact {
  readonly kind: 'transfer-end';
  readonly eventNumber: number;
  readonly transfer: string;
  readonly end: 'cancelled';
  readonly reason: string;
}

/** A receipt whose dispatch is not recorded yet. It moves nothing. */
export interface AwaitedReceiptFact {
  readonly kind: 'awaited-receipt';
  readonly eventNumber: number;
  readonly transfer: string;
  /** Whose dispatch is awaited. */
  readonly consignor: string;
  readonly consignee: string;
  readonly seals: readonly string[] | null;
}

/** A lot that came with it: it may be one that is not recorded either. */
export interface AwaitedLineFact {
  readonly kind: 'awaited-line';
  readonly eventNumber: number;
  /** Counts the lines of one event from 0. */
  readonly index: number;
  readonly transfer: string;
  readonly lot: string;
  readonly measured: Amounts;
  readonly discrepancy: DiscrepancyKind | null;
}

/** Nothing is awaited under this id any more: the dispatch is recorded, or somebody has ended the wait. */
export interface AwaitedEndFact {
  readonly kind: 'awaited-end';
  readonly eventNumber: number;
  readonly transfer: string;
  readonly end: 'dispatched' | 'cancelled';
  /** Of a cancellation. */
  readonly reason: string | null;
}

export interface ShipmentFact {
  readonly kind: 'shipment';
  readonly eventNumber: number;
  readonly shipment: string;
  readonly party: string;
  readonly consignee: string;
  readonly destination: string;
}

export interface ShipmentLineFact {
  readonly kind: 'shipment-line';
  readonly eventNumber: number;
  readonly shipment: string;
  readonly lotNumber: number;
  readonly lot: string;
  readonly packed: Amounts;
}

export interface ShipmentEndFact {
  readonly kind: 'shipment-end';
  readonly eventNumber: number;
  readonly shipment: string;
  readonly end: 'unpacked' | 'exited';
}

/** A logistic unit was packed or unpacked. The latest counts. `seal` is that put on, or that found. */
export interface UnitFact {
  readonly kind: 'unit';
  readonly eventNumber: number;
  readonly unit: string;
  readonly party: string;
  readonly isPacked: boolean;
  readonly seal: string | null;
}

/** The unit that a lot is in from this event on, null when it is in none. The latest counts. */
export interface UnitLineFact {
  readonly kind: 'unit-line';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  readonly unit: string | null;
}

/** Who owns a lot from this event on. The latest counts; a lot that has none belongs to whoever has it. */
export interface OwnershipFact {
  readonly kind: 'ownership';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  readonly owner: string;
}

/** A principal let an agent act for it, or ended that. The latest between two parties counts. */
export interface MandateFact {
  readonly kind: 'mandate';
  readonly eventNumber: number;
  readonly principal: string;
  readonly agent: string;
  readonly isGiven: boolean;
  readonly acts: readonly string[];
  readonly until: string | null;
}

/** The key that signed is an agent's, the act its principal's. */
export interface OnBehalfFact {
  readonly kind: 'on-behalf';
  readonly eventNumber: number;
  readonly agent: string;
  readonly principal: string;
}

/** An authority stopped a lot or a shipment, or let it go again. The latest counts. */
export interface HoldFact {
  readonly kind: 'hold';
  readonly eventNumber: number;
  /** Counts the holds of one event from 0. */
  readonly index: number;
  /** The id of a lot or a shipment: they share one name space. */
  readonly thing: string;
  readonly isPlaced: boolean;
  readonly party: string;
  readonly reason: string;
}

/** A document that the event names, by the hash of its bytes. */
export interface DocumentFact {
  readonly kind: 'document';
  readonly eventNumber: number;
  /** Its place among the documents of the event. */
  readonly index: number;
  readonly sha256: string;
  /** Counts how often a document was named before, so that no two namings are the same one. */
  readonly use: number;
  readonly documentKind: string;
  readonly name: string;
  /** What the event is about: transfer or shipment, and lots; at most `ABOUT_MAX` of them. */
  readonly about: readonly string[];
  /** The steps that made those of the lots that are not new, by event number. */
  readonly steps: readonly number[];
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

/** Whether a correction took effect; a contested one changes nothing. */
export type CorrectionOutcome = 'voided' | 'replaced' | 'contested';

export interface CorrectionFact {
  readonly kind: 'correction';
  readonly eventNumber: number;
  /** The event that was wrong. */
  readonly targetNumber: number;
  /** The event whose facts count no more: the target, or its latest correction. Null while contested. */
  readonly supersededNumber: number | null;
  readonly outcome: CorrectionOutcome;
  readonly reason: string;
  /** What stands in the way of a contested one, a sentence each. */
  readonly obstacles: readonly string[];
  /** The target as it counts from here on. */
  readonly target: TargetState;
}

export interface FindingFact {
  readonly kind: 'finding';
  readonly eventNumber: number;
  /** Counts the findings of one event from 0. */
  readonly index: number;
  readonly code: FindingCode;
  readonly message: string;
}

export type Fact =
  | PolicyFact
  | PartyFact
  | FacilityFact
  | YieldRangeFact
  | KeyFact
  | KeyRevocationFact
  | LotFact
  | ConsumptionFact
  | StepFact
  | InputFact
  | MovementFact
  | ChangeFact
  | AssayFact
  | TransferFact
  | TransferLineFact
  | ReceiptLineFact
  | DisputeFact
  | SettlementFact
  | TransferEndFact
  | AwaitedReceiptFact
  | AwaitedLineFact
  | AwaitedEndFact
  | ShipmentFact
  | ShipmentLineFact
  | ShipmentEndFact
  | UnitFact
  | UnitLineFact
  | OwnershipFact
  | HoldFact
  | MandateFact
  | OnBehalfFact
  | DocumentFact
  | LotRevisionFact
  | CorrectionFact
  | FindingFact;

export type FactKind = Fact['kind'];
export type FactOf<Kind extends FactKind> = Extract<Fact, { kind: Kind }>;
