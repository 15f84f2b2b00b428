import { assert } from './assert.ts';
import { encodeHexadecimal } from './hexadecimal.ts';
import { accept, type Parsed, refuse } from './parsed.ts';

// The Encoding Standard's two classes exist in Node, in browsers and in workers, but `lib: esnext` does not know them
// and this package may not have the types of any platform. These are the members that are used here, and only here.
declare const TextEncoder: new () => {
  encode(text: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { written: number };
};
declare const TextDecoder: new (
  label: 'utf-8',
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
// `ignoreBOM: true` means that a byte order mark is kept as the character U+FEFF. Swallowing it would give two spellings.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// Short texts share slabs: an allocation of its own for each of a million events is slow, and scatters the memory.
const SLAB_BYTES = 64 * 1024;
const SHARING_MAX_BYTES = 8 * 1024;
/** A UTF-16 code unit becomes at most three bytes. */
const BYTES_PER_CODE_UNIT_MAX = 3;
let slab = new Uint8Array(SLAB_BYTES);
let slabUsedBytes = 0;

/**
 * Encodes text as UTF-8 (RFC 3629). The text must have no lone surrogates: the encoder would quietly replace them. The
 * bytes are the caller's, but may be a view of a larger buffer.
 */
export function encodeUtf8(text: string): Uint8Array {
  assert(text.isWellFormed(), 'text with a lone surrogate has no UTF-8 encoding');
  const bytesMax = text.length * BYTES_PER_CODE_UNIT_MAX;
  if (bytesMax > SHARING_MAX_BYTES) return encoder.encode(text);
  if (slabUsedBytes + bytesMax > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsedBytes = 0;
  }
  const { written } = encoder.encodeInto(text, slab.subarray(slabUsedBytes));
  const bytes = slab.subarray(slabUsedBytes, slabUsedBytes + written);
  slabUsedBytes += written;
  return bytes;
}

/** Decodes UTF-8 (RFC 3629) exactly: a byte order mark stays, and anything that is not UTF-8 is refused with its place. */
export function decodeUtf8(bytes: Uint8Array): Parsed<string> {
  try {
    return accept(decoder.decode(bytes));
  } catch {
    const offset = findInvalidUtf8(bytes);
    return refuse(`byte ${offset} (0x${encodeHexadecimal(bytes.subarray(offset, offset + 1))}) is not UTF-8`);
  }
}

/**
 * The offset of the first byte that begins no well-formed sequence of RFC 3629 §4, or the length where there is none.
 * Slow and obvious: it runs only when the decoder has already refused.
 */
export function findInvalidUtf8(bytes: Uint8Array): number {
  let offset = 0;
  while (offset < bytes.length) {
    const length = sequenceLength(bytes, offset);
    if (length === 0) return offset;
    offset += length;
  }
  return offset;
}

function sequenceLength(bytes: Uint8Array, offset: number): 0 | 1 | 2 | 3 | 4 {
  const first = bytes[offset] ?? 0;
  const second = bytes[offset + 1] ?? 0;
  if (first <= 0x7f) return 1;
  if (first >= 0xc2 && first <= 0xdf) return isTail(second) ? 2 : 0;
  const thirdIsTail = isTail(bytes[offset + 2] ?? 0);
  if (first >= 0xe0 && first <= 0xef) {
    // E0 must not encode what two bytes can, ED must not encode a surrogate.
    const low = first === 0xe0 ? 0xa0 : 0x80;
    const high = first === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && thirdIsTail ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    // F0 must not encode what three bytes can, F4 must not go beyond U+10FFFF.
    const low = first === 0xf0 ? 0x90 : 0x80;
    const high = first === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high && thirdIsTail && isTail(bytes[offset + 3] ?? 0) ? 4 : 0;
  }
  return 0;
}

function isTail(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}
