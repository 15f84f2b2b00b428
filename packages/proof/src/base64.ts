import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';

type Alphabet = { readonly characterCodes: Uint8Array; readonly values: Uint8Array; readonly padded: boolean };

const NO_VALUE = 0xff;
const PADDING_CODE = 0x3d;
const STANDARD = createAlphabet('+/', true);
const URL_SAFE = createAlphabet('-_', false);

/** Encodes bytes as base64url without padding (RFC 4648 §5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encode(bytes, URL_SAFE);
}

/** Decodes base64url without padding; refuses every text that encoding the result would not give back. */
export function decodeBase64Url(text: string): Parsed<Uint8Array> {
  return decode(text, URL_SAFE, 'base64url');
}

/** Encodes bytes as base64 with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, STANDARD);
}

/** Decodes base64 with padding; refuses every text that encoding the result would not give back. */
export function decodeBase64(text: string): Parsed<Uint8Array> {
  return decode(text, STANDARD, 'base64');
}

function createAlphabet(lastTwo: string, padded: boolean): Alphabet {
  const characters = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${lastTwo}`;
  const characterCodes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
  const values = new Uint8Array(128).fill(NO_VALUE);
  characterCodes.forEach((code, value) => {
    values[code] = value;
  });
  return { characterCodes, values, padded };
}

// `String.fromCharCode` takes its characters as arguments, and engines limit how many. A multiple of three bytes, so
// that no chunk but the last has padding.
const CHUNK_BYTES = 3 * 4096;

function encode(bytes: Uint8Array, alphabet: Alphabet): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    text += encodeChunk(bytes, start, Math.min(start + CHUNK_BYTES, bytes.length), alphabet);
  }
  return text;
}

/** Encodes the bytes of [start, end). */
function encodeChunk(bytes: Uint8Array, start: number, end: number, { characterCodes, padded }: Alphabet): string {
  const codes: number[] = [];
  for (let offset = start; offset < end; offset += 3) {
    const group = (at(bytes, offset) << 16) | (at(bytes, offset + 1) << 8) | at(bytes, offset + 2);
    const bytesLeft = end - offset;
    codes.push(at(characterCodes, group >> 18), at(characterCodes, (group >> 12) & 63));
    if (bytesLeft > 1) codes.push(at(characterCodes, (group >> 6) & 63));
    else if (padded) codes.push(PADDING_CODE);
    if (bytesLeft > 2) codes.push(at(characterCodes, group & 63));
    else if (padded) codes.push(PADDING_CODE);
  }
  return String.fromCharCode(...codes);
}

function decode(text: string, alphabet: Alphabet, name: string): Parsed<Uint8Array> {
  const bytes = decodeLeniently(text, alphabet);
  // The one rule that leaves no second spelling: padding, stray bits and foreign characters all fail it.
  if (encode(bytes, alphabet) === text) return accept(bytes);
  const padding = alphabet.padded ? 'with' : 'without';
  return refuse(`${show(text)} is not ${name} ${padding} padding in its one spelling`);
}

/** Decodes what can be decoded and stops at the first character outside the alphabet. */
function decodeLeniently(text: string, { values }: Alphabet): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let bitCount = 0;
  for (let index = 0; index < text.length; index++) {
    const value = values[text.charCodeAt(index)] ?? NO_VALUE;
    if (value === NO_VALUE) break;
    bits = ((bits << 6) | value) & 0xfff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[length++] = bits >> bitCount;
  }
  return bytes.slice(0, length);
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
