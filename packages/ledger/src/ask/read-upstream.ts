import type { RegisteredPlaces } from '@lodestone/lineage/claims/registered-places.ts';
import type { LineageGraph, LineageSubject } from '@lodestone/lineage/graph.ts';
import type { TraceMissing } from '@lodestone/lineage/trace-value.ts';
import type { GraphOfLineage } from '@lodestone/store/graph-of-lineage.ts';
import { readAncestors } from '@lodestone/store/read-lineage.ts';
import { readSubject } from '@lodestone/store/read-subject.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';
import { lineageGraphOf } from './lineage-graph.ts';
import { missingOfLineage } from './missing-of-lineage.ts';
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
  const { database, ledgerId } = ledger;
  const bound = await boundAt(ledger, asKnownAt);
  const subject = await readSubject(database, ledgerId, id, bound);
  if (subject === null) return null;
  const lotNumbers = subject.parts.map(({ lotNumber }) => lotNumber);
  const graph: GraphOfLineage = { lots: new Map(), steps: new Map() };
  await readAncestors(database, ledgerId, lotNumbers, bound, graph);
  return {
    subject: { ...subject, missing: [] },
    graph: lineageGraphOf(graph),
    registered: await readRegistered(ledger, bound),
    missing: await missingOfLineage(ledger, id, [...graph.lots.values()], bound),
  };
}
