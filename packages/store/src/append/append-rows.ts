/** The rows that an append adds. */
import type { Digest } from '@lodestone/proof/digest.ts';
import type { FactCollector } from '../facts/collect-facts.ts';

export interface EntryRow {
  readonly position: number;
  /** Leaf hash of the entry before; null for entry 0. */
  readonly previous: Digest | null;
  readonly leafHash: Digest;
  readonly author: string;
  readonly submission: string;
  readonly recordedAt: string;
  readonly body: Uint8Array;
}

export interface EventRow {
  readonly position: number;
  readonly ordinal: number;
  readonly eventId: string;
  readonly digest: Digest;
  readonly type: string;
  readonly occurredAt: string;
  readonly body: Uint8Array;
}

/** What opens a sealed member of an event, encrypted to its readers. */
export interface OpeningRow {
  readonly eventId: string;
  readonly field: string;
  readonly ciphertext: Uint8Array;
}

/** Everything that a batch of accepted submissions adds. */
export interface AppendRows {
  readonly entries: readonly EntryRow[];
  readonly events: readonly EventRow[];
  readonly facts: FactCollector;
  readonly openings: readonly OpeningRow[];
}
