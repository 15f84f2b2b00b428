/** Reads what an event found when it was recorded: what a correction of it puts back. */
import { whereaboutsOf } from '@lodestone/custody/apply-fact.ts';
import type { CustodyEvent } from '@lodestone/custody/event.ts';
import type { MovementStatus } from '@lodestone/custody/facts-of-lots.ts';
import { type LotBefore, lotsPutBack, type StateBefore } from '@lodestone/custody/state-before.ts';
import type pg from 'pg';
import { type AmountsJson, amountsOfJson } from './amounts-json.ts';
import {
  CUSTODIAN,
  lotStateJoins,
  REMAINING_ELEMENTS,
  REMAINING_NET,
  REMAINING_PIECES,
  REMAINING_VOLUME,
} from './lot-state-sql.ts';

type Client = pg.ClientBase | pg.Pool;

/** Of everything that is numbered below the event. */
export async function readStateBefore(
  client: Client,
  ledgerId: number,
  event: CustodyEvent,
  eventNumber: number,
): Promise<StateBefore> {
  return { lots: await readLotsBefore(client, ledgerId, lotsPutBack(event), eventNumber) };
}

interface LotBeforeJson extends AmountsJson, Pick<LotBefore, 'lot' | 'lotNumber' | 'custodian'> {
  readonly status: MovementStatus;
  readonly within: string | null;
}

async function readLotsBefore(
  client: Client,
  ledgerId: number,
  names: readonly string[],
  eventNumber: number,
): Promise<LotBefore[]> {
  if (names.length === 0) return [];
  const { rows } = await client.query<{ state: LotBeforeJson }>(
    `select jsonb_build_object(
       'lot', l.lot, 'lotNumber', l.lot_number, 'custodian', ${CUSTODIAN},
       'status', coalesce(move.status, 'held'), 'within', move.within,
       'net', ${REMAINING_NET}, 'volume', ${REMAINING_VOLUME}, 'pieces', ${REMAINING_PIECES},
       'elements', jsonb_build_array(${REMAINING_ELEMENTS})) as state
     from unnest($3::text[]) with ordinality as n (name, place)
     cross join lateral (
       select * from view.lot where ledger_id = $1 and lot = n.name and event_number < $2 offset 0) l
     ${lotStateJoins((row) => ` and ${row}.event_number < $2`)}
     order by n.place`,
    [ledgerId, eventNumber, names],
  );
  return rows.map(({ state }) => {
    const { lot, lotNumber, custodian } = state;
    return { lot, lotNumber, custodian, whereabouts: whereaboutsOf(state), remaining: amountsOfJson(state) };
  });
}
