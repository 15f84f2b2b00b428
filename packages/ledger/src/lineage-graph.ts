import type { LineageGraph } from '@lodestone/lineage/graph.ts';
import type { GraphOfLineage } from '@lodestone/store/graph-of-lineage.ts';
import { statedLosses } from './stated-losses.ts';

/** The graph as it was read, with what steps lost: that stands in their events alone. */
export function lineageGraphOf({ lots, steps }: GraphOfLineage): LineageGraph {
  const weighed = [...steps].map(([number, { lossesBody, ...step }]) => {
    return [number, { ...step, losses: lossesBody === null ? [] : statedLosses(lossesBody) }] as const;
  });
  return { lots, steps: new Map(weighed) };
}
