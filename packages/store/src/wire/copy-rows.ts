/** Rows as they lie in the bytes of a COPY, and where their fields are: most of them need neither copying nor decoding. */

/** Some rows, valid until the next are asked for. A field that is null has length −1. */
export interface CopyRows {
  readonly bytes: Buffer;
  /** The same bytes: its getters are faster than Buffer's. */
  readonly view: DataView;
  readonly count: number;
  readonly columns: number;
  /** Where fields begin, of row r and column c at [r * columns + c]; the four bytes before are its length. */
  readonly starts: Int32Array;
}

/** Where a field begins in the bytes. */
export function fieldStart(rows: CopyRows, row: number, column: number): number {
  return rows.starts[row * rows.columns + column] as number;
}

/** Where a field ends in the bytes. */
export function fieldEnd(rows: CopyRows, row: number, column: number): number {
  const start = fieldStart(rows, row, column);
  return start + rows.view.getInt32(start - 4);
}

/** Says whether a field has no value. */
export function isNull(rows: CopyRows, row: number, column: number): boolean {
  return fieldEnd(rows, row, column) < fieldStart(rows, row, column);
}

/** A field's bytes, not copied. */
export function fieldBytes(rows: CopyRows, row: number, column: number): Buffer {
  return rows.bytes.subarray(fieldStart(rows, row, column), fieldEnd(rows, row, column));
}
