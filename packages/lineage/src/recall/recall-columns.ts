/**
 * What a recall found, as columns of numbers: a hundred thousand lots with nine elements each are a few megabytes so, and
 * hundreds as objects. Whoever wants a row has it made of them.
 */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import {
  indexRecall,
  type PlaceOfMass,
  placeSuspectMass,
  type RecallGraph,
  type RecallIndex,
  type SuspectMass,
} from './recall-places.ts';
import type { RecalledMasses, RecalledMass } from './recall-value.ts';
import { formatShare } from '../attribution/attribution.ts';
import { shareMillionths } from '../round-masses.ts';

/** What a column of shares has of a lot of which nothing is suspect; a share is told by its millionths and one more. */
const NO_SHARE = 0;

interface ElementColumn {
  readonly totalMilligrams: bigint;
  /** By place. */
  readonly milligrams: BigInt64Array;
  /** Of all that the lot has of the element, by lot in ascending order. */
  readonly shares: Uint32Array;
}

type PlaceOfWaste = Exclude<PlaceOfMass, { readonly kind: 'lot' | 'counted-already' }>;

export interface RecallColumns {
  readonly index: RecallIndex;
  /** Elements of which any place has some. */
  readonly elements: ReadonlyMap<ElementSymbol, ElementColumn>;
  /** The place of each lot, in ascending order of lots. */
  readonly placeOfLot: Int32Array;
  /** The first place of each waste: of one kind and cause at one step or lot, however often its events say it. */
  readonly placeOfWaste: Int32Array;
}

/** Needs a graph of all that was made of the suspects; of `only`, that element alone. */
export function columnsOfRecall(
  graph: RecallGraph,
  suspects: ReadonlySet<number>,
  only: ElementSymbol | undefined,
): RecallColumns {
  const index = indexRecall(graph, suspects);
  const elements = new Map<ElementSymbol, ElementColumn>();
  for (const element of only === undefined ? ELEMENT_SYMBOLS : [only]) {
    const mass = placeSuspectMass(graph, index, element);
    if (!mass.isNowhere) elements.set(element, columnOf(mass, index));
  }
  const placeOfLot: number[] = [];
  const placeOfWaste: number[] = [];
  let before: PlaceOfMass | undefined;
  let causes = new Set<string>();
  for (const [number, place] of index.places.entries()) {
    if (before === undefined || thingOf(before) !== thingOf(place)) causes = new Set();
    before = place;
    if (place.kind === 'lot') placeOfLot.push(number);
    if (!isWaste(place) || causes.has(keyOf(place))) continue;
    causes.add(keyOf(place));
    placeOfWaste.push(number);
  }
  return { index, elements, placeOfLot: Int32Array.from(placeOfLot), placeOfWaste: Int32Array.from(placeOfWaste) };
}

function columnOf({ totalMilligrams, milligrams, suspicion }: SuspectMass, { lotsAscending }: RecallIndex) {
  const shares = Uint32Array.from(lotsAscending, (lot) => {
    const share = suspicion.shareAt(lot, Infinity);
    return share === 0n ? NO_SHARE : Number(shareMillionths(share)) + 1;
  });
  return { totalMilligrams, milligrams, shares };
}

function isWaste(place: PlaceOfMass): place is PlaceOfWaste {
  return place.kind !== 'lot' && place.kind !== 'counted-already';
}

function thingOf(place: PlaceOfMass): object {
  return 'step' in place ? place.step : place.lot;
}

/** What tells wastes of one step or lot apart. */
function keyOf(place: PlaceOfWaste): string {
  return `${place.kind} ${causeOf(place)}`;
}

export function causeOf(place: PlaceOfWaste): string {
  switch (place.kind) {
    case 'loss':
      return place.loss.kind;
    case 'changed':
      return place.change.cause;
    case 'unaccounted':
      return place.kind;
    default:
      return place satisfies never;
  }
}

/** What of each element is suspect in a lot, by its number in ascending order; elements that it has nothing of are left out. */
export function massesOfLot({ index, elements, placeOfLot }: RecallColumns, number: number) {
  const masses: Partial<Record<ElementSymbol, RecalledMass>> = {};
  const made = index.lotsAscending[number]?.elementMilligrams ?? {};
  for (const [element, { milligrams, shares }] of elements) {
    const share = shares[number] as number;
    const mass = milligrams[placeOfLot[number] as number] as bigint;
    if (share === NO_SHARE || ((made[element] ?? 0n) === 0n && mass === 0n)) continue;
    masses[element] = { milligrams: mass, share: formatShare(BigInt(share - 1)) };
  }
  return masses;
}

/** The waste that has its first place there, and its masses; null where nothing was lost. */
export function wasteAt({ index, elements }: RecallColumns, first: number): Waste | null {
  const place = index.places[first] as PlaceOfWaste;
  const places = [first];
  for (let next = first + 1; next < index.places.length; next += 1) {
    const other = index.places[next] as PlaceOfMass;
    if (thingOf(other) !== thingOf(place)) break;
    if (isWaste(other) && keyOf(other) === keyOf(place)) places.push(next);
  }
  const elementMilligrams: Partial<Record<ElementSymbol, bigint>> = {};
  for (const [element, { milligrams }] of elements) {
    const masses = places.map((number) => milligrams[number] as bigint);
    if (masses.every((mass) => mass === 0n)) continue;
    elementMilligrams[element] = masses.reduce((sum, mass) => sum + mass, 0n);
  }
  return Object.keys(elementMilligrams).length === 0 ? null : { place, elementMilligrams };
}

export interface Waste {
  readonly place: PlaceOfWaste;
  readonly elementMilligrams: RecalledMasses;
}
