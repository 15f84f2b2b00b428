/** What an exported folder holds beside what a log of its size has: every name in it is looked at, and no link followed. */
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { TILE_HASHES } from '@lodestone/proof/tile.ts';
import { parseTilePath } from '@lodestone/proof/tile-path.ts';
import { isDraft } from '../files/draft-path.ts';
import { CHECKPOINT_FILE, CHECKPOINTS_FILE, parseEventsPath } from '../publish/export-paths.ts';
import { fileFailure } from './folder-failure.ts';
import type { Failure } from './verdict.ts';

/** `tile/entries` and six groups of digits, the last of a partial file: no path is deeper. */
const DEPTH_MAX = 9;
/** A folder of ours has a thousand numbers, their partial ones and a thousand folders of numbers, and what a crash left. */
const NAMES_MAX = 10_000;

/**
 * Reports each file that is none of an export's, and each link. Answers how many are left over from one that was cut off
 * or has since grown: right names that a log of `size` entries has no use for. Nobody reads those.
 */
export async function auditLayout(folder: string, size: number, report: (failure: Failure) => void): Promise<number> {
  let leftOver = 0;
  const look = async (path: string, depth: number): Promise<void> => {
    let names = 0;
    for await (const entry of await opendir(join(folder, path))) {
      names += 1;
      if (names > NAMES_MAX) {
        return report(fileFailure(path === '' ? '.' : path, null, `at most ${NAMES_MAX} names`, 'more'));
      }
      const found = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory() && depth < DEPTH_MAX) await look(found, depth + 1);
      else if (!entry.isFile()) report(fileFailure(found, null, 'a file or nothing', describeKind(entry)));
      else if (isDraft(entry.name)) leftOver += 1;
      else {
        const use = useOf(found, size);
        if (use === 'none') report(fileFailure(found, null, 'no such file in an export', 'one'));
        if (use === 'left over') leftOver += 1;
      }
    }
  };
  await look('', 0);
  return leftOver;
}

function describeKind(entry: { isSymbolicLink(): boolean; isDirectory(): boolean }): string {
  if (entry.isSymbolicLink()) return 'a link';
  return entry.isDirectory() ? 'a folder' : 'something else';
}

/** Whether a log of the size has the file, could have had it or will have it, or none ever has. */
function useOf(path: string, size: number): 'in use' | 'left over' | 'none' {
  if (path === CHECKPOINT_FILE || path === CHECKPOINTS_FILE) return 'in use';
  const tile = parseTilePath(path);
  const events = parseEventsPath(path);
  if (events.ok) return isInUse(events.value, size) ? 'in use' : 'left over';
  if (!tile.ok) return 'none';
  const hashes = tile.value.kind === 'hashes' ? Math.floor(size / TILE_HASHES ** tile.value.level) : size;
  return isInUse(tile.value, hashes) ? 'in use' : 'left over';
}

function isInUse({ index, width }: { readonly index: number; readonly width: number }, count: number): boolean {
  return Math.min(TILE_HASHES, count - index * TILE_HASHES) === width;
}
