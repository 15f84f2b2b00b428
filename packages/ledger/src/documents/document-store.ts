/**
 * The bytes of documents, in files beside the ledger that are named by their SHA-256: `documents/3f/3f9a…`, in hexadecimal
 * as `sha256sum` writes it. Nobody needs to be believed about them: whoever reads one computes its hash again.
 */
import { createHash } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { documentsFolder } from '../files/data-folder.ts';
import { draftPath } from '../files/draft-path.ts';
import { ifThere } from '../files/read-if-there.ts';

/**
 * A document may be this large. Tickets, certificates, scans and photographs fit many times over; what does not is a film
 * or a mistake, and would fill the disks of everybody who keeps a copy.
 */
export const DOCUMENT_MAX_BYTES = 64 * 1024 * 1024;

/** A document that is kept: where, and how large it is. */
export interface KeptDocument {
  readonly path: string;
  readonly bytes: number;
}

/** Finds a document by its hash; null when its bytes are not kept here. Whether they are still its own is not asked. */
export async function findDocument(dataFolder: string, sha256: string): Promise<KeptDocument | null> {
  const path = pathOf(dataFolder, sha256);
  const status = await ifThere(path, stat(path));
  return status === null ? null : { path, bytes: status.size };
}

/** The SHA-256 of a file, in base64url as events have it. Its bytes pass through and are not held. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of readFileChunks(path)) hash.update(chunk);
  return hash.digest('base64url');
}

/** The bytes of a file, bit by bit. */
export async function* readFileChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) yield chunk as Uint8Array;
  } finally {
    await file.close();
  }
}

/**
 * Keeps a copy of the file at `source`, whose SHA-256 was found to be `sha256`. The copy appears whole or not at all: if
 * we crash midway a draft is left, which nobody takes for a document. Throws when the file has changed meanwhile.
 */
export async function keepDocument(dataFolder: string, sha256: string, source: string): Promise<void> {
  const path = pathOf(dataFolder, sha256);
  await makeFolder(dirname(path));
  const draft = draftPath(path);
  const copy = await open(draft, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    for await (const chunk of readFileChunks(source)) {
      hash.update(chunk);
      await copy.write(chunk);
    }
    await copy.sync();
    const found = hash.digest('base64url');
    if (found !== sha256) throw new Error(`${source} has changed while it was copied: SHA-256 ${found}, was ${sha256}`);
    await rename(draft, path);
  } finally {
    await copy.close();
    await rm(draft, { force: true });
  }
}

function pathOf(dataFolder: string, sha256: string): string {
  const hexadecimal = Buffer.from(sha256, 'base64url').toString('hex');
  return join(documentsFolder(dataFolder), hexadecimal.slice(0, 2), hexadecimal);
}
