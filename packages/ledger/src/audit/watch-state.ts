/** What the data folder remembers of watching a party: how far, and where the log stood there. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { isDigest } from '@lodestone/proof/digest.ts';
import { isTimestamp } from '@lodestone/proof/timestamp.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { Ledger } from '../open-ledger.ts';
import type { Watched } from './watch-party.ts';

type Named = Pick<Ledger, 'dataFolder' | 'name'>;

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** A name that fits every file system, whatever the party and the ledger are called. */
function pathOf({ dataFolder, name }: Named, party: string): string {
  const hash = createHash('sha256').update(`${name}\n${party}`).digest('hex').slice(0, 32);
  return join(dataFolder, 'watch', `${hash}.json`);
}

/** What was kept; null when the party was never watched here. Throws when the file is damaged. */
export async function readWatched(ledger: Named, party: string): Promise<Watched | null> {
  const path = pathOf(ledger, party);
  const text = await readIfThere(path);
  if (text === null) return null;
  const kept = parse(text);
  if (kept !== null) return kept;
  throw new Error(
    `${path} says nothing of how far ${party} was watched: remove it, and watch again with --since <position>`,
  );
}

/** Keeps how far it has come: the old file stands until the new one is whole. */
export async function keepWatched(ledger: Named, party: string, { head, keys }: Watched): Promise<void> {
  const path = pathOf(ledger, party);
  await makeFolder(join(ledger.dataFolder, 'watch'), FOLDER_MODE);
  await replaceFile(path, `${JSON.stringify({ party, head, keys }, null, 2)}\n`, FILE_MODE);
}

function parse(text: string): Watched | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { head, keys }: { head?: unknown; keys?: unknown } = value;
  if (!Array.isArray(keys)) return null;
  const names = keys.filter((key) => typeof key === 'string');
  if (names.length !== keys.length) return null;
  if (head === null) return { head: null, keys: names };
  const found = parseHead(head);
  return found === null ? null : { head: found, keys: names };
}

function parseHead(value: unknown): Watched['head'] {
  if (typeof value !== 'object' || value === null) return null;
  const {
    size,
    leafHash,
    recordedAt,
    ledger,
  }: Partial<Record<'size' | 'leafHash' | 'recordedAt' | 'ledger', unknown>> = value;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1) return null;
  if (typeof leafHash !== 'string' || !isDigest(leafHash)) return null;
  if (typeof recordedAt !== 'string' || !isTimestamp(recordedAt) || typeof ledger !== 'string') return null;
  return { size, leafHash, recordedAt, ledger };
}
