/** What a data folder remembers of its ledgers, outside the database: their names, and how far each was seen to reach. */
import { join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { readIfThere } from './read-if-there.ts';
import { replaceFile } from './replace-file.ts';
import { withFileLock } from './with-file-lock.ts';

/** A ledger that the folder knows of. A database that has less than this has lost something. */
export interface KnownLedger {
  readonly origin: string;
  /** `<origin>#<leaf hash of entry 0>`. */
  readonly ledger: string;
  readonly size: number;
  readonly leafHash: string;
}

const FILE = 'ledgers.json';
const FILE_MODE = 0o600;

export function keysFolder(dataFolder: string): string {
  return join(dataFolder, 'keys');
}

/** Where the keys that sign checkpoints are kept, apart from those that sign events. */
export function checkpointKeysFolder(dataFolder: string): string {
  return join(dataFolder, 'checkpoint-keys');
}

/** Where the secrets of sealed members are kept, see `seal-secrets.ts`. */
export function sealsFolder(dataFolder: string): string {
  return join(dataFolder, 'seals');
}

/** Where the bytes of documents are kept, see `document-store.ts`. */
export function documentsFolder(dataFolder: string): string {
  return join(dataFolder, 'documents');
}

/** The ledgers that the folder knows of, the one that it names by default first. */
export async function readKnownLedgers(dataFolder: string): Promise<KnownLedger[]> {
  const path = join(dataFolder, FILE);
  const text = await readIfThere(path);
  if (text === null) return [];
  try {
    return JSON.parse(text) as KnownLedger[];
  } catch (error) {
    const advice = 'put it back from a copy, for without it entries that were lost may go unnoticed';
    throw new Error(`${path} cannot be read (it is damaged): ${advice}`, { cause: error });
  }
}

/** Remembers how far a ledger reaches. Never steps back, whatever number of commands end at once: what was once seen stays known. */
export async function rememberLedger(dataFolder: string, seen: KnownLedger): Promise<void> {
  if (isKnown(await readKnownLedgers(dataFolder), seen)) return;
  await makeFolder(dataFolder);
  const path = join(dataFolder, FILE);
  await withFileLock(path, path, async () => {
    const known = await readKnownLedgers(dataFolder);
    if (isKnown(known, seen)) return;
    const index = known.findIndex(({ ledger }) => ledger === seen.ledger);
    if (index === -1) known.push(seen);
    else known[index] = seen;
    // If we crash midway the old file stands; it is only a lower bound, so it is still right.
    await replaceFile(path, `${JSON.stringify(known, null, 2)}\n`, FILE_MODE);
  });
}

function isKnown(known: readonly KnownLedger[], seen: KnownLedger): boolean {
  return known.some(({ ledger, size }) => ledger === seen.ledger && size >= seen.size);
}
