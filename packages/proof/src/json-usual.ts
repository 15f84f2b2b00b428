import { FORBIDDEN_NAME, isJsonNumber, type JsonValue } from './json-value.ts';

/**
 * Reads restricted JSON that is spelled as programs usually spell it, at the price of `JSON.parse`, `JSON.stringify` and
 * two short walks: tokens as `JSON.stringify` writes them, with no space between them or (`'any'`) with whatever space.
 * Answers `undefined` for everything else, right or wrong: `scanJson` decides then.
 *
 * Why equality with `JSON.stringify(value)` proves what `JSON.parse` hides: a duplicate name makes the text longer than
 * what is left of it, and `1000.0`, `1e3` and `-0` are never written so. The names of each object then stand in the
 * order in which it enumerates them. `JSON.stringify` writes U+0000 and lone surrogates as `\u` escapes, so a text
 * without `\u` has none; the few other texts that have one take the slow way.
 */
export function parseUsualJson(text: string, maxDepth: number, spacing: 'none' | 'any'): JsonValue | undefined {
  if (text.includes('\\u') || text.includes(`"${FORBIDDEN_NAME}"`)) return undefined;
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  // The walk comes first: it stops at `maxDepth`, where `JSON.stringify` would exhaust the stack.
  if (!holdsOnlyWholeNumbers(value, maxDepth)) return undefined;
  const compact = JSON.stringify(value);
  const isUsual = text === compact || (spacing === 'any' && equalsWithoutSpace(text, compact));
  return isUsual ? value : undefined;
}

function holdsOnlyWholeNumbers(value: JsonValue, depthLeft: number): boolean {
  if (typeof value === 'number') return isJsonNumber(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depthLeft === 0) return false;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    if (!holdsOnlyWholeNumbers(item, depthLeft - 1)) return false;
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
