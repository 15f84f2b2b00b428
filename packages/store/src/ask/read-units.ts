/** Logistic units: what is in them now, and what was in them at any time. */
import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import type { UnitState } from '@lodestone/custody/state/state-of-shipments.ts';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { holdJoin } from '../hold-sql.ts';
import { CUSTODIAN, lotStateJoins, STATUS } from '../lot-state-sql.ts';
import type { LotStatus } from '@lodestone/custody/lot-status.ts';
import { isEvent } from '../event-number-sql.ts';

/** The lots that the event of a row `u` of `view.unit` put into the unit. */
const LOTS_OF_UNIT = `
  cross join lateral (
    select coalesce(jsonb_agg(l.lot order by line.lot_number), '[]') as lots
    from (
      select lot_number from view.unit_line
      where ledger_id = $1 and unit = u.unit and event_number = u.event_number offset 0) line
    cross join lateral (select lot from view.lot where ledger_id = $1 and lot_number = line.lot_number offset 0) l
  ) held`;

/** The state of those of `units` that are recorded. */
export async function readUnitStates(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  units: readonly string[],
): Promise<UnitState[]> {
  const { rows } = await client.query<Omit<UnitState, 'kind' | 'standingNumber'> & { standingNumber: bigint }>(
    `select u.unit, u.is_packed as "isPacked", u.seal, u.standing_number as "standingNumber", on_hold.hold, held.lots
     from unnest($2::text[]) as n (name)
     cross join lateral (
       select unit, event_number, is_packed, seal, standing_number from view.unit where ledger_id = $1 and unit = n.name
       order by event_number desc limit 1) u
     ${holdJoin('u.unit')}
     ${LOTS_OF_UNIT}`,
    [ledgerId, units],
  );
  return rows.map((row) => ({ kind: 'unit', ...row, standingNumber: Number(row.standingNumber) }));
}

/** A unit was packed or unpacked. */
export interface UnitEvent {
  readonly unit: string;
  readonly status: 'packed' | 'unpacked';
  readonly party: string;
  readonly at: string;
  /** Put on when it was packed, found when it was unpacked. */
  readonly seal: string | null;
  /** What was put in; none when it was unpacked. */
  readonly lots: readonly string[];
  /** Whether a correction put something else in its place, or nothing: then it counts no more. */
  readonly superseded: 'voided' | 'replaced' | null;
  /** Whether a correction says so: of an event that it took back, or replaced. */
  readonly isCorrection: boolean;
}

interface FoundUnitEvent extends Omit<UnitEvent, 'at'> {
  readonly occurred_at: Date;
}

const COLUMNS = `u.unit, case when u.is_packed then 'packed' else 'unpacked' end as status, u.party, u.seal,
  v.occurred_at, held.lots, corrected.outcome as superseded, v.type = 'event-corrected' as "isCorrection"`;

const EVENT_OF_UNIT = `
  join ledger.event v on v.ledger_id = $1 and ${isEvent('u.event_number', 'v')}`;

/** What a correction has made of the event of a row `u` of `view.unit`. */
const CORRECTED = `
  left join view.correction corrected on corrected.ledger_id = $1 and corrected.superseded_number = u.event_number`;

/** All that happened to one unit before the event number `bound`, in the order of recording. */
export async function listUnitEvents(
  database: Database,
  ledgerId: number,
  unit: string,
  bound: number,
): Promise<UnitEvent[]> {
  const { rows } = await database.pool.query<FoundUnitEvent>(
    `select ${COLUMNS} from view.unit u ${EVENT_OF_UNIT} ${CORRECTED} and corrected.event_number < $3 ${LOTS_OF_UNIT}
     where u.ledger_id = $1 and u.unit = $2 and u.event_number < $3 order by u.event_number`,
    [ledgerId, unit, bound],
  );
  return rows.map(unitEventOf);
}

/** Where a lot is that a unit was packed with. */
export interface UnitContent {
  readonly lot: string;
  readonly status: LotStatus;
  readonly custodian: string;
  /** The transfer or shipment that the lot is in. */
  readonly within: string | null;
}

/** Where these lots are as of the event number `bound`, in the order of making: a unit goes where its lots go. */
export async function listContents(
  database: Database,
  ledgerId: number,
  lots: readonly string[],
  bound: number,
): Promise<UnitContent[]> {
  const { rows } = await database.pool.query<UnitContent>(
    `select l.lot, ${STATUS} as status, ${CUSTODIAN} as custodian, move.within
     from unnest($2::text[]) as n (name)
     cross join lateral (select * from view.lot where ledger_id = $1 and lot = n.name offset 0) l
     ${lotStateJoins((row) => ` and ${row}.event_number < $3`)}
     order by l.lot_number`,
    [ledgerId, lots, bound],
  );
  return rows;
}

/** Who has stopped a unit as of the event number `bound`, or null. */
export async function readUnitHold(
  database: Database,
  ledgerId: number,
  unit: string,
  bound: number,
): Promise<Hold | null> {
  const { rows } = await database.pool.query<{ hold: Hold | null }>(
    `select on_hold.hold from (select $2::text as unit) u ${holdJoin('u.unit', '$3')}`,
    [ledgerId, unit, bound],
  );
  return rows[0]?.hold ?? null;
}

/** Units as they stand, or those that a party packed or unpacked last, in the order of that. */
export async function listUnits(
  database: Database,
  ledgerId: number,
  { party, limit }: { readonly party?: string | undefined; readonly limit: number },
): Promise<UnitEvent[]> {
  const { rows } = await database.pool.query<FoundUnitEvent>(
    `select ${COLUMNS}
     from (
       select distinct on (unit) unit, event_number, party, is_packed, seal from view.unit where ledger_id = $1
       order by unit, event_number desc) u
     ${EVENT_OF_UNIT} ${CORRECTED} ${LOTS_OF_UNIT}
     where $2::text is null or u.party = $2 order by u.event_number limit $3`,
    [ledgerId, party ?? null, limit],
  );
  return rows.map(unitEventOf);
}

function unitEventOf({ occurred_at, unit, status, party, ...more }: FoundUnitEvent): UnitEvent {
  return { unit, status, party, at: occurred_at.toISOString(), ...more };
}
