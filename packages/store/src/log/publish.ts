/** What was published of a ledger: its checkpoints, and the one row that says which is the last. */
import type pg from 'pg';
import type { Database } from '../database.ts';
import { withTransaction } from '../connect/with-transaction.ts';

/** Which checkpoint is the last. `count` counts them; the last one has the number `count - 1`. */
export interface Published {
  readonly count: number;
  readonly size: number;
  readonly note: string;
}

export interface CheckpointRow {
  /** Counted from 0 without gaps. */
  readonly number: number;
  readonly size: number;
  readonly note: string;
}

/** The last checkpoint that was published, or null before the first. Throws when there is a count and no such row. */
export async function readPublished(database: Database, ledgerId: number): Promise<Published | null> {
  const { rows } = await database.pool.query<{ count: bigint; size: bigint; note: string | null }>(
    `select p.count, p.size, c.note from ledger.published p
     left join ledger.checkpoint c on c.ledger_id = p.ledger_id and c.number = p.count - 1 and c.size = p.size
     where p.ledger_id = $1`,
    [ledgerId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  if (row.note === null) {
    throw new Error(
      `checkpoint ${row.count - 1n} of size ${row.size}, the last that was published, is missing: run verify`,
    );
  }
  return { count: Number(row.count), size: Number(row.size), note: row.note };
}

/** How many checkpoints are stored, whatever they say. */
export async function countCheckpoints({ pool }: Database, ledgerId: number): Promise<number> {
  const { rows } = await pool.query<{ count: bigint }>(
    'select count(*) as count from ledger.checkpoint where ledger_id = $1',
    [ledgerId],
  );
  return Number(rows[0]?.count ?? 0n);
}

/** The bytes of the first event, which names the keys of the ledger; null when it is missing. */
export async function readFirstEvent(client: pg.ClientBase | pg.Pool, ledgerId: number): Promise<Buffer | null> {
  const { rows } = await client.query<{ body: Buffer }>(
    'select body from ledger.event where ledger_id = $1 and position = 0 and ordinal = 0',
    [ledgerId],
  );
  return rows[0]?.body ?? null;
}

/** The last checkpoint of at most this size, or null when there is none. */
export async function readCheckpointUpTo(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  size: number,
): Promise<CheckpointRow | null> {
  const { rows } = await client.query<{ number: bigint; size: bigint; note: string }>(
    `select number, size, note from ledger.checkpoint
     where ledger_id = $1 and size <= $2 order by number desc limit 1`,
    [ledgerId, size],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, number: Number(row.number), size: Number(row.size) };
}

/** An event that adds or retires a checkpoint key, as it is recorded. */
export interface CheckpointKeyEvent {
  readonly position: number;
  readonly ordinal: number;
  readonly body: Buffer;
}

/** The events that say which keys sign checkpoints after the first, in the order of the log. */
export async function readCheckpointKeyEvents(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
): Promise<CheckpointKeyEvent[]> {
  const { rows } = await client.query<{ position: bigint; ordinal: number; body: Buffer }>(
    `select position, ordinal, body from ledger.event
     where ledger_id = $1 and type in ('checkpoint-key-added', 'checkpoint-key-retired') order by position, ordinal`,
    [ledgerId],
  );
  return rows.map(({ position, ordinal, body }) => ({ position: Number(position), ordinal, body }));
}

/**
 * Publishes a checkpoint if `row.number` is still the next number: adds it and swaps the last one, in one transaction.
 * Answers false, and nothing is published, when somebody else was first. If we crash before the commit nothing is
 * published; after it the checkpoint is. When the connection is lost during the commit the answer is unknown: this
 * throws, and `readPublished` tells.
 */
export async function swapPublished(database: Database, ledgerId: number, row: CheckpointRow): Promise<boolean> {
  const { number, size, note } = row;
  const insert = 'insert into ledger.checkpoint (ledger_id, number, size, note) values ($1, $2, $3, $4)';
  try {
    await withTransaction(database, async (client) => {
      await client.query(insert, [ledgerId, number, size, note]);
      await client.query(number === 0 ? FIRST : NEXT, [ledgerId, number + 1, size]);
    });
    return true;
  } catch (error) {
    if (isOvertaken(error)) return false;
    throw error;
  }
}

const FIRST = 'insert into ledger.published (ledger_id, count, size) values ($1, $2, $3)';
const NEXT = 'update ledger.published set count = $2, size = $3 where ledger_id = $1 and count = $2 - 1';

/** The number is the compare-and-swap: its key refuses it twice, its trigger when another was published before. */
function isOvertaken(error: unknown): boolean {
  if (!(error instanceof Error) || !('constraint' in error)) return false;
  return error.constraint === 'checkpoint_pkey' || error.constraint === 'checkpoint_is_next';
}
