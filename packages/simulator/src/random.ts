/** Numbers that look random and follow from a seed, in whole numbers throughout: the same on every machine. */

export interface RandomSource {
  /** A whole number in [0, limit), for a limit up to 2³². */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** 32 random bits. */
  bits(): number;
}

export function randomSource(seed: number): RandomSource {
  const bits = xoshiro(seed);
  const below = (limit: number) => Math.floor((bits() / 0x1_0000_0000) * limit);
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new Error('there is nothing to pick from');
    return items[below(items.length)] as Item;
  };
  return { below, pick, bits };
}

/**
 * The numbers of one part of the industry by its name: they follow from the seed as well, and whatever is drawn of them
 * leaves those of all other parts as they are.
 */
export function namedSource(seed: number, name: string): RandomSource {
  // FNV-1a over the UTF-16 units.
  let hash = 0x811c_9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x0100_0193);
  return randomSource((randomSource(seed).bits() ^ hash) >>> 0);
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The base64url of 32 random bytes: what a hash looks like. The last of its 43 characters carries only 4 bits. */
export function randomHash(random: RandomSource): string {
  let text = '';
  for (let word = 0; word < 8; word += 1) {
    let bits = random.bits();
    for (let sextet = 0; sextet < 5; sextet += 1) {
      text += BASE64URL.charAt(bits & 63);
      bits >>>= 6;
    }
  }
  return `${text}${BASE64URL.charAt(random.below(64))}${BASE64URL.charAt(random.below(64))}${BASE64URL.charAt(random.below(16) * 4)}`;
}

/** An RFC 9562 UUID of version 7, with the time in front. */
export function randomUuid(random: RandomSource, timeMilliseconds: number): string {
  const hex = () => random.bits().toString(16).padStart(8, '0');
  const time = timeMilliseconds.toString(16).padStart(12, '0');
  const [first, second, third] = [hex(), hex(), hex()];
  const variant = '89ab'.charAt(random.below(4));
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${first.slice(0, 3)}`,
    `${variant}${first.slice(3, 6)}`,
    `${second}${third.slice(0, 4)}`,
  ].join('-');
}

/** David Blackman's and Sebastiano Vigna's xoshiro128** 1.1, its state filled by splitmix32. */
function xoshiro(seed: number): () => number {
  const fill = splitmix(seed);
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result >>> 0;
  };
}

function rotate(word: number, places: number): number {
  return (word << places) | (word >>> (32 - places));
}

/** Fills a state with words that depend on every bit of the seed, up to 2⁵³. */
function splitmix(seed: number): () => number {
  let state = (seed | 0) ^ Math.imul(Math.floor(seed / 0x1_0000_0000), 0x85eb_ca6b);
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0_aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a_2d97);
    return word ^ (word >>> 15);
  };
}
