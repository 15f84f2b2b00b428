/** What restricted JSON can hold (format: canonical JSON). Numbers are whole and within ±(2^53 − 1). */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

export type JsonObject = { [name: string]: JsonValue };

/** Levels of nesting that a reader accepts where nothing else is said; the outermost array or object is level 1. */
export const JSON_MAX_DEPTH = 16;

/** Limits of a reader. `maxDepth`: how deep arrays and objects may nest; the outermost one is level 1. */
export type JsonLimits = { readonly maxDepth: number };

/**
 * The member name that no text may have: assigned to an object, `__proto__` changes what the object is instead of what
 * it holds, so two readers would see two different values.
 */
export const FORBIDDEN_NAME = '__proto__';

/** Says whether a value is an object, and neither an array nor null. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says whether a number is one that restricted JSON can hold: whole, within ±(2^53 − 1), and not −0. */
export function isJsonNumber(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

/** Says whether arrays and objects nest deeper than `maxDepth`; stops at that depth, however deep the value goes. */
export function exceedsDepth(value: JsonValue, maxDepth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (maxDepth === 0) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    if (exceedsDepth(item, maxDepth - 1)) return true;
  }
  return false;
}
