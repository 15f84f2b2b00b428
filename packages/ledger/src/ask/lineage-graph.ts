import type { LineageGraph } from '@lodestone/lineage/graph.ts';
import type { RecallGraph } from '@lodestone/lineage/recall/recall-places.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import type { GraphOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { readPassages } from '@lodestone/store/lineage/read-gains.ts';
import type { Ledger } from '../open-ledger.ts';
import { statedLosses } from './stated-losses.ts';

/** The graph as it was read, with what steps lost: that stands in their events alone. */
export function lineageGraphOf({ lots, steps }: GraphOfLineage): LineageGraph {
  const weighed = [...steps].map(([number, { lossesBody, ...step }]) => {
    return [number, { ...step, losses: lossesBody === null ? [] : statedLosses(lossesBody) }] as const;
  });
  return { lots, steps: new Map(weighed) };
}

/** The same with what changed its lots without a step, as of the bound. */
export async function withChanges(
  { database, ledgerId }: Pick<Ledger, 'database' | 'ledgerId'>,
  graph: GraphOfLineage,
  bound: EventBound,
): Promise<RecallGraph> {
  const passages = await readPassages(database.pool, ledgerId, [...graph.lots.keys()], bound);
  const changes = new Map([...passages].map(([lot, each]) => [lot, each.filter(({ cause }) => cause !== 'taken')]));
  return { ...lineageGraphOf(graph), changes };
}
