import { type BookRecord, emptyRecord } from './book.ts';
import type { BookState } from './book-state.ts';
import { fail } from './failure.ts';
import { formatPlace } from './place.ts';
import { sortRecord } from './sort-record.ts';

/**
 * What the book says of an event: what counts of it in the end, of the lots of the book. Of one that a correction has
 * replaced that is what it changed and who had its lots, for these are changed back.
 */
export function recordOfBook({ listed, superseded }: BookState, record: BookRecord): BookRecord {
  const ofBook = <Part extends { readonly lot: string }>(parts: readonly Part[]) =>
    parts.filter(({ lot }) => listed.has(lot));
  const { eventNumber, corrects, step, packed } = record;
  const empty = emptyRecord(eventNumber);
  const [changed, moved] = [ofBook(record.changed), ofBook(record.moved)];
  const [taken, made] = [ofBook(record.taken), ofBook(record.made)];
  const said = superseded.has(eventNumber)
    ? { ...empty, changed, moved }
    : { ...empty, changed, moved, taken, made, packed, step: made.length > 0 ? step : null };
  if (said.made.length > 0 || said.packed !== null) requireListed(listed, record);
  const isEmpty = changed.length + moved.length + said.taken.length + said.made.length === 0 && said.packed === null;
  return sortRecord({ ...said, corrects: isEmpty ? null : corrects });
}

/** Whoever left out of a book what one of its lots was made of would choose where that comes from. */
function requireListed(listed: BookState['listed'], { eventNumber, taken, packed }: BookRecord): void {
  const missing = [...taken, ...(packed?.lots ?? [])].find(({ lot }) => !listed.has(lot));
  if (missing === undefined) return;
  const expected = `lot ${missing.lot} made in the book, for event ${formatPlace(eventNumber)} uses it`;
  fail('book', 'claim.book', { expected, found: 'none' });
}
