/** Checkpoints and tiles as they are stored, in order, for an audit: every column, since it trusts none of them. */
import type pg from 'pg';
import type { CheckpointRow } from './publish.ts';
import type { TileRow } from './tiles.ts';

/** A tile that no tree has: by level and index, whatever numbers somebody gave it. */
export interface StrayTile {
  readonly level: number;
  readonly index: bigint;
}

/** A checkpoint with the lines of witnesses that are stored for it. */
export interface StoredCheckpoint extends CheckpointRow {
  readonly cosignatures: readonly string[];
}

/** Rows at once: a tile has 16 KiB. */
const CHECKPOINTS_AT_ONCE = 1_000;
const TILES_AT_ONCE = 32;

/** Every row of `ledger.published` of the ledger: one, unless somebody saw to it. */
export async function readPublishedRows(
  client: pg.PoolClient,
  ledgerId: number,
): Promise<{ count: bigint; size: bigint }[]> {
  const { rows } = await client.query<{ count: bigint; size: bigint }>(
    'select count, size from ledger.published where ledger_id = $1 order by count',
    [ledgerId],
  );
  return rows;
}

/** Checkpoints by number, on the connection of a transaction, beside whatever else is read on it. */
export async function* streamCheckpoints(client: pg.PoolClient, ledgerId: number): AsyncGenerator<StoredCheckpoint> {
  const select = `select c.number, c.size, c.note, array(
      select s.line from ledger.cosignature s
      where s.ledger_id = c.ledger_id and s.number = c.number order by s.line collate "C"
    ) as cosignatures
    from ledger.checkpoint c where c.ledger_id = ${ledgerId} order by c.number`;
  for await (const row of rowsOf(client, `checkpoints_${ledgerId}`, select, CHECKPOINTS_AT_ONCE)) {
    const { number, size, note, cosignatures } = row as StoredRow;
    yield { number: Number(number), size: Number(size), note, cosignatures };
  }
}

interface StoredRow {
  readonly number: bigint;
  readonly size: bigint;
  readonly note: string;
  readonly cosignatures: string[];
}

/** Cosignatures of checkpoints that are not there; those of ledgers that are not there are among them. */
export async function readStrayCosignatures(
  client: pg.PoolClient,
  ledgerId: number,
): Promise<{ number: bigint; line: string }[]> {
  const { rows } = await client.query<{ number: bigint; line: string }>(
    `select s.number, s.line from ledger.cosignature s
     where (s.ledger_id = $1 or not exists (select from ledger.ledger l where l.ledger_id = s.ledger_id))
       and not exists (select from ledger.checkpoint c where c.ledger_id = s.ledger_id and c.number = s.number)
     order by 1, 2 limit 1000`,
    [ledgerId],
  );
  return rows;
}

/** The bytes of the entries at these positions, of those that are there. */
export async function readEntryBodies(
  client: pg.PoolClient,
  ledgerId: number,
  positions: readonly number[],
): Promise<{ position: number; body: Buffer }[]> {
  const { rows } = await client.query<{ position: bigint; body: Buffer }>(
    'select position, body from ledger.entry where ledger_id = $1 and position = any($2::bigint[])',
    [ledgerId, positions],
  );
  return rows.map(({ position, body }) => ({ position: Number(position), body }));
}

/** The tiles of one level by index. */
export async function* streamTiles(client: pg.PoolClient, ledgerId: number, level: number): AsyncGenerator<TileRow> {
  const select = `select index, nodes from ledger.tile where ledger_id = ${ledgerId} and level = ${level} order by index`;
  for await (const row of rowsOf(client, `tiles_${ledgerId}_${level}`, select, TILES_AT_ONCE)) {
    const { index, nodes } = row as { index: bigint; nodes: Buffer };
    yield { level, index: Number(index), nodes };
  }
}

/** Tiles of levels outside [0, levels). */
export async function readStrayTiles(client: pg.PoolClient, ledgerId: number, levels: number): Promise<StrayTile[]> {
  const { rows } = await client.query<StrayTile>(
    'select level, index from ledger.tile where ledger_id = $1 and (level < 0 or level >= $2) order by 1, 2 limit 1000',
    [ledgerId, levels],
  );
  return rows;
}

/** The rows of a cursor. It ends with the transaction; one that is read to its end is closed at once. */
async function* rowsOf(client: pg.PoolClient, cursor: string, select: string, atOnce: number): AsyncGenerator {
  await client.query(`declare ${cursor} no scroll cursor for ${select}`);
  for (;;) {
    const { rows } = await client.query(`fetch ${atOnce} from ${cursor}`);
    yield* rows;
    if (rows.length < atOnce) break;
  }
  await client.query(`close ${cursor}`);
}
