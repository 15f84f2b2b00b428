/** That what a bundle claims follows from what it shows. */
import type { UpwardTrace } from '@lodestone/lineage/trace/trace-value.ts';
import type { BookState } from './book-state.ts';
import type { Bundle } from './bundle.ts';
import type { Authors } from './check-authors.ts';
import { checkBook } from './check-book.ts';
import type { ProvenLog } from './check-log.ts';
import { checkTrace } from './check-trace.ts';
import { fail } from './failure.ts';

/** A lineage with the book that it was checked by. */
export interface CheckedLineage {
  readonly state: BookState;
  readonly trace: UpwardTrace;
}

/** An event that is claimed is shown; of a lot or shipment the book and the lineage are checked. Null for an event. */
export function checkClaim(bundle: Bundle, log: ProvenLog, authors: Authors): CheckedLineage | null {
  const { subject, trace, book } = bundle.claim;
  if (subject.kind !== 'event') {
    const state = checkBook(bundle, log, authors);
    return { state, trace: checkTrace(bundle, log, state) };
  }
  const isShown = [...authors.events.values()].some(({ event }) => event['id'] === subject.id);
  if (!isShown) fail('subject', 'claim.subject', { expected: `event ${subject.id} among those shown`, found: 'none' });
  if (trace !== null) fail('subject', 'claim.trace', { expected: 'null, as of an event', found: 'a trace' });
  const found = `${book.length} records`;
  if (book.length > 0) fail('subject', 'claim.book', { expected: 'an empty list, as of an event', found });
  return null;
}
