/** Stops when something that must hold does not: the caller or the reader of the graph has a bug. */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(`lineage: ${message}`);
}
