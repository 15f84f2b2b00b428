/**
 * A few rows into a table by a statement that is planned once, in PostgreSQL's binary form: an array per column, or the
 * values themselves when it is one row, which saves the server a tenth of a small append.
 */
import { type ColumnType, type ColumnValue, sqlTypeOf } from './column-type.ts';
import type { CopyColumn } from './copy.ts';
import { FieldWriter } from './field-writer.ts';
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
  const { one, several } = statementsOf(table, columns);
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) {
    return { name: `insert one ${table}`, text: one, values: [String(ledgerId), ...fieldsOf(columns, only)] };
  }
  const writer = new FieldWriter();
  const arrays = columns.map(({ type, value }) => arrayOf(writer, type, sources.map(value)));
  return { name: `insert ${table}`, text: several, values: [String(ledgerId), ...arrays] };
}

interface Statements {
  readonly one: string;
  readonly several: string;
}

const statements = new WeakMap<object, Statements>();

function statementsOf<Source>(table: string, columns: readonly CopyColumn<Source>[]): Statements {
  const known = statements.get(columns);
  if (known !== undefined) return known;
  const names = columns.map(({ name }) => name).join(', ');
  const into = `insert into ${table} (ledger_id, ${names})`;
  const fields = columns.map(({ type }, index) => `$${index + 2}::${sqlTypeOf(type)}`).join(', ');
  const cells = columns.map(({ name, type }) => `cells.${name}::${sqlTypeOf(type)}`).join(', ');
  const arrays = columns.map(({ type }, index) => `$${index + 2}::${sqlTypeOf(ELEMENTS[type].type)}[]`).join(', ');
  const made = {
    one: `${into} values ($1::integer, ${fields})`,
    several: `${into} select $1::integer, ${cells} from unnest(${arrays}) as cells (${names})`,
  };
  statements.set(columns, made);
  return made;
}

/** The values of a row in PostgreSQL's binary form, as parameters of a statement. */
export function fieldsOf<Source>(columns: readonly CopyColumn<Source>[], source: Source): (Buffer | null)[] {
  const writer = new FieldWriter();
  return columns.map(({ type, value }) => fieldOf(writer, type, value(source)));
}

const LENGTH_BYTES = 4;

/** A value without its length, which the driver writes itself. */
function fieldOf(writer: FieldWriter, type: ColumnType, value: ColumnValue): Buffer | null {
  if (value === null) return null;
  writer.field(type, value);
  return joined(writer.take()).subarray(LENGTH_BYTES);
}

interface Element {
  readonly type: ColumnType;
  readonly oid: number;
  /** The text that a value travels as. */
  readonly format?: (value: ColumnValue) => string;
}

const TEXT: Element = { type: 'text', oid: 25 };

/** The elements of a column's array. What is an array itself travels as text: those in one column differ in length. */
const ELEMENTS: Readonly<Record<ColumnType, Element>> = {
  integer: { type: 'integer', oid: 23 },
  bigint: { type: 'bigint', oid: 20 },
  boolean: { type: 'boolean', oid: 16 },
  bytea: { type: 'bytea', oid: 17 },
  digest: { type: 'digest', oid: 17 },
  uuid: { type: 'uuid', oid: 2950 },
  timestamptz: { type: 'timestamptz', oid: 1184 },
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

/** One dimension, whether a null is in it, the elements' type, their count, the first one's index; then each as a field. */
function arrayOf(writer: FieldWriter, type: ColumnType, values: readonly ColumnValue[]): Buffer {
  const element = ELEMENTS[type];
  for (const word of [1, values.includes(null) ? 1 : 0, element.oid, values.length, 1]) writer.int32(word);
  for (const value of values) {
    const isFormatted = value !== null && element.format !== undefined;
    writer.field(element.type, isFormatted ? element.format(value) : value);
  }
  return joined(writer.take());
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first, ...others] = chunks;
  return others.length === 0 && first !== undefined ? first : Buffer.concat(chunks);
}
