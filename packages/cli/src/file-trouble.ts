/** What is wrong with a file that a command was given to read or to write, in words, before the work for it begins. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailure, EXIT } from './failure.ts';

/** By the system's code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is a file and no folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  ELOOP: 'its links lead in a circle',
  EROFS: 'its file system is read-only',
};

/** Why a file cannot be read, for the end of a sentence. */
export function whyUnreadable(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? (code === '' ? 'an error' : code);
}

/**
 * Refuses a place where no file can be written, as wrong use. It is asked before a long work begins, so that its result
 * is not lost at the end; that the disk fills up meanwhile it cannot know.
 */
export async function requireWritable(path: string): Promise<void> {
  const refuse = (why: string) => new CommandFailure(EXIT.usage, `${path} cannot be written: ${why}`);
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory() === true) throw refuse('it is a folder; name a file');
  // A file is put in its place by renaming, which would replace a device such as /dev/null for everybody.
  if (there !== null && !there.isFile()) throw refuse('it is a device or a pipe; name a file');
  try {
    // With a dot, what is no folder is found.
    await access(`${dirname(path)}/.`, constants.W_OK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw refuse('its folder is not there');
    throw refuse(`its folder: ${whyUnreadable(error)}`);
  }
}

/** Refuses a file where a folder is to be written; one that is not there is made. */
export async function requireFolder(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there === null || there.isDirectory()) return;
  throw new CommandFailure(EXIT.usage, `${path} is a file: name a folder, or one that is to be made`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
