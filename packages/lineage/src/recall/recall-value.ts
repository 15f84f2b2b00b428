/** The answer of a recall as a plain value: what `recall --json` prints. Masses are whole milligrams of metal. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { MadeRows } from './made-rows.ts';

/** Where a lot is: what is left of it, or that all of it was used. */
export type RecallStatus =
  | 'held'
  | 'packed'
  | 'in-transit'
  | 'returning'
  | 'exported'
  | 'consumed'
  | 'disposed'
  | 'lost';

/** What became of suspect mass. Process losses and what is unaccounted never were in a lot again. */
export type RecallFate =
  | 'held'
  | 'packed'
  | 'in-transit'
  | 'exported'
  | 'disposed'
  | 'lost'
  | 'process-loss'
  | 'unaccounted'
  | 'rebooked';

/** Of one element. */
export interface RecallElement {
  /** What the suspect lots were made with; of lots made of other suspects, what those did not have already. */
  readonly suspectMilligrams: bigint;
  /** They sum to the suspect mass. `rebooked` is below zero where books came to have more of it, by assays mostly. */
  readonly fates: Readonly<Partial<Record<RecallFate, bigint>>>;
}

/** What a lot has of one element that is suspect. */
export interface RecalledMass {
  /** In what is left of the lot. */
  readonly milligrams: bigint;
  /** Of all that the lot has of the element, six decimals: now, or as made where nothing is left. */
  readonly share: string;
}

/** Where a lot is as of the moment asked about. */
export interface RecalledWhereabouts {
  readonly status: RecallStatus;
  readonly holder: string;
  /** The transfer or shipment that it is in. */
  readonly within: string | null;
  /** Of what is in either: from whom to whom, and since when (RFC 3339, UTC). */
  readonly journey: RecalledJourney | null;
  readonly netMilligrams: bigint | null;
}

export interface RecalledJourney {
  readonly dispatcher: string;
  readonly consignee: string;
  readonly since: string;
}

export interface RecallLot {
  readonly lot: string;
  readonly kind: LotKind;
  readonly form: string | null;
  readonly product: string | null;
  /** Who has it, or had it last. */
  readonly holder: string;
  readonly holderName: string | null;
  readonly holderCountry: string | null;
  readonly status: RecallStatus;
  /** The transfer or shipment that it is in. */
  readonly within: string | null;
  /** Who sent it there, to whom, and since when (RFC 3339, UTC); what is rejected goes back. Null of what is in neither. */
  readonly dispatcher: string | null;
  readonly dispatcherName: string | null;
  readonly consignee: string | null;
  readonly consigneeName: string | null;
  readonly since: string | null;
  /** What is left of it as weighed; null where it has no net mass. */
  readonly netMilligrams: bigint | null;
  /** Whether it is one of the lots asked about. */
  readonly suspect: boolean;
  /** The least number of steps from a suspect lot. */
  readonly depth: number;
  /** By atomic number; elements of which nothing suspect came into it are left out. */
  readonly elements: Readonly<Partial<Record<ElementSymbol, RecalledMass>>>;
}

/** Suspect mass that is in no lot: lost by a step or unaccounted, or out of the book of a lot without a step. */
export interface RecallWaste {
  readonly fate: Exclude<RecallFate, 'held' | 'packed' | 'in-transit' | 'exported'>;
  /** The kind of the loss as the step says it, the cause of the change, else the fate. */
  readonly cause: string;
  readonly party: string;
  readonly facility: string | null;
  /** The step with its event, or the lot whose book changed. */
  readonly step: string | null;
  readonly event: string | null;
  readonly lot: string | null;
  readonly elementMilligrams: RecalledMasses;
}

export type RecalledMasses = Readonly<Partial<Record<ElementSymbol, bigint>>>;

/** Somebody to call: who has suspect mass that did not leave. */
export interface RecallHolder {
  readonly party: string;
  readonly name: string | null;
  readonly country: string | null;
  readonly lots: number;
  readonly elementMilligrams: RecalledMasses;
}

/** Suspect lots that are under way: both whoever sent them and whoever expects them can stop them. */
export interface RecallTransfer {
  readonly transfer: string;
  readonly status: 'in-transit' | 'returning';
  readonly dispatcher: string;
  readonly dispatcherName: string | null;
  readonly consignee: string;
  readonly consigneeName: string | null;
  /** When the first of the lots was sent (RFC 3339, UTC). */
  readonly since: string;
  readonly lots: readonly string[];
  readonly elementMilligrams: RecalledMasses;
}

export interface RecallShipment {
  readonly shipment: string;
  readonly status: 'packed' | 'exited';
  readonly party: string;
  readonly consignee: string;
  readonly consigneeName: string | null;
  readonly destination: string;
  readonly lots: readonly string[];
  readonly elementMilligrams: RecalledMasses;
}

export interface Recall {
  /** The lots asked about, in byte order. */
  readonly suspects: readonly string[];
  /** By atomic number; elements that no suspect lot has are left out. */
  readonly elements: Readonly<Partial<Record<ElementSymbol, RecallElement>>>;
  /** In the order asked for: by suspect mass falling, then by lot number, when it was not. */
  readonly lots: MadeRows<RecallLot>;
  /** By suspect mass falling, then by place in the ledger. */
  readonly wastes: MadeRows<RecallWaste>;
  /** By suspect mass falling, then by id; so are transfers and shipments. */
  readonly holders: readonly RecallHolder[];
  readonly transfers: readonly RecallTransfer[];
  readonly shipments: readonly RecallShipment[];
}
