/** The first thing that is wrong with a bundle, and how it ends the work of the verifier. */

/** What kind of thing did not hold; the page `format/evidence-bundle.md` explains each. */
export type FailureKind =
  | 'encoding'
  | 'digest'
  | 'checkpoint'
  | 'witness'
  | 'proof'
  | 'ledger'
  | 'event'
  | 'signature'
  | 'key'
  | 'mandate'
  | 'role'
  | 'subject'
  | 'book'
  | 'overdrawn'
  | 'custody'
  | 'balance'
  | 'trace'
  | 'opening';

export interface Failure {
  readonly kind: FailureKind;
  /** Where in the bundle, such as `entries[3].events[0]`. */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  readonly message: string;
}

/** Thrown by the checks and caught by `verifyBundle` alone, so that a check reads as a plain statement. */
export class Failed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Ends the work: at `field`, one thing was expected and another found. `sentence` says it to people. */
export function fail(
  kind: FailureKind,
  field: string,
  { expected, found, sentence }: { expected: string; found: string; sentence?: string },
): never {
  const message = `${field}: ${sentence ?? `expected ${expected}, found ${found}`}`;
  throw new Failed({ kind, field, expected, found, message });
}
