/** A few rows into a table by a statement that is planned once: an array per column, in PostgreSQL's binary form. */
import type { CopyColumn } from './copy.ts';
import { type ColumnType, type ColumnValue, NULL_LENGTH, POSTGRES_EPOCH_MILLISECONDS } from './copy-binary.ts';
import type { FlightStep } from './flight.ts';

/**
 * The step that adds rows to a table, in order, each under `ledgerId`. For a few rows it costs less than a COPY, which
 * the server sets up anew each time; for many a COPY does.
 */
export function insertStep<Source>(
  table: string,
  columns: readonly CopyColumn<Source>[],
  ledgerId: number,
  sources: readonly Source[],
): FlightStep {
  const arrays = columns.map(({ type, value }) => arrayOf(type, sources.map(value)));
  return { name: `insert ${table}`, text: statementOf(table, columns), values: [String(ledgerId), ...arrays] };
}

const statements = new WeakMap<object, string>();

function statementOf<Source>(table: string, columns: readonly CopyColumn<Source>[]): string {
  const known = statements.get(columns);
  if (known !== undefined) return known;
  const names = columns.map(({ name }) => name).join(', ');
  const cells = columns.map(({ name, type }) => `cells.${name}::${sqlTypeOf(type)}`).join(', ');
  const arrays = columns.map(({ type }, index) => `$${index + 2}::${ELEMENTS[type].type}[]`).join(', ');
  const text = `insert into ${table} (ledger_id, ${names})
    select $1::integer, ${cells} from unnest(${arrays}) as cells (${names})`;
  statements.set(columns, text);
  return text;
}

/** The type that a column of the table has. */
export function sqlTypeOf(type: ColumnType): string {
  return type === 'digest' ? 'bytea' : type;
}

interface Element {
  readonly type: string;
  readonly oid: number;
  /** The text that a value travels as, where it is none itself. */
  readonly format?: (value: ColumnValue) => string;
  /** How many bytes a value takes, at most. */
  readonly bytesMax: (value: ColumnValue) => number;
  /** Writes it and says how many bytes it took. */
  readonly write: (value: ColumnValue, buffer: Buffer, at: number) => number;
}

const TEXT: Element = {
  type: 'text',
  oid: 25,
  // A UTF-16 code unit becomes at most three bytes.
  bytesMax: (value) => (value as string).length * 3,
  write: (value, buffer, at) => buffer.write(value as string, at, 'utf8'),
};

/** What is as an array itself travels as text: those in one column differ in length, and no array holds such. */
const ELEMENTS: Readonly<Record<ColumnType, Element>> = {
  integer: { type: 'integer', oid: 23, bytesMax: () => 4, write: writeInt32 },
  bigint: {
    type: 'bigint',
    oid: 20,
    bytesMax: () => 8,
    write: (value, ...to) => writeInt64(BigInt(value as bigint | number), ...to),
  },
  boolean: {
    type: 'boolean',
    oid: 16,
    bytesMax: () => 1,
    write: (value, buffer, at) => put(buffer, at, [value ? 1 : 0]),
  },
  bytea: {
    type: 'bytea',
    oid: 17,
    bytesMax: (value) => (value as Uint8Array).length,
    write: (value, buffer, at) => put(buffer, at, value as Uint8Array),
  },
  digest: {
    type: 'bytea',
    oid: 17,
    bytesMax: () => 32,
    write: (value, buffer, at) => buffer.write(value as string, at, 'base64url'),
  },
  uuid: {
    type: 'uuid',
    oid: 2950,
    bytesMax: () => 16,
    write: (value, buffer, at) => buffer.write((value as string).replaceAll('-', ''), at, 'hex'),
  },
  timestamptz: {
    type: 'timestamptz',
    oid: 1184,
    bytesMax: () => 8,
    write: (value, ...to) => writeInt64(BigInt((value as number) - POSTGRES_EPOCH_MILLISECONDS) * 1_000n, ...to),
  },
  text: TEXT,
  'text[]': { ...TEXT, format: (value) => `{${(value as readonly string[]).map(quoted).join(',')}}` },
  'bigint[]': { ...TEXT, format: (value) => formatBigints(value as readonly (bigint | null)[]) },
};

function formatBigints(values: readonly (bigint | null)[]): string {
  let text = '';
  for (const value of values) text += value === null ? ',null' : `,${value}`;
  return `{${text.slice(1)}}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const HEADER_BYTES = 20;

/** One dimension, whether a null is in it, the elements' type, their count, the first one's index; then length and bytes each. */
function arrayOf(type: ColumnType, given: readonly ColumnValue[]): Buffer {
  const { oid, format, bytesMax, write } = ELEMENTS[type];
  const values = format === undefined ? given : given.map((value) => (value === null ? null : format(value)));
  const size = values.reduce<number>((sum, value) => sum + 4 + (value === null ? 0 : bytesMax(value)), HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(size);
  const header = [1, values.includes(null) ? 1 : 0, oid, values.length, 1];
  let at = 0;
  for (const word of header) at += writeInt32(word, buffer, at);
  for (const value of values) {
    const bytes = value === null ? 0 : write(value, buffer, at + 4);
    writeInt32(value === null ? NULL_LENGTH : bytes, buffer, at);
    at += 4 + bytes;
  }
  return buffer.subarray(0, at);
}

function writeInt32(value: ColumnValue, buffer: Buffer, at: number): number {
  return buffer.writeInt32BE(value as number, at) - at;
}

/** Throws a RangeError for a number that no bigint of PostgreSQL holds. */
function writeInt64(value: bigint, buffer: Buffer, at: number): number {
  return buffer.writeBigInt64BE(value, at) - at;
}

function put(buffer: Buffer, at: number, bytes: ArrayLike<number>): number {
  buffer.set(bytes, at);
  return bytes.length;
}
