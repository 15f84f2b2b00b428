/** The part of an audit that computes every stored tile again. */
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import { equalBytes } from '@lodestone/proof/equal-bytes.ts';
import { SHA256_BYTES } from '@lodestone/proof/hash.ts';
import { expandTile, TILE_HASHES, tileRoot } from '@lodestone/proof/tile.ts';
import type { StrayTile } from '@lodestone/store/log/stream-published.ts';
import type { TileRow } from '@lodestone/store/log/tiles.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Failure } from './verdict.ts';
import type { LeafAudit } from './verify-checkpoints.ts';

/** A tile of level 6 would have 2^56 entries under it: no ledger has one. */
export const TILE_LEVELS_MAX = 6;

export interface TilesToVerify {
  /** The tiles of a level by index, as stored. */
  readonly rowsOf: (level: number) => AsyncIterator<TileRow>;
  /** Tiles of levels that no ledger has. */
  readonly strays: readonly StrayTile[];
  /** Every tile that is complete at this size must be there; those beyond may be, written ahead of a checkpoint. */
  readonly publishedSize: number;
  /** Reads the hashes of a partial tile, of a log that keeps them; null when there are none to compare. */
  readonly readPartial?: (tile: PartialTile) => Promise<Uint8Array | null>;
}

export interface PartialTile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** One level: the hashes of the tile that is growing, and the row that is stored for the next one. */
interface Level {
  readonly hashes: Uint8Array;
  width: number;
  nextIndex: number;
  readonly rows: AsyncIterator<TileRow>;
  row: IteratorResult<TileRow>;
}

/** Checks that every complete tile is stored once, with the nodes that its entries give it, and no other is. */
export function auditTiles(
  { rowsOf, strays, publishedSize, readPartial }: TilesToVerify,
  report: (failure: Failure) => void,
): LeafAudit {
  const levels: Level[] = [];
  const fail = (tile: { level: number; index: number }, expected: string, found: string, message: string) =>
    report({ kind: 'tile', position: firstPosition(tile), ordinal: null, expected, found, message });

  const openLevel = async (level: number): Promise<Level> => {
    const known = levels[level];
    if (known !== undefined) return known;
    const rows = rowsOf(level);
    const hashes = new Uint8Array(TILE_HASHES * SHA256_BYTES);
    const opened = { hashes, width: 0, nextIndex: 0, rows, row: await rows.next() };
    levels[level] = opened;
    return opened;
  };
  const addHash = (level: Level, hash: Uint8Array): boolean => {
    level.hashes.set(hash, level.width * SHA256_BYTES);
    level.width += 1;
    return level.width === TILE_HASHES;
  };
  const reportStray = ({ level, index }: { level: number; index: number }) =>
    fail(
      { level, index },
      'no such tile',
      `tile ${index} of level ${level}`,
      `tile ${index} of level ${level} is stored, and it is not complete or stored already`,
    );

  const completeTile = async (levelNumber: number): Promise<void> => {
    const level = levels[levelNumber] as Level;
    const tile = { level: levelNumber, index: level.nextIndex };
    const expanded = expandTile(level.hashes, sha256);
    level.width = 0;
    level.nextIndex += 1;
    while (!level.row.done && level.row.value.index < tile.index) {
      reportStray(level.row.value);
      level.row = await level.rows.next();
    }
    if (!level.row.done && level.row.value.index === tile.index) {
      compareNodes(tile, expanded, level.row.value.nodes);
      level.row = await level.rows.next();
    } else if ((tile.index + 1) * TILE_HASHES ** (levelNumber + 1) <= publishedSize) {
      const name = `tile ${tile.index} of level ${levelNumber}`;
      fail(tile, name, 'no tile', `${name} is missing: it was complete when the last checkpoint was published`);
    }
    const above = await openLevel(levelNumber + 1);
    if (addHash(above, tileRoot(expanded, sha256))) await completeTile(levelNumber + 1);
  };
  const compareNodes = (tile: { level: number; index: number }, expected: Uint8Array, found: Uint8Array) => {
    const name = `tile ${tile.index} of level ${tile.level}`;
    if (found.length !== expected.length) {
      const message = `${name} has ${found.length} bytes, expected ${expected.length}`;
      fail(tile, `${expected.length} bytes`, `${found.length} bytes`, message);
      return;
    }
    if (equalBytes(expected, found)) return;
    const at = expected.findIndex((byte, index) => byte !== found[index]);
    const start = at - (at % SHA256_BYTES);
    const [right, stored] = [expected, found].map((nodes) =>
      encodeBase64Url(nodes.subarray(start, start + SHA256_BYTES)),
    );
    const message = `node ${start / SHA256_BYTES} of ${name} is stored as ${stored}, its entries make it ${right}`;
    fail(tile, right ?? '', stored ?? '', message);
  };

  return {
    entry: (leafHash) => {
      const level = levels[0];
      if (level === undefined) return openLevel(0).then((opened) => void addHash(opened, leafHash));
      return addHash(level, leafHash) ? completeTile(0) : undefined;
    },
    end: async () => {
      for (let number = 0; number < TILE_LEVELS_MAX; number++) {
        const level = await openLevel(number);
        const partial = { level: number, index: level.nextIndex, width: level.width };
        const stored = level.width === 0 || readPartial === undefined ? null : await readPartial(partial);
        if (stored !== null) compareNodes(partial, level.hashes.subarray(0, level.width * SHA256_BYTES), stored);
        for (; !level.row.done; level.row = await level.rows.next()) reportStray(level.row.value);
      }
      for (const { level, index } of strays) reportStray({ level, index: Number(index) });
    },
  };
}

/** The first entry under a tile; of a tile that no ledger has there is none. */
function firstPosition({ level, index }: { readonly level: number; readonly index: number }): number | null {
  const position = index * TILE_HASHES ** (level + 1);
  return level >= 0 && Number.isSafeInteger(position) && position >= 0 ? position : null;
}
