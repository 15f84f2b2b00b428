import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { traceDown, traceUp } from '@lodestone/lineage/trace.ts';
import type { Trace } from '@lodestone/lineage/trace-value.ts';
import type { GraphOfLineage } from '@lodestone/store/graph-of-lineage.ts';
import { readAncestors, readDescendants } from '@lodestone/store/read-lineage.ts';
import { readPackings } from '@lodestone/store/read-packings.ts';
import { readSubject } from '@lodestone/store/read-subject.ts';
import { boundAt } from './event-bound.ts';
import { lineageGraphOf } from './lineage-graph.ts';
import type { Ledger } from './open-ledger.ts';

export interface TraceRequest {
  readonly id: string;
  readonly direction: 'up' | 'down';
  readonly element: ElementSymbol | undefined;
  readonly depth: number | undefined;
  /** Only what the ledger had recorded by this time. */
  readonly asKnownAt: string | undefined;
}

/** Traces a lot or a shipment; null when nothing has that id (at that time). */
export async function traceSubject(ledger: Ledger, request: TraceRequest): Promise<Trace | null> {
  const { database, ledgerId } = ledger;
  const { id, direction, element, depth, asKnownAt } = request;
  const bound = await boundAt(ledger, asKnownAt);
  const subject = await readSubject(database, ledgerId, id, bound);
  if (subject === null) return null;
  const lotNumbers = subject.parts.map(({ lotNumber }) => lotNumber);
  const graph: GraphOfLineage = { lots: new Map(), steps: new Map() };
  await readAncestors(database, ledgerId, lotNumbers, bound, graph);
  const options = { element, depth };
  const wholeSubject = { ...subject, missing: [] };
  if (direction === 'up') return traceUp(lineageGraphOf(graph), wholeSubject, options);
  await readDescendants(database, ledgerId, lotNumbers, bound, graph);
  const packings = await readPackings(database, ledgerId, [...graph.lots.keys()], bound);
  return traceDown(lineageGraphOf(graph), wholeSubject, packings, options);
}
