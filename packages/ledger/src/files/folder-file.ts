/** Files of a folder that somebody else made: regular ones alone, never through a link, and no more than is asked for. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** What is in place of a file that was asked for. */
export type FileProblem = 'no file' | 'a link' | 'not a file' | 'a file that cannot be read';

export type OpenedFile = { readonly file: FileHandle; readonly bytes: number } | { readonly problem: FileProblem };

/** Opens a file to read; a link is not followed and a pipe not waited for. Close it. */
export async function openRegularFile(path: string): Promise<OpenedFile> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return { problem: problemOf(error) };
  }
  const status = await file.stat();
  if (status.isFile()) return { file, bytes: status.size };
  await file.close();
  return { problem: 'not a file' };
}

/** The whole of a file that has at most so many bytes, else what is in its place. */
export async function readSmallFile(path: string, bytesMax: number): Promise<Buffer | string> {
  const opened = await openRegularFile(path);
  if ('problem' in opened) return opened.problem;
  const { file, bytes } = opened;
  try {
    if (bytes > bytesMax) return `${bytes} bytes`;
    return await file.readFile();
  } catch (error) {
    return problemOf(error);
  } finally {
    await file.close();
  }
}

function problemOf(error: unknown): FileProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no file';
    case 'ELOOP':
      return 'a link';
    case 'EACCES':
    case 'EIO':
    case 'EISDIR':
    case 'ENXIO':
      return 'a file that cannot be read';
    default:
      throw error;
  }
}
