/** The tree as it is stored: complete tiles, expanded, and under them the leaf hashes of the entries. */
import type pg from 'pg';

type Client = pg.ClientBase | pg.Pool;

/** The bytes [offsetBytes, offsetBytes + lengthBytes) of an expanded tile. */
export interface TilePart {
  readonly level: number;
  readonly index: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** What to read of the tree. Leaves are positions, [start, end). */
export interface TreePlan {
  readonly parts: readonly TilePart[];
  readonly leaves: { readonly start: number; readonly end: number };
}

export interface TreeBytes {
  /** In the order of the plan. */
  readonly parts: readonly Buffer[];
  /** The leaf hashes, 32 bytes each, one after the other. */
  readonly leaves: Buffer;
}

export interface TileRow {
  readonly level: number;
  readonly index: number;
  readonly nodes: Uint8Array;
}

const READ_TREE = `
  select u.ordinality as place, substring(t.nodes from u.start for u.length) as hashes
  from unnest($2::integer[], $3::bigint[], $4::integer[], $5::integer[])
    with ordinality as u (level, index, start, length, ordinality)
  cross join lateral (
    select nodes from ledger.tile where ledger_id = $1 and level = u.level and index = u.index offset 0
  ) t
  union all
  select null, string_agg(leaf_hash, ''::bytea order by position) from ledger.entry
  where ledger_id = $1 and position >= $6 and position < $7`;

/** Reads parts of tiles and a run of leaf hashes in one query. Throws when a tile or an entry is missing. */
export async function readTree(client: Client, ledgerId: number, { parts, leaves }: TreePlan): Promise<TreeBytes> {
  const { rows } = await client.query<{ place: bigint | null; hashes: Buffer | null }>({
    name: 'read-tree',
    text: READ_TREE,
    values: [
      ledgerId,
      parts.map(({ level }) => level),
      parts.map(({ index }) => index),
      parts.map(({ offsetBytes }) => offsetBytes + 1),
      parts.map(({ lengthBytes }) => lengthBytes),
      leaves.start,
      leaves.end,
    ],
  });
  const byPlace = new Map(rows.map(({ place, hashes }) => [place === null ? 0 : Number(place), hashes]));
  const read = parts.map(({ level, index, lengthBytes }, place) => {
    const bytes = byPlace.get(place + 1) ?? null;
    if (bytes?.length === lengthBytes) return bytes;
    throw new Error(`tile ${index} of level ${level} is missing or damaged: run verify`);
  });
  const hashes = byPlace.get(0) ?? Buffer.alloc(0);
  return { parts: read, leaves: checkedLeaves(hashes, leaves.start, leaves.end) };
}

const HASH_BYTES = 32;

function checkedLeaves(hashes: Buffer, start: number, end: number): Buffer {
  if (hashes.length === Math.max(0, end - start) * HASH_BYTES) return hashes;
  throw new Error(`of the entries from ${start} to ${end - 1} one is missing or damaged: run verify`);
}

/** Where the two children of a tile's root stand, from 1: the last of its nodes. */
const ROOT_CHILDREN = 'substring(nodes from 16257 for 64)';

const HASHES_OF_LEAVES = `
  select position / 256 as index, string_agg(leaf_hash, ''::bytea order by position) as hashes
  from ledger.entry where ledger_id = $1 and position >= $2 and position < $3 group by 1 order by 1`;
const CHILDREN_OF_ROOTS = `
  select index / 256 as index, string_agg(${ROOT_CHILDREN}, ''::bytea order by index) as hashes
  from ledger.tile where ledger_id = $1 and level = $4 and index >= $2 and index < $3 group by 1 order by 1`;

/**
 * What the tiles [start, end) of a level are made of: in level 0 the 256 leaf hashes of each; in others, for each of the
 * 256 tiles below, the two nodes of 32 bytes under its root.
 */
export async function readBelowTiles(
  client: Client,
  ledgerId: number,
  { level, start, end }: { readonly level: number; readonly start: number; readonly end: number },
): Promise<Buffer[]> {
  const range = [ledgerId, start * 256, end * 256];
  const { rows } =
    level === 0
      ? await client.query<{ hashes: Buffer }>(HASHES_OF_LEAVES, range)
      : await client.query<{ hashes: Buffer }>(CHILDREN_OF_ROOTS, [...range, level - 1]);
  return rows.map(({ hashes }) => hashes);
}

const WRITE_TILES = `
  insert into ledger.tile (ledger_id, level, index, nodes)
  select $1, u.level, u.index, u.nodes from unnest($2::integer[], $3::bigint[], $4::bytea[]) as u (level, index, nodes)
  on conflict do nothing`;
const OTHER_TILES = `
  select u.level, u.index from unnest($2::integer[], $3::bigint[], $4::bytea[]) as u (level, index, nodes)
  join ledger.tile t on t.ledger_id = $1 and t.level = u.level and t.index = u.index
  where t.nodes <> u.nodes limit 1`;

/**
 * Adds complete tiles in one transaction. Tiles that are there already are passed over, as long as they are the same:
 * an earlier attempt may have been cut off, and another publisher may be at it. Throws when one differs.
 */
export async function writeTiles(client: Client, ledgerId: number, tiles: readonly TileRow[]): Promise<void> {
  const values = [
    ledgerId,
    tiles.map(({ level }) => level),
    tiles.map(({ index }) => index),
    tiles.map(({ nodes }) => Buffer.from(nodes.buffer, nodes.byteOffset, nodes.byteLength)),
  ];
  const { rowCount } = await client.query(WRITE_TILES, values);
  if (rowCount === tiles.length) return;
  const { rows } = await client.query<{ level: number; index: bigint }>(OTHER_TILES, values);
  const [other] = rows;
  if (other === undefined) return;
  throw new Error(
    `tile ${other.index} of level ${other.level} is stored with other hashes than the entries have: run verify`,
  );
}
