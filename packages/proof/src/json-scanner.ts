import { isSpace } from './json-usual.ts';
import { FORBIDDEN_NAME, isJsonNumber, type JsonObject, type JsonValue } from './json-value.ts';
import { shorten, show } from './show.ts';

/** `offset` is the index, in UTF-16 code units, of the first character that is wrong. */
export type ScannedJson =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: string; readonly offset: number };

/**
 * Reads restricted JSON (RFC 8259 with the limits of the format) character by character, so that everything refused has
 * a place and a path. It is slower than `JSON.parse` and sees what that hides: duplicate names and number tokens.
 */
export function scanJson(text: string, maxDepth: number): ScannedJson {
  const scan: Scan = { text, maxDepth, offset: 0, path: [], failure: undefined };
  const value = scanValue(scan);
  if (value !== undefined) {
    skipSpace(scan);
    if (scan.offset === text.length) return { ok: true, value };
    fail(scan, `${showNext(scan)} stands after the end of the value`);
  }
  if (scan.failure === undefined) throw new Error('Bug: the scanner gave neither a value nor a failure');
  return { ok: false, ...scan.failure };
}

/** Where the reading stands. `path` leads from the root to the value being read: member names and array indexes. */
type Scan = {
  readonly text: string;
  readonly maxDepth: number;
  readonly path: (string | number)[];
  offset: number;
  failure: { problem: string; offset: number } | undefined;
};

/** Notes the first failure. Every reader below answers `undefined` after it, and its callers do nothing but pass it on. */
function fail(scan: Scan, problem: string, offset = scan.offset): undefined {
  scan.failure ??= { problem, offset };
}

function scanValue(scan: Scan): JsonValue | undefined {
  skipSpace(scan);
  const character = scan.text[scan.offset];
  switch (character) {
    case '{':
      return scanObject(scan);
    case '[':
      return scanArray(scan);
    case '"':
      return scanString(scan, 'value');
    case 't':
      return scanWord(scan, 'true', true);
    case 'f':
      return scanWord(scan, 'false', false);
    case 'n':
      return scanWord(scan, 'null', null);
    case undefined:
      return fail(scan, `the text ends where ${describePath(scan)} should begin`);
    default:
      if (/[-+.0-9]/.test(character)) return scanNumber(scan);
      return fail(scan, `${showNext(scan)} stands where ${describePath(scan)} should begin`);
  }
}

function scanObject(scan: Scan): JsonObject | undefined {
  if (!enterNesting(scan)) return undefined;
  const object: JsonObject = {};
  let isFirst = true;
  while (!takeClosing(scan, '}')) {
    if (!isFirst && !takeSeparator(scan, ',', '}')) return undefined;
    isFirst = false;
    const nameOffset = nextOffset(scan);
    if (scan.text[nameOffset] !== '"') return fail(scan, expected(scan, 'a member name in double quotes'));
    const name = scanString(scan, 'name');
    if (name === undefined) return undefined;
    scan.path.push(name);
    if (name === FORBIDDEN_NAME) {
      return fail(scan, `${describePath(scan)} is a member name that is refused`, nameOffset);
    }
    if (!takeSeparator(scan, ':')) return undefined;
    const value = scanValue(scan);
    if (value === undefined) return undefined;
    if (Object.hasOwn(object, name)) {
      const both = `first as ${show(object[name])} and again as ${show(value)}`;
      return fail(scan, `${describePath(scan)} is given twice, ${both}`, nameOffset);
    }
    object[name] = value;
    scan.path.pop();
  }
  return object;
}

function scanArray(scan: Scan): JsonValue[] | undefined {
  if (!enterNesting(scan)) return undefined;
  const array: JsonValue[] = [];
  while (!takeClosing(scan, ']')) {
    if (array.length > 0 && !takeSeparator(scan, ',', ']')) return undefined;
    scan.path.push(array.length);
    const value = scanValue(scan);
    if (value === undefined) return undefined;
    array.push(value);
    scan.path.pop();
  }
  return array;
}

// The path is as long as the number of arrays and objects that are open around this one.
function enterNesting(scan: Scan): boolean {
  if (scan.path.length >= scan.maxDepth) {
    fail(scan, `${describePath(scan)} is nested deeper than ${scan.maxDepth} levels`);
    return false;
  }
  scan.offset++;
  return true;
}

function takeClosing(scan: Scan, closing: '}' | ']'): boolean {
  skipSpace(scan);
  if (scan.text[scan.offset] !== closing) return false;
  scan.offset++;
  return true;
}

function takeSeparator(scan: Scan, separator: ',' | ':', closing?: '}' | ']'): boolean {
  skipSpace(scan);
  if (scan.text[scan.offset] !== separator) {
    const wanted = closing === undefined ? show(separator) : `${show(separator)} or ${show(closing)}`;
    fail(scan, expected(scan, wanted));
    return false;
  }
  scan.offset++;
  return true;
}

function expected(scan: Scan, wanted: string): string {
  skipSpace(scan);
  const found = scan.offset === scan.text.length ? 'the text ends' : `${showNext(scan)} stands`;
  return `${found} in ${describePath(scan)} where ${wanted} was expected`;
}

function scanWord<T extends JsonValue>(scan: Scan, word: string, value: T): T | undefined {
  const token = tokenAt(scan, /\w*/y);
  if (token !== word) return fail(scan, `${describePath(scan)} is ${shorten(token)}, which is no JSON value`);
  scan.offset += word.length;
  return value;
}

// The token is taken wider than a number can be, so that `1e3`, `0x10` and `12kg` are shown whole.
function scanNumber(scan: Scan): number | undefined {
  const token = tokenAt(scan, /[-+.\w]*/y);
  if (!/^-?(?:0|[1-9][0-9]*)$/.test(token)) {
    return failNumber(scan, token, 'a number is a whole number without fraction, exponent or leading zeros');
  }
  const value = Number(token);
  if (token === '-0') return failNumber(scan, token, 'zero is written 0');
  // A token beyond the range never rounds back into it: 2^53 is the next double after 2^53 − 1.
  if (!isJsonNumber(value)) return failNumber(scan, token, `a number is within ±${Number.MAX_SAFE_INTEGER}`);
  scan.offset += token.length;
  return value;
}

function failNumber(scan: Scan, token: string, rule: string): undefined {
  return fail(scan, `${describePath(scan)} is ${shorten(token)}: ${rule}`);
}

function tokenAt(scan: Scan, pattern: RegExp): string {
  pattern.lastIndex = scan.offset;
  return pattern.exec(scan.text)?.[0] ?? '';
}

const ESCAPED: { readonly [letter: string]: string } = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function scanString(scan: Scan, kind: 'name' | 'value'): string | undefined {
  const { text } = scan;
  const start = scan.offset;
  let value = '';
  let runStart = start + 1;
  for (let offset = runStart; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0x22) {
      value += text.slice(runStart, offset);
      scan.offset = offset + 1;
      return checkCharacters(scan, value, kind, start);
    }
    if (code < 0x20) return failString(scan, kind, `has the control character ${showCode(code)} unescaped`, offset);
    if (code !== 0x5c) continue;
    const escape = readEscape(text, offset);
    if (escape === undefined) {
      return failString(
        scan,
        kind,
        `has the escape ${text.slice(offset, offset + 2)}, which JSON does not know`,
        offset,
      );
    }
    value += text.slice(runStart, offset) + escape.character;
    offset += escape.length - 1;
    runStart = offset + 1;
  }
  return failString(scan, kind, `begins with ${shorten(text.slice(start))} and is not ended`, start);
}

function readEscape(text: string, offset: number): { character: string; length: number } | undefined {
  const letter = text[offset + 1] ?? '';
  const character = Object.hasOwn(ESCAPED, letter) ? ESCAPED[letter] : undefined;
  if (character !== undefined) return { character, length: 2 };
  const digits = text.slice(offset + 2, offset + 6);
  if (letter !== 'u' || !/^[0-9A-Fa-f]{4}$/.test(digits)) return undefined;
  return { character: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 };
}

function checkCharacters(scan: Scan, value: string, kind: 'name' | 'value', start: number): string | undefined {
  if (!value.isWellFormed()) return failString(scan, kind, `is ${show(value)}, which has a lone surrogate`, start);
  if (value.includes('\0')) return failString(scan, kind, `is ${show(value)}, which has the character U+0000`, start);
  return value;
}

function failString(scan: Scan, kind: 'name' | 'value', fault: string, offset: number): undefined {
  const what = kind === 'name' ? `a member name in ${describePath(scan)}` : describePath(scan);
  return fail(scan, `${what} ${fault}`, offset);
}

function skipSpace(scan: Scan): void {
  while (isSpace(scan.text.charCodeAt(scan.offset))) scan.offset++;
}

function nextOffset(scan: Scan): number {
  skipSpace(scan);
  return scan.offset;
}

/** Writes the path as people write it: `outputs[0].quantity.netMilligrams`. */
function describePath(scan: Scan): string {
  if (scan.path.length === 0) return 'the value';
  let text = '';
  for (const step of scan.path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${show(step)}]`;
  }
  return text;
}

function showNext(scan: Scan): string {
  const code = scan.text.codePointAt(scan.offset) ?? 0;
  return code > 0x20 && code < 0x7f ? show(String.fromCodePoint(code)) : showCode(code);
}

function showCode(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
