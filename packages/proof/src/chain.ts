import { assert } from './assert.ts';
import type { Digest } from './digest.ts';
import type { Entry } from './entry.ts';
import { formatLedgerName } from './ledger-name.ts';

/** Where a ledger stands: how many entries it has, and of the last one the leaf hash and the time. */
export type ChainHead = {
  readonly size: number;
  readonly leafHash: Digest;
  readonly recordedAt: string;
  /** What every entry after entry 0 names: `<origin>#<leaf hash of entry 0>`. */
  readonly ledger: string;
};

/** One way in which an entry does not continue the chain, with what would and what was found. */
export type ChainFault = {
  readonly kind: 'position' | 'link' | 'time' | 'submission';
  readonly expected: string;
  readonly found: string;
};

/**
 * Says how an entry fails to continue a chain, all faults at once; none means that it continues it. `null` stands for
 * a ledger without entries. An entry that names another ledger is a fault of its submission, which signs that name.
 */
export function checkLink(head: ChainHead | null, entry: Entry): ChainFault[] {
  const faults: ChainFault[] = [];
  const position = head?.size ?? 0;
  if (entry.position !== position) {
    faults.push({ kind: 'position', expected: String(position), found: String(entry.position) });
  }
  const previous = head?.leafHash ?? null;
  if (entry.previous !== previous) {
    faults.push({ kind: 'link', expected: String(previous), found: String(entry.previous) });
  }
  // Times of one spelling compare as text. They may repeat, and never go back.
  if (head !== null && entry.recordedAt < head.recordedAt) {
    faults.push({ kind: 'time', expected: `${head.recordedAt} or later`, found: entry.recordedAt });
  }
  // In entry 0 any origin is right: it is what names the ledger from then on, so there it only must be without a hash.
  const [origin = ''] = entry.ledger.split('#', 1);
  const ledger = head?.ledger ?? origin;
  if (entry.ledger !== ledger) faults.push({ kind: 'submission', expected: ledger, found: entry.ledger });
  return faults;
}

/** The head after an entry that `checkLink` found no fault with. */
export function advanceHead(head: ChainHead | null, entry: Entry, leafHash: Digest): ChainHead {
  const size = head?.size ?? 0;
  if (entry.position !== size) assert(false, `entry ${entry.position} does not follow ${size} entries`);
  const ledger = head?.ledger ?? formatLedgerName(entry.ledger, leafHash);
  return { size: entry.position + 1, leafHash, recordedAt: entry.recordedAt, ledger };
}
