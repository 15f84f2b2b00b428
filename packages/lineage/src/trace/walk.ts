import type { LineageGraph, LineageLot } from '../graph.ts';

export interface Reached {
  readonly lot: LineageLot;
  /** The least number of steps from the start. */
  readonly depth: number;
  /** True when a neighbour was not reached, for it is beyond the depth allowed. */
  readonly continues: boolean;
}

/**
 * Reaches every lot of the graph within `depth` steps of the start, each once and at its shortest distance.
 * Lots that are not in the graph are passed over: the subject names them as missing.
 */
export function walk(
  graph: LineageGraph,
  start: Iterable<number>,
  neighboursOf: (lot: LineageLot) => ReadonlySet<number>,
  depth: number,
): readonly Reached[] {
  const depths = new Map<number, number>();
  let level = [...new Set(start)].filter((lotNumber) => graph.lots.has(lotNumber));
  for (const lotNumber of level) depths.set(lotNumber, 0);
  for (let distance = 1; distance <= depth && level.length > 0; distance += 1) {
    const next: number[] = [];
    for (const lotNumber of level) {
      for (const neighbour of neighboursOf(lotOf(graph, lotNumber))) {
        if (depths.has(neighbour) || !graph.lots.has(neighbour)) continue;
        depths.set(neighbour, distance);
        next.push(neighbour);
      }
    }
    level = next;
  }
  const atTheEnd = new Set(level);
  return [...depths].map(([lotNumber, distance]) => {
    const lot = lotOf(graph, lotNumber);
    const continues =
      atTheEnd.has(lotNumber) && [...neighboursOf(lot)].some((next) => !depths.has(next) && graph.lots.has(next));
    return { lot, depth: distance, continues };
  });
}

function lotOf(graph: LineageGraph, lotNumber: number): LineageLot {
  return graph.lots.get(lotNumber) as LineageLot;
}
