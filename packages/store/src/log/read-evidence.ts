/** What evidence about some events consists of: their entries and bytes, and what other events those rest on. */
import type pg from 'pg';
import { isEvent, numberOfEvent } from '../event-number-sql.ts';

type Client = pg.ClientBase | pg.Pool;

export interface AuthoredEntry {
  readonly position: number;
  readonly author: string;
  readonly body: Buffer;
}

/** The entries at these positions, by position. */
export async function readEntries(
  client: Client,
  ledgerId: number,
  positions: readonly number[],
): Promise<AuthoredEntry[]> {
  const { rows } = await client.query<{ position: bigint; author: string; body: Buffer }>(
    `select e.position, e.author, e.body
     from unnest($2::bigint[]) as n (position)
     cross join lateral (
       select position, author, body from ledger.entry where ledger_id = $1 and position = n.position offset 0) e
     order by e.position`,
    [ledgerId, positions],
  );
  return rows.map(({ position, author, body }) => ({ position: Number(position), author, body }));
}

export interface NumberedEvent {
  readonly eventNumber: number;
  readonly body: Buffer;
}

/** The bytes of the events of these numbers, in the order of the log. */
export async function readNumberedEvents(
  client: Client,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<NumberedEvent[]> {
  const { rows } = await client.query<{ event_number: bigint; body: Buffer }>(
    `select n.event_number, v.body
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select body from ledger.event
       where ledger_id = $1 and ${isEvent('n.event_number')} offset 0) v
     order by n.event_number`,
    [ledgerId, eventNumbers],
  );
  return rows.map(({ event_number, body }) => ({ eventNumber: Number(event_number), body }));
}

/** The number of the event that has this id; null when none has. */
export async function findEventNumber(client: Client, ledgerId: number, eventId: string): Promise<number | null> {
  const { rows } = await client.query<{ event_number: bigint }>(
    `select ${numberOfEvent()} as event_number from ledger.event where ledger_id = $1 and event_id = $2`,
    [ledgerId, eventId],
  );
  return rows[0] === undefined ? null : Number(rows[0].event_number);
}

/** The events that enrol these keys, and those that revoke them. */
export function readKeyEvents(client: Client, ledgerId: number, keys: readonly string[]): Promise<number[]> {
  const found = `
    select event_number from view.key where ledger_id = $1 and key = n.name
    union all
    select event_number from view.key_revocation where ledger_id = $1 and key = n.name`;
  return readEventNumbers(client, ledgerId, { type: 'text', names: keys, found });
}

/** The events that register these parties. */
export function readPartyEvents(client: Client, ledgerId: number, parties: readonly string[]): Promise<number[]> {
  const found = 'select event_number from view.party where ledger_id = $1 and party = n.name';
  return readEventNumbers(client, ledgerId, { type: 'text', names: parties, found });
}

/** The events that register these facilities. */
export function readFacilityEvents(client: Client, ledgerId: number, facilities: readonly string[]): Promise<number[]> {
  const found = 'select event_number from view.facility where ledger_id = $1 and facility = n.name';
  return readEventNumbers(client, ledgerId, { type: 'text', names: facilities, found });
}

/** The mandates, and the ends of mandates, of those for whom these events were signed by another, up to each. */
export function readMandateEvents(
  client: Client,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<number[]> {
  const found = `
    select m.event_number
    from (select agent, principal from view.on_behalf where ledger_id = $1 and event_number = n.name offset 0) b
    cross join lateral (
      select event_number from view.mandate
      where ledger_id = $1 and principal = b.principal and agent = b.agent and event_number < n.name offset 0) m`;
  return readEventNumbers(client, ledgerId, { type: 'bigint', names: eventNumbers, found });
}

/** Which events are found by each of the names, or numbers, that the question calls `n.name`. */
interface Finding {
  readonly type: 'text' | 'bigint';
  readonly names: readonly string[] | readonly number[];
  readonly found: string;
}

/** The numbers of the events, name by name and each by an index; one that is found by several names comes once. */
export async function readEventNumbers(
  client: Client,
  ledgerId: number,
  { type, names, found }: Finding,
): Promise<number[]> {
  const { rows } = await client.query<{ event_number: bigint }>(
    `select distinct event.event_number
     from unnest($2::${type}[]) as n (name)
     cross join lateral (select * from (${found}) found (event_number) offset 0) event`,
    [ledgerId, names],
  );
  return rows.map(({ event_number }) => Number(event_number));
}
