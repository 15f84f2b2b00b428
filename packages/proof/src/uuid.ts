import { assert } from './assert.ts';
import { encodeHexadecimal } from './hexadecimal.ts';

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const EVENT_ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Says whether a text is a lower-case UUID of RFC 9562, of any version 1 to 8. */
export function isUuid(text: string): boolean {
  return UUID_PATTERN.test(text);
}

/** Says whether a text may be an event's id: a lower-case UUID of version 4 or 7, the two that hold random bits. */
export function isEventId(text: string): boolean {
  return EVENT_ID_PATTERN.test(text);
}

/**
 * Makes a UUID of version 7 (RFC 9562 §5.7): 48 bits of time, then 74 random bits taken from the last ten of the sixteen
 * bytes given. They must come from a random source fit for keys: they keep the digest of a short event from being guessed.
 */
export function formatUuidV7(unixMilliseconds: number, random: Uint8Array): string {
  assert(random.length === 16, `a UUID is made of 16 random bytes, found ${random.length}`);
  const isTime = Number.isSafeInteger(unixMilliseconds) && unixMilliseconds >= 0 && unixMilliseconds < 2 ** 48;
  assert(isTime, `a UUID's time is 48 bits of milliseconds, found ${unixMilliseconds}`);
  const bytes = Uint8Array.from(random);
  for (let index = 5, rest = unixMilliseconds; index >= 0; index--) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return formatUuid(bytes, 7);
}

/**
 * Makes a UUID of version 4 (RFC 9562 §5.4) of 122 of the first 128 bits given. They must be random, or pseudo-random to
 * all who do not hold a secret.
 */
export function formatUuidV4(random: Uint8Array): string {
  assert(random.length >= 16, `a UUID is made of at least 16 random bytes, found ${random.length}`);
  return formatUuid(Uint8Array.from(random.subarray(0, 16)), 4);
}

/** Makes a UUID of version 8 (RFC 9562 §5.8) of the first 122 bits that a hash leaves free: the same hash, the same id. */
export function uuidV8(hash: Uint8Array): string {
  assert(hash.length >= 16, `a UUID is made of at least 16 hash bytes, found ${hash.length}`);
  return formatUuid(Uint8Array.from(hash.subarray(0, 16)), 8);
}

function formatUuid(bytes: Uint8Array, version: 4 | 7 | 8): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = encodeHexadecimal(bytes);
  const groups = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ];
  return groups.join('-');
}
