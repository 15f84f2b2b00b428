/** Rows that are made as they are read, so that there are never all of them at once. Whoever reads again has them made anew. */
export interface MadeRows<Row> extends Iterable<Row> {
  readonly length: number;
  /** Rows from `start` up to and without `end`. */
  slice(start: number, end: number): MadeRows<Row>;
}

/** The rows of these numbers, in their order; `make` gives the row of a number. */
export function madeRows<Row>(numbers: Int32Array, make: (number: number) => Row): MadeRows<Row> {
  return {
    length: numbers.length,
    slice: (start, end) => madeRows(numbers.subarray(start, end), make),
    *[Symbol.iterator]() {
      for (const number of numbers) yield make(number);
    },
  };
}
