/** That the claim of a bundle is about something that its events show. */
import type { Bundle } from './bundle.ts';
import type { Authors } from './check-authors.ts';
import { fail } from './failure.ts';

/** An event that is claimed is shown; the book of lots and shipments is checked in `check-book.ts`. */
export function checkSubject({ claim }: Bundle, { events }: Authors): void {
  const { kind, id } = claim.subject;
  if (kind !== 'event') return;
  const isShown = [...events.values()].some(({ event }) => event['id'] === id);
  if (!isShown) fail('subject', 'claim.subject', { expected: `event ${id} among the events shown`, found: 'none' });
  if (claim.trace !== null) fail('subject', 'claim.trace', { expected: 'null, as of an event', found: 'a trace' });
  const { length } = claim.book;
  if (length > 0)
    fail('subject', 'claim.book', { expected: 'an empty list, as of an event', found: `${length} records` });
}
