/**
 * PostgreSQL's COPY BINARY format (PostgreSQL manual, "COPY", Binary Format): the fastest way in and out.
 *
 *   file   = 'PGCOPY\n\xff\r\n\0' flags(4)=0 extension(4)=0 row* trailer
 *   row    = fields(2) field*            field = length(4) bytes, length −1 is null
 *   trailer = int16 −1
 */

/** How a column's values are laid out. `bigint[]` has one dimension; an empty array has none. */
export type ColumnType =
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'text'
  | 'text[]'
  | 'bigint[]'
  | 'bytea'
  | 'uuid'
  | 'timestamptz';

/** A value as rows hold it: bigint for bigint, epoch milliseconds for timestamptz, lower-case text for uuid. */
export type ColumnValue =
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | readonly string[]
  | readonly (bigint | null)[]
  | null;

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
const NULL_LENGTH = -1;

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
const POSTGRES_EPOCH_MILLISECONDS = 946_684_800_000;

const BIGINT_OID = 20;
const TEXT_OID = 25;

/** Collects rows into one COPY BINARY file. The buffer grows by doubling and is used once. */
export class CopyBinaryWriter {
  #buffer: Buffer;
  /** The same bytes: its setters are several times faster than Buffer's. */
  #view: DataView;
  #length: number;

  constructor(sizeHintBytes = 65_536) {
    this.#buffer = Buffer.allocUnsafe(Math.max(sizeHintBytes, SIGNATURE.length + TRAILER.length));
    this.#view = viewOf(this.#buffer);
    SIGNATURE.copy(this.#buffer);
    this.#length = SIGNATURE.length;
  }

  /** Adds one row; `types` and `values` run in parallel. */
  row(types: readonly ColumnType[], values: readonly ColumnValue[]): void {
    this.#reserve(2);
    this.#view.setInt16(this.#length, types.length);
    this.#length += 2;
    for (let index = 0; index < types.length; index++) {
      this.#field(types[index] as ColumnType, values[index] as ColumnValue);
    }
  }

  /** The whole file. Nothing can be added after. */
  finish(): Buffer {
    this.#reserve(TRAILER.length);
    TRAILER.copy(this.#buffer, this.#length);
    return this.#buffer.subarray(0, this.#length + TRAILER.length);
  }

  #field(type: ColumnType, value: ColumnValue): void {
    if (value === null) return this.#int32(NULL_LENGTH);
    switch (type) {
      case 'integer':
        this.#int32(4);
        return this.#int32(value as number);
      case 'bigint':
        this.#int32(8);
        return this.#int64(BigInt(value as bigint | number));
      case 'boolean':
        this.#int32(1);
        return this.#bytes(Buffer.from([value === true ? 1 : 0]));
      case 'text':
        return this.#text(value as string);
      case 'bytea':
        this.#int32((value as Uint8Array).length);
        return this.#bytes(value as Uint8Array);
      case 'uuid':
        this.#int32(16);
        this.#reserve(16);
        this.#length += this.#buffer.write((value as string).replaceAll('-', ''), this.#length, 'hex');
        return;
      case 'timestamptz':
        this.#int32(8);
        return this.#int64(BigInt((value as number) - POSTGRES_EPOCH_MILLISECONDS) * 1_000n);
      case 'bigint[]':
        return this.#array(BIGINT_OID, value as readonly (bigint | null)[], 'bigint');
      case 'text[]':
        return this.#array(TEXT_OID, value as readonly string[], 'text');
      default:
        return type satisfies never;
    }
  }

  #array(elementOid: number, values: readonly (bigint | string | null)[], type: 'bigint' | 'text'): void {
    const lengthAt = this.#length;
    this.#int32(0);
    this.#int32(values.length === 0 ? 0 : 1);
    this.#int32(values.includes(null) ? 1 : 0);
    this.#int32(elementOid);
    if (values.length > 0) {
      this.#int32(values.length);
      this.#int32(1);
    }
    if (type === 'bigint') this.#bigints(values as readonly (bigint | null)[]);
    else for (const value of values) this.#field(type, value);
    this.#view.setInt32(lengthAt, this.#length - lengthAt - 4);
  }

  #bigints(values: readonly (bigint | null)[]): void {
    this.#reserve(values.length * 12);
    let at = this.#length;
    for (const value of values) {
      this.#view.setInt32(at, value === null ? NULL_LENGTH : 8);
      at += 4;
      if (value === null) continue;
      this.#view.setBigInt64(at, checkedInt64(value));
      at += 8;
    }
    this.#length = at;
  }

  #text(value: string): void {
    // A UTF-16 code unit becomes at most three bytes: reserving these saves counting them first.
    this.#reserve(4 + value.length * 3);
    const byteLength = this.#buffer.write(value, this.#length + 4, 'utf8');
    this.#view.setInt32(this.#length, byteLength);
    this.#length += 4 + byteLength;
  }

  #bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  #int64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.#length, checkedInt64(value));
    this.#length += 8;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

/** Writing a larger one would drop its upper bits, and nobody would be told. */
function checkedInt64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} does not fit into a bigint of PostgreSQL`);
  return value;
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** Splits the chunks of a COPY BINARY file into rows of decoded values. Holds one chunk and one row. */
export async function* readCopyBinary(
  chunks: AsyncIterable<Buffer>,
  types: readonly ColumnType[],
): AsyncGenerator<ColumnValue[]> {
  let pending: Buffer = Buffer.alloc(0);
  let headerRead = false;
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let at = 0;
    if (!headerRead) {
      if (pending.length < SIGNATURE.length) continue;
      at = SIGNATURE.length;
      headerRead = true;
    }
    for (;;) {
      const end = endOfRow(pending, at);
      if (end === null) break;
      if (end === at + 2 && pending.readInt16BE(at) === -1) return;
      yield decodeRow(pending, at, types);
      at = end;
    }
    pending = pending.subarray(at);
  }
  throw new Error('the stream of rows ended before its trailer');
}

/** Where the row that starts at `at` ends, or null when it is not all here. */
function endOfRow(buffer: Buffer, at: number): number | null {
  if (at + 2 > buffer.length) return null;
  const fields = buffer.readInt16BE(at);
  let end = at + 2;
  for (let field = 0; field < fields; field++) {
    if (end + 4 > buffer.length) return null;
    end += 4 + Math.max(0, buffer.readInt32BE(end));
  }
  return end > buffer.length ? null : end;
}

function decodeRow(buffer: Buffer, start: number, types: readonly ColumnType[]): ColumnValue[] {
  let at = start + 2;
  return types.map((type) => {
    const length = buffer.readInt32BE(at);
    at += 4;
    if (length === NULL_LENGTH) return null;
    const field = buffer.subarray(at, at + length);
    at += length;
    return decodeField(type, field);
  });
}

function decodeField(type: ColumnType, field: Buffer): ColumnValue {
  switch (type) {
    case 'integer':
      return field.readInt32BE();
    case 'bigint':
      return field.readBigInt64BE();
    case 'boolean':
      return field[0] === 1;
    case 'text':
      return field.toString('utf8');
    case 'bytea':
      return field;
    case 'uuid':
      return field.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    case 'timestamptz':
      return Number(field.readBigInt64BE() / 1_000n) + POSTGRES_EPOCH_MILLISECONDS;
    case 'bigint[]':
      return decodeArray(field, 'bigint') as (bigint | null)[];
    case 'text[]':
      return decodeArray(field, 'text') as string[];
    default:
      return type satisfies never;
  }
}

function decodeArray(field: Buffer, type: 'bigint' | 'text'): ColumnValue[] {
  if (field.readInt32BE(0) === 0) return [];
  const count = field.readInt32BE(12);
  let at = 20;
  return Array.from({ length: count }, () => {
    const length = field.readInt32BE(at);
    at += 4;
    if (length === NULL_LENGTH) return null;
    const value = decodeField(type, field.subarray(at, at + length));
    at += length;
    return value;
  });
}
