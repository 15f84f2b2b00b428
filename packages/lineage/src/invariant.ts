/**
 * Stops when something that must hold does not: the caller or the reader of the graph has a bug. Where that is looked at for each
 * of millions, the message is made only when it is needed: `if (…) invariant(false, …)`.
 */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(`lineage: ${message}`);
}
