/** What arrives at lots and at the unknown while masses run back through a lineage: sums in doubles, and by how much they may be off. */
import { type PagedNumbers, pagedNumbers } from './paged-numbers.ts';

/** Less than this is counted as this. */
export const LEAST_MILLIGRAMS = 2 ** -600;

const ROOM_AT_FIRST = 1_024;

/** What has arrived at lots. */
export interface Arrivals {
  /** How many elements are asked about. */
  readonly width: number;
  /** By lot, counted from 1. */
  readonly slotOf: PagedNumbers;
  slots: number;
  milligrams: Float64Array;
  /** By slot, the most roundings with which anything arrived, and how often something was added. */
  most: Float64Array;
  additions: Float64Array;
  readonly unknown: Float64Array;
  readonly unknownErrors: Float64Array;
  unknownMost: number;
  raised: number;
  /** Scratch: what a step's lots have of each element, divided by its base. */
  readonly ratios: Float64Array;
}

export function noArrivals(width: number): Arrivals {
  return {
    width,
    slotOf: pagedNumbers(),
    slots: 0,
    milligrams: new Float64Array(ROOM_AT_FIRST * width),
    most: new Float64Array(ROOM_AT_FIRST),
    additions: new Float64Array(ROOM_AT_FIRST),
    unknown: new Float64Array(width),
    unknownErrors: new Float64Array(width),
    unknownMost: 0,
    raised: 0,
    ratios: new Float64Array(width),
  };
}

/** Additions of whole masses that nothing was done to are exact. */
export function roundingsOf({ most, additions }: Arrivals, slot: number): number {
  const roundings = most[slot] as number;
  return roundings === 0 ? 0 : roundings + (additions[slot] as number);
}

/** Makes room for so many slots more. */
export function makeRoom(arrivals: Arrivals, slots: number): void {
  const needed = arrivals.slots + slots;
  if (needed <= arrivals.most.length) return;
  const room = 2 * needed;
  arrivals.milligrams = lengthen(arrivals.milligrams, room * arrivals.width);
  arrivals.most = lengthen(arrivals.most, room);
  arrivals.additions = lengthen(arrivals.additions, room);
}

function lengthen(numbers: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(numbers);
  return longer;
}

/** The slot of a lot at which something arrives with so many roundings. There must be room. */
export function slotFor(arrivals: Arrivals, lotNumber: number, roundings: number): number {
  const known = arrivals.slotOf.get(lotNumber);
  if (known === 0) {
    const slot = arrivals.slots;
    arrivals.slots += 1;
    arrivals.slotOf.set(lotNumber, slot + 1);
    arrivals.most[slot] = roundings;
    return slot;
  }
  const slot = known - 1;
  if ((arrivals.most[slot] as number) < roundings) arrivals.most[slot] = roundings;
  (arrivals.additions[slot] as number) += 1;
  return slot;
}

/** A mass above zero that is too small to be counted as it is. */
export function raise(arrivals: Arrivals, milligrams: number): number {
  if (milligrams === 0 || milligrams >= LEAST_MILLIGRAMS) return milligrams;
  arrivals.raised += 1;
  return LEAST_MILLIGRAMS;
}

/** Adds with the error of the sum kept (Knuth, TAOCP 2, 4.2.2, theorem B). */
export function addToUnknown(arrivals: Arrivals, place: number, mass: number, roundings: number): void {
  if (mass === 0) return;
  const { unknown, unknownErrors } = arrivals;
  const sum = unknown[place] as number;
  const next = sum + mass;
  const added = next - sum;
  unknown[place] = next;
  (unknownErrors[place] as number) += sum - (next - added) + (mass - added);
  if (roundings > arrivals.unknownMost) arrivals.unknownMost = roundings;
}
