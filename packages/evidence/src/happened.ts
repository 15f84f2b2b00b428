/** What an event that is shown did, kept for a correction of it. */
import type { BookRecord } from './book.ts';
import type { LotInBook } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';

export interface Happened {
  /** As it counts now: the replacement of a corrected one; null once it is voided. */
  readonly standing: AuthoredEvent | null;
  /** The event by which it counts so: itself, or its latest correction. */
  readonly standingNumber: number;
  /** What counts of it, of the lots that are not of the book as well. */
  readonly record: BookRecord;
  /** As it found the lots that it changed; undefined of those that it made. */
  readonly before: ReadonlyMap<string, LotInBook | undefined>;
  readonly after: ReadonlyMap<string, LotInBook>;
  /** What a party would have it corrected to, while it waits for the word of the other. */
  readonly words: ReadonlyMap<string, string>;
}
