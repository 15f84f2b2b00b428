/** Corrections, and the events by which a reader sees whether they take effect. */
import type pg from 'pg';
import { readEventNumbers } from './read-evidence.ts';

type Client = pg.ClientBase | pg.Pool;

/** Of these events, those that are corrections which took effect, with what each corrects. */
export async function readEffectiveCorrections(
  client: Client,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await client.query<{ event_number: bigint; target_number: bigint }>(
    `select c.event_number, c.target_number
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select event_number, target_number, superseded_number from view.correction
       where ledger_id = $1 and event_number = n.event_number offset 0) c
     where c.superseded_number is not null`,
    [ledgerId, eventNumbers],
  );
  return new Map(rows.map((row) => [Number(row.event_number), Number(row.target_number)]));
}

/** The corrections of these events, whatever became of them, and what these events correct if they are some. */
export async function readCorrections(
  client: Client,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<{ readonly eventNumber: number; readonly targetNumber: number }[]> {
  const { rows } = await client.query<{ event_number: bigint; target_number: bigint }>(
    `select distinct c.event_number, c.target_number
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select event_number, target_number from view.correction
       where ledger_id = $1 and event_number = n.event_number
       union all
       select event_number, target_number from view.correction
       where ledger_id = $1 and target_number = n.event_number offset 0) c`,
    [ledgerId, eventNumbers],
  );
  return rows.map((row) => ({ eventNumber: Number(row.event_number), targetNumber: Number(row.target_number) }));
}

/** What was taken of these lots below the bound, and counts no more since a correction. */
export async function readSupersededUses(
  client: Client,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: number,
): Promise<{ readonly eventNumber: number; readonly lotNumber: number }[]> {
  const { rows } = await client.query<{ event_number: bigint; lot_number: bigint }>(
    `select i.event_number, i.lot_number from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select event_number, lot_number from view.input
       where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 offset 0) i
     where exists (
       select from view.correction where ledger_id = $1 and superseded_number = i.event_number)`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map((row) => ({ eventNumber: Number(row.event_number), lotNumber: Number(row.lot_number) }));
}

/** The lots that are corrected events' own: what the events took, and what they left in circuits. */
export async function readLotsTaken(
  client: Client,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<{ readonly eventNumber: number; readonly lot: string }[]> {
  const { rows } = await client.query<{ event_number: bigint; lot: string }>(
    `select i.event_number, l.lot
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select event_number, lot_number from view.input
       where ledger_id = $1 and event_number = n.event_number offset 0) i
     join view.lot l on l.ledger_id = $1 and l.lot_number = i.lot_number`,
    [ledgerId, eventNumbers],
  );
  return rows.map(({ event_number, lot }) => ({ eventNumber: Number(event_number), lot }));
}

/** A lot, transfer, shipment or unit of which a reader must know what happened to it below an event number. */
export interface Followed {
  readonly name: string;
  readonly below: number;
}

/** Every event along these things and the lots in them: what made, took, changed, moved, packed, stopped or declared them. */
export async function readEventsAlong(
  client: Client,
  ledgerId: number,
  things: readonly Followed[],
): Promise<number[]> {
  const { rows } = await client.query<{ event_number: bigint }>(
    `with thing as (select * from unnest($2::text[], $3::bigint[]) as n (name, below)),
     lot as (
       select l.lot_number, thing.below from thing cross join lateral (
         select lot_number from view.lot where ledger_id = $1 and lot = thing.name
         union select lot_number from view.transfer_line where ledger_id = $1 and transfer = thing.name
         union select lot_number from view.shipment_line where ledger_id = $1 and shipment = thing.name
         union select lot_number from view.unit_line where ledger_id = $1 and unit = thing.name
         offset 0) l)
     select e.event_number from lot cross join lateral (
       select event_number from view.lot where ledger_id = $1 and lot_number = lot.lot_number
       union all select event_number from view.input where ledger_id = $1 and lot_number = lot.lot_number
       union all select event_number from view.change where ledger_id = $1 and lot_number = lot.lot_number
       union all select event_number from view.assay where ledger_id = $1 and lot_number = lot.lot_number
       union all select event_number from view.movement where ledger_id = $1 and lot_number = lot.lot_number
       union all select event_number from view.unit_line where ledger_id = $1 and lot_number = lot.lot_number
       union all
         select a.event_number from view.lot l join view.awaited_line a on a.ledger_id = $1 and a.lot = l.lot
         where l.ledger_id = $1 and l.lot_number = lot.lot_number
       union all
         select h.event_number from view.lot l join view.hold h on h.ledger_id = $1 and h.thing = l.lot
         where l.ledger_id = $1 and l.lot_number = lot.lot_number
       union all
         select h.event_number from view.unit_line u join view.hold h on h.ledger_id = $1 and h.thing = u.unit
         where u.ledger_id = $1 and u.lot_number = lot.lot_number
       offset 0) e where e.event_number < lot.below
     union
     select e.event_number from thing cross join lateral (
       select event_number from view.hold where ledger_id = $1 and thing = thing.name
       union all select event_number from view.shipment where ledger_id = $1 and shipment = thing.name
       union all select event_number from view.shipment_end where ledger_id = $1 and shipment = thing.name
       union all select event_number from view.unit where ledger_id = $1 and unit = thing.name
       union all
         select event_number from view.docket_step
         where ledger_id = $1 and docket = 'shipment' and subject = thing.name
       offset 0) e where e.event_number < thing.below`,
    [ledgerId, things.map(({ name }) => name), things.map(({ below }) => below)],
  );
  return rows.map(({ event_number }) => Number(event_number));
}

/** The receipts that came before the dispatch of these transfers, and what ended the wait for it. */
export function readWaits(client: Client, ledgerId: number, transfers: readonly string[]): Promise<number[]> {
  return readAlong(client, ledgerId, transfers, ['awaited_receipt', 'awaited_end']);
}

/** Dispatch, receipts, settlements and end of these transfers. */
export function readHandshakeEvents(client: Client, ledgerId: number, transfers: readonly string[]): Promise<number[]> {
  return readAlong(client, ledgerId, transfers, ['transfer', 'receipt_line', 'settlement', 'transfer_end']);
}

function readAlong(
  client: Client,
  ledgerId: number,
  transfers: readonly string[],
  tables: readonly string[],
): Promise<number[]> {
  const found = tables
    .map((table) => `select event_number from view.${table} where ledger_id = $1 and transfer = n.name`)
    .join(' union all ');
  return readEventNumbers(client, ledgerId, { type: 'text', names: transfers, found });
}
