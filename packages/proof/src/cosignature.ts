/**
 * What a witness says of a checkpoint (C2SP tlog-cosignature, Ed25519): that at a time it was the largest consistent one
 * that it had seen of this log.
 */
import { assert } from './assert.ts';
import type { SignEd25519, VerifyEd25519 } from './ed25519.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { type PublicKey, publicKeyBytes } from './public-key.ts';
import { show } from './show.ts';
import { formatSignature, type NoteSignature, parseSignedNote } from './signed-note.ts';
import { encodeUtf8 } from './utf8.ts';
import { formatVerifierKey, keyIdOf, parseVerifierKey } from './verifier-key.ts';

/** A witness's key. Unlike a `VerifierKey` it never signs the text of a note alone, so neither stands for the other. */
export type CosignerKey = { readonly name: string; readonly cosignerKeyId: string; readonly publicKey: PublicKey };

/** A cosignature that was checked. `timestamp` is in seconds since 1970; `line` is its signature line on the note. */
export type Cosignature = { readonly key: CosignerKey; readonly timestamp: number; readonly line: string };

const COSIGNATURE_TYPE = 0x04;
const TIMESTAMP_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** The key of this name and these 32 bytes. */
export function cosignerKeyOf(name: string, publicKey: PublicKey): CosignerKey {
  return { name, cosignerKeyId: keyIdOf(name, publicKeyBytes(publicKey), COSIGNATURE_TYPE), publicKey };
}

/** Writes a witness's key as a C2SP verifier key, `<name>+<key id>+<base64(0x04 ‖ public key)>`. */
export function formatCosignerKey({ name, publicKey }: CosignerKey): string {
  return formatVerifierKey(name, publicKeyBytes(publicKey), COSIGNATURE_TYPE);
}

/** Reads what `formatCosignerKey` writes; refuses a key that signs notes otherwise. */
export function parseCosignerKey(text: string): Parsed<CosignerKey> {
  const parsed = parseVerifierKey(text, COSIGNATURE_TYPE);
  return parsed.ok ? accept(cosignerKeyOf(parsed.value.name, parsed.value.publicKey)) : parsed;
}

/**
 * Cosigns the text of a checkpoint, which whoever calls this has checked, and writes the signature line:
 *
 *     — <name> <base64(key id ‖ timestamp, 8 bytes, the highest first ‖ signature)>
 */
export function cosign(text: string, key: CosignerKey, sign: SignEd25519, timestamp: number): string {
  assert(Number.isSafeInteger(timestamp) && timestamp > 0, `${timestamp} is no time of a cosignature`);
  const signature = new Uint8Array(TIMESTAMP_BYTES + SIGNATURE_BYTES);
  new DataView(signature.buffer).setBigUint64(0, BigInt(timestamp));
  signature.set(sign(messageOf(text, timestamp)), TIMESTAMP_BYTES);
  return formatSignature({ name: key.name, keyId: key.cosignerKeyId, signature });
}

/**
 * Finds the cosignatures of known witnesses under a note. Lines of other keys are ignored; a line of a known key that is
 * no good cosignature refuses the whole note. Of two by one witness the later counts.
 */
export function openCosignatures(
  note: string,
  known: readonly CosignerKey[],
  verify: VerifyEd25519,
): Parsed<Cosignature[]> {
  const parsed = parseSignedNote(note);
  if (!parsed.ok) return parsed;
  const { text, signatures } = parsed.value;
  const found = new Map<CosignerKey, Cosignature>();
  for (const line of signatures) {
    for (const key of known) {
      if (key.name !== line.name || key.cosignerKeyId !== line.keyId) continue;
      const timestamp = checkCosignature(text, key, line, verify);
      if (!timestamp.ok) return timestamp;
      if ((found.get(key)?.timestamp ?? 0) >= timestamp.value) continue;
      found.set(key, { key, timestamp: timestamp.value, line: formatSignature(line) });
    }
  }
  return accept([...found.values()]);
}

function checkCosignature(
  text: string,
  { name, publicKey }: CosignerKey,
  { signature }: NoteSignature,
  verify: VerifyEd25519,
): Parsed<number> {
  if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) {
    return refuse(`the cosignature of ${show(name)} has ${signature.length} bytes, expected a time of 8 and 64`);
  }
  const bytes = new DataView(signature.buffer, signature.byteOffset, signature.byteLength);
  const timestamp = Number(bytes.getBigUint64(0));
  if (!Number.isSafeInteger(timestamp) || timestamp === 0) {
    return refuse(`the cosignature of ${show(name)} has the time ${timestamp}, expected seconds since 1970`);
  }
  if (!verify(publicKeyBytes(publicKey), messageOf(text, timestamp), signature.subarray(TIMESTAMP_BYTES))) {
    return refuse(`the cosignature of ${show(name)} is not one of this checkpoint at the time ${timestamp}`);
  }
  return accept(timestamp);
}

/** Two lines that no checkpoint begins with, then the text of the note with its last newline. */
function messageOf(text: string, timestamp: number): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}
