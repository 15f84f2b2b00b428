/** An evidence bundle as values: what `format/evidence-bundle.md` describes as bytes. */
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import type { Opening } from '@lodestone/proof/sealed-field.ts';
import type { BookRecord } from './book.ts';

/** A bundle and what it holds are bounded, so that nobody's file takes a verifier's memory. */
export const BUNDLE_MAX_BYTES = 64 * 1024 * 1024;
/** An event nests 16 levels, an opening may hold a part of one, and stands three levels deep itself. */
export const BUNDLE_MAX_DEPTH = 20;

export const BUNDLE_MEMBERS = ['checkpoint', 'claim', 'digest', 'entries', 'ledger', 'openings', 'proof', 'v'] as const;

export const SUBJECT_KINDS = ['event', 'lot', 'shipment'] as const;

/** What a bundle is about: `id` is that of the lot or shipment, of an event its UUID. */
export interface Subject {
  readonly kind: (typeof SUBJECT_KINDS)[number];
  readonly id: string;
}

export interface Bundle {
  /** `<origin>#<leaf hash of entry 0>`. */
  readonly ledger: string;
  /** A signed note, with cosignatures where there are some. */
  readonly checkpoint: string;
  /**
   * Where the key that signs was changed since the first: checkpoints of before, by size, that the keys of then have
   * signed, so that whoever trusts one of these is led to those of now. None where it never was.
   */
  readonly keyChanges: readonly KeyChange[];
  /** The hashes of the multi-proof of all entries, 32 bytes each. */
  readonly proof: readonly Uint8Array[];
  /** By position, entry 0 first. */
  readonly entries: readonly BundleEntry[];
  /** Sealed members of events that are shown, opened. */
  readonly openings: readonly Opening[];
  readonly claim: Claim;
}

export interface KeyChange {
  /** A signed note, without cosignatures. */
  readonly checkpoint: string;
  /** That the log of the bundle begins with its log (RFC 9162 §2.1.4), 32 bytes each. */
  readonly proof: readonly Uint8Array[];
}

export interface BundleEntry {
  /** Its bytes, as the log has them, as text. */
  readonly entry: string;
  /** All of its events, from the first to the last. */
  readonly events: readonly BundleEvent[];
}

/** An event as the log has it, as text; or so many that follow, of which the entry has the digests, and why that is all. */
export type BundleEvent = string | { readonly count: number; readonly withheld: string };

/** Why an event is withheld on which the claim does not rest; any other reason is the maker's own. */
export const NOT_OF_THE_CLAIM = 'not part of the claim';

export interface Claim {
  readonly subject: Subject;
  readonly book: readonly BookRecord[];
  /** What `trace --json` says of the subject; null for an event. */
  readonly trace: JsonObject | null;
}
