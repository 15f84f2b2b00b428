/** Whom a recall reached: who has suspect lots, and to whom they were shipped. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { compareBytes } from '../byte-order.ts';
import type {
  RecalledMass,
  RecalledMasses,
  RecallHolder,
  RecallLot,
  RecallShipment,
  RecallTransfer,
} from './recall-value.ts';

/** What is registered of those that a recall may name. */
export interface RecallRegister {
  readonly parties: ReadonlyMap<string, { readonly name: string | null; readonly country: string | null }>;
  readonly shipments: ReadonlyMap<string, ShipmentRecord>;
}

export type ShipmentRecord = Pick<RecallShipment, 'status' | 'party' | 'consignee' | 'destination'>;

/** Everybody who has a lot that is left and did not leave: in stock, packed, or under way. */
export function recallHolders(lots: Iterable<RecallLot>, { parties }: RecallRegister): RecallHolder[] {
  const holders = new Map<string, { lots: number; masses: SummedMasses }>();
  for (const { status, holder, elements } of lots) {
    if (!HELD_STATUSES.has(status) && (status !== 'consumed' || massOf(elements) <= 0n)) continue;
    const held = holders.get(holder) ?? { lots: 0, masses: {} };
    holders.set(holder, held);
    held.lots += 1;
    addTo(held.masses, elements);
  }
  return sortByMass(
    [...holders].map(([party, held]) => {
      const { name = null, country = null } = parties.get(party) ?? {};
      return { party, name, country, lots: held.lots, elementMilligrams: held.masses };
    }),
    ({ party }) => party,
  );
}

const HELD_STATUSES: ReadonlySet<RecallLot['status']> = new Set(['held', 'packed', 'in-transit', 'returning']);

interface Moving {
  readonly transfer: Omit<RecallTransfer, 'since' | 'lots' | 'elementMilligrams'>;
  since: string;
  readonly lots: string[];
  readonly masses: SummedMasses;
}

/** Every transfer under which suspect lots are under way, those that go back apart from those that do not. */
export function recallTransfers(lots: Iterable<RecallLot>): RecallTransfer[] {
  const moving = new Map<string, Moving>();
  for (const row of lots) {
    const { lot, status, within, dispatcher, consignee, since, dispatcherName, consigneeName } = row;
    if (status !== 'in-transit' && status !== 'returning') continue;
    if (within === null || dispatcher === null || consignee === null || since === null) continue;
    const names = { dispatcher, dispatcherName, consignee, consigneeName };
    const together: Moving = moving.get(`${status} ${within}`) ?? {
      transfer: { transfer: within, status, ...names },
      since,
      lots: [],
      masses: {},
    };
    moving.set(`${status} ${within}`, together);
    if (since < together.since) together.since = since;
    together.lots.push(lot);
    addTo(together.masses, row.elements);
  }
  return sortByMass(
    [...moving.values()].map(({ transfer, since, lots: ids, masses }) => {
      return { ...transfer, since, lots: ids.sort(compareBytes), elementMilligrams: masses };
    }),
    ({ transfer }) => transfer,
  );
}

/** Every shipment that suspect lots are packed in, or left with. */
export function recallShipments(lots: Iterable<RecallLot>, { parties, shipments }: RecallRegister): RecallShipment[] {
  const packed = new Map<string, { lots: string[]; masses: SummedMasses }>();
  for (const { lot, status, within, elements } of lots) {
    if ((status !== 'packed' && status !== 'exported') || within === null) continue;
    const together = packed.get(within) ?? { lots: [], masses: {} };
    packed.set(within, together);
    together.lots.push(lot);
    addTo(together.masses, elements);
  }
  return sortByMass(
    [...packed].flatMap(([shipment, together]) => {
      const record = shipments.get(shipment);
      if (record === undefined) return [];
      const { status, party, consignee, destination } = record;
      const consigneeName = parties.get(consignee)?.name ?? null;
      const ids = together.lots.sort(compareBytes);
      const reached = { shipment, status, party, consignee, consigneeName, destination, lots: ids };
      return [{ ...reached, elementMilligrams: together.masses }];
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

type SummedMasses = Partial<Record<ElementSymbol, bigint>>;

function addTo(sums: SummedMasses, elements: RecallLot['elements']): void {
  for (const [element, { milligrams }] of entriesOf(elements)) sums[element] = (sums[element] ?? 0n) + milligrams;
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
