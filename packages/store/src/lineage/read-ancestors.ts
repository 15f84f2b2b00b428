/**
 * The ancestors of some lots with the masses that steps took, in numbers. A small lineage is one question. Of a larger one that
 * finds the steps, which are read meanwhile. Of one that is larger still they are found level by level, where the server need not
 * remember what it has seen.
 */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { ancestorsLookup, type LotsAsked, stepsOfLevelLookup } from './ancestors-sql.ts';
import { stepsLookup } from './lineage-numbers-sql.ts';
import { type NumbersSink, readNumbers, type Wanted } from './read-numbers.ts';
import { readWhileFound } from './read-while-found.ts';

/** How large a lineage is read in which way. */
export interface LineageSizes {
  /** As much is found by one recursive question; what is beyond by one question a level. */
  readonly limit: number;
  /** Of fewer steps, that question says all. Of more, so many are read at a time. */
  readonly whole: number;
}

const SIZES: LineageSizes = { limit: 5_000, whole: 400 };
/** Fewer are not worth a second connection. */
const SPLIT_MIN = 400;

/** Where ancestors go, and what was told of them so far. */
export interface AncestorsRead {
  readonly sink: NumbersSink;
  /** Steps that were handed over, each once. */
  readonly steps: Set<number>;
  /** Lots that something changed without a step. */
  readonly changed: Set<number>;
}

/** Hands over all that these lots were made from, as of the bound, but for steps that were handed over before. */
export async function readAncestorNumbers(
  database: Database,
  ledgerId: number,
  lots: LotsAsked,
  bound: EventBound,
  { sink, steps, changed }: AncestorsRead,
  sizes: LineageSizes = SIZES,
): Promise<void> {
  let [found, isAll] = [[] as number[], true];
  const wanted: Wanted = {
    found: (eventNumber) => void found.push(eventNumber),
    changed: (lotNumber) => changed.add(lotNumber),
    more: () => {
      isAll = false;
    },
    step: (eventNumber) => {
      if (steps.has(eventNumber)) return false;
      steps.add(eventNumber);
      return true;
    },
  };
  const find = async (add: (eventNumber: number) => void) => {
    const noting: Wanted = {
      ...wanted,
      found: (eventNumber) => {
        found.push(eventNumber);
        add(eventNumber);
      },
    };
    await readNumbers(database, ancestorsLookup(ledgerId, lots, bound, sizes), sink, noting);
    return isAll;
  };
  await readWhileFound(sizes.whole, find, async (part) => {
    const unread = inOrder(part, steps);
    if (unread.length > 0) await readNumbers(database, stepsLookup(ledgerId, unread), sink, wanted, unread.length);
  });
  if (isAll) return;
  // What was read meanwhile may have been made from what is beyond the limit: it is gone through again.
  for (let level = inOrder(found, NONE); level.length > 0; level = inOrder(found, steps)) {
    found = [];
    await inParts(level, (part) =>
      readNumbers(database, stepsOfLevelLookup(ledgerId, part, bound), sink, wanted, part.length),
    );
  }
}

const NONE: ReadonlySet<number> = new Set();

/** Each once, in the order of the index, but for those that are known. */
function inOrder(eventNumbers: readonly number[], known: ReadonlySet<number>): Float64Array {
  const ordered = Float64Array.from(eventNumbers).sort();
  return ordered.filter((eventNumber, index) => eventNumber !== ordered[index - 1] && !known.has(eventNumber));
}

/** Two connections, where that is worth it: the server reads for one while we read what it says on the other. */
export async function inParts(numbers: Float64Array, read: (part: Float64Array) => Promise<void>): Promise<void> {
  const middle = numbers.length < SPLIT_MIN ? 0 : numbers.length >> 1;
  const parts = [numbers.subarray(0, middle), numbers.subarray(middle)].filter(({ length }) => length > 0);
  await Promise.all(parts.map(read));
}
