import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { draftPath } from './draft-path.ts';

/**
 * Replaces a file whole, or makes it: on the disk under another name first, then renamed, and the renaming on the disk
 * too. If we crash midway the old one stands. `mode` is that of the new file.
 */
export function replaceFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  return replaceFileBy(path, mode, (file) => file.writeFile(content));
}

/** The same with what `write` writes, for a file that is too large to hold. */
export async function replaceFileBy(
  path: string,
  mode: number,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const draft = draftPath(path);
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const folder = await open(dirname(path));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
