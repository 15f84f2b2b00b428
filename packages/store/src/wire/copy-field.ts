/** Fields of rows as `copyOutRows` gives them: held against a value where they lie, or read. */
import type { ColumnType, ColumnValue } from './column-type.ts';
import { type CopyRows, fieldBytes, fieldStart } from './copy-rows.ts';

/** The types of columns that are compared and read here: those of the views. */
export type FieldType = Exclude<ColumnType, 'bytea' | 'digest' | 'uuid' | 'timestamptz'>;

/** Of an array: dimensions(4) flags(4) element type(4), and for each dimension length(4) first index(4). */
const ARRAY_BYTES = 12;
const LIST_BYTES = ARRAY_BYTES + 8;
const FIRST_INDEX = 1;

/** Says whether a field holds exactly this value: arrays as the ledger writes them, of one dimension counted from 1. */
export function isField(rows: CopyRows, row: number, column: number, type: FieldType, value: ColumnValue): boolean {
  const { view } = rows;
  const start = fieldStart(rows, row, column);
  const length = view.getInt32(start - 4);
  if (value === null || length < 0) return value === null && length < 0;
  switch (type) {
    case 'integer':
      return view.getInt32(start) === value;
    case 'bigint':
      return isBigint(view, start, value as bigint | number);
    case 'boolean':
      return (view.getUint8(start) === 1) === value;
    case 'text':
      return isText(rows, start, length, value as string);
    case 'bigint[]':
    case 'text[]':
      return isList(rows, start, length, value as readonly (bigint | string | null)[]);
    default:
      return type satisfies never;
  }
}

function isBigint(view: DataView, start: number, value: bigint | number): boolean {
  if (typeof value === 'bigint') return view.getBigInt64(start) === value;
  // A whole number is exact in two halves, and no bigint has to be made of it.
  const upper = Math.floor(value / 2 ** 32);
  return view.getInt32(start) === upper && view.getUint32(start + 4) === value - upper * 2 ** 32;
}

const ASCII_CODES = 0x80;

/** Most texts are ASCII, and comparing them in place makes no string. */
function isText({ bytes }: CopyRows, start: number, length: number, value: string): boolean {
  if (length !== value.length) return length > value.length && bytes.toString('utf8', start, start + length) === value;
  for (let index = 0; index < length; index++) {
    const byte = bytes[start + index] as number;
    // As many bytes as UTF-16 units, one of them beyond ASCII: then there are fewer characters than units.
    if (byte >= ASCII_CODES || byte !== value.charCodeAt(index)) return false;
  }
  return true;
}

function isList(rows: CopyRows, start: number, length: number, value: readonly (bigint | string | null)[]): boolean {
  const { view } = rows;
  const dimensions = view.getInt32(start);
  if (value.length === 0) return dimensions === 0;
  if (dimensions !== 1 || view.getInt32(start + ARRAY_BYTES) !== value.length) return false;
  if (view.getInt32(start + ARRAY_BYTES + 4) !== FIRST_INDEX) return false;
  let at = start + LIST_BYTES;
  for (const item of value) {
    const itemBytes = view.getInt32(at);
    at += 4;
    if (itemBytes < 0 || item === null) {
      if (itemBytes >= 0 || item !== null) return false;
      continue;
    }
    const same = typeof item === 'bigint' ? view.getBigInt64(at) === item : isText(rows, at, itemBytes, item);
    if (!same) return false;
    at += itemBytes;
  }
  return at === start + length;
}

/** Reads a field. An array of another kind than the ledger writes is described in words. */
export function readField(rows: CopyRows, row: number, column: number, type: FieldType): ColumnValue {
  const { view } = rows;
  const start = fieldStart(rows, row, column);
  if (view.getInt32(start - 4) < 0) return null;
  switch (type) {
    case 'integer':
      return view.getInt32(start);
    case 'bigint':
      return view.getBigInt64(start);
    case 'boolean':
      return view.getUint8(start) === 1;
    case 'text':
      return fieldBytes(rows, row, column).toString('utf8');
    case 'bigint[]':
      return readList(rows, start, (at) => view.getBigInt64(at)) as ColumnValue;
    case 'text[]':
      return readList(rows, start, (at, end) => rows.bytes.toString('utf8', at, end)) as ColumnValue;
    default:
      return type satisfies never;
  }
}

function readList<Item>(
  { view }: CopyRows,
  start: number,
  read: (start: number, end: number) => Item,
): (Item | null)[] | string {
  const dimensions = view.getInt32(start);
  if (dimensions === 0) return [];
  const firstIndex = view.getInt32(start + ARRAY_BYTES + 4);
  if (dimensions !== 1) return `an array of ${dimensions} dimensions`;
  const length = view.getInt32(start + ARRAY_BYTES);
  const items: (Item | null)[] = [];
  let at = start + LIST_BYTES;
  for (let index = 0; index < length; index++) {
    const itemBytes = view.getInt32(at);
    at += 4;
    items.push(itemBytes < 0 ? null : read(at, at + itemBytes));
    at += Math.max(0, itemBytes);
  }
  return firstIndex === FIRST_INDEX ? items : `an array counted from ${firstIndex}: ${items.join(', ')}`;
}
