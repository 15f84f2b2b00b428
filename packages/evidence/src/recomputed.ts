import type { BookRecord } from './book.ts';

/** What an event that is shown has done to the lots of the book, where that follows from it. */
export type Recomputed =
  | { readonly isKnown: true; readonly record: BookRecord }
  /** `why` it does not follow. */
  | { readonly isKnown: false; readonly why: string };
