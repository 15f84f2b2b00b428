import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { attributeByNumbers } from '@lodestone/lineage/attribution/attribute-by-numbers.ts';
import { possibleMasses, type SearchOptions } from '@lodestone/lineage/attribution/possible-masses.ts';
import { traceDown, traceUp } from '@lodestone/lineage/trace/trace.ts';
import type { AskPossible } from '@lodestone/lineage/trace/trace-elements.ts';
import { isFiltering, type LotHistory, type TraceFilter } from '@lodestone/lineage/trace/trace-filter.ts';
import type { Trace } from '@lodestone/lineage/trace/trace-value.ts';
import { unknownSources } from '@lodestone/lineage/attribution/unknown-sources.ts';
import type { GraphOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { readDescendants } from '@lodestone/store/lineage/read-lineage.ts';
import { readMakingTimes } from '@lodestone/store/lineage/read-making-times.ts';
import { readPackings } from '@lodestone/store/lineage/read-packings.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';
import { lineageGraphOf } from './lineage-graph.ts';
import { missingOfLineage } from './missing-of-lineage.ts';
import { readAncestry } from './read-ancestry.ts';

export interface TraceRequest {
  readonly id: string;
  readonly direction: 'up' | 'down';
  readonly element: ElementSymbol | undefined;
  readonly depth: number | undefined;
  /** Which lots are listed; all when it has no condition. */
  readonly filter?: TraceFilter | undefined;
  /** Asks for the least and the most that can be of each origin, beside its mass by the book, with so much work. */
  readonly bounds?: SearchOptions | undefined;
  /** Asks where the unknown came in, and what of the lineage is missing. */
  readonly explained?: boolean | undefined;
  /** Only what the ledger had recorded by this time. */
  readonly asKnownAt: string | undefined;
}

type AskedOf = Parameters<AskPossible>;

/** Traces a lot or a shipment; null when nothing has that id (at that time). */
export async function traceSubject(ledger: Ledger, request: TraceRequest): Promise<Trace | null> {
  const { database, ledgerId } = ledger;
  const { id, direction, element, depth, filter, bounds, explained = false, asKnownAt } = request;
  const bound = await boundAt(ledger, asKnownAt);
  const read = await readAncestry(ledger, id, bound);
  if (read === null) return null;
  const { subject, lotNumbers, graph } = read;
  const upstream = [...graph.lots.values()];
  if (direction === 'down') await readDescendants(database, ledgerId, lotNumbers, bound, graph);
  const listing =
    filter !== undefined && isFiltering(filter) ? { filter, histories: await readHistories(ledger, graph) } : undefined;
  const lineage = lineageGraphOf(graph);
  const asking = {
    bounds: bounds === undefined ? undefined : (...of: AskedOf) => possibleMasses(...of, bounds),
    explained: explained ? unknownSources : undefined,
  };
  const options = { element, depth, listing, attribute: attributeByNumbers(lineage), ...asking };
  const wholeSubject = { ...subject, missing: [] };
  if (direction === 'up') {
    const trace = traceUp(lineage, wholeSubject, options);
    return explained ? { ...trace, missing: await missingOfLineage(ledger, id, upstream, bound) } : trace;
  }
  const packings = await readPackings(database, ledgerId, [...graph.lots.keys()], bound);
  const trace = traceDown(lineage, wholeSubject, packings, options);
  if (!explained) return trace;
  const above = new Set(upstream.map(({ lotNumber }) => lotNumber));
  for (const lotNumber of lotNumbers) above.delete(lotNumber);
  const downstream = [...graph.lots.values()].filter(({ lotNumber }) => !above.has(lotNumber));
  return { ...trace, missing: await missingOfLineage(ledger, id, downstream, bound) };
}

async function readHistories(
  { database, ledgerId }: Ledger,
  { lots }: GraphOfLineage,
): Promise<ReadonlyMap<number, LotHistory>> {
  const madeAt = await readMakingTimes(database, ledgerId, [...lots.keys()]);
  const histories = [...lots.values()].map(({ lotNumber, receivers }) => {
    return [lotNumber, { madeAt: madeAt.get(lotNumber) ?? '', receivers }] as const;
  });
  return new Map(histories);
}
