import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { statedElements } from '@lodestone/custody/element-masses.ts';
import { attribute, formatShare } from './attribution.ts';
import { compareBytes } from './byte-order.ts';
import type { LineageGraph, LineageLot, LineageStep, LineageSubject } from './graph.ts';
import { invariant } from './invariant.ts';
import { type RecycledContent, recycledContentOf } from './recycled-content.ts';
import type {
  DownwardTrace,
  TraceBody,
  TraceEdge,
  TraceElement,
  TraceLot,
  TraceRecycled,
  TraceShipment,
  UpwardTrace,
} from './trace-value.ts';
import { describeSteps } from './trace-steps.ts';
import { sumMasses } from './sum-masses.ts';
import { type Reached, walk } from './walk.ts';

export interface TraceOptions {
  /** Only lots and edges that carry this element, and only its attribution. */
  readonly element?: ElementSymbol | undefined;
  /** How many steps away from the subject lots are listed; attribution always goes all the way. */
  readonly depth?: number | undefined;
}

/** One lot in one shipment. */
export interface Packing {
  readonly shipment: string;
  readonly lotNumber: number;
}

/** Traces the subject to its origins. The graph must hold all that it was made from, but for the missing branches. */
export function traceUp(graph: LineageGraph, subject: LineageSubject, options: TraceOptions = {}): UpwardTrace {
  const inputsOf = (lot: LineageLot) => lotsTakenBy(stepOf(graph, lot), options.element);
  return { ...bodyOf(graph, subject, options, reach(graph, subject, options, inputsOf)), direction: 'up' };
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
  const outputsOf = (lot: LineageLot) => outputs.get(lot.lotNumber) ?? NO_LOTS;
  const reached = reach(graph, subject, options, outputsOf);
  return {
    ...bodyOf(graph, subject, options, reached),
    direction: 'down',
    shipments: shipmentsOf(reached, packings),
  };
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

function bodyOf(
  graph: LineageGraph,
  subject: LineageSubject,
  { element, depth }: TraceOptions,
  reached: readonly Reached[],
): TraceBody {
  const lots = reached.map(({ lot }) => lot);
  return {
    subject: { kind: subject.kind, id: subject.id },
    limits: { element: element ?? null, depth: depth ?? null },
    lots: reached.map((each) => describeLot(graph, each, element)),
    edges: edgesBetween(graph, lots, element),
    steps: describeSteps(graph, lots, element),
    elements: elementsOf(graph, subject, element),
    custodians: distinct(lots.flatMap(({ party, custodian }) => [party, custodian])),
    countries: distinct(lots.map(({ country }) => country)),
    missing: subject.missing
      .map(({ lot, reason }) => ({ lot, reason }))
      .sort((left, right) => compareBytes(left.lot, right.lot)),
  };
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

/** One edge for each lot and each lot it was made from, both listed, however often the step took from it. */
function edgesBetween(
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

function elementsOf(
  graph: LineageGraph,
  subject: LineageSubject,
  element: ElementSymbol | undefined,
): TraceBody['elements'] {
  const elements: Partial<Record<ElementSymbol, TraceElement>> = {};
  const asked = element === undefined ? undefined : [element];
  const recycled = recycledContentOf(graph, subject, asked);
  for (const [symbol, attribution] of attribute(graph, subject, asked)) {
    elements[symbol] = {
      milligrams: safeInteger(attribution.milligrams, symbol, subject),
      unknownMilligrams: Number(attribution.unknownMilligrams),
      origins: attribution.origins.map(({ lotNumber, milligrams, share }) => {
        const { lot, kind, party, facility, country } = graph.lots.get(lotNumber) as LineageLot;
        return { lot, kind, party, facility, country, milligrams: Number(milligrams), share };
      }),
      recycled: describeRecycled(recycled.get(symbol) as RecycledContent),
    };
  }
  return elements;
}

function describeRecycled({ preConsumer, postConsumer }: RecycledContent): TraceRecycled {
  return {
    preConsumerMilligrams: Number(preConsumer.milligrams),
    preConsumerShare: formatShare(preConsumer.shareMillionths),
    postConsumerMilligrams: Number(postConsumer.milligrams),
    postConsumerShare: formatShare(postConsumer.shareMillionths),
  };
}

/** No part of it is larger, so one look at the whole is enough. 2^53 mg are nine million tonnes of one element. */
function safeInteger(milligrams: bigint, element: ElementSymbol, subject: LineageSubject): number {
  const fits = milligrams <= BigInt(Number.MAX_SAFE_INTEGER);
  invariant(fits, `${subject.id} holds ${milligrams} mg of ${element}, more than a JSON number can carry exactly`);
  return Number(milligrams);
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

function shipmentsOf(reached: readonly Reached[], packings: readonly Packing[]): readonly TraceShipment[] {
  const lotOf = new Map(reached.map(({ lot }) => [lot.lotNumber, lot.lot]));
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

function stepOf(graph: LineageGraph, lot: LineageLot): LineageStep | undefined {
  return lot.step === null ? undefined : graph.steps.get(lot.step);
}

function lotsTakenBy(step: LineageStep | undefined, element: ElementSymbol | undefined): ReadonlySet<number> {
  if (step === undefined) return NO_LOTS;
  const inputs = step.inputs.filter(({ elementMilligrams }) => carries(elementMilligrams, element));
  return new Set(inputs.map(({ lotNumber }) => lotNumber));
}

/** Without an element asked for, everything counts as carrying. */
function carries(elementMilligrams: LineageLot['elementMilligrams'], element: ElementSymbol | undefined): boolean {
  return element === undefined || (elementMilligrams[element] ?? 0n) > 0n;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareBytes);
}
