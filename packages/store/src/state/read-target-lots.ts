/** Reads what an event that is corrected did to lots: what it took of them, changed them by, and left them with. */
import type { PartOfLot, TargetState } from '@lodestone/custody/state/state-of-corrections.ts';
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { CustodyEvent, EventType } from '@lodestone/custody/event.ts';
import type pg from 'pg';
import { amountsOfRow } from '../amounts-row.ts';
import {
  lotStateJoins,
  REMAINING_ELEMENTS,
  REMAINING_NET,
  REMAINING_PIECES,
  REMAINING_VOLUME,
  stands,
} from '../lot-state-sql.ts';
import type { AmountRow } from '../tables.ts';

type Client = pg.ClientBase | pg.Pool;

interface PartRow extends AmountRow {
  lot: string;
  lot_number: bigint;
}

const ELEMENT_SUMS = ELEMENT_SYMBOLS.map((_, index) => `sum(c.element_milligrams[${index + 1}])`).join(', ');

/** What an event and its corrections have changed a lot by, all together. */
export function readChanged(client: Client, ledgerId: number, eventNumber: number, lot: string): Promise<PartOfLot[]> {
  return readPartRows(
    client,
    `select l.lot, l.lot_number, sum(c.net_milligrams)::bigint as net_milligrams,
       sum(c.volume_millilitres)::bigint as volume_millilitres, sum(c.pieces)::bigint as pieces,
       array[${ELEMENT_SUMS}]::bigint[] as element_milligrams
     from view.lot l
     join view.change c on c.ledger_id = $1 and c.lot_number = l.lot_number and (c.event_number = $2 or c.event_number in (
       select event_number from view.correction
       where ledger_id = $1 and target_number = $2 and superseded_number is not null))
     where l.ledger_id = $1 and l.lot = $3
     group by l.lot, l.lot_number`,
    [ledgerId, eventNumber, lot],
  );
}

/** What a step took of lots. */
export function readTaken(client: Client, ledgerId: number, eventNumber: number): Promise<PartOfLot[]> {
  return readPartRows(
    client,
    `select l.lot, i.* from (
       select * from view.input where ledger_id = $1 and event_number = $2 order by lot_number offset 0) i
     cross join lateral (select lot from view.lot where ledger_id = $1 and lot_number = i.lot_number offset 0) l`,
    [ledgerId, eventNumber],
  );
}

/** What a settlement and its corrections have changed altogether: each takes back what the one before has changed. */
export function readSettled(
  client: Client,
  ledgerId: number,
  eventNumber: number,
  transfer: string,
): Promise<PartOfLot[]> {
  return readPartRows(
    client,
    `with settled as (
       select $2::bigint as number
       union select event_number from view.correction
       where ledger_id = $1 and target_number = $2 and superseded_number is not null)
     select l.lot, l.lot_number, by.net_milligrams, by.volume_millilitres, by.pieces, by.element_milligrams
     from (
       select distinct s.lot_number from view.settlement s join settled on settled.number = s.event_number
       where s.ledger_id = $1 and s.transfer = $3) s
     cross join lateral (select lot, lot_number from view.lot where ledger_id = $1 and lot_number = s.lot_number offset 0) l
     cross join lateral (
       select sum(c.net_milligrams)::bigint as net_milligrams, sum(c.volume_millilitres)::bigint as volume_millilitres,
         sum(c.pieces)::bigint as pieces, array[${ELEMENT_SUMS}]::bigint[] as element_milligrams
       from view.change c join settled on settled.number = c.event_number
       where c.ledger_id = $1 and c.lot_number = s.lot_number) by
     order by l.lot_number`,
    [ledgerId, eventNumber, transfer],
  );
}

/** Which lots an event moved, as rows of numbers, where the event does not name them all or their amounts count. */
const LOTS_LEFT: Readonly<Partial<Record<EventType, string>>> = {
  'transfer-received': `
    select m.lot_number from view.receipt_line r
    cross join lateral (
      select lot_number from view.movement
      where ledger_id = $1 and lot_number = r.lot_number and event_number = $2 offset 0) m
    where r.ledger_id = $1 and r.transfer = $3 and r.event_number = $2`,
  'transfer-cancelled': `
    select m.lot_number from view.transfer_line line
    cross join lateral (
      select lot_number from view.movement
      where ledger_id = $1 and lot_number = line.lot_number and event_number = $2 offset 0) m
    where line.ledger_id = $1 and line.transfer = $3 and ${stands('line.event_number')}`,
  'shipment-unpacked': `
    select line.lot_number from view.shipment_line line
    where line.ledger_id = $1 and line.shipment = $3 and ${stands('line.event_number')}`,
  'unit-packed': `
    select lot_number from view.unit_line where ledger_id = $1 and unit = $3 and event_number = $2`,
  'unit-unpacked': `
    select lot_number from view.unit_line where ledger_id = $1 and unit is null and event_number = $2 and $3::text is not null`,
};

/** What was left of the lots that the event which stands now has moved, right after it. */
export async function readLeft(
  client: Client,
  ledgerId: number,
  { event, standingNumber }: Pick<TargetState, 'event' | 'standingNumber'>,
): Promise<PartOfLot[]> {
  const lots = event === null ? undefined : LOTS_LEFT[event.type];
  if (event === null || lots === undefined) return [];
  return readPartRows(
    client,
    `select l.lot, l.lot_number, (${REMAINING_NET})::bigint as net_milligrams,
       (${REMAINING_VOLUME})::bigint as volume_millilitres, (${REMAINING_PIECES})::bigint as pieces,
       array[${REMAINING_ELEMENTS}]::bigint[] as element_milligrams
     from (${lots}) moved
     cross join lateral (select * from view.lot where ledger_id = $1 and lot_number = moved.lot_number offset 0) l
     ${lotStateJoins((row) => ` and ${row}.event_number <= $2`)}
     order by l.lot_number`,
    [ledgerId, standingNumber, thingOf(event)],
  );
}

/** The transfer, shipment or unit that the event is about. */
function thingOf(event: CustodyEvent): string | null {
  if ('transfer' in event) return event.transfer ?? null;
  if ('unit' in event) return event.unit ?? null;
  return 'shipment' in event ? (event.shipment ?? null) : null;
}

async function readPartRows(client: Client, query: string, values: unknown[]): Promise<PartOfLot[]> {
  const { rows } = await client.query<PartRow>(query, values);
  return rows.map((row) => ({ lot: row.lot, lotNumber: Number(row.lot_number), amounts: amountsOfRow(row) }));
}
