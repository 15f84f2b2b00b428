/** What evidence about some events consists of: their entries and bytes, and what other events those rest on. */
import type pg from 'pg';

type Client = pg.ClientBase | pg.Pool;

export interface EntryBody {
  readonly position: number;
  readonly author: string;
  readonly body: Buffer;
}

/** The entries at these positions, by position. */
export async function readEntries(
  client: Client,
  ledgerId: number,
  positions: readonly number[],
): Promise<EntryBody[]> {
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
       where ledger_id = $1 and position = n.event_number / 1000 and ordinal = n.event_number % 1000 offset 0) v
     order by n.event_number`,
    [ledgerId, eventNumbers],
  );
  return rows.map(({ event_number, body }) => ({ eventNumber: Number(event_number), body }));
}

/** The number of the event that has this id; null when none has. */
export async function findEventNumber(client: Client, ledgerId: number, eventId: string): Promise<number | null> {
  const { rows } = await client.query<{ event_number: bigint }>(
    'select position * 1000 + ordinal as event_number from ledger.event where ledger_id = $1 and event_id = $2',
    [ledgerId, eventId],
  );
  return rows[0] === undefined ? null : Number(rows[0].event_number);
}

/** The events that enrol these keys, and those that revoke them. */
export function readKeyEvents(client: Client, ledgerId: number, keys: readonly string[]): Promise<number[]> {
  return readNumbers(
    client,
    `select k.event_number
     from unnest($2::text[]) as n (key)
     cross join lateral (
       select event_number from view.key where ledger_id = $1 and key = n.key
       union all
       select event_number from view.key_revocation where ledger_id = $1 and key = n.key offset 0) k`,
    [ledgerId, keys],
  );
}

/** The events that register these parties and these facilities. */
export function readRegistrations(
  client: Client,
  ledgerId: number,
  parties: readonly string[],
  facilities: readonly string[],
): Promise<number[]> {
  return readNumbers(
    client,
    `select p.event_number
     from unnest($2::text[]) as n (party)
     cross join lateral (
       select event_number from view.party where ledger_id = $1 and party = n.party offset 0) p
     union
     select f.event_number
     from unnest($3::text[]) as n (facility)
     cross join lateral (
       select event_number from view.facility where ledger_id = $1 and facility = n.facility offset 0) f`,
    [ledgerId, parties, facilities],
  );
}

/** The mandates, and the ends of mandates, of those for whom these events were signed by another, up to each. */
export function readMandateEvents(
  client: Client,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<number[]> {
  return readNumbers(
    client,
    `select distinct m.event_number
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select agent, principal from view.on_behalf
       where ledger_id = $1 and event_number = n.event_number offset 0) b
     cross join lateral (
       select event_number from view.mandate
       where ledger_id = $1 and principal = b.principal and agent = b.agent
         and event_number < n.event_number offset 0) m`,
    [ledgerId, eventNumbers],
  );
}

/** The corrections of these events, whatever became of them, and what these events correct if they are some. */
export function readCorrectionEvents(
  client: Client,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<number[]> {
  return readNumbers(
    client,
    `select c.event_number
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select event_number from view.correction where ledger_id = $1 and target_number = n.event_number
       union all
       select target_number from view.correction where ledger_id = $1 and event_number = n.event_number offset 0) c`,
    [ledgerId, eventNumbers],
  );
}

/** The receipts that came before the dispatch of these transfers. */
export function readWaitingReceipts(client: Client, ledgerId: number, transfers: readonly string[]): Promise<number[]> {
  return readNumbers(
    client,
    `select r.event_number
     from unnest($2::text[]) as n (transfer)
     cross join lateral (
       select event_number from view.awaited_receipt where ledger_id = $1 and transfer = n.transfer offset 0) r`,
    [ledgerId, transfers],
  );
}

async function readNumbers(client: Client, statement: string, values: readonly unknown[]): Promise<number[]> {
  const { rows } = await client.query<{ event_number: bigint }>(statement, [...values]);
  return rows.map(({ event_number }) => Number(event_number));
}
