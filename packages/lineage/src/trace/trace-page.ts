/** A part of the list of lots of a trace, for lineages that nobody reads in one go. Masses are of the whole all the same. */
import type { Trace, TraceLot } from './trace-value.ts';

export interface PageRequest {
  /** At most so many lots; null for all that are left. */
  readonly limit: number | null;
  /** The last lot of the page before; null from the beginning on. */
  readonly after: string | null;
}

export interface Page {
  /** Of the lots of the trace, those from `start` up to and without `end`. */
  readonly start: number;
  readonly end: number;
}

/** Lots in an order: in memory, or made as they are read. */
interface Listed {
  readonly lots: Iterable<{ readonly lot: string }> & { readonly length: number };
}

/** Finds the page among the lots of a trace or a recall; null when none of them is the one to go on after. */
export function findPage({ lots }: Listed, { limit, after }: PageRequest): Page | null {
  const start = after === null ? 0 : placeBehind(lots, after);
  if (start === null) return null;
  return { start, end: limit === null ? lots.length : Math.min(lots.length, start + limit) };
}

function placeBehind(lots: Listed['lots'], after: string): number | null {
  let place = 0;
  for (const { lot } of lots) {
    place += 1;
    if (lot === after) return place;
  }
  return null;
}

/** The trace with the lots of the page, the edges that lead to them and the steps that made them. */
export function pageOf<Traced extends Trace>(trace: Traced, { start, end }: Page): Traced {
  const lots: readonly TraceLot[] = trace.lots.slice(start, end);
  const names = new Set(lots.map(({ lot }) => lot));
  const steps = trace.steps.flatMap((step) => {
    const here = step.lots.filter((lot) => names.has(lot));
    return here.length === 0 ? [] : [{ ...step, lots: here }];
  });
  const page = { lotsBefore: start, lotsAfter: trace.lots.length - end };
  const edges = trace.edges.filter(({ to }) => names.has(to));
  return { ...trace, limits: { ...trace.limits, page }, lots, edges, steps };
}
