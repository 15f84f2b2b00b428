/** Follows suspect lots forward: every lot, holder and shipment that they reached, and what of their mass is where. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { LotPassage } from '@lodestone/custody/lot-gains.ts';
import { formatShare } from './attribution.ts';
import { compareBytes } from './byte-order.ts';
import type { LineageLot } from './graph.ts';
import {
  indexRecall,
  placeSuspectMass,
  type PlaceOfMass,
  type RecallGraph,
  type RecallIndex,
  type SuspectMass,
} from './recall-places.ts';
import type {
  Recall,
  RecalledMass,
  RecallElement,
  RecallFate,
  RecallLot,
  RecallStatus,
  RecallWaste,
} from './recall-value.ts';
import { massOf, recallHolders, recallShipments, type RecallRegister } from './recall-reach.ts';
import { shareMillionths } from './round-masses.ts';
import { walk } from './walk.ts';

/** Where a lot is as of the moment asked about. */
export interface RecalledWhereabouts {
  readonly status: RecallStatus;
  readonly holder: string;
  /** The transfer or shipment that it is in. */
  readonly within: string | null;
  readonly netMilligrams: bigint | null;
}

export interface RecallSubject {
  readonly graph: RecallGraph;
  /** By number; all of them in the graph. */
  readonly suspects: ReadonlySet<number>;
  /** Of every lot of the graph. */
  readonly whereabouts: ReadonlyMap<number, RecalledWhereabouts>;
}

/** Needs a graph of all that was made of the suspects; of `only`, that element alone. The masses of each element sum up. */
export function recall(subject: RecallSubject, register: RecallRegister, only?: ElementSymbol): Recall {
  const { graph, suspects } = subject;
  const index = indexRecall(graph);
  const found = new Map<ElementSymbol, SuspectMass>();
  for (const element of only === undefined ? ELEMENT_SYMBOLS : [only]) {
    const mass = placeSuspectMass(graph, index, suspects, element);
    if (mass.places.length > 0) found.set(element, mass);
  }
  const lots = describeLots(subject, register, index, found, only);
  return {
    suspects: [...suspects].map((number) => (graph.lots.get(number) as LineageLot).lot).sort(compareBytes),
    elements: Object.fromEntries([...found].map(([element, mass]) => [element, describeElement(mass, subject)])),
    lots,
    wastes: describeWastes(found, subject),
    holders: recallHolders(lots, register),
    shipments: recallShipments(lots, register),
  };
}

function describeElement({ totalMilligrams, places }: SuspectMass, subject: RecallSubject): RecallElement {
  const fates: Partial<Record<RecallFate, bigint>> = {};
  let suspectMilligrams = totalMilligrams;
  for (const { place, milligrams } of places) {
    if (place.kind === 'counted-already') suspectMilligrams -= milligrams;
    const fate = fateOf(place, subject);
    if (fate !== null && milligrams !== 0n) fates[fate] = (fates[fate] ?? 0n) + milligrams;
  }
  return { suspectMilligrams, fates };
}

/** Null of what is counted already, for it is in other places too. */
function fateOf(place: PlaceOfMass, { whereabouts }: RecallSubject): RecallFate | null {
  switch (place.kind) {
    case 'lot':
      return fateOfStatus(whereabouts.get(place.lot.lotNumber)?.status ?? 'held');
    case 'loss':
      return 'process-loss';
    case 'unaccounted':
      return 'unaccounted';
    case 'changed':
      return fateOfChange(place.cause, whereabouts.get(place.lot.lotNumber)?.status);
    case 'counted-already':
      return null;
    default:
      return place satisfies never;
  }
}

/** A lot may be consumed by its net mass, and have some of an element left in the book: its holder answers for that. */
function fateOfStatus(status: RecallStatus): RecallFate {
  if (status === 'returning') return 'in-transit';
  return status === 'consumed' ? 'held' : status;
}

/** A lot that was counted as nothing is lost. */
function fateOfChange(cause: LotPassage['cause'], status: RecallStatus | undefined): 'disposed' | 'lost' | 'rebooked' {
  if (cause === 'disposed') return 'disposed';
  return cause === 'adjusted' && status === 'lost' ? 'lost' : 'rebooked';
}

function describeLots(
  { graph, suspects, whereabouts }: RecallSubject,
  { parties }: RecallRegister,
  { lotsAscending, outputsOfStep }: RecallIndex,
  found: ReadonlyMap<ElementSymbol, SuspectMass>,
  only: ElementSymbol | undefined,
): RecallLot[] {
  const massesOf = new Map<LineageLot, Map<ElementSymbol, bigint>>();
  for (const [element, { places }] of found) {
    for (const { place, milligrams } of places) {
      if (place.kind !== 'lot') continue;
      const known = massesOf.get(place.lot);
      if (known === undefined) massesOf.set(place.lot, new Map([[element, milligrams]]));
      else known.set(element, milligrams);
    }
  }
  const depths = depthsFrom(suspects, graph, outputsOfStep);
  const lots = lotsAscending.flatMap((lot): RecallLot[] => {
    const elements: Partial<Record<ElementSymbol, RecalledMass>> = {};
    for (const [element, { suspicion }] of found) {
      const share = suspicion.shareAt(lot, Infinity);
      const milligrams = massesOf.get(lot)?.get(element) ?? 0n;
      if (share === 0n || ((lot.elementMilligrams[element] ?? 0n) === 0n && milligrams === 0n)) continue;
      elements[element] = { milligrams, share: formatShare(shareMillionths(share)) };
    }
    // Without a word on what is in it, a lot may have some of anything.
    const isSilent = only === undefined && Object.keys(lot.elementMilligrams).length === 0;
    const suspect = suspects.has(lot.lotNumber);
    if (!suspect && !isSilent && Object.keys(elements).length === 0) return [];
    const { lot: id, kind, form, product, custodian } = lot;
    const where = whereabouts.get(lot.lotNumber) ?? {
      status: 'held',
      holder: custodian,
      within: null,
      netMilligrams: null,
    };
    const { name: holderName = null, country: holderCountry = null } = parties.get(where.holder) ?? {};
    return [
      {
        lot: id,
        kind,
        form,
        product,
        ...where,
        holderName,
        holderCountry,
        suspect,
        depth: depths.get(lot.lotNumber) ?? 0,
        elements,
      },
    ];
  });
  return lots
    .map((lot) => ({ lot, milligrams: massOf(lot.elements) }))
    .sort((left, right) => compareFalling(left.milligrams, right.milligrams))
    .map(({ lot }) => lot);
}

function depthsFrom(
  suspects: ReadonlySet<number>,
  graph: RecallGraph,
  outputsOfStep: RecallIndex['outputsOfStep'],
): ReadonlyMap<number, number> {
  const madeOf = new Map<number, Set<number>>();
  for (const [number, outputs] of outputsOfStep) {
    for (const { lotNumber } of graph.steps.get(number)?.inputs ?? []) {
      const known = madeOf.get(lotNumber) ?? new Set();
      for (const output of outputs) known.add(output.lotNumber);
      madeOf.set(lotNumber, known);
    }
  }
  const nothing: ReadonlySet<number> = new Set();
  const reached = walk(graph, suspects, (lot) => madeOf.get(lot.lotNumber) ?? nothing, Infinity);
  return new Map(reached.map(({ lot, depth }) => [lot.lotNumber, depth]));
}

function describeWastes(found: ReadonlyMap<ElementSymbol, SuspectMass>, subject: RecallSubject): RecallWaste[] {
  // By the step or the lot, and there by kind and cause: a step loses of every element.
  const wastes = new Map<object, Map<string, Waste>>();
  for (const [element, { places }] of found) {
    for (const { place, milligrams } of places) {
      if (milligrams === 0n) continue;
      if (place.kind === 'lot' || place.kind === 'counted-already') continue;
      const of = place.kind === 'changed' ? place.lot : place.step;
      const cause = place.kind === 'changed' ? place.cause : place.kind === 'loss' ? place.lossKind : 'unaccounted';
      const causes = wastes.get(of) ?? new Map<string, Waste>();
      const known = causes.get(`${place.kind} ${cause}`) ?? {
        waste: describeWaste(place, cause, subject),
        masses: new Map<ElementSymbol, bigint>(),
      };
      known.masses.set(element, (known.masses.get(element) ?? 0n) + milligrams);
      wastes.set(of, causes.set(`${place.kind} ${cause}`, known));
    }
  }
  return [...wastes.values()]
    .flatMap((causes) => [...causes.values()])
    .map(({ waste, masses }) => ({ ...waste, elementMilligrams: Object.fromEntries(masses) }))
    .sort((left, right) => compareFalling(massOf(left.elementMilligrams), massOf(right.elementMilligrams)));
}

interface Waste {
  readonly waste: Omit<RecallWaste, 'elementMilligrams'>;
  readonly masses: Map<ElementSymbol, bigint>;
}

type PlaceOfWaste = Exclude<PlaceOfMass, { readonly kind: 'lot' | 'counted-already' }>;

function describeWaste(place: PlaceOfWaste, cause: string, { whereabouts }: RecallSubject): Waste['waste'] {
  if (place.kind !== 'changed') {
    const { party, facility, name, event } = place.step;
    const fate = place.kind === 'loss' ? 'process-loss' : 'unaccounted';
    return { fate, cause, party, facility, step: name, event, lot: null };
  }
  const { lotNumber, lot, custodian } = place.lot;
  const where = whereabouts.get(lotNumber);
  const fate = fateOfChange(place.cause, where?.status);
  return { fate, cause, party: where?.holder ?? custodian, facility: null, step: null, event: null, lot };
}

function compareFalling(left: bigint, right: bigint): number {
  return left > right ? -1 : left < right ? 1 : 0;
}
