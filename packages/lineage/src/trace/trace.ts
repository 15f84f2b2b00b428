import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { statedElements } from '@lodestone/custody/element-masses.ts';
import type { AttributeSubject } from '../attribution/attribution.ts';
import { compareBytes } from '../byte-order.ts';
import type { LineageGraph, LineageLot, LineageSubject } from '../graph.ts';
import { findIndirectWays } from './indirect-ways.ts';
import { sumMasses } from './sum-masses.ts';
import { carries, edgesBetween, indirectEdges, lotsTakenBy, stepOf } from './trace-edges.ts';
import { type AskPossible, type AskUnknown, describeElements } from './trace-elements.ts';
import { type FilteredListing, passesFilter } from './trace-filter.ts';
import { describeSteps } from './trace-steps.ts';
import type { DownwardTrace, TraceBody, TraceEdge, TraceLot, TraceShipment, UpwardTrace } from './trace-value.ts';
import { type Reached, walk } from './walk.ts';

export interface TraceOptions {
  /** Only lots and edges that carry this element, and only its attribution. */
  readonly element?: ElementSymbol | undefined;
  /** How many steps away from the subject lots are listed; attribution always goes all the way. */
  readonly depth?: number | undefined;
  /** Which of these lots are listed, besides those of the subject itself. */
  readonly listing?: FilteredListing | undefined;
  /** Another way to the same attribution: `attributeByNumbers`, which is quicker, and more code than a verifier needs. */
  readonly attribute?: AttributeSubject | undefined;
  /** Adds to each origin the least and the most that can be of it: `possibleMasses`, which not everybody needs. */
  readonly bounds?: AskPossible | undefined;
  /** Adds to each element of which some is unknown where that came in: `unknownSources`. */
  readonly explained?: AskUnknown | undefined;
}

/** One lot in one shipment. */
export interface Packing {
  readonly shipment: string;
  readonly lotNumber: number;
}

/** Traces the subject to its origins. The graph must hold all that it was made from, but for the missing branches. */
export function traceUp(graph: LineageGraph, subject: LineageSubject, options: TraceOptions = {}): UpwardTrace {
  const neighboursOf = (lot: LineageLot) => lotsTakenBy(stepOf(graph, lot), options.element);
  const reached = reach(graph, subject, options, neighboursOf);
  return { ...bodyOf(graph, subject, options, { reached, neighboursOf, direction: 'up' }), direction: 'up' };
}

/**
 * Traces what became of the subject, and which shipments it went into. The graph must hold all that was made from it,
 * and all that it was made from, which its attribution needs.
 */
export function traceDown(
  graph: LineageGraph,
  subject: LineageSubject,
  packings: readonly Packing[],
  options: TraceOptions = {},
): DownwardTrace {
  const outputs = indexOutputs(graph, options.element);
  const neighboursOf = (lot: LineageLot) => outputs.get(lot.lotNumber) ?? NO_LOTS;
  const reached = reach(graph, subject, options, neighboursOf);
  const body = bodyOf(graph, subject, options, { reached, neighboursOf, direction: 'down' });
  return { ...body, direction: 'down', shipments: shipmentsOf(body.lots, reached, packings) };
}

const NO_LOTS: ReadonlySet<number> = new Set();

/** The lots within the depth asked for, by depth and then id. */
function reach(
  graph: LineageGraph,
  { parts }: LineageSubject,
  { element, depth = Number.POSITIVE_INFINITY }: TraceOptions,
  neighboursOf: (lot: LineageLot) => ReadonlySet<number>,
): readonly Reached[] {
  const start = parts.filter(({ elementMilligrams }) => carries(elementMilligrams, element));
  const reached = walk(
    graph,
    start.map(({ lotNumber }) => lotNumber),
    neighboursOf,
    depth,
  );
  return [...reached].sort((left, right) => left.depth - right.depth || compareBytes(left.lot.lot, right.lot.lot));
}

interface Reaching {
  readonly reached: readonly Reached[];
  /** Leads away from the subject. */
  readonly neighboursOf: (lot: LineageLot) => ReadonlySet<number>;
  readonly direction: 'up' | 'down';
}

function bodyOf(graph: LineageGraph, subject: LineageSubject, options: TraceOptions, reaching: Reaching): TraceBody {
  const { element, depth, listing } = options;
  const listed = listing === undefined ? reaching.reached : reaching.reached.filter((each) => isListed(listing, each));
  const lots = listed.map(({ lot }) => lot);
  const limits = { element: element ?? null, depth: depth ?? null };
  const edges = edgesBetween(graph, lots, element);
  const filtered = listing === undefined ? undefined : filteredEdges(graph, lots, reaching);
  return {
    subject: { kind: subject.kind, id: subject.id },
    limits:
      listing === undefined || filtered === undefined
        ? limits
        : {
            ...limits,
            filter: {
              ...listing.filter,
              lotsLeftOut: reaching.reached.length - lots.length,
              hasAllEdges: filtered.hasAllEdges,
            },
          },
    lots: listed.map((each) => describeLot(graph, each, element)),
    edges: [...edges, ...(filtered?.edges ?? [])],
    steps: describeSteps(graph, lots, element),
    elements: describeElements(graph, subject, options),
    custodians: distinct(lots.flatMap(({ party, custodian }) => [party, custodian])),
    countries: distinct(lots.map(({ country }) => country)),
    missing: subject.missing
      .map(({ lot, reason }) => ({ lot, why: 'withheld' as const, reason }))
      .sort((left, right) => compareBytes(left.lot, right.lot)),
  };
}

/** Without the lots of the subject nobody would see where the others lead. */
function isListed(listing: FilteredListing, { lot, depth }: Reached): boolean {
  return depth === 0 || passesFilter(listing, lot);
}

function filteredEdges(
  graph: LineageGraph,
  lots: readonly LineageLot[],
  { reached, neighboursOf, direction }: Reaching,
): { readonly edges: readonly TraceEdge[]; readonly hasAllEdges: boolean } {
  const numbers = new Set(lots.map(({ lotNumber }) => lotNumber));
  const all = reached.map(({ lot }) => lot);
  const { ways, isComplete } = findIndirectWays(all, (lotNumber) => numbers.has(lotNumber), neighboursOf);
  return { edges: indirectEdges(graph, lots, ways, direction), hasAllEdges: isComplete };
}

function describeLot(
  graph: LineageGraph,
  { lot, depth, continues }: Reached,
  element: ElementSymbol | undefined,
): TraceLot {
  const { kind, form, product, facility, party, custodian, country } = lot;
  const step = stepOf(graph, lot)?.name ?? null;
  const netMilligrams = lot.netMilligrams === null ? null : Number(lot.netMilligrams);
  const elementMilligrams: Partial<Record<ElementSymbol, number>> = {};
  for (const [symbol, mass] of statedElements(lot.elementMilligrams)) {
    if (element === undefined || element === symbol) elementMilligrams[symbol] = Number(mass);
  }
  const gainedMilligrams = sumMasses(
    lot.gains.map(({ gainedElementMilligrams }) => gainedElementMilligrams),
    element,
  );
  const masses = { netMilligrams, elementMilligrams, gainedMilligrams };
  return { lot: lot.lot, kind, form, product, facility, party, custodian, country, step, ...masses, depth, continues };
}

/** Turns the graph round: for each lot, the lots made by the steps that took from it. */
function indexOutputs(
  graph: LineageGraph,
  element: ElementSymbol | undefined,
): ReadonlyMap<number, ReadonlySet<number>> {
  const outputs = new Map<number, Set<number>>();
  for (const lot of graph.lots.values()) {
    const step = stepOf(graph, lot);
    if (step === undefined || !carries(lot.elementMilligrams, element)) continue;
    for (const taken of lotsTakenBy(step, element)) {
      const known = outputs.get(taken);
      if (known === undefined) outputs.set(taken, new Set([lot.lotNumber]));
      else known.add(lot.lotNumber);
    }
  }
  return outputs;
}

function shipmentsOf(
  listed: readonly TraceLot[],
  reached: readonly Reached[],
  packings: readonly Packing[],
): readonly TraceShipment[] {
  const names = new Set(listed.map(({ lot }) => lot));
  const lotOf = new Map(reached.flatMap(({ lot: { lot, lotNumber } }) => (names.has(lot) ? [[lotNumber, lot]] : [])));
  const lotsOf = new Map<string, string[]>();
  for (const { shipment, lotNumber } of packings) {
    const lot = lotOf.get(lotNumber);
    if (lot === undefined) continue;
    const known = lotsOf.get(shipment);
    if (known === undefined) lotsOf.set(shipment, [lot]);
    else known.push(lot);
  }
  return [...lotsOf]
    .sort(([left], [right]) => compareBytes(left, right))
    .map(([shipment, lots]) => ({ shipment, lots: distinct(lots) }));
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareBytes);
}
