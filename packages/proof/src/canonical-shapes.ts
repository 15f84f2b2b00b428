/**
 * Recognizes canonical objects by their shape. The events of a ledger are a few dozen forms filled in over and over, so
 * what `scanCanonicalObject` has proven of one need not be proven again of the next that differs in its values alone.
 *
 * A shape is the text of an object without its values: `{"country":"` text `","id":"` text … `"}`. Whether names are in
 * order, whether they are the wanted ones and how deep they nest is a matter of the shape; whether a value is canonical
 * is a matter of the value. So an object is canonical when its shape was one before and each of its values is.
 */
import { equalBytes } from './equal-bytes.ts';
import { createMemberPlaces, type MemberPlaces, scanCanonicalObject } from './canonical-scan.ts';

export interface CanonicalShapes {
  /**
   * As `scanCanonicalObject`: true when the bytes of [start, end) are certain to be the canonical JSON of one object
   * that has the wanted members, each with a plain text; false says nothing. `view` is of the same bytes as `bytes`.
   */
  recognize(bytes: Uint8Array, view: DataView, start: number, end: number): boolean;
  /** Where the wanted members of the object recognized last lie. */
  readonly places: MemberPlaces;
}

/** What follows a literal: a value of one of two kinds, or nothing. */
type Next = 'text' | 'number' | 'end';

/** A piece of a shape between two values, and what follows it. */
interface Literal {
  readonly next: Next;
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Its first and last four bytes, little end first; 0 where it is shorter. */
  readonly first: number;
  readonly last: number;
  /** Its bytes by eight, little end first, the last eight overlapping those before; none where it is shorter. */
  readonly doubles: Float64Array;
  /** Which of the wanted members has the text that follows, −1 for none. */
  readonly wanted: number;
  /** What may come after that value: the shapes that begin alike share their beginnings. */
  readonly literals: Literal[];
}

// Strangers' events must not fill the memory, nor make finding a shape slow. What is beyond is scanned as before.
const SHAPE_MAX_BYTES = 8_192;
const LITERALS_MAX = 8_192;
const ALTERNATIVES_MAX = 16;

/** Recognizes objects nested no deeper than `maxDepth` with the members `names`, which are in ascending order. */
export function createCanonicalShapes(maxDepth: number, names: readonly Uint8Array[]): CanonicalShapes {
  const places = createMemberPlaces(names.length);
  let beginnings: Literal[] = [];
  let known = 0;
  const learn = (bytes: Uint8Array, view: DataView, start: number, end: number) => {
    if (known >= LITERALS_MAX) {
      beginnings = [];
      known = 0;
    }
    known += addShape(beginnings, bytes, view, start, end, places);
  };
  return {
    places,
    recognize: (bytes, view, start, end) => {
      if (hasKnownShape(beginnings, bytes, view, start, end, places)) return true;
      if (!scanCanonicalObject(bytes, start, end, maxDepth, names, places)) return false;
      if (end - start <= SHAPE_MAX_BYTES) learn(bytes, view, start, end);
      return true;
    },
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const COLON = 0x3a;
const DIGIT_ZERO = 0x30;
const DIGIT_NINE = 0x39;
const WORD_BYTES = 4;
const DOUBLE_BYTES = 8;
const NOT_CERTAIN = -1;

function hasKnownShape(
  beginnings: readonly Literal[],
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  places: MemberPlaces,
): boolean {
  // Asked once: the getter is a call.
  const lastWord = view.byteLength - WORD_BYTES;
  let at = start;
  let literals = beginnings;
  for (;;) {
    const literal = findLiteral(literals, bytes, view, at, end);
    if (literal === undefined) return false;
    at += literal.length;
    if (literal.next === 'end') return true;
    if (literal.next === 'text') {
      const textEnd = endOfPlain(bytes, view, at, lastWord);
      if (literal.wanted !== NOT_CERTAIN) {
        places.starts[literal.wanted] = at;
        places.ends[literal.wanted] = textEnd;
      }
      // The quote that closes the text begins the next literal.
      at = textEnd;
    } else {
      at = endOfNumber(bytes, view, at, lastWord);
      if (at === NOT_CERTAIN) return false;
    }
    literals = literal.literals;
  }
}

function findLiteral(
  literals: readonly Literal[],
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): Literal | undefined {
  for (let index = 0; index < literals.length; index++) {
    const literal = literals[index] as Literal;
    if (isLiteral(literal, bytes, view, at, end)) return literal;
  }
  return undefined;
}

/** Says whether a literal is there. One may begin another; what comes after it then tells them apart. */
function isLiteral(literal: Literal, bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  const { length, next } = literal;
  const literalEnd = at + length;
  if (next === 'end' ? literalEnd !== end : literalEnd >= end) return false;
  if (length >= DOUBLE_BYTES) {
    // A literal is ASCII, so none of its doubles is NaN or a zero: they are equal exactly when their bytes are.
    const { doubles } = literal;
    const last = doubles.length - 1;
    for (let index = 0; index < last; index++) {
      if (view.getFloat64(at + index * DOUBLE_BYTES, true) !== doubles[index]) return false;
    }
    if (view.getFloat64(literalEnd - DOUBLE_BYTES, true) !== doubles[last]) return false;
  } else if (length >= WORD_BYTES) {
    if (view.getInt32(at, true) !== literal.first) return false;
    if (view.getInt32(literalEnd - WORD_BYTES, true) !== literal.last) return false;
  } else {
    for (let index = 0; index < length; index++) if (bytes[at + index] !== literal.bytes[index]) return false;
  }
  return next !== 'number' || isNumberStart(bytes[literalEnd] as number);
}

const EACH_BYTE = 0x01010101;
const QUOTES = QUOTE * EACH_BYTE;
const BACKSLASHES = BACKSLASH * EACH_BYTE;
const SPACES = 0x20 * EACH_BYTE;
const ZEROS = DIGIT_ZERO * EACH_BYTE;
const BEYOND_NINE = 0x76 * EACH_BYTE;
const HIGH_BITS = 0x80808080 | 0;

/**
 * Where the bytes end that stand for themselves in a text: ASCII from the space on, but for the quote and the backslash.
 * `lastWord` is where the last four bytes of all begin. Four at a time: of ASCII, only zero has its high bit set once one
 * is taken from it, only what is below the space once a space is; beyond ASCII it is set already. A borrow may set the
 * bit of a later byte wrongly, never that of the first.
 */
function endOfPlain(bytes: Uint8Array, view: DataView, start: number, lastWord: number): number {
  let at = start;
  for (; at <= lastWord; at += WORD_BYTES) {
    const word = view.getInt32(at, true);
    const others =
      (((word ^ QUOTES) - EACH_BYTE) | ((word ^ BACKSLASHES) - EACH_BYTE) | (word - SPACES) | word) & HIGH_BITS;
    if (others !== 0) return at + firstByte(others);
  }
  while (isPlain(bytes[at])) at++;
  return at;
}

function isPlain(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH;
}

/** So many digits are a whole number below 2^53 whichever they are. */
const CERTAIN_DIGITS = 15;

function endOfNumber(bytes: Uint8Array, view: DataView, start: number, lastWord: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const at = endOfDigits(bytes, view, first, lastWord);
  const digits = at - first;
  if (digits === 0 || digits > CERTAIN_DIGITS) return NOT_CERTAIN;
  // Zero is written 0: neither -0 nor 007.
  return bytes[first] === DIGIT_ZERO && at > start + 1 ? NOT_CERTAIN : at;
}

/** As above: only a digit comes to less than ten when the zero's code is taken away, and to less than 0x80 with 0x76. */
function endOfDigits(bytes: Uint8Array, view: DataView, start: number, lastWord: number): number {
  let at = start;
  for (; at <= lastWord; at += WORD_BYTES) {
    const values = view.getInt32(at, true) ^ ZEROS;
    const others = (values | (values + BEYOND_NINE)) & HIGH_BITS;
    if (others !== 0) return at + firstByte(others);
  }
  while (isDigit(bytes[at])) at++;
  return at;
}

/** The first of four bytes, as they were read, that has its high bit set. */
function firstByte(highBits: number): number {
  return (31 - Math.clz32(highBits & -highBits)) >> 3;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= DIGIT_ZERO && byte <= DIGIT_NINE;
}

function isNumberStart(byte: number): boolean {
  return byte === MINUS || isDigit(byte);
}

/** Adds the shape of an object that `scanCanonicalObject` is certain of; answers how many literals are new. */
function addShape(
  beginnings: Literal[],
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  places: MemberPlaces,
): number {
  let literals = beginnings;
  let added = 0;
  let literalStart = start;
  const add = (at: number, next: Next): boolean => {
    // A copy: what is recognized may lie in memory that is used again, and a Buffer's own slice copies nothing.
    const text = Uint8Array.from(bytes.subarray(literalStart, at));
    let literal = literals.find((each) => each.next === next && equalBytes(each.bytes, text));
    if (literal === undefined) {
      if (literals.length === ALTERNATIVES_MAX) return false;
      literal = makeLiteral(text, next, next === 'text' ? places.starts.indexOf(at) : NOT_CERTAIN);
      literals.push(literal);
      added++;
    }
    literals = literal.literals;
    return true;
  };
  const lastWord = view.byteLength - WORD_BYTES;
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const closing = bytes.indexOf(QUOTE, at + 1);
      // A text before a colon is a name, which belongs to the shape.
      if (bytes[closing + 1] !== COLON) {
        if (!add(at + 1, 'text')) return added;
        literalStart = closing;
      }
      at = closing + 1;
    } else if (isNumberStart(byte)) {
      if (!add(at, 'number')) return added;
      at = endOfNumber(bytes, view, at, lastWord);
      literalStart = at;
    } else {
      at++;
    }
  }
  add(end, 'end');
  return added;
}

function makeLiteral(bytes: Uint8Array, next: Next, wanted: number): Literal {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const first = length < WORD_BYTES ? 0 : view.getInt32(0, true);
  const last = length < WORD_BYTES ? 0 : view.getInt32(length - WORD_BYTES, true);
  const doubles = new Float64Array(length < DOUBLE_BYTES ? 0 : Math.ceil(length / DOUBLE_BYTES));
  for (let index = 0; index < doubles.length; index++) {
    doubles[index] = view.getFloat64(Math.min(index * DOUBLE_BYTES, length - DOUBLE_BYTES), true);
  }
  return { next, bytes, length, first, last, doubles, wanted, literals: [] };
}
