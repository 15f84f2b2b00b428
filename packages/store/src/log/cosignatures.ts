/** What witnesses have said of checkpoints: signature lines, as they gave them. */
import type pg from 'pg';
import type { Database } from '../database.ts';
import type { CheckpointRow } from './publish.ts';

/** Adds lines to a checkpoint that is published. What is there already stays as it is. */
export async function writeCosignatures(
  { pool }: Database,
  ledgerId: number,
  number: number,
  lines: readonly string[],
): Promise<void> {
  await pool.query(
    `insert into ledger.cosignature (ledger_id, number, line) select $1, $2, line from unnest($3::text[]) as line
     on conflict do nothing`,
    [ledgerId, number, lines],
  );
}

/** The lines on a checkpoint, in the order of their bytes. */
export async function readCosignatures({ pool }: Database, ledgerId: number, number: number): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    'select line from ledger.cosignature where ledger_id = $1 and number = $2 order by line collate "C"',
    [ledgerId, number],
  );
  return rows.map(({ line }) => line);
}

/** A checkpoint with one line on it. */
export interface CosignedRow extends CheckpointRow {
  readonly line: string;
}

/**
 * The newest checkpoint with a line of this witness's, null when there is none. `lineStart` is what its lines begin with,
 * so that another key of the same name is passed over.
 */
export async function readLastCosigned(
  { pool }: Database,
  ledgerId: number,
  { name, lineStart }: { readonly name: string; readonly lineStart: string },
): Promise<CosignedRow | null> {
  const { rows } = await pool.query<{ number: bigint; size: bigint; note: string; line: string }>(
    `select c.number, c.size, c.note, s.line from ledger.cosignature s
     join ledger.checkpoint c on c.ledger_id = s.ledger_id and c.number = s.number
     where s.ledger_id = $1 and split_part(s.line, ' ', 2) = $2 and starts_with(s.line, $3)
     order by s.number desc limit 1`,
    [ledgerId, name, lineStart],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, number: Number(row.number), size: Number(row.size) };
}

/** A checkpoint with all lines on it. */
export interface CosignedCheckpointRow extends CheckpointRow {
  readonly lines: readonly string[];
}

/** The newest cosigned checkpoint that comes before the one of this number, null when there is none. */
export async function readCosignedBefore(
  { pool }: Database,
  ledgerId: number,
  number: number,
): Promise<CosignedCheckpointRow | null> {
  const { rows } = await pool.query<{ number: bigint; size: bigint; note: string; lines: string[] }>(
    `select c.number, c.size, c.note,
       (select array_agg(line order by line collate "C") from ledger.cosignature
         where ledger_id = $1 and number = c.number) as lines
     from ledger.checkpoint c
     where c.ledger_id = $1
       and c.number = (select max(number) from ledger.cosignature where ledger_id = $1 and number < $2)`,
    [ledgerId, number],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, number: Number(row.number), size: Number(row.size) };
}

/** A checkpoint with all lines on it, and the entries of which it is the first that was cosigned. */
export interface FirstCosigned {
  readonly number: number;
  readonly positions: readonly number[];
  readonly note: string;
  readonly lines: readonly string[];
}

/**
 * The first checkpoint over each entry that has a line of one of these witnesses. Entries that none has cosigned are left
 * out. Sizes grow with the numbers of checkpoints and are in no index: they are halved for each entry, by primary key. Where
 * the next line is looked for, pairs are compared and the witnesses are a question of its own: else a planner without
 * statistics takes the lines for few, and sorts all that follow.
 */
export async function readFirstCosigned(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  positions: readonly number[],
  lineStarts: readonly string[],
): Promise<FirstCosigned[]> {
  const { rows } = await client.query<{ number: bigint; positions: bigint[]; note: string; lines: string[] }>(
    `with recursive search (position, low, high) as (
       select position, 0::bigint, p.count from unnest($2::bigint[]) as position
       cross join (select count from ledger.published where ledger_id = $1) p
       union all
       select position, case when c.size > position then low else middle + 1 end,
         case when c.size > position then middle else high end
       from search
       cross join lateral (select (low + high) / 2 as middle) half
       cross join lateral (
         select size from ledger.checkpoint where ledger_id = $1 and number = half.middle offset 0) c
       where low < high
     )
     select c.number, first.positions, c.note,
       (select array_agg(line order by line collate "C") from ledger.cosignature
         where ledger_id = $1 and number = c.number) as lines
     from (
       select s.number, array_agg(search.position) as positions from search
       cross join lateral (
         select number from ledger.cosignature s
         where (s.ledger_id, s.number) >= ($1, search.low) and (s.ledger_id, s.number) < ($1 + 1, 0)
           and (select bool_or(starts_with(s.line, start)) from unnest($3::text[]) as start)
         order by s.ledger_id, s.number limit 1) s
       where search.low = search.high
       group by s.number) first
     join ledger.checkpoint c on c.ledger_id = $1 and c.number = first.number`,
    [ledgerId, positions, lineStarts],
  );
  return rows.map((row) => ({ ...row, number: Number(row.number), positions: row.positions.map(Number) }));
}
