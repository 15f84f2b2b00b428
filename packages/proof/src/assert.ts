/**
 * Stops when an invariant of this package is broken: a bug in the code that called, never a fault of the input. Where that is looked
 * at for each of millions, the message is made only when it is needed: `if (…) assert(false, …)`.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Bug: ${message}`);
}
