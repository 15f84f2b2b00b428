/** What an event adds to the views about holds, documents, corrections and findings. */
import type { TargetState } from '../state/state-of-corrections.ts';
import type { FindingCode } from '../finding.ts';

/** An authority stopped a lot, unit, transfer or shipment, or let it go again. The latest counts. */
export interface HoldFact {
  readonly kind: 'hold';
  readonly eventNumber: number;
  /** Counts the holds of one event from 0. */
  readonly index: number;
  /** Its id: they share one name space. */
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
  /** The lot that was adjusted last by another event than the latest that changed it. */
  readonly counted: { readonly lot: string; readonly countedNumber: number | null } | null;
  /** The circuit, as `circuitName`, in which other stock counts again than the target's: null where there was none before. */
  readonly circuit: { readonly name: string; readonly stock: string | null } | null;
}

export interface FindingFact {
  readonly kind: 'finding';
  readonly eventNumber: number;
  /** Counts the findings of one event from 0. */
  readonly index: number;
  readonly code: FindingCode;
  readonly message: string;
}
