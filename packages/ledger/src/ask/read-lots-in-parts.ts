import type { EventBound } from '@lodestone/store/event-bound.ts';
import type { LotOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { readLotsOfLineage } from '@lodestone/store/lineage/read-lineage-level.ts';
import type { Ledger } from '../open-ledger.ts';

/** One question reads so many. */
const LOTS_PER_QUESTION = 5_000;

/** Reads lots by their numbers, however many, as known at the bound. */
export async function* readLotsInParts(
  { database, ledgerId }: Ledger,
  lotNumbers: readonly number[],
  bound: EventBound,
): AsyncGenerator<LotOfLineage> {
  for (let start = 0; start < lotNumbers.length; start += LOTS_PER_QUESTION) {
    const some = lotNumbers.slice(start, start + LOTS_PER_QUESTION);
    yield* await readLotsOfLineage(database.pool, ledgerId, some, bound);
  }
}
