/** Reads JSON that a stranger has made, member by member; whatever is not as expected ends the work, with its place. */
import { type ElementSymbol, isElementSymbol } from '@lodestone/custody/element.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';
import type { Parsed } from '@lodestone/proof/parsed.ts';
import { show } from '@lodestone/proof/show.ts';
import { fail, type FailureKind } from './failure.ts';

/** A value, and where it stands; `kind` is what a wrong value is a failure of. */
export interface Found {
  readonly kind: FailureKind;
  readonly field: string;
  readonly value: JsonValue | undefined;
}

/** The members of an object that has these and, besides, none but the optional ones. */
export function readObject(found: Found, required: readonly string[], optional: readonly string[] = []): JsonObject {
  const object = readAnyObject(found);
  for (const name of required) {
    if (object[name] === undefined) wrong(memberOf(found, object, name), 'a value');
  }
  for (const name of Object.keys(object)) {
    if (required.includes(name) || optional.includes(name)) continue;
    wrong(found, `the members ${[...required, ...optional].join(', ')} alone`, `the member ${show(name)}`);
  }
  return object;
}

/** An object of whatever members. */
export function readAnyObject(found: Found): JsonObject {
  const { value } = found;
  return value !== undefined && isJsonObject(value) ? value : wrong(found, 'an object');
}

/** What an object has under a name. */
export function memberOf({ kind, field }: Found, object: JsonObject, name: string): Found {
  return { kind, field: field === '' ? name : `${field}.${name}`, value: object[name] };
}

/** Each element of a list, read in order. */
export function readList<Item>(found: Found, read: (item: Found) => Item): readonly Item[] {
  const { kind, field, value } = found;
  if (!Array.isArray(value)) return wrong(found, 'a list');
  return value.map((item, index) => read({ kind, field: `${field}[${index}]`, value: item }));
}

export function readText(found: Found): string {
  return typeof found.value === 'string' ? found.value : wrong(found, 'a text');
}

/** A text in the form that `parse` knows. */
export function readParsed<Value>(found: Found, parse: (text: string) => Parsed<Value>): Value {
  const text = readText(found);
  const parsed = parse(text);
  if (parsed.ok) return parsed.value;
  return fail(found.kind, found.field, { expected: 'its one form', found: show(text), sentence: parsed.problem });
}

/** A text, or null where there is none. */
export function readTextOrNull(found: Found): string | null {
  return found.value === null ? null : readText(found);
}

/** One of a few words. */
export function readChoice<Choice extends string>(found: Found, choices: readonly Choice[]): Choice {
  const choice = choices.find((each) => each === found.value);
  return choice ?? wrong(found, choices.join(' or '));
}

export function readBoolean(found: Found): boolean {
  return typeof found.value === 'boolean' ? found.value : wrong(found, 'true or false');
}

/** A whole number of at least `least`. */
export function readWhole(found: Found, least = 0): number {
  const { value } = found;
  return typeof value === 'number' && value >= least ? value : wrong(found, `a whole number of at least ${least}`);
}

/** Whole milligrams by element, each at least `least`. */
export function readElementMilligrams(found: Found, least = 0): Partial<Record<ElementSymbol, number>> {
  const object = readAnyObject(found);
  const masses: Partial<Record<ElementSymbol, number>> = {};
  for (const symbol of Object.keys(object)) {
    const member = memberOf(found, object, symbol);
    if (!isElementSymbol(symbol)) return wrong(member, 'a rare earth');
    masses[symbol] = readWhole(member, least);
  }
  return masses;
}

/** Ends the work: the value there is not what was expected. */
export function wrong({ kind, field, value }: Found, expected: string, what?: string): never {
  return fail(kind, field, { expected, found: what ?? (value === undefined ? 'nothing' : show(value)) });
}
