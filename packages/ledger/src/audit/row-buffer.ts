/** Rows that come from files, laid out as those that come from the server, so that one audit reads both. */
import { POSTGRES_EPOCH_MILLISECONDS } from '@lodestone/store/wire/column-type.ts';
import type { CopyRows } from '@lodestone/store/wire/copy-rows.ts';

const FIRST_BYTES = 1_048_576;
const FIRST_ROWS = 512;
const LENGTH_BYTES = 4;

/** Collects rows field by field. */
export interface RowBuffer {
  int32(value: number): void;
  int64(value: number): void;
  /** A time as PostgreSQL has it: microseconds since its epoch. */
  time(milliseconds: number): void;
  bytes(value: Uint8Array): void;
  /** The rows since the last time; valid until the next field. Null when there is none. */
  take(): CopyRows | null;
}

export function createRowBuffer(columns: number): RowBuffer {
  let bytes = Buffer.alloc(FIRST_BYTES);
  let view = viewOf(bytes);
  let starts = new Int32Array(FIRST_ROWS * columns);
  let at = 0;
  let fields = 0;

  /** Makes room for a field, and answers where it begins. */
  const field = (length: number): number => {
    const end = at + LENGTH_BYTES + length;
    if (end > bytes.length) {
      const larger = Buffer.alloc(Math.max(end, 2 * bytes.length));
      bytes.copy(larger, 0, 0, at);
      bytes = larger;
      view = viewOf(bytes);
    }
    if (fields === starts.length) {
      const larger = new Int32Array(2 * starts.length);
      larger.set(starts);
      starts = larger;
    }
    view.setInt32(at, length);
    const start = at + LENGTH_BYTES;
    starts[fields] = start;
    fields += 1;
    at = end;
    return start;
  };
  const int64 = (value: bigint) => view.setBigInt64(field(8), value);
  return {
    int32: (value) => {
      const start = field(4);
      view.setInt32(start, value);
    },
    int64: (value) => int64(BigInt(value)),
    time: (milliseconds) => int64(BigInt(milliseconds - POSTGRES_EPOCH_MILLISECONDS) * 1_000n),
    bytes: (value) => {
      const start = field(value.length);
      bytes.set(value, start);
    },
    take: () => {
      const count = fields / columns;
      at = 0;
      fields = 0;
      return count === 0 ? null : { bytes, view, count, columns, starts };
    },
  };
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
