import { assert } from './assert.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Digest, digestFromBytes, digestToBytes } from './digest.ts';
import type { SignEd25519, VerifyEd25519 } from './ed25519.ts';
import { SHA256_BYTES } from './hash.ts';
import { isOrigin } from './ledger-name.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { type PublicKey, publicKeyBytes } from './public-key.ts';
import { show } from './show.ts';
import { formatSignedNote, openNote } from './signed-note.ts';
import { encodeUtf8 } from './utf8.ts';
import { keyIdOf, type VerifierKey } from './verifier-key.ts';

/** What a ledger publishes about itself: that the tree over its first `size` entries has this root. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Digest };

/** A checkpoint that the ledger's own key signed, and every key given that signed it (the ledger's and witnesses'). */
export type OpenedCheckpoint = { readonly checkpoint: Checkpoint; readonly signedBy: readonly VerifierKey[] };

/**
 * Writes the text of a checkpoint (C2SP tlog-checkpoint), three lines:
 *
 *     example.org/first
 *     15
 *     <base64 of the root, with padding>
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  assert(isOrigin(origin), `${show(origin)} is not an origin`);
  assert(Number.isSafeInteger(size) && size >= 0, `a ledger cannot have ${size} entries`);
  return `${origin}\n${size}\n${encodeBase64(digestToBytes(root))}\n`;
}

/**
 * Reads the text of a checkpoint; refuses every second spelling. Extension lines, which C2SP allows and does not
 * recommend, are refused: a ledger here never writes them, and what nobody can audit should not be signed.
 */
export function parseCheckpoint(text: string): Parsed<Checkpoint> {
  const lines = text.split('\n');
  const [origin = '', size = '', root = '', end] = lines;
  if (lines.length !== 4 || end !== '') {
    return refuse(`a checkpoint has exactly three lines: origin, size, root; found ${show(text)}`);
  }
  if (!isOrigin(origin)) return refuse(`${show(origin)} is not an origin such as example.org/first`);
  const tree = parseTree(size, root);
  return tree.ok ? accept({ origin, size: tree.value.size, root: digestFromBytes(tree.value.root) }) : tree;
}

/** Reads the lines of a checkpoint that say which tree it is of: its size, up to 2^53 − 1, and its root. */
export function parseTree(size: string, root: string): Parsed<{ readonly size: number; readonly root: Uint8Array }> {
  if (!/^(?:0|[1-9][0-9]*)$/.test(size) || !Number.isSafeInteger(Number(size))) {
    return refuse(`the size of a checkpoint is a whole number up to ${Number.MAX_SAFE_INTEGER}, found ${show(size)}`);
  }
  const rootBytes = decodeBase64(root);
  if (!rootBytes.ok) return rootBytes;
  if (rootBytes.value.length !== SHA256_BYTES) {
    return refuse(`the root of a checkpoint has ${SHA256_BYTES} bytes, found ${rootBytes.value.length}`);
  }
  return accept({ size: Number(size), root: rootBytes.value });
}

/** A key that signs, and how. */
export interface CheckpointSigner {
  readonly publicKey: PublicKey;
  readonly sign: SignEd25519;
}

/** Signs a checkpoint as a note, with the ledger's checkpoint key; on the note that key has the origin as its name. */
export function signCheckpoint(checkpoint: Checkpoint, publicKey: PublicKey, sign: SignEd25519): string {
  return signCheckpointByAll(checkpoint, [{ publicKey, sign }]);
}

/** The same with every key that signs checkpoints now: one signature line each, in this order. */
export function signCheckpointByAll(checkpoint: Checkpoint, signers: readonly CheckpointSigner[]): string {
  const text = formatCheckpoint(checkpoint);
  const message = encodeUtf8(text);
  const signatures = signers.map(({ publicKey, sign }) => {
    const { name, keyId } = checkpointVerifierKey(checkpoint.origin, publicKey);
    return { name, keyId, signature: sign(message) };
  });
  return formatSignedNote({ text, signatures });
}

/**
 * Opens a signed checkpoint with the keys that count. At least one good signature must be of a key named by the
 * checkpoint's own origin: a witness's alone, or another ledger's, does not make it this ledger's checkpoint.
 */
export function openCheckpoint(
  note: string,
  known: readonly VerifierKey[],
  verify: VerifyEd25519,
): Parsed<OpenedCheckpoint> {
  const opened = openNote(note, known, verify);
  if (!opened.ok) return opened;
  const parsed = parseCheckpoint(opened.value.text);
  if (!parsed.ok) return parsed;
  const checkpoint = parsed.value;
  const { signedBy } = opened.value;
  if (signedBy.some((key) => key.name === checkpoint.origin)) return accept({ checkpoint, signedBy });
  const signers = signedBy.map((key) => show(key.name)).join(', ');
  return refuse(`the checkpoint of ${show(checkpoint.origin)} is signed by ${signers}, expected a key of that name`);
}

/** The checkpoint key of a ledger as a key on notes. */
export function checkpointVerifierKey(origin: string, publicKey: PublicKey): VerifierKey {
  return { name: origin, keyId: keyIdOf(origin, publicKeyBytes(publicKey)), publicKey };
}
