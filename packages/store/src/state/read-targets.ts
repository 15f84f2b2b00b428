/** Reads the events that corrections name: what they say, what counts of them now, what they did to lots. */
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import type { CorrectionWord, TargetState } from '@lodestone/custody/state/state-of-corrections.ts';
import { type CustodyEvent, parseEvent, replacementOf } from '@lodestone/custody/event.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type pg from 'pg';
import { readStateBefore } from './read-before.ts';
import { readChanged, readLeft, readSettled, readTaken } from './read-target-lots.ts';
import type { CorrectionTable, EventTable } from '../tables.ts';
import { isEvent, numberOfEvent, positionOf } from '../event-number-sql.ts';

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
       on behalf.ledger_id = $1 and behalf.event_number = ${numberOfEvent('v')}
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
  const said = await readWords(client, ledgerId, standing);
  return { ...standing, ...(await readParts(client, ledgerId, standing)), said };
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
       where ledger_id = $1 and ${isEvent('c.event_number')} offset 0) v
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

/** What corrections would have done that were contested since the event counts as it does, the latest of each party. */
async function readWords(
  client: Client,
  ledgerId: number,
  { eventNumber, standingNumber }: Pick<TargetState, 'eventNumber' | 'standingNumber'>,
): Promise<CorrectionWord[]> {
  const { rows } = await client.query<CorrectionTable & EventTable & { party: string }>(
    `select c.event_number, v.body, coalesce(behalf.principal, k.party) as party
     from view.correction c
     cross join lateral (
       select body from ledger.event
       where ledger_id = $1 and ${isEvent('c.event_number')} offset 0) v
     cross join lateral (
       select author from ledger.entry where ledger_id = $1 and position = ${positionOf('c.event_number')} offset 0) e
     cross join lateral (select party from view.key where ledger_id = $1 and key = e.author offset 0) k
     left join view.on_behalf behalf on behalf.ledger_id = $1 and behalf.event_number = c.event_number
     where c.ledger_id = $1 and c.target_number = $2 and c.superseded_number is null and c.event_number > $3
     order by c.event_number`,
    [ledgerId, eventNumber, standingNumber],
  );
  const words = rows.map((row): CorrectionWord => {
    const correction = readEvent(row);
    if (correction.type !== 'event-corrected') throw new Error(`${row.event_number} is no correction: run verify`);
    return { party: row.party, eventNumber: Number(row.event_number), replacement: replacementOf(correction) };
  });
  return [...new Map(words.map((word) => [word.party, word])).values()];
}

/** What the event that stands now did to lots. A voided one did nothing. */
async function readParts(
  client: Client,
  ledgerId: number,
  standing: Pick<TargetState, 'event' | 'eventNumber' | 'standingNumber'>,
): Promise<Pick<TargetState, 'taken' | 'changed' | 'left' | 'firstLotNumber'>> {
  const { event, eventNumber, standingNumber } = standing;
  const left = await readLeft(client, ledgerId, standing);
  const nothing = { taken: [], changed: [], left, firstLotNumber: null };
  switch (event?.type) {
    case 'lot-adjusted':
    case 'lot-disposed':
    case 'lot-assayed':
      return { ...nothing, changed: await readChanged(client, ledgerId, eventNumber, event.lot) };
    case 'transfer-settled':
      return { ...nothing, changed: await readSettled(client, ledgerId, eventNumber, event.transfer) };
    case 'transfer-received':
      return { ...nothing, taken: await readTaken(client, ledgerId, standingNumber) };
    case 'lot-transformed': {
      const { rows } = await client.query<{ first_lot_number: bigint }>(
        'select first_lot_number from view.step where ledger_id = $1 and event_number = $2',
        [ledgerId, eventNumber],
      );
      const taken = await readTaken(client, ledgerId, standingNumber);
      return { ...nothing, taken, firstLotNumber: Number(rows[0]?.first_lot_number) };
    }
    default:
      return nothing;
  }
}
