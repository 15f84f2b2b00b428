import type { BookRecord } from './book.ts';

/** Brings the lists of a record into their one order: by lot, as the code units of its id compare. */
export function sortRecord(record: BookRecord): BookRecord {
  const { taken, made, changed, moved, packed } = record;
  return {
    ...record,
    taken: byLot(taken),
    made: byLot(made),
    changed: byLot(changed),
    moved: byLot(moved),
    packed: packed === null ? null : { ...packed, lots: byLot(packed.lots) },
  };
}

function byLot<Item extends { readonly lot: string }>(items: readonly Item[]): Item[] {
  return [...items].sort((left, right) => (left.lot < right.lot ? -1 : left.lot > right.lot ? 1 : 0));
}
