/** The answers of time-stamp authorities, in files of the data folder that are named by what they are over. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { type Checkpoint, formatCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { accept, type Parsed, refuse } from '@lodestone/proof/parsed.ts';
import { readSmallFile } from '../files/folder-file.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { PublishedCheckpoint } from '../publish/publish-checkpoint.ts';
import { askOverHttp, describeNoAnswer } from './ask-over-http.ts';

/** A time-stamp is over the text of a checkpoint, as a cosignature is: three lines, without signatures. */
export function stampedBytes(checkpoint: Checkpoint): Uint8Array {
  return encodeUtf8(formatCheckpoint(checkpoint));
}

/** Where the answer about a checkpoint is kept; `openssl ts -verify` takes it as it is. */
export function timestampPath(dataFolder: string, checkpoint: Checkpoint): string {
  return join(dataFolder, 'timestamps', `${hash('sha256', stampedBytes(checkpoint))}.tsr`);
}

/** A token is of some thousand bytes, its certificates among them. */
const TOKEN_MAX_BYTES = 64 * 1024;

/** The answer that is kept about a checkpoint; null when there is none. Throws when it cannot be read. */
export async function readTimestamp(path: string): Promise<Uint8Array | null> {
  const read = await readSmallFile(path, TOKEN_MAX_BYTES);
  if (typeof read !== 'string') return read;
  if (read === 'no file') return null;
  throw new Error(`the time-stamp ${path} cannot be read: ${read}`);
}

const WAIT_MILLISECONDS = 10_000;

/**
 * Has an authority (RFC 3161 over HTTP, §3.4) say that a checkpoint was there by now, and keeps its answer, unless one is
 * kept already. It must be an answer to what was asked; whom it is by is for whoever relies on it to check.
 */
export async function obtainTimestamp(
  dataFolder: string,
  { checkpoint }: PublishedCheckpoint,
  url: string,
): Promise<Parsed<{ readonly path: string }>> {
  const path = timestampPath(dataFolder, checkpoint);
  if ((await readTimestamp(path)) !== null) return accept({ path });
  const { checkAnswer, requestTimestamp } = await import('./timestamp-token.ts');
  const message = stampedBytes(checkpoint);
  const request = requestTimestamp(message);
  const asked = await askOverHttp(url, {
    body: request.der,
    contentType: 'application/timestamp-query',
    signal: AbortSignal.timeout(WAIT_MILLISECONDS),
  }).catch(describeNoAnswer);
  if (typeof asked === 'string') return refuse(asked);
  if (asked.status !== 200) return refuse(`it answered with status ${asked.status}`);
  const checked = checkAnswer(asked.bytes, message, request);
  if (!checked.ok) return checked;
  await makeFolder(join(dataFolder, 'timestamps'));
  await replaceFile(path, asked.bytes, 0o600);
  return accept({ path });
}
