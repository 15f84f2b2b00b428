import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';

/** Where two values differ first, and what each has there. */
export interface Difference {
  /** Such as `taken[0].amounts`; empty where they differ as wholes. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** Finds it by the order of names and places; of values that are equal, the whole. */
export function firstDifference(expected: JsonValue | undefined, found: JsonValue | undefined, path = ''): Difference {
  const whole = { path, expected: textOf(expected), found: textOf(found) };
  if (expected === undefined || found === undefined) return whole;
  if (Array.isArray(expected) && Array.isArray(found)) {
    const length = Math.max(expected.length, found.length);
    for (let index = 0; index < length; index += 1) {
      if (textOf(expected[index]) === textOf(found[index])) continue;
      return firstDifference(expected[index], found[index], `${path}[${index}]`);
    }
    return whole;
  }
  if (!isJsonObject(expected) || !isJsonObject(found)) return whole;
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  const name = names.find((each) => textOf(ownMember(expected, each)) !== textOf(ownMember(found, each)));
  if (name === undefined) return whole;
  return firstDifference(ownMember(expected, name), ownMember(found, name), path === '' ? name : `${path}.${name}`);
}

/** A stranger may name a member `constructor`, which every object inherits. */
function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : canonicalize(value);
}
