/** Numbers that look random and follow from a seed, for made-up test data. Not for keys, salts or anything secret. */

export interface RandomSource {
  /** A whole number in [0, limit), for a limit up to 2⁵³. */
  below(limit: number): number;
  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** 32 random bits. */
  bits(): number;
}

/** The same seed gives the same numbers on every machine. */
export function randomSource(seed: number): RandomSource {
  const bits = sfc32(seed);
  const below = (limit: number) => {
    const fraction = limit <= 0x1_0000_0000 ? bits() / 0x1_0000_0000 : wide(bits) / 2 ** 53;
    return Math.floor(fraction * limit);
  };
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new Error('there is nothing to pick from');
    return items[below(items.length)] as Item;
  };
  return { below, chance: (percent) => below(100) < percent, pick, bits };
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The base64url of 32 random bytes: what a hash looks like. The last of its 43 characters carries only 4 bits. */
export function hashLike(random: RandomSource): string {
  let text = '';
  for (let index = 0; index < 42; index += 1) text += BASE64URL.charAt(random.below(64));
  return text + BASE64URL.charAt(random.below(16) * 4);
}

/** An RFC 9562 UUID: version 7 with the time in front, or version 4. */
export function uuid(random: RandomSource, version: 4 | 7, timeMilliseconds: number): string {
  const hex = () => random.bits().toString(16).padStart(8, '0');
  const digits = hex() + hex() + hex() + hex();
  const head = version === 7 ? timeMilliseconds.toString(16).padStart(12, '0') : digits.slice(0, 12);
  const variant = '89ab'.charAt(random.below(4));
  const groups = [head.slice(0, 8), head.slice(8), `${version}${digits.slice(13, 16)}`];
  return [...groups, `${variant}${digits.slice(17, 20)}`, digits.slice(20)].join('-');
}

/** 53 bits out of two draws. */
function wide(bits: () => number): number {
  return (bits() >>> 5) * 0x400_0000 + (bits() >>> 6);
}

/** Chris Doty-Humphrey's Small Fast Counter with 32-bit words (PractRand): 128 bits of state, a period above 2⁶⁴. */
function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 0x1_0000_0000) | 0, 0, 1];
  const next = () => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  // The author's warm-up: after it every bit of the seed is in every word.
  for (let round = 0; round < 15; round += 1) next();
  return next;
}
