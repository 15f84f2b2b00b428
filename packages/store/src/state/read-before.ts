/** Reads what an event found when it was recorded: what a correction of it puts back. */
import { whereaboutsOf } from '@lodestone/custody/whereabouts.ts';
import type { CustodyEvent } from '@lodestone/custody/event.ts';
import type { MovementStatus } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { YieldRanges } from '@lodestone/custody/state/state-of-members.ts';
import { lotsPutBack, mandatePutBack, rangesPutBack, unitPutBack } from '@lodestone/custody/correct/state-before.ts';
import type { LotBefore, StateBefore, UnitBefore } from '@lodestone/custody/state/state-of-corrections.ts';
import type pg from 'pg';
import { type AmountsJson, amountsOfJson } from '../amounts-json.ts';
import {
  ASSAY_JOIN,
  CUSTODIAN,
  latestCount,
  lotStateJoins,
  ownershipJoin,
  REMAINING_ELEMENTS,
  REMAINING_NET,
  REMAINING_PIECES,
  REMAINING_VOLUME,
  revisionJoin,
} from '../lot-state-sql.ts';
import { readMandateBefore } from './read-mandates.ts';
import { yieldRangesOf } from './read-yield-ranges.ts';

type Client = pg.ClientBase | pg.Pool;

/** Of everything that is numbered below the event. */
export async function readStateBefore(
  client: Client,
  ledgerId: number,
  event: CustodyEvent,
  { party, eventNumber }: { readonly party: string; readonly eventNumber: number },
): Promise<StateBefore> {
  const [mandate, facility] = [mandatePutBack(event, party), rangesPutBack(event)];
  return {
    unit: await readUnitBefore(client, ledgerId, unitPutBack(event), eventNumber),
    lots: await readLotsBefore(client, ledgerId, lotsPutBack(event), eventNumber),
    mandate: mandate === null ? null : await readMandateBefore(client, ledgerId, mandate, eventNumber),
    yieldRanges: facility === null ? {} : await readYieldRangesBefore(client, ledgerId, facility, eventNumber),
  };
}

interface LotBeforeJson extends AmountsJson, Omit<LotBefore, 'whereabouts' | 'remaining'> {
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
       'owner', owned.owner, 'ownedNumber', owned.owned_number, 'assay', assay.state, 'countedNumber', ${latestCount('$2')},
       'uncertaintyPartsPerMillion', coalesce(assay.uncertainty, case when revised.event_number is null
         then l.uncertainty_parts_per_million else revised.uncertainty_parts_per_million end),
       'net', ${REMAINING_NET}, 'volume', ${REMAINING_VOLUME}, 'pieces', ${REMAINING_PIECES},
       'elements', jsonb_build_array(${REMAINING_ELEMENTS})) as state
     from unnest($3::text[]) with ordinality as n (name, place)
     cross join lateral (
       select * from view.lot where ledger_id = $1 and lot = n.name and event_number < $2 offset 0) l
     ${lotStateJoins((row) => ` and ${row}.event_number < $2`)}
     ${ownershipJoin((row) => ` and ${row}.event_number < $2`)}
     ${revisionJoin('$2')}
     ${ASSAY_JOIN}
     order by n.place`,
    [ledgerId, eventNumber, names],
  );
  return rows.map(({ state }) => {
    const { lot, lotNumber, custodian, owner, ownedNumber, assay, countedNumber } = state;
    const { uncertaintyPartsPerMillion } = state;
    const place = { custodian, whereabouts: whereaboutsOf(state), remaining: amountsOfJson(state) };
    return { lot, lotNumber, ...place, owner, ownedNumber, assay, countedNumber, uncertaintyPartsPerMillion };
  });
}

async function readYieldRangesBefore(
  client: Client,
  ledgerId: number,
  facility: string,
  eventNumber: number,
): Promise<YieldRanges> {
  const { rows } = await client.query<{ ranges: YieldRanges }>(
    `select r.ranges from (select $3::text as facility) f
     cross join lateral (${yieldRangesOf(' and event_number < $2')}) r`,
    [ledgerId, eventNumber, facility],
  );
  return rows[0]?.ranges ?? {};
}

async function readUnitBefore(
  client: Client,
  ledgerId: number,
  unit: string | null,
  eventNumber: number,
): Promise<UnitBefore | null> {
  if (unit === null) return null;
  const { rows } = await client.query<{ is_packed: boolean; seal: string | null; standing_number: bigint }>(
    `select is_packed, seal, standing_number from view.unit
     where ledger_id = $1 and unit = $2 and event_number < $3 order by event_number desc limit 1`,
    [ledgerId, unit, eventNumber],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return { isPacked: row.is_packed, seal: row.seal, standingNumber: Number(row.standing_number) };
}
