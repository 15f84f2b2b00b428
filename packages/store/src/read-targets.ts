/** Reads the events that corrections name: what they say, what counts of them now, what they did to lots. */
import type { CustodyState, PartOfLot, TargetState } from '@lodestone/custody/custody-state.ts';
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { type CustodyEvent, parseEvent, replacementOf } from '@lodestone/custody/event.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type pg from 'pg';
import { readStateBefore } from './read-before.ts';
import { elementMassesOfArray } from './element-array.ts';
import type { AmountRow, CorrectionTable, EventTable } from './tables.ts';

type Client = pg.ClientBase | pg.Pool;

/** Looks the events up by digest, and notes in `state` as null what is not recorded. */
export async function loadTargets(
  client: Client,
  ledgerId: number,
  digests: Iterable<string>,
  state: CustodyState,
): Promise<void> {
  for (const digest of digests) state.targets.set(digest, await readTarget(client, ledgerId, digest));
}

async function readTarget(client: Client, ledgerId: number, digest: string): Promise<TargetState | null> {
  const { rows } = await client.query<EventTable & { party: string }>(
    `select v.position, v.ordinal, v.body, coalesce(behalf.principal, k.party) as party
     from (select * from ledger.event where digest = $2 offset 0) v
     cross join lateral (select author from ledger.entry where ledger_id = $1 and position = v.position offset 0) e
     cross join lateral (select party from view.key where ledger_id = $1 and key = e.author offset 0) k
     left join view.on_behalf behalf
       on behalf.ledger_id = $1 and behalf.event_number = v.position * 1000 + v.ordinal
     where v.ledger_id = $1`,
    [ledgerId, Buffer.from(digest, 'base64url')],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const eventNumber = eventNumberOf(Number(row.position), row.ordinal);
  const { party } = row;
  const event = readEvent(row);
  const before = await readStateBefore(client, ledgerId, event, { party, eventNumber });
  const recorded = { digest, eventNumber, party, event, standingNumber: eventNumber, before };
  const standing = { ...recorded, ...(await readCorrection(client, ledgerId, eventNumber)) };
  return { ...standing, ...(await readParts(client, ledgerId, standing)) };
}

function readEvent({ body }: Pick<EventTable, 'body'>): CustodyEvent {
  const json = parseEventBytes(body);
  const parsed = json.ok ? parseEvent(json.value) : null;
  if (parsed === null || !parsed.ok) throw new Error('an event that is to be corrected cannot be read: run verify');
  return parsed.event;
}

/** What the latest correction that took effect has put in the event's place. */
async function readCorrection(
  client: Client,
  ledgerId: number,
  eventNumber: number,
): Promise<Pick<TargetState, 'event' | 'standingNumber'> | null> {
  const { rows } = await client.query<CorrectionTable & EventTable>(
    `select c.event_number, c.outcome, v.body
     from view.correction c
     cross join lateral (
       select body from ledger.event
       where ledger_id = $1 and position = c.event_number / 1000 and ordinal = c.event_number % 1000 offset 0) v
     where c.ledger_id = $1 and c.target_number = $2 and c.superseded_number is not null
     order by c.event_number desc limit 1`,
    [ledgerId, eventNumber],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const correction = readEvent(row);
  if (correction.type !== 'event-corrected') throw new Error(`${row.event_number} is no correction: run verify`);
  return { event: replacementOf(correction), standingNumber: Number(row.event_number) };
}

/** What an event and its corrections have changed a lot by, all together. */
const CHANGED_QUERY = `
  select l.lot, l.lot_number, sum(c.net_milligrams)::bigint as net_milligrams,
    sum(c.volume_millilitres)::bigint as volume_millilitres, sum(c.pieces)::bigint as pieces,
    array[${ELEMENT_SYMBOLS.map((_, index) => `sum(c.element_milligrams[${index + 1}])`).join(', ')}]::bigint[]
      as element_milligrams
  from view.lot l
  join view.change c on c.ledger_id = $1 and c.lot_number = l.lot_number and (c.event_number = $2 or c.event_number in (
    select event_number from view.correction
    where ledger_id = $1 and target_number = $2 and superseded_number is not null))
  where l.ledger_id = $1 and l.lot = $3
  group by l.lot, l.lot_number`;

interface PartRow extends AmountRow {
  lot: string;
  lot_number: bigint;
}

/** What the event that stands now took of lots and changed them by. A voided one did nothing. */
async function readParts(
  client: Client,
  ledgerId: number,
  { event, eventNumber, standingNumber }: Pick<TargetState, 'event' | 'eventNumber' | 'standingNumber'>,
): Promise<Pick<TargetState, 'taken' | 'changed' | 'firstLotNumber'>> {
  if (event?.type === 'lot-adjusted' || event?.type === 'lot-disposed' || event?.type === 'lot-assayed') {
    const changed = await readPartRows(client, CHANGED_QUERY, [ledgerId, eventNumber, event.lot]);
    return { taken: [], changed, firstLotNumber: null };
  }
  if (event?.type !== 'lot-transformed') return { taken: [], changed: [], firstLotNumber: null };
  const taken = await readPartRows(
    client,
    `select l.lot, i.* from (
       select * from view.input where ledger_id = $1 and event_number = $2 order by lot_number offset 0) i
     cross join lateral (select lot from view.lot where ledger_id = $1 and lot_number = i.lot_number offset 0) l`,
    [ledgerId, standingNumber],
  );
  const { rows } = await client.query<{ first_lot_number: bigint }>(
    'select first_lot_number from view.step where ledger_id = $1 and event_number = $2',
    [ledgerId, eventNumber],
  );
  return { taken, changed: [], firstLotNumber: Number(rows[0]?.first_lot_number) };
}

async function readPartRows(client: Client, query: string, values: unknown[]): Promise<PartOfLot[]> {
  const { rows } = await client.query<PartRow>(query, values);
  return rows.map(({ lot, lot_number, net_milligrams, volume_millilitres, pieces, element_milligrams }) => {
    const bulk = { netMilligrams: net_milligrams, volumeMillilitres: volume_millilitres, pieces };
    const amounts = { ...bulk, elementMilligrams: elementMassesOfArray(element_milligrams) };
    return { lot, lotNumber: Number(lot_number), amounts };
  });
}
