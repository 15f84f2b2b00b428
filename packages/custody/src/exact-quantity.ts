/** A quantity as people write it, as the members that events have. */
import { exactElements } from './exact-elements.ts';
import {
  parseMassMilligrams,
  parsePartsPerMillion,
  parseVolumeMillilitres,
  TypedQuantityError,
} from './typed-amount.ts';
import { textOf, toJsonNumber } from './typed-member.ts';

interface ExactMember {
  readonly exact: string;
  readonly parse: (text: string, member: string) => bigint;
}

/** Typed amounts, and the member of whole units that each becomes. */
export const EXACT_MEMBERS = {
  net: { exact: 'netMilligrams', parse: parseMassMilligrams },
  gross: { exact: 'grossMilligrams', parse: parseMassMilligrams },
  tare: { exact: 'tareMilligrams', parse: parseMassMilligrams },
  coating: { exact: 'coatingMilligrams', parse: parseMassMilligrams },
  volume: { exact: 'volumeMillilitres', parse: parseVolumeMillilitres },
  moisture: { exact: 'moisturePartsPerMillion', parse: parsePartsPerMillion },
  lossOnIgnition: { exact: 'lossOnIgnitionPartsPerMillion', parse: parsePartsPerMillion },
  thorium: { exact: 'thoriumPartsPerMillion', parse: parsePartsPerMillion },
  uranium: { exact: 'uraniumPartsPerMillion', parse: parsePartsPerMillion },
  uncertainty: { exact: 'uncertaintyPartsPerMillion', parse: parsePartsPerMillion },
} as const satisfies Readonly<Record<string, ExactMember>>;

const TYPED_MEMBERS: ReadonlySet<string> = new Set([
  ...Object.keys(EXACT_MEMBERS),
  'elements',
  'oxides',
  'elementShares',
  'treo',
  'oxideShares',
]);

/** The members of a typed quantity, and how each becomes members of an exact one. */
export function exactQuantity(
  quantity: Readonly<Record<string, unknown>>,
  path: string,
): Readonly<Record<string, unknown>> {
  const members = Object.entries(quantity);
  // Most files are written by programs, in whole milligrams.
  if (!members.some(([member]) => TYPED_MEMBERS.has(member))) return quantity;
  const result = Object.fromEntries(members.filter(([member]) => !TYPED_MEMBERS.has(member)));
  for (const [typed, member] of Object.entries(EXACT_MEMBERS)) {
    if (quantity[typed] !== undefined) result[member.exact] = exactMember(quantity, typed, member, `${path}.${typed}`);
  }
  const { elements, oxides, elementShares, treo, oxideShares } = quantity;
  const typedElements = exactElements({ elements, oxides, elementShares, treo, oxideShares }, result, path);
  if (typedElements !== null) {
    if (Object.hasOwn(quantity, 'elementMilligrams')) {
      throw new TypedQuantityError(`${path}.elementMilligrams`, 'stands beside typed elements: state them once');
    }
    result['elementMilligrams'] = typedElements;
  }
  return result;
}

/** A typed amount of `owner` in whole units. Refuses one that is stated in both: of two statements one would be lost. */
export function exactMember(
  owner: Readonly<Record<string, unknown>>,
  typed: string,
  { exact, parse }: ExactMember,
  path: string,
): number {
  if (Object.hasOwn(owner, exact)) {
    const both = `${JSON.stringify(owner[typed])} beside ${exact} ${JSON.stringify(owner[exact])}`;
    throw new TypedQuantityError(path, `${both}: state it once`);
  }
  return toJsonNumber(parse(textOf(owner[typed], path), path), path);
}
