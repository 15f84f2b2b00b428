/** What witnesses have said of checkpoints: signature lines, as they gave them. */
import type { Database } from './database.ts';
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
