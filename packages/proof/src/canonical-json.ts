import { assert } from './assert.ts';
import { createMemberPlaces, scanCanonicalObject } from './canonical-scan.ts';
import { parseJson } from './json-text.ts';
import { parseUsualJson } from './json-usual.ts';
import { FORBIDDEN_NAME, isJsonNumber, JSON_MAX_DEPTH, type JsonLimits, type JsonValue } from './json-value.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';
import { decodeUtf8 } from './utf8.ts';

/**
 * Writes a value as canonical JSON (RFC 8785), restricted as in the format: names in the order of their UTF-16 code
 * units (§3.2.3), no space, the escapes of §3.2.2.2. A value that restricted JSON cannot hold (a fraction, −0, a lone
 * surrogate, U+0000, `undefined`, a Date) is a bug of the caller and throws: nothing of the kind may ever be signed.
 */
export function canonicalize(value: JsonValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!isJsonNumber(value)) {
        assert(false, `canonical JSON cannot hold the number ${Object.is(value, -0) ? '-0' : value}`);
      }
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalizeArray(value) : canonicalizeObject(value);
    default:
      throw new Error(`Bug: canonical JSON cannot hold a value of type ${typeof value}`);
  }
}

/**
 * Reads canonical JSON and nothing else: the bytes are UTF-8, the text is restricted JSON, and writing the value again
 * gives the same text. One value has one spelling, so a digest of the bytes is a digest of the value.
 */
export function parseCanonical(
  bytes: Uint8Array,
  limits: JsonLimits = { maxDepth: JSON_MAX_DEPTH },
): Parsed<JsonValue> {
  const decoded = decodeUtf8(bytes);
  if (!decoded.ok) return decoded;
  const text = decoded.value;
  if (scanCanonicalObject(bytes, 0, bytes.length, limits.maxDepth, [], NO_PLACES)) {
    return accept(JSON.parse(text) as JsonValue);
  }
  const value = parseUsualJson(text, limits.maxDepth, 'canonical');
  if (value !== undefined) return accept(value);
  const reading = parseJson(text, limits);
  if (!reading.ok) return refuse(`${reading.problem} (line ${reading.line}, column ${reading.column})`);
  const canonical = canonicalize(reading.value);
  return canonical === text ? accept(reading.value) : refuse(describeDifference(text, canonical));
}

/** The walk is asked for no member's place. */
const NO_PLACES = createMemberPlaces(0);

function canonicalizeArray(array: JsonValue[]): string {
  // Digests, nearly always: joined at once they are not copied piece by piece.
  if (array.length > 1 && arePlainTexts(array)) return `["${array.join('","')}"]`;
  let text = '[';
  for (let index = 0; index < array.length; index++) {
    if (index > 0) text += ',';
    text += canonicalize(array[index] as JsonValue);
  }
  return `${text}]`;
}

function canonicalizeObject(object: { [name: string]: JsonValue }): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  assert(prototype === Object.prototype || prototype === null, 'canonical JSON holds plain objects only');
  let text = '{';
  let separator = '';
  for (const name of sortNames(Object.keys(object))) {
    text += separator + quoteName(name) + canonicalize(object[name] as JsonValue);
    separator = ',';
  }
  return `${text}}`;
}

// Below this many names, insertion beats the built-in sort; above it, its quadratic cost would be an attack.
const INSERTION_MAX_NAMES = 24;

/** Sorts in place. `<` and the built-in sort both compare UTF-16 code units, as RFC 8785 §3.2.3 asks. */
function sortNames(names: string[]): string[] {
  if (names.length > INSERTION_MAX_NAMES) return names.sort();
  for (let end = 1; end < names.length; end++) {
    const name = names[end] as string;
    let index = end;
    while (index > 0 && (names[index - 1] as string) > name) {
      names[index] = names[index - 1] as string;
      index--;
    }
    names[index] = name;
  }
  return names;
}

// Everything that needs an escape or is refused: the quote, the backslash, U+0000 to U+001F, and surrogates.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Says whether a list is texts that stand for themselves between quotes, with no hole among them. */
function arePlainTexts(values: JsonValue[]): values is string[] {
  for (const value of values) if (typeof value !== 'string' || NEEDS_CARE.test(value)) return false;
  return true;
}

function quote(text: string): string {
  if (!NEEDS_CARE.test(text)) return `"${text}"`;
  assert(text.isWellFormed(), `canonical JSON cannot hold a lone surrogate, as in ${show(text)}`);
  assert(!text.includes('\0'), `canonical JSON cannot hold U+0000, as in ${show(text)}`);
  // The escapes of ECMAScript's JSON.stringify are those of RFC 8785 §3.2.2.2, which takes them from there.
  return JSON.stringify(text);
}

// Events have the same few dozen names over and over. The limits keep a stranger's names from filling the memory.
const QUOTED_NAMES_MAX = 1000;
const QUOTED_NAME_MAX_LENGTH = 64;
const quotedNames = new Map<string, string>();

function quoteName(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  assert(name !== FORBIDDEN_NAME, `canonical JSON cannot hold the name ${FORBIDDEN_NAME}`);
  const quoted = `${quote(name)}:`;
  if (name.length <= QUOTED_NAME_MAX_LENGTH && quotedNames.size < QUOTED_NAMES_MAX) quotedNames.set(name, quoted);
  return quoted;
}

function describeDifference(text: string, canonical: string): string {
  let index = 0;
  while (text[index] === canonical[index]) index++;
  const found = show(text.slice(index, index + 24));
  const wanted = show(canonical.slice(index, index + 24));
  return `not canonical JSON: from character ${index + 1} it reads ${found} where the canonical spelling has ${wanted}`;
}
