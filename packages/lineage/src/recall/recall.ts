/** Follows suspect lots forward: every lot, holder and shipment that they reached, and what of their mass is where. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LotPassage } from '@lodestone/custody/lot-gains.ts';
import { compareBytes } from '../byte-order.ts';
import type { LineageLot } from '../graph.ts';
import { madeRows } from './made-rows.ts';
import { causeOf, columnsOfRecall, massesOfLot, type RecallColumns, type Waste, wasteAt } from './recall-columns.ts';
import { orderLots, type RecallSort, sortByMassFalling } from './recall-order.ts';
import type { PlaceOfMass, RecallGraph, RecallIndex } from './recall-places.ts';
import { massOf, recallHolders, recallShipments, recallTransfers, type RecallRegister } from './recall-reach.ts';
import type {
  Recall,
  RecalledWhereabouts,
  RecallElement,
  RecallFate,
  RecallLot,
  RecallStatus,
  RecallWaste,
} from './recall-value.ts';

export interface RecallSubject {
  readonly graph: RecallGraph;
  /** By number; all of them in the graph. */
  readonly suspects: ReadonlySet<number>;
  /** Of every lot of the graph. */
  readonly whereabouts: ReadonlyMap<number, RecalledWhereabouts>;
}

export interface RecallOptions {
  /** Follow that one alone. */
  readonly element?: ElementSymbol | undefined;
  /** The order of the lots; by mass when it is left out. */
  readonly sort?: RecallSort | undefined;
}

/**
 * Needs a graph of all that was made of the suspects. The masses of each element sum up. Rows of lots and wastes are made
 * as they are read, so that a recall of very many lots does not hold them.
 */
export function recall(
  subject: RecallSubject,
  register: RecallRegister,
  { element: only, sort = 'mass' }: RecallOptions = {},
): Recall {
  const { graph, suspects } = subject;
  const columns = columnsOfRecall(graph, suspects, only);
  const { index } = columns;
  const depths = depthsFrom(subject, index);
  const whereaboutsOf = (number: number) => placeOfLot(subject, index.lotsAscending[number] as LineageLot);
  const isListed = (number: number) => isReached(subject, columns, number, only);
  const numbers = Int32Array.from(index.lotsAscending.keys()).filter(isListed);
  orderLots(numbers, sort, { columns, whereaboutsOf, depths });
  const lots = madeRows(numbers, (number) => describeLot(subject, register, columns, depths, number));
  return {
    suspects: [...suspects].map((number) => (graph.lots.get(number) as LineageLot).lot).sort(compareBytes),
    elements: Object.fromEntries(
      [...columns.elements].map(([element, column]) => [element, describeElement(column, index, subject)]),
    ),
    lots,
    wastes: madeRows(wastesByMass(columns), (first) => describeWaste(wasteAt(columns, first) as Waste, subject)),
    holders: recallHolders(lots, register),
    transfers: recallTransfers(lots),
    shipments: recallShipments(lots, register),
  };
}

function describeElement(
  { totalMilligrams, milligrams }: { readonly totalMilligrams: bigint; readonly milligrams: BigInt64Array },
  { places }: RecallIndex,
  subject: RecallSubject,
): RecallElement {
  const fates: Partial<Record<RecallFate, bigint>> = {};
  let suspectMilligrams = totalMilligrams;
  for (const [number, place] of places.entries()) {
    const mass = milligrams[number] as bigint;
    if (place.kind === 'counted-already') suspectMilligrams -= mass;
    const fate = fateOf(place, subject);
    if (fate !== null && mass !== 0n) fates[fate] = (fates[fate] ?? 0n) + mass;
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
      return fateOfChange(place.change.cause, whereabouts.get(place.lot.lotNumber)?.status);
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

function isReached(
  { suspects }: RecallSubject,
  columns: RecallColumns,
  number: number,
  only: ElementSymbol | undefined,
): boolean {
  const { lotNumber, elementMilligrams } = columns.index.lotsAscending[number] as LineageLot;
  // Without a word on what is in it, a lot may have some of anything.
  const isSilent = only === undefined && Object.keys(elementMilligrams).length === 0;
  return suspects.has(lotNumber) || isSilent || Object.keys(massesOfLot(columns, number)).length > 0;
}

function describeLot(
  subject: RecallSubject,
  { parties }: RecallRegister,
  columns: RecallColumns,
  depths: Int32Array,
  number: number,
): RecallLot {
  const line = columns.index.lotsAscending[number] as LineageLot;
  const { status, holder, within, journey, netMilligrams } = placeOfLot(subject, line);
  const nameOf = (party: string | undefined) => (party === undefined ? null : (parties.get(party)?.name ?? null));
  const { name: holderName = null, country: holderCountry = null } = parties.get(holder) ?? {};
  return {
    lot: line.lot,
    kind: line.kind,
    form: line.form,
    product: line.product,
    status,
    holder,
    within,
    dispatcher: journey?.dispatcher ?? null,
    dispatcherName: nameOf(journey?.dispatcher),
    consignee: journey?.consignee ?? null,
    consigneeName: nameOf(journey?.consignee),
    since: journey?.since ?? null,
    netMilligrams,
    holderName,
    holderCountry,
    suspect: subject.suspects.has(line.lotNumber),
    depth: depths[number] as number,
    elements: massesOfLot(columns, number),
  };
}

function placeOfLot({ whereabouts }: RecallSubject, { lotNumber, custodian }: LineageLot): RecalledWhereabouts {
  const held = { status: 'held', holder: custodian, within: null, journey: null, netMilligrams: null } as const;
  return whereabouts.get(lotNumber) ?? held;
}

/** The least number of steps from a suspect to each lot, in ascending order of lots: each comes after all it was made from. */
function depthsFrom({ graph, suspects }: RecallSubject, { lotsAscending }: RecallIndex): Int32Array {
  const depths = new Map<number, number>();
  return Int32Array.from(lotsAscending, ({ lotNumber, step }) => {
    const inputs = suspects.has(lotNumber) || step === null ? [] : (graph.steps.get(step)?.inputs ?? []);
    const nearest = inputs.reduce((least, input) => Math.min(least, depths.get(input.lotNumber) ?? least), Infinity);
    const depth = nearest === Infinity ? 0 : nearest + 1;
    depths.set(lotNumber, depth);
    return depth;
  });
}

/** The first place of each waste that there is, by mass falling. */
function wastesByMass(columns: RecallColumns): Int32Array {
  const milligrams = new BigInt64Array(columns.index.places.length);
  const wastes = columns.placeOfWaste.filter((first) => {
    const waste = wasteAt(columns, first);
    if (waste !== null) milligrams[first] = massOf(waste.elementMilligrams);
    return waste !== null;
  });
  sortByMassFalling(wastes, milligrams);
  return wastes;
}

function describeWaste({ place, elementMilligrams }: Waste, { whereabouts }: RecallSubject): RecallWaste {
  const cause = causeOf(place);
  if (place.kind !== 'changed') {
    const { party, facility, name, event } = place.step;
    const fate = place.kind === 'loss' ? 'process-loss' : 'unaccounted';
    return { fate, cause, party, facility, step: name, event, lot: null, elementMilligrams };
  }
  const { lotNumber, lot, custodian } = place.lot;
  const where = whereabouts.get(lotNumber);
  const fate = fateOfChange(place.change.cause, where?.status);
  const party = where?.holder ?? custodian;
  return { fate, cause, party, facility: null, step: null, event: null, lot, elementMilligrams };
}
