import { scanJson } from './json-scanner.ts';
import { parseUsualJson } from './json-usual.ts';
import { JSON_MAX_DEPTH, type JsonLimits, type JsonValue } from './json-value.ts';

export type { JsonLimits, JsonObject, JsonValue } from './json-value.ts';

/** A text as read, or why not. `line` and `column` count from 1; a column is a character as an editor counts it. */
export type JsonReading =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: string; readonly line: number; readonly column: number };

/**
 * Reads what people and their programs write: any spacing, any order of names, any escapes. Refuses on the text itself
 * what `JSON.parse` would hide: a name given twice, a number that is not a whole number within ±(2^53 − 1) spelled
 * `-?(0|[1-9][0-9]*)`, `-0`, lone surrogates, U+0000, the name `__proto__`, and nesting deeper than the limit.
 */
export function parseJson(text: string, limits: JsonLimits = { maxDepth: JSON_MAX_DEPTH }): JsonReading {
  const value = parseUsualJson(text, limits.maxDepth, 'any');
  if (value !== undefined) return { ok: true, value };
  const scanned = scanJson(text, limits.maxDepth);
  return scanned.ok ? scanned : { ok: false, problem: scanned.problem, ...placeOf(text, scanned.offset) };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { line, column: Array.from(before.slice(lineStart)).length + 1 };
}
