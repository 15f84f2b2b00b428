import { assert } from './assert.ts';
import { ENTRY_MAX_BYTES } from './entry.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { TILE_HASHES } from './tile.ts';

/** An entry's length comes before it, as two bytes, the higher first. */
const LENGTH_BYTES = 2;

/** Writes the entries under a tile of level 0 as a log serves them (C2SP tlog-tiles): each after its length. */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  assert(entries.length >= 1 && entries.length <= TILE_HASHES, `no bundle has ${entries.length} entries`);
  const bundle = new Uint8Array(entries.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0));
  const view = new DataView(bundle.buffer);
  let at = 0;
  for (const entry of entries) {
    assert(entry.length <= ENTRY_MAX_BYTES, `an entry has at most ${ENTRY_MAX_BYTES} bytes, found ${entry.length}`);
    view.setUint16(at, entry.length);
    bundle.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.length;
  }
  return bundle;
}

/** Reads a bundle that must have `width` entries; they are views of its bytes. */
export function parseEntryBundle(bundle: Uint8Array, width: number): Parsed<Uint8Array[]> {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const start = at + LENGTH_BYTES;
    const end = start > bundle.length ? start : start + view.getUint16(at);
    if (end > bundle.length)
      return refuse(`entry ${entries.length} of a bundle ends at byte ${end} of ${bundle.length}`);
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  if (entries.length !== width) return refuse(`a bundle has ${entries.length} entries, expected ${width}`);
  return accept(entries);
}
