/** What is known of transfers between parties. */
import type { Amounts } from '../amounts.ts';
import type { ReceiptOutcome } from '../facts/facts-of-transfers.ts';
import type { Hold } from './state-of-oversight.ts';
import type { DiscrepancyKind, ReceiptLine, SettlementBasis } from '../events/transfer-schema.ts';

export interface TransferState {
  readonly kind: 'transfer';
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  /** As the dispatch states them; null when it states none. */
  readonly seals: readonly string[] | null;
  readonly hold: Hold | null;
}

/** What a cancellation, a settlement or a correction needs to know of a transfer, and nothing else does. */
export interface HandshakeState {
  /** Else only what came since it was recorded is here, and the rest is still to be read. */
  readonly isWhole: boolean;
  /** Those that were dispatched. Grows while the dispatch is applied, never after. */
  readonly lots: string[];
  readonly receipts: readonly ReceiptState[];
  readonly ended: TransferEnd | null;
  readonly disputes: readonly DisputeState[];
}

/** What one event says was received, or sent back, of a transfer. */
export interface ReceiptState {
  readonly eventNumber: number;
  /** By lot. Grows while the event is applied, never after. */
  readonly outcomes: Record<string, ReceiptOutcome>;
}

/** A transfer was taken back by its consignor, or a correction says that it never was. */
export interface TransferEnd {
  readonly as: 'cancelled' | 'voided';
  readonly eventNumber: number;
}

/** What was measured of a lot against its book at the receipt, and what the parties would settle it on. */
export interface DisputeState {
  /** The event that opened it. */
  readonly eventNumber: number;
  readonly transfer: string;
  readonly lot: string;
  readonly lotNumber: number;
  readonly declared: Amounts;
  readonly measured: Amounts;
  /** In the order of recording; the latest of each party counts. It is open while none of them is effective. */
  readonly proposals: readonly ProposalState[];
}

/** What a party would settle a dispute on, and whether that settled it. */
export interface ProposalState {
  readonly eventNumber: number;
  readonly party: string;
  readonly basis: SettlementBasis;
  readonly quantity: Amounts;
  readonly isEffective: boolean;
}

/** A receipt that waits for its dispatch. Several may wait for one. */
export interface AwaitedReceipt {
  readonly eventNumber: number;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly seals: readonly string[] | null;
  /** Where it says that the goods arrived. */
  readonly facility: string | null;
  readonly occurredAt: string;
  /** By lot. Grows while the receipt is applied, never after. */
  readonly lines: Map<string, AwaitedLine>;
}

/** One line of a receipt that waits for its dispatch. */
export interface AwaitedLine {
  readonly outcome: ReceiptLine['outcome'];
  /** Nothing is stated where a lot was rejected unweighed. */
  readonly measured: Amounts;
  readonly uncertaintyPartsPerMillion: number | null;
  /** The id that is kept for what goes back of a lot that is partly accepted. */
  readonly rejectedLot: string | null;
  readonly discrepancy: DiscrepancyKind | null;
}
