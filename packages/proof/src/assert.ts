/** Stops when an invariant of this package is broken: a bug in the code that called, never a fault of the input. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Bug: ${message}`);
}
