/** What an event adds to the views about transfers between parties. */
import type { Amounts } from '../amounts.ts';
import type { DiscrepancyKind, ReceiptLine, SettlementBasis } from '../events/transfer-schema.ts';

export interface TransferFact {
  readonly kind: 'transfer';
  readonly eventNumber: number;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly seals: readonly string[] | null;
}

/** What is known of a dispatch from this event on. Its lines are those of the same event. */
export interface TransferRevisionFact {
  readonly kind: 'transfer-revision';
  readonly eventNumber: number;
  readonly transfer: string;
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
  /** Of an element, three times the combined uncertainty, which counts where it is larger; null where none is stated. */
  readonly uncertaintyToleranceMilligrams: bigint | null;
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
  /** Where it says that the goods arrived. */
  readonly facility: string | null;
}

/** A lot that came with it: it may be one that is not recorded either. */
export interface AwaitedLineFact {
  readonly kind: 'awaited-line';
  readonly eventNumber: number;
  /** Counts the lines of one event from 0. */
  readonly index: number;
  readonly transfer: string;
  readonly lot: string;
  readonly outcome: ReceiptLine['outcome'];
  /** Nothing is stated where a lot was rejected unweighed. */
  readonly measured: Amounts;
  readonly uncertaintyPartsPerMillion: number | null;
  /** The id that is kept for what goes back. */
  readonly rejectedLot: string | null;
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
