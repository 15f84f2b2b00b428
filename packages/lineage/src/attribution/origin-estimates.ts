/**
 * What of the subject's masses came from which origin, in doubles, with a bound on how far each is from the exact mass.
 *
 * The masses of all elements run back through the lineage once, each lot handing what it has to what its step took, as
 * `attribution.ts` says. Lots come by falling number, which is after everything that was made of them; what the lots of one step
 * have meets at the first of them.
 *
 * The bound: nothing here is negative, so no operation makes a relative error above 2⁻⁵³, and none makes an earlier error
 * larger relative to the result. What a step hands on is divided by its base, a sum of whole numbers that is
 * exact (`dense-lineage.ts`), and multiplied by a mass: two operations. Masses that arrive at a lot are added one by one. So
 * with at most `roundings` operations between the subject and a lot, along whichever path, the estimate is the
 * exact mass times (1 + δ), where (1 − 2⁻⁵³)^roundings ≤ 1 + δ ≤ (1 + 2⁻⁵³)^roundings. What passes a step whole, because it
 * took of one lot alone or all that it took came to the subject, is not divided: whole masses stay exact, and count 0.
 * The unknown, to which any number of steps may give, is added with the error of each sum kept and counts 3 operations for all.
 *
 * Products could leave the range of doubles, and with it this bound. So what is less than 2⁻⁶⁰⁰ mg is counted as that much,
 * and as one of `raised`: as masses are only ever divided, all estimates together exceed what they would be without by at
 * most 2⁻⁶⁰⁰ mg for each.
 */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import {
  addToUnknown,
  type Arrivals,
  LEAST_MILLIGRAMS,
  makeRoom,
  noArrivals,
  raise,
  roundingsOf,
  slotFor,
} from './arrivals.ts';
import {
  bitCount,
  type DenseLineage,
  type DenseRecord,
  elementsOfShape,
  exactNumber,
  FIRST_LOT,
  HEADER_LENGTH,
  PLACE,
  recordOf,
  rowsOfShape,
  SHAPE,
  UNEXPLAINED,
} from './dense-lineage.ts';
import type { LineageSubject } from '../graph.ts';

/** Operations by which a sum that keeps its errors is off. */
const ROUNDINGS_OF_A_KEPT_SUM = 3;

export interface OriginEstimates {
  /** Those of which the subject has any, in the order in which they were asked for. */
  readonly elements: readonly ElementSymbol[];
  readonly origins: readonly { readonly lotNumber: number; readonly slot: number }[];
  /** Of element `place` in `elements` and an origin: at slot × elements + place. 0 where the origin gave nothing. */
  readonly milligrams: Float64Array;
  /** By slot. */
  readonly roundings: (slot: number) => number;
  /** By the order of `elements`. */
  readonly unknownMilligrams: Float64Array;
  readonly unknownRoundings: number;
  readonly raised: number;
}

/** Estimates the origins of every element asked for of which the subject has any. The lineage must hold all that it was made from. */
export function estimateOrigins(
  lineage: DenseLineage,
  { parts }: LineageSubject,
  asked: readonly ElementSymbol[] = ELEMENT_SYMBOLS,
): OriginEstimates {
  const elements = asked.filter((symbol) => {
    return parts.some(({ elementMilligrams }) => (elementMilligrams[symbol] ?? 0n) > 0n);
  });
  const arrivals = noArrivals(elements.length);
  for (const { lotNumber, at, elementMilligrams } of parts) {
    const masses = elements.map((element) => exactNumber(elementMilligrams[element] ?? 0n));
    arrive(lineage, elements, arrivals, { lotNumber, place: at, masses, roundings: 0 });
  }
  const origins: { lotNumber: number; slot: number }[] = [];
  const planOf = rememberPlans(elements);
  for (const { firstKey, page } of arrivals.slotOf.descending()) {
    for (let index = page.length - 1; index >= 0; index -= 1) {
      const slot = (page[index] as number) - 1;
      if (slot < 0) continue;
      const lotNumber = firstKey + index;
      const record = recordOf(lineage, lotNumber);
      if (record === null) origins.push({ lotNumber, slot });
      else if (record.numbers[record.start + FIRST_LOT] === lotNumber)
        handOn(lineage, elements, arrivals, record, slot, planOf);
      else meetAtFirst(arrivals, record, slot);
    }
  }
  const { milligrams, unknown, unknownErrors, unknownMost, raised } = arrivals;
  return {
    elements,
    origins,
    milligrams,
    roundings: (slot) => roundingsOf(arrivals, slot),
    unknownMilligrams: unknown.map((sum, place) => sum + (unknownErrors[place] as number)),
    unknownRoundings: unknownMost === 0 ? 0 : unknownMost + ROUNDINGS_OF_A_KEPT_SUM,
    raised,
  };
}

/** Which columns of a row are of elements that are asked about, and the places of these in the answer. */
interface Plan {
  readonly columns: Uint8Array;
  readonly places: Uint8Array;
  readonly stride: number;
}

function rememberPlans(elements: readonly ElementSymbol[]): (own: number) => Plan {
  const plans = new Map<number, Plan>();
  return (own) => {
    const known = plans.get(own);
    if (known !== undefined) return known;
    const held = ELEMENT_SYMBOLS.filter((_, index) => ((own >> index) & 1) === 1);
    const columns = held.flatMap((element, index) => (elements.includes(element) ? [1 + index] : []));
    const places = held.map((element) => elements.indexOf(element)).filter((place) => place >= 0);
    const plan = { columns: Uint8Array.from(columns), places: Uint8Array.from(places), stride: 1 + bitCount(own) };
    plans.set(own, plan);
    return plan;
  };
}

/** Lots that one step made are composed alike: what they have is handed on together, by the first of them, whose turn comes last. */
function meetAtFirst(arrivals: Arrivals, { numbers, start }: DenseRecord, slot: number): void {
  makeRoom(arrivals, 1);
  const { width, milligrams } = arrivals;
  const first = slotFor(arrivals, numbers[start + FIRST_LOT] as number, roundingsOf(arrivals, slot));
  for (let place = 0; place < width; place += 1) {
    (milligrams[first * width + place] as number) += milligrams[slot * width + place] as number;
  }
}

/** Hands what the lots of a step have to what it took. */
function handOn(
  lineage: DenseLineage,
  elements: readonly ElementSymbol[],
  arrivals: Arrivals,
  { numbers, start }: DenseRecord,
  slot: number,
  planOf: (own: number) => Plan,
): void {
  const shape = numbers[start + SHAPE] as number;
  const rows = rowsOfShape(shape);
  const { columns, places, stride } = planOf(elementsOfShape(shape));
  makeRoom(arrivals, rows);
  const { width, milligrams, ratios } = arrivals;
  const held = slot * width;
  const before = roundingsOf(arrivals, slot);
  const first = start + HEADER_LENGTH;
  const end = first + rows * stride;
  ratios.fill(0);
  let isWhole = before === 0;
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index] as number;
    const place = places[index] as number;
    const mass = milligrams[held + place] as number;
    if (mass === 0) continue;
    let base = 0;
    for (let at = first + column; at < end; at += stride) base += numbers[at] as number;
    if (mass !== base) isWhole = false;
    ratios[place] = mass / base;
  }
  // What a later assay found of an element that the step knew nothing of, nothing explains.
  for (let place = 0; place < width; place += 1) {
    const mass = milligrams[held + place] as number;
    if (mass > 0 && ratios[place] === 0) addToUnknown(arrivals, place, mass, before);
  }
  const isOneRow = rows === 1;
  const roundings = isWhole || isOneRow ? before : before + 2;
  for (let at = first; at < end; at += stride) {
    const taken = numbers[at] as number;
    const hasGained = lineage.gainsOfLot.size > 0 && lineage.gainsOfLot.has(taken);
    if (taken === UNEXPLAINED || hasGained) {
      const masses = new Array<number>(width).fill(0);
      for (let index = 0; index < columns.length; index += 1) {
        const place = places[index] as number;
        const part = (ratios[place] as number) * (numbers[at + (columns[index] as number)] as number);
        masses[place] = isOneRow ? (milligrams[held + place] as number) : raise(arrivals, part);
      }
      const place = numbers[start + PLACE] as number;
      if (hasGained) arrive(lineage, elements, arrivals, { lotNumber: taken, place, masses, roundings });
      else masses.forEach((mass, index) => addToUnknown(arrivals, index, mass, roundings));
      continue;
    }
    const target = slotFor(arrivals, taken, roundings) * width;
    for (let index = 0; index < columns.length; index += 1) {
      const place = places[index] as number;
      let part = (ratios[place] as number) * (numbers[at + (columns[index] as number)] as number);
      if (part < LEAST_MILLIGRAMS) part = raise(arrivals, part);
      (milligrams[target + place] as number) += isOneRow ? (milligrams[held + place] as number) : part;
    }
  }
}

interface Arrival {
  readonly lotNumber: number;
  /** Where in the ledger it was taken. */
  readonly place: number;
  /** By the order of the elements that are asked about. */
  readonly masses: readonly number[];
  readonly roundings: number;
}

/** Lets masses of a lot arrive there, less what it had gained without a step before they were taken: that is unknown. */
function arrive(
  lineage: DenseLineage,
  elements: readonly ElementSymbol[],
  arrivals: Arrivals,
  { lotNumber, place, masses, roundings: before }: Arrival,
): void {
  const gains = (lineage.gainsOfLot.get(lotNumber) ?? []).filter(({ at }) => at < place);
  // Each element passes each gain with a product and a quotient at most.
  const roundings = gains.length === 0 ? before : before + 2 * gains.length;
  const asMade = masses.map((mass, index) => {
    let rest = mass;
    for (const { beforeElementMilligrams, gainedElementMilligrams } of gains.toReversed()) {
      const had = exactNumber(beforeElementMilligrams[elements[index] as ElementSymbol] ?? 0n);
      const gained = exactNumber(gainedElementMilligrams[elements[index] as ElementSymbol] ?? 0n);
      if (gained === 0 || rest === 0) continue;
      addToUnknown(
        arrivals,
        index,
        raise(arrivals, (rest * gained) / exactNumber(BigInt(had) + BigInt(gained))),
        roundings,
      );
      rest = raise(arrivals, (rest * had) / (had + gained));
    }
    return rest;
  });
  if (asMade.every((mass) => mass === 0)) return;
  makeRoom(arrivals, 1);
  const target = slotFor(arrivals, lotNumber, roundings) * arrivals.width;
  asMade.forEach((mass, index) => {
    (arrivals.milligrams[target + index] as number) += mass;
  });
}
