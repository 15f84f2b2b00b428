/** What an audit found. The words of the three levels are kept apart (docs/format/verdict.md). */

export type FailureKind =
  | 'entry-encoding'
  | 'entry-hash'
  | 'link'
  | 'position'
  | 'time'
  | 'event-digest'
  | 'event-missing'
  | 'event-encoding'
  | 'signature'
  | 'submission'
  | 'key'
  | 'rule'
  | 'view'
  | 'head'
  | 'checkpoint'
  | 'tile'
  | 'file'
  | 'cosignature'
  | 'timestamp'
  | 'opening';

/** The passes of an audit. */
export const PASSES = ['chain', 'rules', 'views'] as const;
export type Pass = (typeof PASSES)[number];

/** How far the word of a verdict reaches (docs/format/verdict.md). */
export type Level = 'chain' | 'checkpoint' | 'witnessed';

/** One difference. `position` and `ordinal` say where; null where the difference is not at an entry or an event. */
export interface Failure {
  readonly kind: FailureKind;
  readonly position: number | null;
  readonly ordinal: number | null;
  readonly expected: string;
  readonly found: string;
  readonly message: string;
}

/** What a verdict counts of the keys that signed. */
export interface KeyCounts {
  /** Keys that the ledger holds for its members. */
  readonly heldByLedger: number;
  /** Keys that were signed in by an authority after an earlier one. */
  readonly recovery: number;
  /** Keys that were revoked as stolen, and what they signed since: recorded, and maybe another's. */
  readonly stolen: { readonly keys: number; readonly entries: number; readonly events: number };
}

export const NO_KEYS: KeyCounts = { heldByLedger: 0, recovery: 0, stolen: { keys: 0, entries: 0, events: 0 } };

export interface Verdict {
  readonly verdict: 'valid' | 'invalid';
  /** What was checked. A verdict speaks of nothing else. */
  readonly passes: readonly Pass[];
  /**
   * `chain`: every digest, link and signature agrees. `checkpoint`: and a checkpoint agrees that is signed by a key which
   * whoever verifies has brought along. `witnessed`: and the witnesses that a policy asks for have cosigned it. Null when
   * the chain was not checked.
   */
  readonly level: Level | null;
  /** The largest checkpoint that makes it so; `reach` says at which level what came after it is. */
  readonly checkpoint: { readonly size: number; readonly root: string } | null;
  /** Who has cosigned it, by the names of the keys, and when; none unless the level is `witnessed`. */
  readonly witnesses: readonly { readonly name: string; readonly witnessedAt: string }[];
  /** The largest checkpoint that a time-stamp authority has stamped, where whoever verifies named authorities. */
  readonly timestamp: { readonly size: number; readonly at: string; readonly authority: string } | null;
  /** How many entries from the first on each level holds for; null where none was reached. */
  readonly reach: {
    readonly chain: number;
    readonly checkpoint: number | null;
    readonly witnessed: number | null;
  } | null;
  readonly entries: number;
  readonly events: number;
  readonly head: { readonly size: number; readonly leafHash: string | null; readonly root: string };
  readonly keys: KeyCounts;
  readonly failures: readonly Failure[];
  /** Differences beyond those listed. */
  readonly failuresOmitted: number;
}

/** The last entry under a checkpoint; of a size that no ledger has there is none. */
export function lastPosition(size: number): number | null {
  return Number.isSafeInteger(size) && size > 0 ? size - 1 : null;
}

/** More differences than anybody reads; beyond it they are only counted, so that memory stays bounded. */
export const FAILURES_MAX = 1_000;

/** Collects failures in the order in which they are found. */
export interface FailureList {
  add(failure: Failure): void;
  /** Counts failures that were found and are not listed. */
  omit(failures: number): void;
  readonly failures: Failure[];
  readonly omitted: number;
}

export function createFailureList(): FailureList {
  const failures: Failure[] = [];
  let omitted = 0;
  return {
    add: (failure) => {
      if (failures.length < FAILURES_MAX) failures.push(failure);
      else omitted += 1;
    },
    omit: (count) => {
      omitted += count;
    },
    failures,
    get omitted() {
      return omitted;
    },
  };
}

/** By position and ordinal, those without one last; the order of finding otherwise. */
export function sortFailures(failures: readonly Failure[]): Failure[] {
  const place = ({ position, ordinal }: Failure) => [
    position ?? Number.POSITIVE_INFINITY,
    ordinal ?? Number.NEGATIVE_INFINITY,
  ];
  return [...failures].sort((a, b) => {
    const [positionA = 0, ordinalA = 0] = place(a);
    const [positionB = 0, ordinalB = 0] = place(b);
    if (positionA !== positionB) return positionA < positionB ? -1 : 1;
    return ordinalA === ordinalB ? 0 : ordinalA < ordinalB ? -1 : 1;
  });
}
