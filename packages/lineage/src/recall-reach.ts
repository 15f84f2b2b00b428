/** Whom a recall reached: who has suspect lots, and to whom they were shipped. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { groupBy } from '@lodestone/custody/group-by.ts';
import { compareBytes } from './byte-order.ts';
import type { RecalledMass, RecalledMasses, RecallHolder, RecallLot, RecallShipment } from './recall-value.ts';

/** What is registered of those that a recall may name. */
export interface RecallRegister {
  readonly parties: ReadonlyMap<string, { readonly name: string | null; readonly country: string | null }>;
  readonly shipments: ReadonlyMap<string, ShipmentRecord>;
}

export type ShipmentRecord = Pick<RecallShipment, 'status' | 'party' | 'consignee' | 'destination'>;

/** Everybody who has a lot that is left and did not leave: in stock, packed, or under way. */
export function recallHolders(lots: readonly RecallLot[], { parties }: RecallRegister): RecallHolder[] {
  const here = lots.filter(
    ({ status, elements }) => HELD_STATUSES.has(status) || (status === 'consumed' && massOf(elements) > 0n),
  );
  const groups = groupBy(here, ({ holder }) => holder);
  return sortByMass(
    [...groups].map(([party, held]) => {
      const { name = null, country = null } = parties.get(party) ?? {};
      return { party, name, country, lots: held.length, elementMilligrams: sumOf(held) };
    }),
    ({ party }) => party,
  );
}

const HELD_STATUSES: ReadonlySet<RecallLot['status']> = new Set(['held', 'packed', 'in-transit', 'returning']);

/** Every shipment that suspect lots are packed in, or left with. */
export function recallShipments(lots: readonly RecallLot[], { parties, shipments }: RecallRegister): RecallShipment[] {
  const packed = lots.filter(({ status }) => status === 'packed' || status === 'exported');
  const groups = groupBy(packed, ({ within }) => within);
  return sortByMass(
    [...groups].flatMap(([shipment, held]) => {
      const record = shipment === null ? undefined : shipments.get(shipment);
      if (shipment === null || record === undefined) return [];
      const { status, party, consignee, destination } = record;
      const ids = held.map(({ lot }) => lot).sort(compareBytes);
      const consigneeName = parties.get(consignee)?.name ?? null;
      return [
        { shipment, status, party, consignee, consigneeName, destination, lots: ids, elementMilligrams: sumOf(held) },
      ];
    }),
    ({ shipment }) => shipment,
  );
}

function sortByMass<Row extends { readonly elementMilligrams: RecalledMasses }>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
): Row[] {
  return rows.toSorted((left, right) => {
    const more = massOf(right.elementMilligrams) - massOf(left.elementMilligrams);
    return more === 0n ? compareBytes(idOf(left), idOf(right)) : more > 0n ? 1 : -1;
  });
}

function sumOf(lots: readonly RecallLot[]): RecalledMasses {
  const sums: Partial<Record<ElementSymbol, bigint>> = {};
  for (const { elements } of lots) {
    for (const [element, { milligrams }] of entriesOf(elements)) sums[element] = (sums[element] ?? 0n) + milligrams;
  }
  return sums;
}

/** All elements together. */
export function massOf(masses: Readonly<Partial<Record<ElementSymbol, bigint | RecalledMass>>>): bigint {
  let sum = 0n;
  for (const mass of Object.values(masses)) sum += typeof mass === 'bigint' ? mass : mass.milligrams;
  return sum;
}

function entriesOf(elements: RecallLot['elements']): [ElementSymbol, RecalledMass][] {
  return ELEMENT_SYMBOLS.flatMap((element) => {
    const mass = elements[element];
    return mass === undefined ? [] : [[element, mass]];
  });
}
