/**
 * A lineage as numbers: which lot was made by which step, and what each step took, without an object per lot or input.
 * A million lots with their masses are some 170 MB, and handing masses back through them costs little more than reading them.
 *
 * Lots that a step made together share one composition, so a step is known by the first of them. A step is one record of
 * whole numbers, one behind the other:
 *
 *     first lot · number of its event · place in the ledger · elements + 2¹⁶ × rows · row*
 *     row = lot taken · milligrams of each element
 *
 * `elements` has a bit for each element that any row of the record has some of, and a row has a mass for each of these bits.
 * What the step gave beyond what it took is one row more, of the lot `UNEXPLAINED`. So the base of a step is the sum of
 * its rows. Numbers are doubles that hold whole numbers: a mass beyond 2⁵³ mg, nine million tonnes, is none, and is refused.
 */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { LotGain } from '@lodestone/custody/lot-gains.ts';
import { invariant } from '../invariant.ts';
import { type PagedNumbers, pagedNumbers } from './paged-numbers.ts';

export const UNEXPLAINED = -1;

/** What a record begins with. */
export const FIRST_LOT = 0;
export const EVENT_NUMBER = 1;
export const PLACE = 2;
export const SHAPE = 3;
export const HEADER_LENGTH = 4;

/** Where the lots say who made them: nobody that is known, themselves, or the record behind. */
const ABSENT = 0;
const ORIGIN = 1;
const FIRST_RECORD = 2;

const ROWS_UNIT = 2 ** ELEMENT_SYMBOLS.length;
const PAGE_LENGTH = 2 ** 16;
/** Each page is twice as long as the one before, up to the full length: most lineages are small, and a full page takes half a MiB. */
const FIRST_PAGE_LENGTH = 2 ** 12;

export interface DenseStep {
  /** Grows with the ledger; a correction has its own, and takes the place of what it corrects. */
  readonly eventNumber: number;
  readonly place: number;
  readonly firstLotNumber: number;
  readonly lotCount: number;
  /** By the order of `ELEMENT_SYMBOLS`, or empty: by how much outputs + losses + closing stock are above what was taken. */
  readonly unexplainedMilligrams: ArrayLike<number>;
  readonly inputLotNumbers: ArrayLike<number>;
  /** Of one input after the other, each by the order of `ELEMENT_SYMBOLS`. */
  readonly takenMilligrams: ArrayLike<number>;
}

/** A record, by the numbers that hold it and where it begins in them. */
export interface DenseRecord {
  readonly numbers: Float64Array;
  readonly start: number;
}

export interface DenseLineage {
  /** Makers of lots: `recordOf` understands them. */
  readonly makers: PagedNumbers;
  readonly nameOfOrigin: Map<number, string>;
  /** Of the few lots that gained something without a step. */
  readonly gainsOfLot: Map<number, readonly LotGain[]>;
  readonly pages: Float64Array[];
  /** How much of the last page is used. */
  used: number;
  stepCount: number;
  /** Elements of which something has come, a bit each. */
  elements: number;
}

export function emptyDenseLineage(): DenseLineage {
  const maps = { nameOfOrigin: new Map<number, string>(), gainsOfLot: new Map<number, readonly LotGain[]>() };
  return { makers: pagedNumbers(), ...maps, pages: [], used: 0, stepCount: 0, elements: 0 };
}

export function addOrigin(lineage: DenseLineage, lotNumber: number, lot: string): void {
  lineage.makers.set(lotNumber, ORIGIN);
  lineage.nameOfOrigin.set(lotNumber, lot);
}

/** Adds a step with the lots it made; one that corrects another takes its place. */
export function addStep(lineage: DenseLineage, step: DenseStep): void {
  const inputs = step.inputLotNumbers.length;
  const width = ELEMENT_SYMBOLS.length;
  const { takenMilligrams, unexplainedMilligrams } = step;
  let isExplained = true;
  let elements = 0;
  for (let element = 0; element < width; element += 1) {
    let taken = 0;
    for (let index = element; index < inputs * width; index += width) taken += takenMilligrams[index] as number;
    const unexplained = unexplainedMilligrams[element] ?? 0;
    if (unexplained > 0) isExplained = false;
    if (taken > 0 || unexplained > 0) elements |= 1 << element;
    // Each sum on the way is at most this one, so all of them are exact when it is.
    requireExact(taken + unexplained);
  }
  const stride = 1 + bitCount(elements);
  const rows = inputs + (isExplained ? 0 : 1);
  const { numbers, start, address } = allocate(lineage, HEADER_LENGTH + rows * stride);
  numbers[start + FIRST_LOT] = step.firstLotNumber;
  numbers[start + EVENT_NUMBER] = step.eventNumber;
  numbers[start + PLACE] = step.place;
  numbers[start + SHAPE] = elements + rows * ROWS_UNIT;
  let at = start + HEADER_LENGTH;
  for (let input = 0; input < inputs; input += 1) {
    numbers[at++] = step.inputLotNumbers[input] as number;
    for (let element = 0; element < width; element += 1) {
      if (((elements >> element) & 1) === 1) numbers[at++] = takenMilligrams[input * width + element] as number;
    }
  }
  if (!isExplained) {
    numbers[at++] = UNEXPLAINED;
    for (let element = 0; element < width; element += 1) {
      if (((elements >> element) & 1) === 1) numbers[at++] = unexplainedMilligrams[element] as number;
    }
  }
  for (let lot = 0; lot < step.lotCount; lot += 1) {
    lineage.makers.set(step.firstLotNumber + lot, FIRST_RECORD + address);
  }
  lineage.stepCount += 1;
  lineage.elements |= elements;
}

/** Lets another lot, numbered after the first, be of the step that made the first: for where not all of its lots are asked for. */
export function alsoMade({ makers }: DenseLineage, firstLotNumber: number, lotNumber: number): void {
  makers.set(lotNumber, makers.get(firstLotNumber));
}

/** The maker of a lot: null of an origin. A lot that nobody has told of is a bug of the reader. */
export function recordOf(lineage: DenseLineage, lotNumber: number): DenseRecord | null {
  const maker = lineage.makers.get(lotNumber);
  if (maker === ORIGIN) return null;
  if (maker === ABSENT) invariant(false, `lot number ${lotNumber} is not in the lineage`);
  const address = maker - FIRST_RECORD;
  const page = lineage.pages[Math.floor(address / PAGE_LENGTH)] as Float64Array;
  return { numbers: page, start: address % PAGE_LENGTH };
}

export function elementsOfShape(shape: number): number {
  return shape % ROWS_UNIT;
}

export function rowsOfShape(shape: number): number {
  return Math.floor(shape / ROWS_UNIT);
}

export function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Bytes of all numbers; names of origins and gains come on top. */
export function bytesOf({ pages, makers }: DenseLineage): number {
  return pages.reduce((sum, { byteLength }) => sum + byteLength, makers.bytes);
}

/** A record never lies across two pages. One that is larger than a page has one of its own. */
function allocate(lineage: DenseLineage, length: number): DenseRecord & { readonly address: number } {
  const { pages } = lineage;
  if (lineage.used + length > (pages.at(-1)?.length ?? 0)) {
    const usual = Math.min(PAGE_LENGTH, FIRST_PAGE_LENGTH * 2 ** Math.min(pages.length, 16));
    pages.push(new Float64Array(Math.max(usual, length)));
    lineage.used = 0;
  }
  const start = lineage.used;
  lineage.used += length;
  const page = pages.length - 1;
  return { numbers: pages[page] as Float64Array, start, address: page * PAGE_LENGTH + start };
}

/** Thrown where a mass, or what a step took together, is more than a double holds exactly. */
export class BeyondNumbers extends Error {}

/** The mass as a number, exactly. */
export function exactNumber(milligrams: bigint): number {
  requireExact(Number(milligrams));
  return Number(milligrams);
}

function requireExact(milligrams: number): void {
  if (!(milligrams <= Number.MAX_SAFE_INTEGER)) throw new BeyondNumbers(`${milligrams} mg are beyond exact numbers`);
}
