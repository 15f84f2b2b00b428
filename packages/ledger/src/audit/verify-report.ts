/** One range of the log walked, in whatever thread, and what was found in it as plain data that can be sent. */
import type { ChainHead } from '@lodestone/proof/chain.ts';
import { SHA256_BYTES } from '@lodestone/proof/hash.ts';
import type { CopyRows } from '@lodestone/store/wire/copy-rows.ts';
import type { EntryBody, PositionRange } from '@lodestone/store/log/read-log.ts';
import { createFailureList, type Failure } from './verdict.ts';
import { guessHead, walkRange } from './verify-range.ts';

/** Where a range is read from. */
export interface RangeSource {
  readEntryBefore(position: string): Promise<EntryBody | null>;
  streamEntries(range: PositionRange): AsyncIterable<CopyRows>;
  streamEvents(range: PositionRange): AsyncIterator<CopyRows>;
}

/** A range to walk. Without a head it is guessed from the entry before. */
export interface RangeRequest {
  readonly range: PositionRange;
  readonly before?: ChainHead | null;
}

/** What is known of the whole log, whichever the range. */
export interface RangeContext {
  /** The name that the first entry gives to the ledger. */
  readonly ledgerName: string;
  readonly knownSize: number | null;
}

/** What was found in a range, were `before` where the chain stands before it. */
export interface RangeReport {
  readonly before: ChainHead | null;
  readonly after: ChainHead | null;
  readonly entries: number;
  readonly events: number;
  /** The leaf hashes of the entries, one after the other. */
  readonly leaves: Uint8Array;
  readonly leafHashAtKnownSize: string | null;
  readonly failures: readonly Failure[];
  readonly failuresOmitted: number;
}

const LEAVES_EXPECTED = 1_024;

/** Walks the range from the head that is given or guessed. */
export async function reportRange(
  source: RangeSource,
  request: RangeRequest,
  { ledgerName, knownSize }: RangeContext,
  onProgress: (entries: number, events: number) => void,
): Promise<RangeReport> {
  const { range } = request;
  const before = request.before === undefined ? await guess(source, range, ledgerName) : request.before;
  const failures = createFailureList();
  let leaves = Buffer.alloc(LEAVES_EXPECTED * SHA256_BYTES);
  let leavesBytes = 0;
  let leafHashAtKnownSize: string | null = null;
  const { head, ...counts } = await walkRange(source.streamEntries(range), source.streamEvents(range), before, {
    failure: failures.add,
    entry: (position, leaf) => {
      if (knownSize === position + 1) leafHashAtKnownSize = leaf;
      if (leavesBytes === leaves.length) leaves = Buffer.concat([leaves, Buffer.alloc(leaves.length)]);
      leavesBytes += leaves.write(leaf, leavesBytes, 'base64url');
      return undefined;
    },
    progress: onProgress,
  });
  return {
    before,
    after: head,
    ...counts,
    leaves: leaves.subarray(0, leavesBytes),
    leafHashAtKnownSize,
    failures: failures.failures,
    failuresOmitted: failures.omitted,
  };
}

async function guess(source: RangeSource, { from }: PositionRange, ledgerName: string): Promise<ChainHead | null> {
  if (from === null) return null;
  const entry = await source.readEntryBefore(from);
  return entry === null ? null : guessHead(entry, ledgerName);
}
