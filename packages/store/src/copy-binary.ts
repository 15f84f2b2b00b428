/**
 * PostgreSQL's COPY BINARY format (PostgreSQL manual, "COPY", Binary Format): the fastest way in and out. Here it is
 * written, in `copy-out-rows.ts` read.
 *
 *   file   = 'PGCOPY\n\xff\r\n\0' flags(4)=0 extension(4)=0 row* trailer
 *   row    = fields(2) field*            field = length(4) bytes, length −1 is null
 *   trailer = int16 −1
 */

/**
 * How a column's values are laid out. `bigint[]` has one dimension; an empty array has none. A `digest` is the text of one,
 * kept as the 32 bytes that it stands for.
 */
export type ColumnType =
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'text'
  | 'text[]'
  | 'bigint[]'
  | 'bytea'
  | 'digest'
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
    if (value === null) return this.#null();
    switch (type) {
      case 'integer':
        return this.#int32(value as number);
      case 'bigint':
        return this.#int64(value as bigint | number);
      case 'boolean':
        return this.#bytes(Uint8Array.of(value === true ? 1 : 0));
      case 'text':
        return this.#text(value as string);
      case 'bytea':
        return this.#bytes(value as Uint8Array);
      case 'digest':
        return this.#digest(value as string);
      case 'uuid':
        return this.#uuid(value as string);
      case 'timestamptz':
        return this.#int64(microsecondsOf((value as number) - POSTGRES_EPOCH_MILLISECONDS));
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
      writeInt64(this.#view, at, value);
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
    const start = this.#length + 4;
    const byteLength =
      value.length <= ASCII_MAX_LENGTH && writeAscii(this.#buffer, start, value)
        ? value.length
        : this.#buffer.write(value, start, 'utf8');
    this.#view.setInt32(this.#length, byteLength);
    this.#length = start + byteLength;
  }

  #bytes(bytes: Uint8Array): void {
    this.#reserve(4 + bytes.length);
    this.#view.setInt32(this.#length, bytes.length);
    this.#buffer.set(bytes, this.#length + 4);
    this.#length += 4 + bytes.length;
  }

  #digest(digest: string): void {
    this.#reserve(4 + DIGEST_BYTES);
    this.#view.setInt32(this.#length, DIGEST_BYTES);
    const written = this.#buffer.write(digest, this.#length + 4, 'base64url');
    if (written !== DIGEST_BYTES) throw new RangeError(`${digest} is no digest of ${DIGEST_BYTES} bytes`);
    this.#length += 4 + DIGEST_BYTES;
  }

  #uuid(uuid: string): void {
    this.#reserve(4 + UUID_BYTES);
    this.#view.setInt32(this.#length, UUID_BYTES);
    writeUuid(this.#buffer, this.#length + 4, uuid);
    this.#length += 4 + UUID_BYTES;
  }

  #null(): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, NULL_LENGTH);
    this.#length += 4;
  }

  #int32(value: number): void {
    this.#reserve(8);
    this.#view.setInt32(this.#length, 4);
    this.#view.setInt32(this.#length + 4, value);
    this.#length += 8;
  }

  #int64(value: bigint | number): void {
    this.#reserve(12);
    this.#view.setInt32(this.#length, 8);
    writeInt64(this.#view, this.#length + 4, value);
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

/** Texts up to this length are mostly ids and words, which are written sooner than handed to the runtime. */
const ASCII_MAX_LENGTH = 48;
const DIGEST_BYTES = 32;
const UUID_BYTES = 16;

/** Writes a text of one byte per character; false, and what was written is to be overwritten, when it is none. */
function writeAscii(buffer: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return false;
    buffer[start + index] = code;
  }
  return true;
}

/** The values of the characters 0-9 and a-f; of `-` and all others, none. */
const NIBBLES = Int8Array.from({ length: 0x80 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code)));

function writeUuid(buffer: Uint8Array, start: number, uuid: string): void {
  let nibbles = 0;
  let byte = 0;
  for (let index = 0; index < uuid.length; index++) {
    const nibble = NIBBLES[uuid.charCodeAt(index)] ?? -1;
    if (nibble < 0) continue;
    byte = (byte << 4) | nibble;
    nibbles += 1;
    if (nibbles % 2 === 0) buffer[start + nibbles / 2 - 1] = byte;
  }
  if (nibbles !== UUID_BYTES * 2) throw new RangeError(`${uuid} is no UUID in lower case`);
}

function microsecondsOf(milliseconds: number): bigint | number {
  const microseconds = milliseconds * 1_000;
  // After the year 2255 a double does not hold every one of them.
  return Number.isSafeInteger(microseconds) ? microseconds : BigInt(milliseconds) * 1_000n;
}

const UPPER_HALF = 2 ** 32;

/** Whole numbers that a double holds exactly, nearly all there are, are written as two halves: a quarter of the time. */
function writeInt64(view: DataView, at: number, value: bigint | number): void {
  const exact = Number(value);
  if (Number.isSafeInteger(exact)) {
    view.setInt32(at, Math.floor(exact / UPPER_HALF));
    view.setUint32(at + 4, exact >>> 0);
    return;
  }
  const whole = BigInt(value);
  // Writing a larger one would drop its upper bits, and nobody would be told.
  if (BigInt.asIntN(64, whole) !== whole) throw new RangeError(`${whole} does not fit into a bigint of PostgreSQL`);
  view.setBigInt64(at, whole);
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}
