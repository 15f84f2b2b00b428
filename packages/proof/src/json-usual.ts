import { FORBIDDEN_NAME, isJsonNumber, type JsonValue } from './json-value.ts';

/**
 * Reads restricted JSON that is spelled as programs usually spell it, at the price of `JSON.parse`, `JSON.stringify` and
 * a short walk: tokens as `JSON.stringify` writes them, either canonical (no space between them, names in order) or with
 * whatever space and order. Answers `undefined` for everything else, right or wrong: `scanJson` decides then.
 *
 * Why equality with `JSON.stringify(value)` proves what `JSON.parse` hides: a duplicate name makes the text longer than
 * what is left of it, and `1000.0`, `1e3` and `-0` are never written so. The names of each object then stand in the
 * order in which it enumerates them. `JSON.stringify` writes U+0000 and lone surrogates as `\u` escapes, so a text
 * without `\u` has none; the few other texts that have one take the slow way.
 */
export function parseUsualJson(text: string, maxDepth: number, spelling: 'canonical' | 'any'): JsonValue | undefined {
  if (text.includes('\\u') || text.includes(`"${FORBIDDEN_NAME}"`)) return undefined;
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  // The walk comes first: it stops at `maxDepth`, where `JSON.stringify` would exhaust the stack.
  if (!isUsualValue(value, maxDepth, spelling === 'canonical')) return undefined;
  const compact = JSON.stringify(value);
  const isUsual = text === compact || (spelling === 'any' && equalsWithoutSpace(text, compact));
  return isUsual ? value : undefined;
}

/** Whole numbers only, nested no deeper than allowed and, where asked for, the names of each object in order. */
function isUsualValue(value: JsonValue, depthLeft: number, namesInOrder: boolean): boolean {
  if (typeof value === 'number') return isJsonNumber(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depthLeft === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isUsualValue(item, depthLeft - 1, namesInOrder)) return false;
    return true;
  }
  let previous = '';
  for (const name in value) {
    if (namesInOrder && name < previous) return false;
    previous = name;
    if (!isUsualValue(value[name] as JsonValue, depthLeft - 1, namesInOrder)) return false;
  }
  return true;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Says whether a JSON text is `compact`, itself free of space between tokens, but for the space between tokens. */
function equalsWithoutSpace(text: string, compact: string): boolean {
  let index = 0;
  let isInString = false;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (!isInString && isSpace(code)) continue;
    if (code !== compact.charCodeAt(index++)) return false;
    if (code === QUOTE) isInString = !isInString;
    else if (code === BACKSLASH && text.charCodeAt(++offset) !== compact.charCodeAt(index++)) return false;
  }
  return index === compact.length;
}

/** Says whether a character is one of the four that JSON takes as space between tokens (RFC 8259 §2). */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
