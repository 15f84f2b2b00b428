import { assert } from './assert.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';
import { TILE_HASHES } from './tile.ts';

/** The highest tile level that C2SP tlog-tiles has a path for. (With sizes below 2^53 no tile is above level 6.) */
const LEVEL_MAX = 63;

// As many groups of three digits as 2^53 − 1 needs; what is longer is not looked at.
const PATH_PATTERN = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/**
 * What a log serves under `tile/`: the hashes of a tile, or the entries under a tile of level 0. `width` is how many of
 * them there are, 256 where the tile is complete.
 */
export type TilePath =
  | { readonly kind: 'hashes'; readonly level: number; readonly index: number; readonly width: number }
  | { readonly kind: 'entries'; readonly index: number; readonly width: number };

/**
 * Writes the path of a tile or entry bundle below the log's prefix (C2SP tlog-tiles): the index in groups of three
 * digits, all but the last marked with an x, and the width only where it is partial.
 *
 *     tile/1/x001/x234/067          tile 1234067 of level 1
 *     tile/1/x001/x234/067.p/8      its first 8 hashes
 *     tile/entries/x001/x234/067    256 entries
 */
export function formatTilePath(path: TilePath): string {
  const { index, width } = path;
  assert(Number.isSafeInteger(index) && index >= 0, `no tile has the index ${index}`);
  assert(Number.isSafeInteger(width) && width >= 1 && width <= TILE_HASHES, `no tile has ${width} hashes`);
  const suffix = width === TILE_HASHES ? '' : `.p/${width}`;
  return `tile/${formatFolder(path)}/${formatIndex(index)}${suffix}`;
}

/** Reads the path of a tile or entry bundle; refuses every second spelling, so one resource has one address. */
export function parseTilePath(text: string): Parsed<TilePath> {
  const [, folder = '', groups = '', width] = PATH_PATTERN.exec(text) ?? [];
  if (folder === '') return refuse(`${show(text)} is not a path such as tile/0/x001/x234/067 or tile/entries/000.p/8`);
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  if (!Number.isSafeInteger(index)) {
    return refuse(`the index of a tile is a whole number up to ${Number.MAX_SAFE_INTEGER}, found ${show(groups)}`);
  }
  const expected = formatIndex(index);
  if (groups !== expected) return refuse(`the index ${index} is spelled ${show(expected)}, found ${show(groups)}`);
  if (width !== undefined && Number(width) >= TILE_HASHES) {
    return refuse(`a partial tile has from 1 to ${TILE_HASHES - 1} hashes, found ${width}`);
  }
  const place = { index, width: width === undefined ? TILE_HASHES : Number(width) };
  if (folder === 'entries') return accept({ kind: 'entries', ...place });
  const level = Number(folder);
  if (level > LEVEL_MAX) return refuse(`the level of a tile is from 0 to ${LEVEL_MAX}, found ${level}`);
  return accept({ kind: 'hashes', level, ...place });
}

function formatFolder(path: TilePath): string {
  if (path.kind === 'entries') return path.kind;
  const { level } = path;
  assert(Number.isSafeInteger(level) && level >= 0 && level <= LEVEL_MAX, `no tile has the level ${level}`);
  return String(level);
}

function formatIndex(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/[0-9]{3}/g) ?? [];
  return groups.map((group, place) => (place === groups.length - 1 ? group : `x${group}`)).join('/');
}
