/**
 * Says of most canonical JSON that it is canonical, in one walk over its bytes that makes no value: what an audit of
 * millions of events needs. It answers yes only where it is certain, and leaves the rest to `parseCanonical`.
 */

/** Where the text values of some members lie: of the member at `index`, without quotes, [starts[index], ends[index]). */
export type MemberPlaces = { readonly starts: Int32Array; readonly ends: Int32Array };

/** Makes room for the places of so many members. */
export function createMemberPlaces(members: number): MemberPlaces {
  return { starts: new Int32Array(members), ends: new Int32Array(members) };
}

const NOT_CERTAIN = -1;

/**
 * True when the bytes of [start, end) are certain to be the canonical JSON of one object, nested no deeper than
 * `maxDepth`, that has every one of `names`, each with a plain text as its value; their places are written into
 * `places`. `names` are in ascending order. False says nothing: characters beyond ASCII, escapes, names that begin with
 * an underscore and numbers of more than 15 digits are left to the reader that knows them all.
 */
export function scanCanonicalObject(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxDepth: number,
  names: readonly Uint8Array[],
  places: MemberPlaces,
): boolean {
  if (bytes[start] !== OPENING_BRACE || maxDepth < 1) return false;
  let at = start + 1;
  let previousStart = NOT_CERTAIN;
  let previousEnd = NOT_CERTAIN;
  let found = 0;
  for (;;) {
    const nameEnd = scanName(bytes, at, previousStart, previousEnd);
    if (nameEnd === NOT_CERTAIN) return false;
    previousStart = at + 1;
    previousEnd = nameEnd;
    const valueStart = nameEnd + 2;
    at = scanValue(bytes, valueStart, maxDepth - 1);
    if (at === NOT_CERTAIN) return false;
    const wanted = names[found];
    if (wanted !== undefined && equalsName(bytes, previousStart, previousEnd, wanted)) {
      if (bytes[valueStart] !== QUOTE) return false;
      places.starts[found] = valueStart + 1;
      places.ends[found] = at - 1;
      found++;
    }
    if (bytes[at] === CLOSING_BRACE) break;
    if (bytes[at] !== COMMA) return false;
    at++;
  }
  // Nothing looks at `end` on the way: what lies behind it may have been read, but then the walk did not stop there.
  return at + 1 === end && found === names.length;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const DIGIT_ZERO = 0x30;
const UNDERSCORE = 0x5f;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const FIRST_PRINTABLE = 0x20;
const ASCII_BYTES = 0x80;

/** The bytes that stand for themselves in a text, and are a character each (RFC 8785 §3.2.2.2). */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= FIRST_PRINTABLE && byte < ASCII_BYTES && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** Each scanner takes where its value begins and answers where it ends, or that it is not certain. */
function scanValue(bytes: Uint8Array, at: number, depthLeft: number): number {
  switch (bytes[at]) {
    case QUOTE: {
      const end = endOfText(bytes, at + 1);
      return end === NOT_CERTAIN ? NOT_CERTAIN : end + 1;
    }
    case OPENING_BRACE:
      return depthLeft === 0 ? NOT_CERTAIN : scanObject(bytes, at + 1, depthLeft - 1);
    case OPENING_BRACKET:
      return depthLeft === 0 ? NOT_CERTAIN : scanArray(bytes, at + 1, depthLeft - 1);
    case 0x74:
      return scanWord(bytes, at, TRUE);
    case 0x66:
      return scanWord(bytes, at, FALSE);
    case 0x6e:
      return scanWord(bytes, at, NULL);
    default:
      return scanNumber(bytes, at);
  }
}

function scanObject(bytes: Uint8Array, start: number, depthLeft: number): number {
  if (bytes[start] === CLOSING_BRACE) return start + 1;
  let at = start;
  let previousStart = NOT_CERTAIN;
  let previousEnd = NOT_CERTAIN;
  for (;;) {
    const nameEnd = scanName(bytes, at, previousStart, previousEnd);
    if (nameEnd === NOT_CERTAIN) return NOT_CERTAIN;
    previousStart = at + 1;
    previousEnd = nameEnd;
    at = scanValue(bytes, nameEnd + 2, depthLeft);
    if (at === NOT_CERTAIN) return NOT_CERTAIN;
    if (bytes[at] === CLOSING_BRACE) return at + 1;
    if (bytes[at] !== COMMA) return NOT_CERTAIN;
    at++;
  }
}

/** Reads `"name":`, which must come after the name before it; answers where the name ends, its quote not counted. */
function scanName(bytes: Uint8Array, at: number, previousStart: number, previousEnd: number): number {
  if (bytes[at] !== QUOTE || bytes[at + 1] === UNDERSCORE) return NOT_CERTAIN;
  const end = endOfText(bytes, at + 1);
  if (end === NOT_CERTAIN || bytes[end + 1] !== COLON) return NOT_CERTAIN;
  if (previousStart !== NOT_CERTAIN && !isBefore(bytes, previousStart, previousEnd, at + 1, end)) return NOT_CERTAIN;
  return end;
}

/** Says whether one name is less than the other. Of ASCII, bytes and UTF-16 code units (RFC 8785 §3.2.3) order alike. */
function isBefore(bytes: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  let other = otherStart;
  for (let at = start; at < end; at++, other++) {
    if (other === otherEnd) return false;
    const [left, right] = [bytes[at] as number, bytes[other] as number];
    if (left !== right) return left < right;
  }
  return other < otherEnd;
}

function scanArray(bytes: Uint8Array, start: number, depthLeft: number): number {
  if (bytes[start] === CLOSING_BRACKET) return start + 1;
  let at = start;
  for (;;) {
    at = scanValue(bytes, at, depthLeft);
    if (at === NOT_CERTAIN) return NOT_CERTAIN;
    if (bytes[at] === CLOSING_BRACKET) return at + 1;
    if (bytes[at] !== COMMA) return NOT_CERTAIN;
    at++;
  }
}

/** Where the text that begins here has its closing quote. */
function endOfText(bytes: Uint8Array, start: number): number {
  let at = start;
  while (IS_PLAIN[bytes[at] as number] === 1) at++;
  return bytes[at] === QUOTE ? at : NOT_CERTAIN;
}

/** So many digits are a whole number below 2^53 whichever they are. */
const CERTAIN_DIGITS = 15;

function scanNumber(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let at = first;
  while (isDigit(bytes[at])) at++;
  const digits = at - first;
  if (digits === 0 || digits > CERTAIN_DIGITS) return NOT_CERTAIN;
  // Zero is written 0: neither -0 nor 007.
  return bytes[first] === DIGIT_ZERO && at > start + 1 ? NOT_CERTAIN : at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= DIGIT_ZERO && byte <= 0x39;
}

const TRUE = codes('true');
const FALSE = codes('false');
const NULL = codes('null');

function codes(word: string): Uint8Array {
  return Uint8Array.from(word, (character) => character.charCodeAt(0));
}

function scanWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  return equalsName(bytes, at, at + word.length, word) ? at + word.length : NOT_CERTAIN;
}

function equalsName(bytes: Uint8Array, start: number, end: number, name: Uint8Array): boolean {
  if (end - start !== name.length) return false;
  for (let index = 0; index < name.length; index++) if (bytes[start + index] !== name[index]) return false;
  return true;
}
