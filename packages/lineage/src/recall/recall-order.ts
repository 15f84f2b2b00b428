/** In which order a recall lists lots: worked out by numbers and by words that the lots have anyway, without a row of any. */
import { compareBytes } from '../byte-order.ts';
import { massesOfLot, type RecallColumns } from './recall-columns.ts';
import type { RecalledWhereabouts } from './recall-value.ts';

export const RECALL_SORTS = ['mass', 'share', 'party', 'status', 'form', 'shipment', 'depth', 'lot'] as const;
export type RecallSort = (typeof RECALL_SORTS)[number];

interface OrderedBy {
  readonly columns: RecallColumns;
  /** By the number of a lot in ascending order. */
  readonly whereaboutsOf: (number: number) => RecalledWhereabouts;
  readonly depths: Int32Array;
}

/** Sorts numbers of lots by mass or share falling, by anything else rising; what ties stays by mass, then by lot number. */
export function orderLots(numbers: Int32Array, by: RecallSort, { columns, whereaboutsOf, depths }: OrderedBy): void {
  const { index, elements, placeOfLot } = columns;
  const lotOf = (number: number) => index.lotsAscending[number];
  const masses = new BigInt64Array(placeOfLot.length);
  for (const { milligrams } of elements.values()) {
    placeOfLot.forEach((place, number) => {
      masses[number] = (masses[number] as bigint) + (milligrams[place] as bigint);
    });
  }
  sortByMassFalling(numbers, masses);
  switch (by) {
    case 'mass':
      return;
    case 'share': {
      const highest = new Int32Array(placeOfLot.length);
      for (const number of numbers) highest[number] = highestMillionths(massesOfLot(columns, number));
      numbers.sort((left, right) => (highest[right] as number) - (highest[left] as number));
      return;
    }
    case 'depth':
      numbers.sort((left, right) => (depths[left] as number) - (depths[right] as number));
      return;
    case 'party':
      return sortByText(numbers, (number) => whereaboutsOf(number).holder);
    case 'shipment':
      return sortByText(numbers, (number) => whereaboutsOf(number).within ?? LAST);
    case 'form':
      return sortByText(numbers, (number) => lotOf(number)?.form ?? LAST);
    case 'status':
      return sortByText(numbers, (number) => whereaboutsOf(number).status);
    case 'lot':
      return sortByText(numbers, (number) => lotOf(number)?.lot ?? LAST);
    default:
      return by satisfies never;
  }
}

/** Behind every id: those begin with a letter or a digit. */
const LAST = '\u{10ffff}';

function sortByText(numbers: Int32Array, textOf: (number: number) => string): void {
  numbers.sort((left, right) => compareBytes(textOf(left), textOf(right)));
}

/** What ties keeps its order; `milligrams` are by number. */
export function sortByMassFalling(numbers: Int32Array, milligrams: BigInt64Array): void {
  numbers.sort((left, right) => {
    const [one, other] = [milligrams[left] as bigint, milligrams[right] as bigint];
    return one > other ? -1 : one < other ? 1 : 0;
  });
}

function highestMillionths(masses: ReturnType<typeof massesOfLot>): number {
  return Object.values(masses).reduce((highest, { share }) => Math.max(highest, Number(share.replace('.', ''))), 0);
}
