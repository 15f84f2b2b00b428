/**
 * Values in PostgreSQL's binary form: as the fields of a row that is copied in, and as the elements of an array.
 *
 *   field = length(4) bytes              length −1 is null
 */
import { type ColumnType, type ColumnValue, POSTGRES_EPOCH_MILLISECONDS } from './column-type.ts';

export const NULL_LENGTH = -1;
const ARRAY_HEADER_BYTES = 24;
const BIGINT_OID = 20;
const TEXT_OID = 25;

/** The first chunk is for a few rows; each is twice as large as the one before, and a large value gets one of its size. */
const FIRST_CHUNK_BYTES = 4 * 1024;
const CHUNK_MAX_BYTES = 128 * 1024;

/** Collects fields, and the numbers between them, in chunks. No byte is moved after it was written. */
export class FieldWriter {
  /** What is full and not taken yet. */
  #chunks: Buffer[] = [];
  #chunksBytes = 0;
  #buffer: Buffer = Buffer.allocUnsafe(FIRST_CHUNK_BYTES);
  /** The same bytes: its setters are several times faster than Buffer's. */
  #view: DataView = viewOf(this.#buffer);
  /** Up to here the buffer is taken. */
  #start = 0;
  #length = 0;

  int16(value: number): void {
    this.#reserve(2);
    this.#view.setInt16(this.#length, value);
    this.#length += 2;
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  /** Adds a field. Throws a RangeError for a value that its type cannot hold. */
  field(type: ColumnType, value: ColumnValue): void {
    if (value === null) return this.int32(NULL_LENGTH);
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

  /** How much was written and not taken yet. */
  get bytes(): number {
    return this.#chunksBytes + this.#length - this.#start;
  }

  /** Forgets what was written after so many bytes. */
  cut(bytes: number): void {
    while (bytes < this.#chunksBytes) {
      this.#buffer = this.#chunks.pop() as Buffer;
      this.#view = viewOf(this.#buffer);
      this.#start = 0;
      this.#chunksBytes -= this.#buffer.length;
    }
    this.#length = this.#start + bytes - this.#chunksBytes;
  }

  /** What was written since the last time. */
  take(): Buffer[] {
    const taken = [...this.#chunks, this.#buffer.subarray(this.#start, this.#length)];
    this.#chunks = [];
    this.#chunksBytes = 0;
    this.#start = this.#length;
    return taken;
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
    const at = this.#begin(bytes.length);
    this.#buffer.set(bytes, at);
  }

  #digest(digest: string): void {
    const at = this.#begin(DIGEST_BYTES);
    const written = this.#buffer.write(digest, at, 'base64url');
    if (written !== DIGEST_BYTES) throw new RangeError(`${digest} is no digest of ${DIGEST_BYTES} bytes`);
  }

  #uuid(uuid: string): void {
    const at = this.#begin(UUID_BYTES);
    writeUuid(this.#buffer, at, uuid);
  }

  #int32(value: number): void {
    // As with bigints: a larger one would lose its upper bits.
    if ((value | 0) !== value) throw new RangeError(`${value} does not fit into an integer of PostgreSQL`);
    const at = this.#begin(4);
    this.#view.setInt32(at, value);
  }

  #int64(value: bigint | number): void {
    const at = this.#begin(8);
    writeInt64(this.#view, at, value);
  }

  /** Makes room for a field of so many bytes and writes its length; returns where they are to be written. */
  #begin(bytes: number): number {
    this.#reserve(4 + bytes);
    this.#view.setInt32(this.#length, bytes);
    const at = this.#length + 4;
    this.#length = at + bytes;
    return at;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    this.#chunks.push(this.#buffer.subarray(this.#start, this.#length));
    this.#chunksBytes += this.#length - this.#start;
    this.#buffer = Buffer.allocUnsafe(Math.max(bytes, Math.min(CHUNK_MAX_BYTES, 2 * this.#buffer.length)));
    this.#view = viewOf(this.#buffer);
    this.#start = 0;
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
