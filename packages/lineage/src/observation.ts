/**
 * What one event of the ledger shows to whoever looks for what does not add up: itself, and what is known of the lots it
 * names, as it was when the event was recorded. So a rule reads one observation after the other and looks nothing up.
 *
 * Observations come in the order of the ledger. An event that a correction took back is none; the correction that
 * replaced it comes in its own place, as an observation of what it says now.
 */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { Consumption } from '@lodestone/custody/consumption.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { ChangeCause, LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { DocketStep } from '@lodestone/custody/docket.ts';
import type { ReceiptOutcome } from '@lodestone/custody/facts/facts-of-transfers.ts';
import type { AssayVersion } from '@lodestone/custody/events/assay-schema.ts';
import type { Form, Step } from '@lodestone/custody/material.ts';
import type { Role } from '@lodestone/custody/role.ts';
import type { QuotaObservation, SaleObservation, TradeGapObservation } from './observed-filings.ts';
import type { ObservedEvent } from './observed-event.ts';

/** A lot as it was made, or as its latest assay before the observation says. */
export interface ObservedLot {
  /** Dense, growing along the ledger. */
  readonly lotNumber: number;
  readonly lot: string;
  readonly kind: LotKind;
  /** Null of the stock of a circuit. */
  readonly form: Form | null;
  readonly product: string | null;
  readonly grade: string | null;
  readonly country: string;
  /** Who made it or brought it in, and where. */
  readonly party: string;
  readonly facility: string | null;
  readonly made: Amounts;
  readonly grossMilligrams: bigint | null;
  readonly tareMilligrams: bigint | null;
  readonly moisturePartsPerMillion: number | null;
  readonly notDetected: readonly ElementSymbol[];
  readonly uncertaintyPartsPerMillion: number | null;
  /** Of the dry mass, as it was made; null where that is not stated. An assay of it says so in its own observation. */
  readonly thoriumPartsPerMillion: number | null;
  /** When it was made, as its event claims. */
  readonly madeAt: string;
}

/** A part of a lot that the event moved, took or stated. */
export interface ObservedPart {
  readonly lot: ObservedLot;
  readonly amounts: Amounts;
}

export interface PartyObservation extends ObservedEvent {
  readonly kind: 'party';
  readonly registered: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
  readonly country: string;
  /** Such as `{"uscc": "…"}`; empty where none are stated or they are sealed. */
  readonly identifiers: Readonly<Record<string, string>>;
}

export interface FacilityObservation extends ObservedEvent {
  readonly kind: 'facility';
  readonly registered: string;
  readonly owner: string;
  readonly country: string;
  readonly activities: readonly string[];
  readonly timeZone: string | null;
  readonly address: string | null;
  readonly location: { readonly latitudeMicrodegrees: number; readonly longitudeMicrodegrees: number } | null;
  /** As stated: any JSON. `{"elementMilligramsPerYear": …}` is understood by the rules. */
  readonly capacity: unknown;
}

/** A lot entered the ledger from outside. */
export interface OriginObservation extends ObservedEvent {
  readonly kind: 'origin';
  readonly lot: ObservedLot;
  readonly consumption: Consumption | null;
  readonly permit: string | null;
}

export interface StepObservation extends ObservedEvent {
  readonly kind: 'step';
  readonly step: Step;
  /** Circuit stock is among them, as a lot of the kind `circuit-stock`. */
  readonly inputs: readonly ObservedPart[];
  readonly outputs: readonly ObservedLot[];
  readonly circuit: string | null;
  /** What it says that it lost, all kinds together. */
  readonly lossElementMilligrams: ElementMasses;
  /** What it states that it used up besides lots. */
  readonly auxiliaries: readonly ObservedAuxiliary[];
  /** The facility's own range of this step's yield, where it has set one. */
  readonly ownRange: { readonly lowPartsPerMillion: number; readonly highPartsPerMillion: number } | null;
}

/** A reagent by mass or volume, or power. */
export interface ObservedAuxiliary {
  /** A word, such as `oxalic-acid`. */
  readonly kind: string;
  readonly measure: 'netMilligrams' | 'volumeMillilitres' | 'wattHours';
  readonly amount: bigint;
}

export interface AssayObservation extends ObservedEvent {
  readonly kind: 'assay';
  /** As it was before this assay. */
  readonly lot: ObservedLot;
  readonly laboratory: string;
  readonly method: string;
  readonly version: AssayVersion;
  readonly uncertaintyPartsPerMillion: number;
  readonly thoriumPartsPerMillion: number | null;
  readonly moisturePartsPerMillion: number | null;
  readonly notDetected: readonly ElementSymbol[];
  readonly stated: Amounts;
}

/** The book amount of a lot changed without a step; an assay's change comes with the assay. */
export interface ChangeObservation extends ObservedEvent {
  readonly kind: 'change';
  readonly lot: ObservedLot;
  readonly cause: ChangeCause;
  readonly reason: string;
  readonly by: Amounts;
}

export interface DispatchObservation extends ObservedEvent {
  readonly kind: 'dispatch';
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly seals: readonly string[];
  readonly lines: readonly ObservedPart[];
}

export interface ReceiptObservation extends ObservedEvent {
  readonly kind: 'receipt';
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly seals: readonly string[];
  readonly lines: readonly {
    readonly lot: ObservedLot;
    readonly outcome: ReceiptOutcome;
    readonly declared: Amounts;
    readonly measured: Amounts;
  }[];
}

export interface OwnershipObservation extends ObservedEvent {
  readonly kind: 'ownership';
  readonly owner: string | null;
  readonly lots: readonly ObservedLot[];
}

export interface UnitObservation extends ObservedEvent {
  readonly kind: 'unit';
  readonly unit: string;
  readonly isPacked: boolean;
  readonly seal: string | null;
  readonly lots: readonly string[];
}

export interface PackingObservation extends ObservedEvent {
  readonly kind: 'packing';
  readonly shipment: string;
  readonly consignee: string;
  readonly destination: string;
  readonly endUser: string | null;
  readonly lines: readonly ObservedPart[];
}

/**
 * A shipment left the country. Papers, code, port and mode are those of the exit, or else those of the declaration that it
 * left under.
 */
export interface ExitObservation extends ObservedEvent {
  readonly kind: 'exit';
  readonly shipment: string;
  /** Who packed it. */
  readonly exporter: string;
  readonly consignee: string;
  readonly destination: string;
  readonly endUser: string | null;
  readonly declaration: string | null;
  readonly hsCode: string | null;
  readonly controlCodes: readonly string[];
  readonly licence: string | null;
  readonly port: string | null;
  /** Of origin, as declared. */
  readonly country: string | null;
  readonly mode: string | null;
  /** As declared. */
  readonly netMilligrams: bigint | null;
  readonly packedAt: string;
  readonly lines: readonly ObservedPart[];
}

/** What an exporter declared of a shipment. The latest before it left counts. */
export interface DeclarationObservation extends ObservedEvent {
  readonly kind: 'declaration';
  readonly shipment: string;
  /** What was to leave under each line of a licence. */
  readonly lines: readonly { readonly licence: string; readonly line: string; readonly netMilligrams: bigint }[];
}

/** A shipment came in at the other end, as somebody reports who sent it, has it or let it in. */
export interface ArrivalObservation extends ObservedEvent {
  readonly kind: 'arrival';
  readonly shipment: string;
  readonly netMilligrams: bigint;
}

/** A step in the life of a licence: what it is then follows from all of them (`licenceOf`). */
export interface LicenceObservation extends ObservedEvent {
  readonly kind: 'licence';
  readonly licence: string;
  readonly step: DocketStep;
}

/** An event that named a document before. */
export interface EarlierUse {
  readonly event: string;
  /** RFC 3339, as that event claims. */
  readonly occurredAt: string;
  readonly party: string;
  readonly about: readonly string[];
}

/** An event named a document. */
export interface DocumentObservation extends ObservedEvent {
  readonly kind: 'document';
  readonly sha256: string;
  readonly documentKind: string;
  readonly name: string;
  /** Transfer or shipment, and lots. */
  readonly about: readonly string[];
  /** Earlier events that named the same document, in the order of the ledger. */
  readonly earlier: readonly EarlierUse[];
}

/** An earlier event was taken back or replaced; what replaces it is observed after this. */
export interface CorrectionObservation extends ObservedEvent {
  readonly kind: 'correction';
  readonly targetEvent: string;
  readonly targetOccurredAt: string;
  readonly targetRecordedAt: string;
  readonly outcome: 'voided' | 'replaced' | 'contested';
  readonly reason: string;
}

export type Observation =
  | PartyObservation
  | FacilityObservation
  | OriginObservation
  | StepObservation
  | AssayObservation
  | ChangeObservation
  | DispatchObservation
  | ReceiptObservation
  | OwnershipObservation
  | UnitObservation
  | PackingObservation
  | ExitObservation
  | DocumentObservation
  | CorrectionObservation
  | DeclarationObservation
  | ArrivalObservation
  | LicenceObservation
  | QuotaObservation
  | SaleObservation
  | TradeGapObservation;
