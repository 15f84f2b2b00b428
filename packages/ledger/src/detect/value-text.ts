/**
 * Plain data as a text: JSON, with what JSON has not under one name that begins with `$`. `v8.serialize` does the same and leaves
 * some KiB of native memory behind for each call until the heap is collected: for tens of thousands of small values a multiple of
 * them.
 */

/** What `structuredClone` takes of objects, arrays, texts, numbers, bigints, Map, Set and typed arrays; else it throws. */
export function formatValue(value: unknown): string {
  return JSON.stringify(value, replace);
}

/** The value of a text that `formatValue` made. Throws for another that is no JSON. */
export function parseValue(text: string): unknown {
  // Most values are JSON as they are, which is parsed ten times as fast.
  return text.includes('{"$') ? JSON.parse(text, revive) : JSON.parse(text);
}

function replace(_: string, value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return { $bigint: value.toString() };
    case 'number':
      return Number.isFinite(value) ? value : { $number: String(value) };
    case 'object':
      return value === null || Array.isArray(value) ? value : replaceObject(value);
    default:
      return value;
  }
}

function replaceObject(value: object): unknown {
  if (value instanceof Map) return { $map: [...value] };
  if (value instanceof Set) return { $set: [...value] };
  if (value instanceof Uint32Array) return { $uint32: [...value] };
  if (value instanceof Float64Array) return { $float64: [...value] };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new Error(`no plain data: ${Object.prototype.toString.call(value)}`);
  return value;
}

/** A value that was replaced is the only member of its object. */
function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  for (const name in value) {
    const read = READERS[name];
    return read === undefined ? value : read(value[name as keyof typeof value]);
  }
  return value;
}

const READERS: Readonly<Record<string, (value: never) => unknown>> = {
  $bigint: (digits: string) => BigInt(digits),
  $number: Number,
  $map: (entries: [unknown, unknown][]) => new Map(entries),
  $set: (members: unknown[]) => new Set(members),
  $uint32: (numbers: number[]) => Uint32Array.from(numbers),
  $float64: (numbers: number[]) => Float64Array.from(numbers),
};
