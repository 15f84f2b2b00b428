/** The tree as it is stored: complete tiles, expanded, and under them the leaf hashes of the entries. */
import type pg from 'pg';

type Client = pg.ClientBase | pg.Pool;

/** Pieces of one expanded tile, all of one length: the bytes [offset, offset + lengthBytes) for each offset. */
export interface TilePieces {
  readonly level: number;
  readonly index: number;
  readonly offsetsBytes: readonly number[];
  readonly lengthBytes: number;
}

/** The tiles [start, end) of a level. */
export interface TileRange {
  readonly level: number;
  readonly start: number;
  readonly end: number;
}

/** What to read of the tree. Leaves are positions, [start, end). */
export interface TreePlan {
  readonly tiles: readonly TilePieces[];
  /** Of each tile in these ranges the two nodes under its root. */
  readonly roots: readonly TileRange[];
  readonly leaves: { readonly start: number; readonly end: number };
}

export interface TreeBytes {
  /** For each of the plan's tiles its pieces, one after the other. */
  readonly tiles: readonly Buffer[];
  /** For each of the plan's ranges the pairs of nodes, 64 bytes each, one after the other. */
  readonly roots: readonly Buffer[];
  /** The leaf hashes, 32 bytes each, one after the other. */
  readonly leaves: Buffer;
}

export interface TileRow {
  readonly level: number;
  readonly index: number;
  readonly nodes: Uint8Array;
}

const HASH_BYTES = 32;

/** Reads parts of tiles and a run of leaf hashes in one query. Throws when a tile or an entry is missing. */
export async function readTree(client: Client, ledgerId: number, plan: TreePlan): Promise<TreeBytes> {
  const { tiles, roots, leaves } = plan;
  const { rows } = await client.query<{ place: number; hashes: Buffer | null }>(readTreeStatement(ledgerId, plan));
  const byPlace: (Buffer | null)[] = [];
  for (const { place, hashes } of rows) byPlace[place] = hashes;
  const take = (place: number, lengthBytes: number, what: string): Buffer => {
    const bytes = byPlace[place] ?? Buffer.alloc(0);
    if (bytes.length === lengthBytes) return bytes;
    throw new Error(`${what} is missing or damaged: run verify`);
  };
  return {
    tiles: tiles.map(({ level, index, offsetsBytes, lengthBytes }, place) =>
      take(place, offsetsBytes.length * lengthBytes, `tile ${index} of level ${level}`),
    ),
    roots: roots.map(({ level, start, end }, place) => {
      const what = `of the tiles from ${start} to ${end - 1} of level ${level} one`;
      return take(tiles.length + place, (end - start) * 2 * HASH_BYTES, what);
    }),
    leaves: take(
      tiles.length + roots.length,
      Math.max(0, leaves.end - leaves.start) * HASH_BYTES,
      `of the entries from ${leaves.start} to ${leaves.end - 1} one`,
    ),
  };
}

/** Statements with at most so many tiles are prepared: every proof uses one of a few. */
const PREPARED_TILES_MAX = 4;

/**
 * One row for each part of the plan, by its place in it. Tiles are listed as values, not as arrays of parameters: for
 * arrays PostgreSQL plans anew each time, which takes longer than the reading (plan_cache_mode auto, PostgreSQL 18).
 */
function readTreeStatement(ledgerId: number, { tiles, roots, leaves }: TreePlan) {
  const values: (number | string)[] = [ledgerId];
  const parameter = (value: number | string, type: string): string => `$${values.push(value)}::${type}`;
  const selects: string[] = [];
  if (tiles.length > 0) {
    const listed = tiles.map(({ level, index, offsetsBytes, lengthBytes }, place) => {
      const starts = `{${offsetsBytes.map((offset) => offset + 1).join(',')}}`;
      const columns = [parameter(level, 'integer'), parameter(index, 'bigint'), parameter(lengthBytes, 'integer')];
      return `(${place}, ${columns.join(', ')}, ${parameter(starts, 'integer[]')})`;
    });
    selects.push(selectPieces(listed));
  }
  for (const [place, { level, start, end }] of roots.entries()) {
    const range = `${parameter(start, 'bigint')} and index < ${parameter(end, 'bigint')}`;
    selects.push(
      `select ${tiles.length + place} as place, string_agg(${ROOT_CHILDREN}, ''::bytea order by index) as hashes
       from ledger.tile where ledger_id = $1 and level = ${parameter(level, 'integer')} and index >= ${range}`,
    );
  }
  const hasLeaves = leaves.end > leaves.start;
  if (hasLeaves) {
    const range = `${parameter(leaves.start, 'bigint')} and position < ${parameter(leaves.end, 'bigint')}`;
    selects.push(
      `select ${tiles.length + roots.length} as place, string_agg(leaf_hash, ''::bytea order by position) as hashes
       from ledger.entry where ledger_id = $1 and position >= ${range}`,
    );
  }
  const text = selects.join('\nunion all\n');
  const name = `read-tree-${tiles.length}-${roots.length}-${hasLeaves}`;
  return tiles.length > PREPARED_TILES_MAX ? { text, values } : { name, text, values };
}

/**
 * Of the tile that several pieces are wanted of, all is fetched at once, which appending nothing to it does: fetching
 * pieces out of line takes a search for each. A single piece is fetched alone.
 */
function selectPieces(listed: readonly string[]): string {
  return `
    select u.place, (
      select string_agg(substring(t.nodes from piece.start for u.length), ''::bytea order by piece.place)
      from unnest(u.starts) with ordinality as piece (start, place)
    ) as hashes
    from (values ${listed.join(', ')}) as u (place, level, index, length, starts)
    cross join lateral (
      select case when cardinality(u.starts) > 1 then nodes || ''::bytea else nodes end as nodes
      from ledger.tile where ledger_id = $1 and level = u.level and index = u.index offset 0
    ) t`;
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
  { level, start, end }: TileRange,
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
