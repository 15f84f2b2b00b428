/** A transfer as the events shown say it. */
import type { Amounts } from '@lodestone/custody/amounts.ts';

export interface TransferInBook {
  readonly consignor: string;
  readonly consignee: string;
  readonly disputes: readonly DisputeInBook[];
}

/** Two figures that are further apart than is tolerated. */
export interface DisputeInBook {
  readonly lot: string;
  /** The receipt that opened it. */
  readonly eventNumber: number;
  readonly declared: Amounts;
  readonly measured: Amounts;
  readonly proposals: readonly Proposal[];
}

/** On what a party would settle it. */
export interface Proposal {
  readonly eventNumber: number;
  readonly party: string;
  /** What it says, as one text: the same words are the same. */
  readonly words: string;
  readonly isEffective: boolean;
}

/** A receipt whose dispatch was not recorded yet. */
export interface WaitingReceipt {
  readonly eventNumber: number;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly facility: string | null;
  readonly lines: readonly ReceiptLine[];
}

export interface ReceiptLine {
  readonly place: string;
  readonly lot: string;
  readonly outcome: 'accepted' | 'partly-accepted' | 'rejected';
  readonly rejectedLot: string | null;
  readonly measured: Amounts;
  readonly uncertaintyPartsPerMillion: number | null;
}

/** By the names that registrations have for them. */
export type Tolerances = Readonly<Record<string, number>>;
