/** The types that columns have here, and their values as rows hold them. */

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

/** The type that a column of the table has. */
export function sqlTypeOf(type: ColumnType): string {
  return type === 'digest' ? 'bytea' : type;
}

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
export const POSTGRES_EPOCH_MILLISECONDS = 946_684_800_000;
