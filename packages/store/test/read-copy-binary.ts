/** Reads COPY BINARY value by value, for tests of what writes it and of what reads it faster. */
import type pg from 'pg';
import { type ColumnType, type ColumnValue, POSTGRES_EPOCH_MILLISECONDS } from '../src/wire/column-type.ts';
import { COPY_SIGNATURE } from '../src/wire/copy.ts';
import { copyOutRows } from '../src/wire/copy-out-rows.ts';
import { fieldStart } from '../src/wire/copy-rows.ts';
import { NULL_LENGTH } from '../src/wire/field-writer.ts';

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
      if (pending.length < COPY_SIGNATURE.length) continue;
      at = COPY_SIGNATURE.length;
      headerRead = true;
    }
    for (;;) {
      const end = endOfRow(pending, at);
      if (end === null) break;
      if (end === at + 2 && pending.readInt16BE(at) === -1) return;
      yield decodeFields(pending, at + 2, types);
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

/** Decodes the fields of one row, the first of which begins, with its length, at `start`. */
function decodeFields(buffer: Buffer, start: number, types: readonly ColumnType[]): ColumnValue[] {
  let at = start;
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
    case 'digest':
      return field.toString('base64url');
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

/** Streams the rows that `select` gives, in its order, decoded; `select` names the columns in the same order as `types`. */
export async function* copyOut(
  client: pg.ClientBase,
  select: string,
  types: readonly ColumnType[],
): AsyncGenerator<ColumnValue[]> {
  for await (const rows of copyOutRows(client, select, types.length)) {
    for (let row = 0; row < rows.count; row++) yield decodeFields(rows.bytes, fieldStart(rows, row, 0) - 4, types);
  }
}
