import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LineageGraph, LineageLot, LineageStep } from '../graph.ts';
import type { IndirectWay } from './indirect-ways.ts';
import type { TraceEdge } from './trace-value.ts';

/** One edge for each lot and each lot it was made from, both listed, however often the step took from it. */
export function edgesBetween(
  graph: LineageGraph,
  lots: readonly LineageLot[],
  element: ElementSymbol | undefined,
): TraceEdge[] {
  const placeOf = new Map(lots.map(({ lotNumber }, place) => [lotNumber, place]));
  const edges: TraceEdge[] = [];
  for (const lot of lots) {
    const step = stepOf(graph, lot);
    if (step === undefined) continue;
    const places = [...lotsTakenBy(step, element)].flatMap((taken) => placeOf.get(taken) ?? []);
    for (const place of places.sort((left, right) => left - right)) {
      const from = (lots[place] as LineageLot).lot;
      edges.push({ from, to: lot.lot, kind: 'transformation', step: step.name, event: step.event });
    }
  }
  return edges;
}

/** The edges for ways through lots that are not listed, in the order of the others. */
export function indirectEdges(
  graph: LineageGraph,
  lots: readonly LineageLot[],
  ways: readonly IndirectWay[],
  direction: 'up' | 'down',
): TraceEdge[] {
  const placeOf = new Map(lots.map((lot, place) => [lot, place]));
  const place = (lot: LineageLot) => placeOf.get(lot) as number;
  return ways
    .map(({ near, far, lotsBetween }) => {
      const [from, to] = direction === 'up' ? [far, near] : [near, far];
      return { from, to, lotsBetween };
    })
    .sort((left, right) => place(left.to) - place(right.to) || place(left.from) - place(right.from))
    .flatMap(({ from, to, lotsBetween }) => {
      const step = stepOf(graph, to);
      if (step === undefined) return [];
      const { name, event } = step;
      return [{ from: from.lot, to: to.lot, kind: 'indirect' as const, step: name, event, lotsBetween }];
    });
}

export function stepOf(graph: LineageGraph, lot: LineageLot): LineageStep | undefined {
  return lot.step === null ? undefined : graph.steps.get(lot.step);
}

const NO_LOTS: ReadonlySet<number> = new Set();

export function lotsTakenBy(step: LineageStep | undefined, element: ElementSymbol | undefined): ReadonlySet<number> {
  if (step === undefined) return NO_LOTS;
  const inputs = step.inputs.filter(({ elementMilligrams }) => carries(elementMilligrams, element));
  return new Set(inputs.map(({ lotNumber }) => lotNumber));
}

/** Without an element asked for, everything counts as carrying. */
export function carries(
  elementMilligrams: LineageLot['elementMilligrams'],
  element: ElementSymbol | undefined,
): boolean {
  return element === undefined || (elementMilligrams[element] ?? 0n) > 0n;
}
