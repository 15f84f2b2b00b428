import { assert } from './assert.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import type { SignEd25519, VerifyEd25519 } from './ed25519.ts';
import { encodeHexadecimal } from './hexadecimal.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { publicKeyBytes } from './public-key.ts';
import { show } from './show.ts';
import { encodeUtf8 } from './utf8.ts';
import { isKeyName, type VerifierKey } from './verifier-key.ts';

/** One signature line of a note: whose it says it is, and the bytes after the key id. */
export type NoteSignature = { readonly name: string; readonly keyId: string; readonly signature: Uint8Array };

/** A text with the signatures under it, none of them checked yet. */
export type SignedNote = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** A text of which at least one key that was given has signed every byte. */
export type OpenedNote = { readonly text: string; readonly signedBy: readonly VerifierKey[] };

/** C2SP signed-note asks for a limit, and for one of at least 16. */
const NOTE_MAX_SIGNATURES = 100;
/** UTF-16 code units of a whole note: the same limit as Go's reader of notes has in bytes. */
export const NOTE_MAX_LENGTH = 1_000_000;

// The em dash, U+2014.
const LINE_START = '\u2014 ';

/** Signs a text as a note (C2SP signed-note). The text must end in a newline and hold no other control character. */
export function signNote(text: string, key: VerifierKey, sign: SignEd25519): string {
  // Checked before it is signed: a signature over what is no note would be good for something else.
  assert(isNoteText(text), `${show(text)} cannot be the text of a note`);
  const signature = sign(encodeUtf8(text));
  return formatSignedNote({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] });
}

/**
 * Writes a note (C2SP signed-note):
 *
 *     <text, which ends in a newline>
 *     <empty line>
 *     — <name> <base64(key id ‖ signature)>
 */
export function formatSignedNote({ text, signatures }: SignedNote): string {
  assert(isNoteText(text), `${show(text)} cannot be the text of a note`);
  assert(signatures.length > 0, 'a note has at least one signature');
  return `${text}\n${signatures.map(formatSignature).join('')}`;
}

/** Reads the form of a note; refuses what C2SP signed-note does not allow. No signature is checked: see `openNote`. */
export function parseSignedNote(note: string): Parsed<SignedNote> {
  if (note.length > NOTE_MAX_LENGTH) {
    return refuse(`a note has at most ${NOTE_MAX_LENGTH} characters, found ${note.length}`);
  }
  if (!note.endsWith('\n')) return refuse('a note ends in a newline');
  // The text may have empty lines itself; the last one ends it.
  const textEnd = note.lastIndexOf('\n\n') + 1;
  const text = note.slice(0, textEnd);
  if (!isNoteText(text)) {
    return refuse(`${show(text)} is not the text of a note: lines, then an empty line, then signatures`);
  }
  const lines = note.slice(textEnd + 1, -1).split('\n');
  if (lines.length > NOTE_MAX_SIGNATURES) {
    return refuse(`a note has at most ${NOTE_MAX_SIGNATURES} signatures, found ${lines.length}`);
  }
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignature(line);
    if (!signature.ok) return signature;
    signatures.push(signature.value);
  }
  return accept({ text, signatures });
}

/**
 * Opens a note with the keys that count. Signatures of other keys are ignored; a bad signature of a known key refuses
 * the whole note, however many good ones stand beside it; without a good one the note is refused.
 */
export function openNote(note: string, known: readonly VerifierKey[], verify: VerifyEd25519): Parsed<OpenedNote> {
  const parsed = parseSignedNote(note);
  if (!parsed.ok) return parsed;
  const { text, signatures } = parsed.value;
  const message = encodeUtf8(text);
  const signedBy = new Set<VerifierKey>();
  for (const { name, keyId, signature } of signatures) {
    for (const key of known) {
      if (key.name !== name || key.keyId !== keyId) continue;
      if (!verify(publicKeyBytes(key.publicKey), message, signature)) {
        return refuse(`the signature of ${describeKey(key)} is not one of this text`);
      }
      signedBy.add(key);
    }
  }
  if (signedBy.size > 0) return accept({ text, signedBy: [...signedBy] });
  const found = signatures.map(describeKey).join(', ');
  const expected = known.length === 0 ? 'no key' : known.map(describeKey).join(' or ');
  return refuse(`the note is signed by ${found}, expected ${expected}`);
}

/** Lines of text that end in a newline and hold no other character below U+0020 (C2SP signed-note, format). */
function isNoteText(text: string): boolean {
  if (!text.endsWith('\n') || !text.isWellFormed()) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 && code !== 0x0a) return false;
  }
  return true;
}

/** Writes one signature line. */
export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  assert(isKeyName(name), `${show(name)} cannot name a key`);
  const keyIdBytes = keyId.match(/../g)?.map((digits) => Number.parseInt(digits, 16)) ?? [];
  assert(keyIdBytes.length === 4, `a key id has eight digits, found ${show(keyId)}`);
  return `${LINE_START}${name} ${encodeBase64(new Uint8Array([...keyIdBytes, ...signature]))}\n`;
}

function parseSignature(line: string): Parsed<NoteSignature> {
  const [name = '', encoded = '', ...rest] = line.startsWith(LINE_START)
    ? line.slice(LINE_START.length).split(' ')
    : [];
  if (!isKeyName(name) || rest.length > 0) {
    return refuse(`${show(line)} is not a signature line: expected — <name> <base64>`);
  }
  const decoded = decodeBase64(encoded);
  if (!decoded.ok) return decoded;
  if (decoded.value.length <= 4) {
    return refuse(`the signature of ${show(name)} has ${decoded.value.length} bytes, expected a key id of 4 and more`);
  }
  const keyId = encodeHexadecimal(decoded.value.subarray(0, 4));
  return accept({ name, keyId, signature: decoded.value.slice(4) });
}

function describeKey({ name, keyId }: { readonly name: string; readonly keyId: string }): string {
  return `${show(name)} (key ${keyId})`;
}
