/** What the verifier answers: how far the evidence reaches, and what it says nothing about. */
import type { UpwardTrace } from '@lodestone/lineage/trace/trace-value.ts';
import type { Subject } from './bundle.ts';
import type { Failure } from './failure.ts';

/** What could not be checked, and why; for people, with the event and lot that it is about where there is one. */
export interface Unchecked {
  readonly kind:
    | 'stolen'
    | 'withheld'
    | 'unrelated'
    | 'sealed'
    | 'book'
    | 'excess'
    | 'corrected'
    | 'unpacked'
    | 'witness'
    | 'signature'
    | 'later'
    | 'omitted';
  /** The place of an event, such as `12.0`. */
  readonly event: string | null;
  readonly lot: string | null;
  readonly message: string;
}

export interface EvidenceVerdict {
  /**
   * `valid`: everything that the claim rests on follows from events shown. `unproven`: all that is shown holds, and some
   * of what the claim rests on is the word of whoever made the file.
   */
  readonly verdict: 'valid' | 'unproven' | 'invalid';
  /** How many statements are the word of whoever made the file alone; `notChecked` names each. */
  readonly believed: number;
  /** Null when the bundle is invalid. */
  readonly level: 'checkpoint' | 'witnessed' | null;
  readonly ledger: string | null;
  readonly subject: Subject | null;
  /** The entries that the checkpoint covers. */
  readonly size: number | null;
  /** When the last entry of the bundle was recorded, by the ledger's clock. */
  readonly recordedAt: string | null;
  /**
   * Verifier keys: the one that was trusted, and those that it led to by changes of keys; the last has signed the
   * checkpoint.
   */
  readonly trustedKeys: readonly string[];
  readonly witnesses: readonly { readonly name: string; readonly witnessedAt: string }[];
  /** Whose keys have signed entries of the bundle. */
  readonly parties: readonly string[];
  /**
   * How many of these keys the ledger holds for its members, and how many were signed in by another than their party; how
   * many entries of the bundle were signed by a key that was stolen then.
   */
  readonly keys: { readonly heldByLedger: number; readonly recovery: number; readonly stolen: number };
  /**
   * Of the entries of the bundle: events that are shown, that its maker keeps from the claim, and that are said to be no
   * part of it.
   */
  readonly events: { readonly shown: number; readonly withheld: number; readonly unrelated: number };
  /** Members that events shown have sealed: what the bundle opens, and what it does not. */
  readonly sealed: { readonly opened: number; readonly unopened: number };
  readonly checked: readonly string[];
  readonly notChecked: readonly Unchecked[];
  /** Where a lot or shipment comes from, as `trace --json` says it; null of an event. */
  readonly trace: UpwardTrace | null;
  readonly failure: Failure | null;
}

/** Of a bundle of which nothing holds. */
export function invalidVerdict(failure: Failure): EvidenceVerdict {
  return {
    verdict: 'invalid',
    believed: 0,
    level: null,
    ledger: null,
    subject: null,
    size: null,
    recordedAt: null,
    trustedKeys: [],
    witnesses: [],
    parties: [],
    keys: { heldByLedger: 0, recovery: 0, stolen: 0 },
    events: { shown: 0, withheld: 0, unrelated: 0 },
    sealed: { opened: 0, unopened: 0 },
    checked: [],
    notChecked: [],
    trace: null,
    failure,
  };
}

/** Says whether the claim rests on what was not checked, so that it is the word of whoever made the file. */
export function isBelieved({ kind }: Unchecked): boolean {
  return kind === 'book';
}

/** Says whether a reader has what was asked for; one who believes the sender is content with an unproven claim. */
export function isEnough({ verdict }: EvidenceVerdict, believesSender: boolean): boolean {
  return verdict === 'valid' || (verdict === 'unproven' && believesSender);
}
