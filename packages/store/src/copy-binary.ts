/**
 * PostgreSQL's COPY BINARY format (PostgreSQL manual, "COPY", Binary Format): the fastest way in and out. Here it is
 * written, in `copy-out-rows.ts` read.
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

export const COPY_SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
export const NULL_LENGTH = -1;
const ARRAY_HEADER_BYTES = 24;

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
export const POSTGRES_EPOCH_MILLISECONDS = 946_684_800_000;

const BIGINT_OID = 20;
const TEXT_OID = 25;

/** A chunk holds about so many bytes; a single value that is larger gets a chunk of its own size. */
const CHUNK_BYTES = 128 * 1024;

/** Collects rows into the chunks of one COPY BINARY file. No byte is moved after it was written. */
export class CopyBinaryWriter {
  readonly #chunks: Buffer[] = [];
  #buffer: Buffer;
  /** The same bytes: its setters are several times faster than Buffer's. */
  #view: DataView;
  #length: number;

  constructor() {
    this.#buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    this.#view = viewOf(this.#buffer);
    COPY_SIGNATURE.copy(this.#buffer);
    this.#length = COPY_SIGNATURE.length;
  }

  /** Begins a row of so many fields: the next fields are its own. */
  row(fields: number): void {
    this.#reserve(2);
    this.#view.setInt16(this.#length, fields);
    this.#length += 2;
  }

  /** Adds the next field of the row. */
  field(type: ColumnType, value: ColumnValue): void {
    if (value === null) return this.#int32(NULL_LENGTH);
    switch (type) {
      case 'integer':
        this.#reserve(8);
        this.#view.setInt32(this.#length, 4);
        this.#view.setInt32(this.#length + 4, value as number);
        this.#length += 8;
        return;
      case 'bigint':
        return this.#int64(BigInt(value as bigint | number));
      case 'boolean':
        return this.#bytes(Buffer.from([value === true ? 1 : 0]));
      case 'text':
        return this.#text(value as string);
      case 'bytea':
        return this.#bytes(value as Uint8Array);
      case 'uuid':
        return this.#uuid(value as string);
      case 'timestamptz':
        return this.#int64(BigInt((value as number) - POSTGRES_EPOCH_MILLISECONDS) * 1_000n);
      case 'bigint[]':
        return this.#bigints(value as readonly (bigint | null)[]);
      case 'text[]':
        return this.#texts(value as readonly string[]);
      default:
        return type satisfies never;
    }
  }

  /** The whole file. Nothing can be added after. */
  finish(): Buffer[] {
    this.#reserve(TRAILER.length);
    TRAILER.copy(this.#buffer, this.#length);
    this.#length += TRAILER.length;
    return [...this.#chunks, this.#buffer.subarray(0, this.#length)];
  }

  #bigints(values: readonly (bigint | null)[]): void {
    this.#reserve(ARRAY_HEADER_BYTES + values.length * 12);
    let at = this.#arrayHeader(BIGINT_OID, values.length, values.includes(null));
    for (const value of values) {
      this.#view.setInt32(at, value === null ? NULL_LENGTH : 8);
      at += 4;
      if (value === null) continue;
      this.#view.setBigInt64(at, checkedInt64(value));
      at += 8;
    }
    this.#endArray(at);
  }

  #texts(values: readonly string[]): void {
    this.#reserve(ARRAY_HEADER_BYTES + values.reduce((sum, value) => sum + 4 + value.length * 3, 0));
    let at = this.#arrayHeader(TEXT_OID, values.length, false);
    for (const value of values) {
      const byteLength = this.#buffer.write(value, at + 4, 'utf8');
      this.#view.setInt32(at, byteLength);
      at += 4 + byteLength;
    }
    this.#endArray(at);
  }

  /** Leaves room for the length of the field; returns where the elements begin. */
  #arrayHeader(elementOid: number, count: number, hasNull: boolean): number {
    const at = this.#length + 4;
    this.#view.setInt32(at, count === 0 ? 0 : 1);
    this.#view.setInt32(at + 4, hasNull ? 1 : 0);
    this.#view.setInt32(at + 8, elementOid);
    if (count === 0) return at + 12;
    this.#view.setInt32(at + 12, count);
    this.#view.setInt32(at + 16, 1);
    return at + 20;
  }

  #endArray(end: number): void {
    this.#view.setInt32(this.#length, end - this.#length - 4);
    this.#length = end;
  }

  #text(value: string): void {
    // A UTF-16 code unit becomes at most three bytes: reserving these saves counting them first.
    this.#reserve(4 + value.length * 3);
    const byteLength = this.#buffer.write(value, this.#length + 4, 'utf8');
    this.#view.setInt32(this.#length, byteLength);
    this.#length += 4 + byteLength;
  }

  #bytes(bytes: Uint8Array): void {
    this.#reserve(4 + bytes.length);
    this.#view.setInt32(this.#length, bytes.length);
    this.#buffer.set(bytes, this.#length + 4);
    this.#length += 4 + bytes.length;
  }

  #uuid(uuid: string): void {
    this.#reserve(20);
    this.#view.setInt32(this.#length, 16);
    this.#buffer.write(uuid.replaceAll('-', ''), this.#length + 4, 'hex');
    this.#length += 20;
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  #int64(value: bigint): void {
    this.#reserve(12);
    this.#view.setInt32(this.#length, 8);
    this.#view.setBigInt64(this.#length + 4, checkedInt64(value));
    this.#length += 12;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    this.#chunks.push(this.#buffer.subarray(0, this.#length));
    this.#buffer = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, bytes));
    this.#view = viewOf(this.#buffer);
    this.#length = 0;
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
