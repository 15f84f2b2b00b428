/**
 * The last checkpoint that was published, kept outside what a restore of the database or of the data folder brings back.
 * It is a lower bound: others may have published more. A ledger that has less, or something else, was restored from an
 * old backup, or rewritten.
 */
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { type Checkpoint, type OpenedCheckpoint, openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { replaceFile } from '../files/replace-file.ts';
import { tryFileLock, withFileLock } from '../files/with-file-lock.ts';
import { verifyEd25519 } from '../keys/node-crypto.ts';

/** What the anchor says; `unreadable` when it is damaged or another ledger's. */
export type Anchor =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'anchored'; readonly note: string } & OpenedCheckpoint)
  | { readonly kind: 'unreadable'; readonly problem: string };

/**
 * Where the anchor of a ledger is by default: `$XDG_STATE_HOME/lodestone/<ledger with ~ for />/checkpoint`, the state
 * folder being `~/.local/state` unless it is named by an absolute path (XDG Base Directory Specification). The ledger's
 * full name is in it, so that another ledger of the same origin, one made for a trial, say, has another anchor.
 */
export function defaultAnchorPath(ledger: string, environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment['XDG_STATE_HOME'] ?? '';
  const stateFolder = isAbsolute(named) ? named : join(homedir(), '.local', 'state');
  return join(stateFolder, 'lodestone', ledger.replaceAll('/', '~'), 'checkpoint');
}

/** Reads the anchor, and checks that it is signed by one of these keys, the ledger's. Throws when the file cannot be read. */
export async function readAnchor(path: string, keys: readonly VerifierKey[]): Promise<Anchor> {
  const note = await readIfThere(path, `the anchor ${path}`);
  if (note === null) return { kind: 'none' };
  const opened = openCheckpoint(note, keys, verifyEd25519);
  if (!opened.ok) return { kind: 'unreadable', problem: opened.problem };
  return { kind: 'anchored', note, ...opened.value };
}

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Makes the folder of the anchor and a file in it, so that a place that cannot be written to is found before anything is signed. */
export async function prepareAnchor(path: string): Promise<void> {
  try {
    await makeFolder(dirname(path), FOLDER_MODE);
    tryFileLock(path)?.release();
  } catch (error) {
    const message = `the anchor ${path} cannot be written in its folder: name another place with --anchor <path>`;
    throw new Error(message, { cause: error });
  }
}

/**
 * Writes a checkpoint that these keys open as the anchor, unless that holds a larger one: it never steps back, whatever number
 * of processes write it. Throws, and leaves it as it is, when it is unreadable. If we crash midway the old one stands.
 */
export async function writeAnchor(
  path: string,
  keys: readonly VerifierKey[],
  checkpoint: Checkpoint,
  note: string,
): Promise<void> {
  await prepareAnchor(path);
  await withFileLock(path, `the anchor ${path}`, async () => {
    const anchor = await readAnchor(path, keys);
    if (anchor.kind === 'unreadable') throw new Error(describeUnreadable(path, anchor.problem));
    if (anchor.kind === 'anchored' && anchor.checkpoint.size >= checkpoint.size) return;
    await replaceFile(path, note, FILE_MODE).catch((error: unknown) => {
      throw new Error(`the anchor ${path} cannot be written`, { cause: error });
    });
  });
}

/** What to say of an anchor that is not one of this ledger. */
export function describeUnreadable(path: string, problem: string): string {
  return `the anchor ${path} is not a checkpoint of this ledger (${problem}): nothing is written. Put back what it was from a copy; if it is another ledger's, name another place with --anchor; if its key was added later than all that the database has, some of the ledger was lost`;
}
