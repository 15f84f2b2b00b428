/** Says where a kind of fact is kept: its table in schema `view`, its columns, and the order of its rows. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { Fact, FactKind, FactOf } from '@lodestone/custody/fact.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { ColumnType, ColumnValue } from '../wire/column-type.ts';
import type { CopyColumn } from '../wire/copy.ts';

type FactColumn<Kind extends FactKind> = CopyColumn<FactOf<Kind>>;

/** A table of facts. Rows of one event stand together, in the order in which its facts were made. */
export interface FactTable {
  readonly table: string;
  /** Their values are taken from facts of this table's kind. */
  readonly columns: readonly CopyColumn<Fact>[];
  /** Orders the rows as a replay makes them; begins with the event number. */
  readonly order: string;
}

export function column<Kind extends FactKind>(
  name: string,
  type: ColumnType,
  value: (fact: FactOf<Kind>) => ColumnValue,
): FactColumn<Kind> {
  return { name, type, value };
}

export function defineTable<Kind extends FactKind>(table: string, columns: FactColumn<Kind>[], order = ''): FactTable {
  const all = [column<Kind>('event_number', 'bigint', (fact) => fact.eventNumber), ...columns];
  return {
    table,
    columns: all as CopyColumn<never>[] as CopyColumn<Fact>[],
    order: order === '' ? 'event_number' : `event_number, ${order}`,
  };
}

const PLACE_OF_ELEMENT = new Map<string, number>(ELEMENT_SYMBOLS.map((element, place) => [element, place]));

const NOTHING_STATED: readonly (bigint | null)[] = ELEMENT_SYMBOLS.map(() => null);

/** An array with one place per element; elements that are not stated are null. Empty when none is stated. */
export function elementArray(masses: ElementMasses): readonly (bigint | null)[] {
  let array: (bigint | null)[] | undefined;
  for (const element in masses) {
    array ??= NOTHING_STATED.slice();
    array[PLACE_OF_ELEMENT.get(element) as number] = masses[element as ElementSymbol] ?? null;
  }
  return array ?? [];
}

/** The four columns of an amount. */
export function amountColumns<Kind extends FactKind>(amounts: (fact: FactOf<Kind>) => Amounts): FactColumn<Kind>[] {
  return [
    column('net_milligrams', 'bigint', (fact) => amounts(fact).netMilligrams),
    column('volume_millilitres', 'bigint', (fact) => amounts(fact).volumeMillilitres),
    column('pieces', 'bigint', (fact) => amounts(fact).pieces),
    column('element_milligrams', 'bigint[]', (fact) => elementArray(amounts(fact).elementMilligrams)),
  ];
}
