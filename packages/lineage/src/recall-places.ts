/**
 * Where the suspect mass of one element is: in what remains of lots, in the losses of steps, unaccounted, or gone from
 * the book without a step. For each suspect lot and each lot made of it
 *
 *     made × share = Σ taken × share + remaining × share − Σ changes × share
 *
 * and for each step that took suspect mass, what it took is in its outputs, its losses or unaccounted. So all places
 * together hold what the suspect lots were made with, whole milligrams and none lost on the way. What suspect lots were
 * made from other suspects is a place too (`counted-already`), or it would be counted twice.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LotPassage } from '@lodestone/custody/lot-gains.ts';
import type { LineageGraph, LineageLot, LineageStep } from './graph.ts';
import { roundMasses } from './round-masses.ts';
import { type Suspicion, suspicionOf } from './suspicion.ts';

/** What can be recalled: the suspect lots and all that was made of them. */
export interface RecallGraph extends LineageGraph {
  /** What the book of a lot had more of without a step, or (negative) less, corrections of its making aside. */
  readonly changes: ReadonlyMap<number, readonly LotPassage[]>;
}

export type PlaceOfMass =
  | { readonly kind: 'lot'; readonly lot: LineageLot }
  | { readonly kind: 'loss'; readonly step: LineageStep; readonly lossKind: string }
  | { readonly kind: 'unaccounted'; readonly step: LineageStep }
  | { readonly kind: 'changed'; readonly lot: LineageLot; readonly cause: LotPassage['cause'] }
  | { readonly kind: 'counted-already'; readonly lot: LineageLot };

export interface MassInPlace {
  readonly place: PlaceOfMass;
  /** Below zero where the book of a lot came to have more: `changed` alone. */
  readonly milligrams: bigint;
}

export interface SuspectMass {
  /** What the suspect lots were made with; the places sum to it. */
  readonly totalMilligrams: bigint;
  /** Those that hold any, by lot number and then by step. */
  readonly places: readonly MassInPlace[];
  readonly suspicion: Suspicion;
}

/** What a recall reads of a graph over and over, element by element. */
export interface RecallIndex {
  readonly lotsAscending: readonly LineageLot[];
  readonly outputsOfStep: ReadonlyMap<number, readonly LineageLot[]>;
  readonly takenOfLot: ReadonlyMap<number, readonly ElementMasses[]>;
}

export function indexRecall({ lots, steps }: LineageGraph): RecallIndex {
  const lotsAscending = [...lots.values()].sort((left, right) => left.lotNumber - right.lotNumber);
  const outputsOfStep = new Map<number, LineageLot[]>();
  for (const lot of lotsAscending) if (lot.step !== null && steps.has(lot.step)) push(outputsOfStep, lot.step, lot);
  const takenOfLot = new Map<number, ElementMasses[]>();
  for (const { inputs } of steps.values()) {
    for (const { lotNumber, elementMilligrams } of inputs) push(takenOfLot, lotNumber, elementMilligrams);
  }
  return { lotsAscending, outputsOfStep, takenOfLot };
}

/** Finds every place of the suspect mass of an element. */
export function placeSuspectMass(
  graph: RecallGraph,
  index: RecallIndex,
  suspects: ReadonlySet<number>,
  element: ElementSymbol,
): SuspectMass {
  const suspicion = suspicionOf(graph, index.lotsAscending, suspects, element);
  const places: PlaceOfMass[] = [];
  const scaled: bigint[] = [];
  let totalMilligrams = 0n;
  const put = (place: PlaceOfMass, scaledMilligrams: bigint) => {
    if (scaledMilligrams === 0n) return;
    places.push(place);
    scaled.push(scaledMilligrams);
  };
  for (const lot of index.lotsAscending) {
    const isSuspect = suspects.has(lot.lotNumber);
    if (isSuspect) {
      const made = lot.elementMilligrams[element] ?? 0n;
      totalMilligrams += made;
      if (lot.step !== null) put({ kind: 'counted-already', lot }, made * suspicion.shareOfStep(lot.step));
    }
    placeMassOfLot(graph, index, lot, isSuspect, element, suspicion, put);
  }
  for (const [number, outputs] of index.outputsOfStep) {
    const step = graph.steps.get(number) as LineageStep;
    placeMassOfStep(step, outputs, element, suspicion.shareOfStep(number), put);
  }
  const milligrams = roundMasses(scaled, totalMilligrams);
  return {
    totalMilligrams,
    places: places.map((place, each) => ({ place, milligrams: milligrams[each] as bigint })),
    suspicion,
  };
}

type Put = (place: PlaceOfMass, scaledMilligrams: bigint) => void;

function placeMassOfLot(
  { changes }: RecallGraph,
  { takenOfLot }: RecallIndex,
  lot: LineageLot,
  isSuspect: boolean,
  element: ElementSymbol,
  { shareAt }: Suspicion,
  put: Put,
): void {
  put({ kind: 'lot', lot }, remainingOf(lot, { changes }, { takenOfLot }, element) * shareAt(lot, Infinity));
  // What was gained is not suspect. Changes of one place in the ledger, an event and its correction, gain together.
  const gains = new Map(isSuspect ? [] : lot.gains.map((gain) => [gain.at, gain.gainedElementMilligrams[element]]));
  for (const { at, cause, elementMilligrams } of changes.get(lot.lotNumber) ?? []) {
    const gained = gains.get(at) ?? 0n;
    gains.delete(at);
    put({ kind: 'changed', lot, cause }, (gained - (elementMilligrams[element] ?? 0n)) * shareAt(lot, at));
  }
}

/** What the book has of an element in the lot: made − taken + changes. */
function remainingOf(
  { lotNumber, elementMilligrams }: LineageLot,
  { changes }: Pick<RecallGraph, 'changes'>,
  { takenOfLot }: Pick<RecallIndex, 'takenOfLot'>,
  element: ElementSymbol,
): bigint {
  let remaining = elementMilligrams[element] ?? 0n;
  for (const taken of takenOfLot.get(lotNumber) ?? []) remaining -= taken[element] ?? 0n;
  for (const change of changes.get(lotNumber) ?? []) remaining += change.elementMilligrams[element] ?? 0n;
  return remaining;
}

function placeMassOfStep(
  step: LineageStep,
  outputs: readonly LineageLot[],
  element: ElementSymbol,
  share: bigint,
  put: Put,
): void {
  if (share === 0n) return;
  let unaccounted = step.baseElementMilligrams[element] ?? 0n;
  for (const { elementMilligrams } of outputs) unaccounted -= elementMilligrams[element] ?? 0n;
  for (const { kind: lossKind, elementMilligrams } of step.losses) {
    const lost = elementMilligrams[element] ?? 0n;
    unaccounted -= lost;
    put({ kind: 'loss', step, lossKind }, lost * share);
  }
  put({ kind: 'unaccounted', step }, unaccounted * share);
}

function push<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}
