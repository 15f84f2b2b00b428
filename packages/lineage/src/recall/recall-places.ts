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
import type { LotGain, LotPassage } from '@lodestone/custody/lot-gains.ts';
import type { LineageGraph, LineageLoss, LineageLot, LineageStep } from '../graph.ts';
import { roundMasses } from '../round-masses.ts';
import { type Suspicion, suspicionOf } from '../suspicion.ts';

/** What can be recalled: the suspect lots and all that was made of them. */
export interface RecallGraph extends LineageGraph {
  /** What the book of a lot had more of without a step, or (negative) less, corrections of its making aside. */
  readonly changes: ReadonlyMap<number, readonly LotPassage[]>;
}

export type PlaceOfMass =
  | { readonly kind: 'lot'; readonly lot: LineageLot }
  | { readonly kind: 'loss'; readonly step: LineageStep; readonly loss: LineageLoss }
  | { readonly kind: 'unaccounted'; readonly step: LineageStep }
  | {
      readonly kind: 'changed';
      readonly lot: LineageLot;
      readonly change: LotPassage;
      /** What of the change is a gain, and so of unknown origin. */
      readonly gain: LotGain | undefined;
    }
  | { readonly kind: 'counted-already'; readonly lot: LineageLot };

export interface SuspectMass {
  /** What the suspect lots were made with; the places sum to it. */
  readonly totalMilligrams: bigint;
  /** By place, as the index has them. Below zero where the book of a lot came to have more: `changed` alone. */
  readonly milligrams: BigInt64Array;
  /** Whether no place has any, not even less than half a milligram. */
  readonly isNowhere: boolean;
  readonly suspicion: Suspicion;
}

/** What a recall reads of a graph over and over, element by element. */
export interface RecallIndex {
  readonly suspects: ReadonlySet<number>;
  readonly lotsAscending: readonly LineageLot[];
  readonly outputsOfStep: ReadonlyMap<number, readonly LineageLot[]>;
  readonly takenOfLot: ReadonlyMap<number, readonly ElementMasses[]>;
  /** Every place where any element may be: by lot number, then by step. Those of one lot or step are side by side. */
  readonly places: readonly PlaceOfMass[];
}

export function indexRecall({ lots, steps, changes }: RecallGraph, suspects: ReadonlySet<number>): RecallIndex {
  const lotsAscending = [...lots.values()].sort((left, right) => left.lotNumber - right.lotNumber);
  const outputsOfStep = new Map<number, LineageLot[]>();
  for (const lot of lotsAscending) if (lot.step !== null && steps.has(lot.step)) push(outputsOfStep, lot.step, lot);
  const takenOfLot = new Map<number, ElementMasses[]>();
  for (const { inputs } of steps.values()) {
    for (const { lotNumber, elementMilligrams } of inputs) push(takenOfLot, lotNumber, elementMilligrams);
  }
  const places: PlaceOfMass[] = [];
  for (const lot of lotsAscending) {
    const isSuspect = suspects.has(lot.lotNumber);
    if (isSuspect && lot.step !== null) places.push({ kind: 'counted-already', lot });
    places.push({ kind: 'lot', lot });
    // What was gained is not suspect. Changes of one place in the ledger, an event and its correction, gain together.
    const gains = new Map(isSuspect ? [] : lot.gains.map((gain) => [gain.at, gain]));
    for (const change of changes.get(lot.lotNumber) ?? []) {
      places.push({ kind: 'changed', lot, change, gain: gains.get(change.at) });
      gains.delete(change.at);
    }
  }
  for (const number of outputsOfStep.keys()) {
    const step = steps.get(number) as LineageStep;
    for (const loss of step.losses) places.push({ kind: 'loss', step, loss });
    places.push({ kind: 'unaccounted', step });
  }
  return { suspects, lotsAscending, outputsOfStep, takenOfLot, places };
}

/** Finds the suspect mass of an element in every place. */
export function placeSuspectMass(graph: RecallGraph, index: RecallIndex, element: ElementSymbol): SuspectMass {
  const { suspects, lotsAscending, places } = index;
  const suspicion = suspicionOf(graph, lotsAscending, suspects, element);
  let totalMilligrams = 0n;
  for (const { lotNumber, elementMilligrams } of lotsAscending) {
    if (suspects.has(lotNumber)) totalMilligrams += elementMilligrams[element] ?? 0n;
  }
  const scaled = places.map((place) => scaledMassOf(place, graph, index, element, suspicion));
  const milligrams = BigInt64Array.from(roundMasses(scaled, totalMilligrams));
  return { totalMilligrams, milligrams, isNowhere: scaled.every((mass) => mass === 0n), suspicion };
}

/** The suspect mass in a place, in units of 2⁻²⁵⁶ mg. */
function scaledMassOf(
  place: PlaceOfMass,
  graph: RecallGraph,
  index: RecallIndex,
  element: ElementSymbol,
  { shareAt, shareOfStep }: Suspicion,
): bigint {
  switch (place.kind) {
    case 'lot': {
      const share = shareAt(place.lot, Infinity);
      return share === 0n ? 0n : remainingOf(place.lot, graph, index, element) * share;
    }
    case 'counted-already':
      return (place.lot.elementMilligrams[element] ?? 0n) * shareOfStep(place.lot.step as number);
    case 'changed': {
      const { lot, change, gain } = place;
      const gained = gain?.gainedElementMilligrams[element] ?? 0n;
      return (gained - (change.elementMilligrams[element] ?? 0n)) * shareAt(lot, change.at);
    }
    case 'loss':
      return (place.loss.elementMilligrams[element] ?? 0n) * shareOfStep(place.step.step);
    case 'unaccounted': {
      const share = shareOfStep(place.step.step);
      return share === 0n ? 0n : unaccountedOf(place.step, index, element) * share;
    }
    default:
      return place satisfies never;
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

/** What went into a step, or came from nowhere, and is in no output and no loss. */
function unaccountedOf(
  { step, baseElementMilligrams, losses }: LineageStep,
  { outputsOfStep }: RecallIndex,
  element: ElementSymbol,
): bigint {
  let unaccounted = baseElementMilligrams[element] ?? 0n;
  for (const { elementMilligrams } of outputsOfStep.get(step) ?? []) unaccounted -= elementMilligrams[element] ?? 0n;
  for (const { elementMilligrams } of losses) unaccounted -= elementMilligrams[element] ?? 0n;
  return unaccounted;
}

function push<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}
