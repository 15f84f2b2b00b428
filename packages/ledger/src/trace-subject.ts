import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { eventNumberOf } from '@lodestone/custody/fact.ts';
import { traceDown, traceUp } from '@lodestone/lineage/trace.ts';
import type { Trace } from '@lodestone/lineage/trace-value.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import { readEntryBody } from '@lodestone/store/read-events.ts';
import { readHead } from '@lodestone/store/read-ledger.ts';
import {
  type EventBound,
  type GraphOfLineage,
  readAncestors,
  readDescendants,
  readPackings,
  readSubject,
  WHOLE_LEDGER,
} from '@lodestone/store/read-lineage.ts';
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
  const bound = asKnownAt === undefined ? WHOLE_LEDGER : await boundAt(ledger, asKnownAt);
  const subject = await readSubject(database, ledgerId, id, bound);
  if (subject === null) return null;
  const lotNumbers = subject.parts.map(({ lotNumber }) => lotNumber);
  const graph: GraphOfLineage = { lots: new Map(), steps: new Map() };
  await readAncestors(database, ledgerId, lotNumbers, bound, graph);
  const options = { element, depth };
  const wholeSubject = { ...subject, missing: [] };
  if (direction === 'up') return traceUp(graph, wholeSubject, options);
  await readDescendants(database, ledgerId, lotNumbers, bound, graph);
  const packings = await readPackings(database, ledgerId, [...graph.lots.keys()], bound);
  return traceDown(graph, wholeSubject, packings, options);
}

/** The first event number recorded after `time`. Recorded times never go back, so halving finds it. */
async function boundAt({ database, ledgerId }: Ledger, time: string): Promise<EventBound> {
  const head = await readHead(database, ledgerId);
  let low = 0;
  let high = head?.size ?? 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const body = await readEntryBody(database, ledgerId, middle);
    const entry = body === null ? null : parseEntry(body);
    if (entry === null || !entry.ok) throw new Error(`entry ${middle} cannot be read: run verify`);
    if (entry.value.recordedAt <= time) low = middle + 1;
    else high = middle;
  }
  return eventNumberOf(low, 0);
}
