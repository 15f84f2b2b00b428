/** Every small change of a JSON value: what is dropped, doubled, swapped or altered, with where it is. */
import { isJsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';

export interface Mutation {
  /** Such as `drop claim.book[0]`. */
  readonly name: string;
  readonly value: JsonValue;
}

/** Goes through the whole value; the changed copies share what is not changed. */
export function* mutationsOf(value: JsonValue, path = ''): Generator<Mutation> {
  if (Array.isArray(value)) {
    yield* mutationsOfList(value, path);
  } else if (typeof value === 'object' && value !== null) {
    yield* mutationsOfObject(value, path);
  } else {
    for (const other of othersThan(value)) yield { name: `alter ${path}`, value: other };
  }
}

function* mutationsOfList(list: readonly JsonValue[], path: string): Generator<Mutation> {
  for (const [index, item] of list.entries()) {
    const place = `${path}[${index}]`;
    const before = list.slice(0, index);
    const after = list.slice(index + 1);
    yield { name: `drop ${place}`, value: [...before, ...after] };
    yield { name: `double ${place}`, value: [...before, item, item, ...after] };
    const [next, ...rest] = after;
    if (next !== undefined) yield { name: `swap ${place}`, value: [...before, next, item, ...rest] };
    for (const { name, value } of mutationsOf(item, place)) yield { name, value: [...before, value, ...after] };
  }
}

function* mutationsOfObject(object: { readonly [name: string]: JsonValue }, path: string): Generator<Mutation> {
  for (const [member, value] of Object.entries(object)) {
    const place = path === '' ? member : `${path}.${member}`;
    const { [member]: _, ...others } = object;
    yield { name: `drop ${place}`, value: others };
    yield { name: `rename ${place}`, value: { ...others, [`${member}2`]: value } };
    for (const changed of mutationsOf(value, place)) {
      yield { name: changed.name, value: { ...others, [member]: changed.value } };
    }
  }
  if (!isJsonObject(object)) return;
  yield { name: `add to ${path}`, value: { ...object, more: 1 } };
}

function othersThan(value: string | number | boolean | null): JsonValue[] {
  switch (typeof value) {
    case 'number':
      return [value + 1, value - 1, -value - 1, String(value), null];
    case 'boolean':
      return [!value, null];
    case 'string':
      return [...alteredTexts(value), null, 0];
    default:
      return ['', 0, false, {}];
  }
}

/** At both ends, in the middle, and one more. */
function alteredTexts(text: string): string[] {
  const places = [0, text.length >> 1, text.length - 1].filter((place) => place >= 0 && place < text.length);
  const altered = places.map((place) => {
    const other = text[place] === 'B' ? 'C' : 'B';
    return `${text.slice(0, place)}${other}${text.slice(place + 1)}`;
  });
  return [...altered, `${text}B`, text.slice(0, -1)].filter((each) => each !== text);
}
