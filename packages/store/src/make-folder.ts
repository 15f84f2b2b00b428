import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A longer path is not shown whole. */
const SHOWN_PATH_LENGTH = 200;

/**
 * Makes a folder that only its owner may enter, unless `mode` says otherwise, and the folders above it that are missing.
 * Fails at once, with the folder and the system's code, where it cannot be made. Node's own `recursive` asks without end
 * where a file system says that there is nothing below a folder that it has, as /proc does.
 */
export async function makeFolder(folder: string, mode = 0o700): Promise<void> {
  try {
    await makeFrom(folder, mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const { code } = error;
    const shown = folder.length > SHOWN_PATH_LENGTH ? `${folder.slice(0, SHOWN_PATH_LENGTH)}…` : folder;
    const reason = REASONS.get(String(code)) ?? String(code);
    throw Object.assign(new Error(`the folder ${shown} cannot be made: ${reason}`, { cause: error }), { code });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EEXIST', 'a file of that name is there; name another folder'],
  ['ENOTDIR', 'a file stands where one of the folders above it should be; name another folder'],
  ['ENAMETOOLONG', 'its name is longer than the file system takes; name a shorter one'],
  ['ENOENT', 'the file system takes no new folders there; name another folder'],
  ['EPERM', 'the system allows no new folders there; name another folder'],
  ['EACCES', 'this user may not write there; name another folder, or run as its owner'],
  ['EROFS', 'the file system is read-only; name another folder'],
]);

async function makeFrom(folder: string, mode: number): Promise<void> {
  if (await makeOne(folder, mode)) return;
  await makeFrom(dirname(folder), mode);
  // What is above is there now: a second refusal is final.
  if (!(await makeOne(folder, mode))) await mkdir(folder, { mode });
}

/** True when it is there now, whoever made it; false when what is above is missing. */
async function makeOne(folder: string, mode: number): Promise<boolean> {
  try {
    await mkdir(folder, { mode });
    return true;
  } catch (error) {
    if (await isFolder(folder)) return true;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && dirname(folder) !== folder) return false;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
