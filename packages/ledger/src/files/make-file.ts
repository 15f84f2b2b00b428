import { link, rm, writeFile } from 'node:fs/promises';
import { draftPath } from './draft-path.ts';

/**
 * Makes a file unless there is one, and says whether it did. It appears whole or not at all: if we crash midway a draft
 * is left, and of two who make it at once both find the one that came first.
 */
export async function makeFile(path: string, content: string | Uint8Array, mode: number): Promise<boolean> {
  const draft = draftPath(path);
  await writeFile(draft, content, { flag: 'wx', mode, flush: true });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft);
  }
}
