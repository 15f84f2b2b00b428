import { assert } from './assert.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { SHA256_BYTES } from './hash.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';

/** What a log asks a witness: to cosign a checkpoint that continues the one of `oldSize` (C2SP tlog-witness). */
export type AddCheckpoint = {
  readonly oldSize: number;
  /** A consistency proof from the old size to that of the checkpoint. */
  readonly proof: readonly Uint8Array[];
  /** The checkpoint, a signed note. */
  readonly note: string;
};

/** No proof between trees of a size below 2^63 is longer. */
const PROOF_MAX_HASHES = 63;

/**
 * Writes the body of `add-checkpoint`:
 *
 *     old <size>
 *     <base64 of a hash of the proof>, a line each
 *     <empty line>
 *     <signed note>
 */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  assert(Number.isSafeInteger(oldSize) && oldSize >= 0, `no checkpoint has the size ${oldSize}`);
  assert(proof.length <= PROOF_MAX_HASHES, `a proof has at most ${PROOF_MAX_HASHES} hashes, found ${proof.length}`);
  return `old ${oldSize}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${note}`;
}

/** Reads the body of `add-checkpoint`; the note in it is not opened. */
export function parseAddCheckpoint(body: string): Parsed<AddCheckpoint> {
  const headEnd = body.indexOf('\n\n');
  if (headEnd === -1) return refuse('a request is an old size, a proof, an empty line and a checkpoint');
  const [first = '', ...lines] = body.slice(0, headEnd).split('\n');
  const size = /^old (0|[1-9][0-9]*)$/.exec(first)?.[1];
  if (size === undefined || !Number.isSafeInteger(Number(size))) {
    return refuse(`a request begins with a line such as "old 20852014", found ${show(first)}`);
  }
  if (lines.length > PROOF_MAX_HASHES) {
    return refuse(`a proof has at most ${PROOF_MAX_HASHES} hashes, found ${lines.length}`);
  }
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = decodeBase64(line);
    if (!hash.ok) return hash;
    if (hash.value.length !== SHA256_BYTES) {
      return refuse(`a hash of a proof has ${SHA256_BYTES} bytes, found ${hash.value.length}`);
    }
    proof.push(hash.value);
  }
  return accept({ oldSize: Number(size), proof, note: body.slice(headEnd + 2) });
}
