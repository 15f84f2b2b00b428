/** What is wrong with a file that a command was given to read or to write, in words, before the work for it begins. */
import { access, constants, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandFailure, EXIT } from '../failure.ts';

/** By the system's code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is a file and no folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  ELOOP: 'its links lead in a circle',
  EROFS: 'its file system is read-only',
  ENAMETOOLONG: 'a name in it is longer than the file system takes',
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

/**
 * Refuses a place where no folder can be made or written in, as wrong use, under the name that the command has for it:
 * before a long work begins, and before folders above it are made. Nothing stays there of the try.
 */
export async function requireFolder(name: string, path: string): Promise<void> {
  const refuse = (what: string) => new CommandFailure(EXIT.usage, `${name}: ${what}`);
  const nearest = await nearestFolder(path, refuse);
  const made = nearest === path ? 'written in' : 'made';
  try {
    // Only a try tells: below /proc everything is said to be allowed.
    await rmdir(await mkdtemp(join(nearest, '.lodestone-')));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw refuse(`${path} cannot be ${made}: ${nearest} takes no new folders`);
    if (REASONS[codeOf(error)] === undefined) throw error;
    throw refuse(`${path} cannot be ${made}: in ${nearest}, ${whyUnreadable(error)}`);
  }
}

/** The folder itself where it is there, else the lowest above it that is. */
async function nearestFolder(path: string, refuse: (what: string) => CommandFailure): Promise<string> {
  for (let nearest = path; ; nearest = dirname(nearest)) {
    try {
      if ((await stat(nearest)).isDirectory()) return nearest;
    } catch (error) {
      // Of a path that goes through a file, the file is found further up.
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error)) && dirname(nearest) !== nearest) continue;
      throw refuse(`${nearest} cannot be made: ${whyUnreadable(error)}`);
    }
    throw refuse(`${nearest} is a file: name a folder, or one that is to be made`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
