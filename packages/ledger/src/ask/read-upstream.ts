import type { RegisteredPlaces } from '@lodestone/lineage/claims/registered-places.ts';
import type { LineageGraph, LineageSubject } from '@lodestone/lineage/graph.ts';
import type { TraceMissing } from '@lodestone/lineage/trace/trace-value.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';
import { lineageGraphOf } from './lineage-graph.ts';
import { missingOfLineage } from './missing-of-lineage.ts';
import { readAncestry } from './read-ancestry.ts';
import { readRegistered } from './read-registered.ts';

export interface Upstream {
  readonly subject: LineageSubject;
  readonly graph: LineageGraph;
  readonly registered: RegisteredPlaces;
  /** What of it is not to be seen or not to be relied on yet. */
  readonly missing: readonly TraceMissing[];
}

/** A lot or a shipment with all that it was made from, as known at a moment; null when nothing has that id then. */
export async function readUpstream(
  ledger: Ledger,
  id: string,
  asKnownAt: string | undefined,
): Promise<Upstream | null> {
  const bound = await boundAt(ledger, asKnownAt);
  const read = await readAncestry(ledger, id, bound);
  if (read === null) return null;
  const { subject, graph } = read;
  return {
    subject: { ...subject, missing: [] },
    graph: lineageGraphOf(graph),
    registered: await readRegistered(ledger, bound),
    missing: await missingOfLineage(ledger, id, [...graph.lots.values()], bound),
  };
}
