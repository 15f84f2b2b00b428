/** Facilities as they are registered, with when that was said to be. */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { isEvent } from '../event-number-sql.ts';

export interface FacilityRow {
  readonly facility: string;
  readonly party: string;
  readonly name: string | null;
  readonly country: string;
  /** As stated; null where it is not, or is sealed. */
  readonly timeZone: string | null;
  /** When it was first registered, as the event claims, RFC 3339. */
  readonly since: string;
  /** Of its party. */
  readonly roles: readonly string[];
}

/** Every facility registered below the bound, by id, as the latest registration says; there are few. */
export async function readFacilities({ pool }: Database, ledgerId: number, bound: EventBound): Promise<FacilityRow[]> {
  const { rows } = await pool.query<{
    facility: string;
    party: string;
    name: string | null;
    country: string;
    time_zone: string | null;
    since: Date;
    roles: string[] | null;
  }>(
    `select distinct on (f.facility collate "C") f.facility, f.party, f.name, f.country, f.time_zone, e.occurred_at as since, p.roles
     from view.facility f
     cross join lateral (
       select min(event_number) as event_number from view.facility
       where ledger_id = $1 and facility = f.facility) first
     cross join lateral (
       select occurred_at from ledger.event
       where ledger_id = $1 and ${isEvent('first.event_number')} offset 0) e
     left join lateral (
       select roles from view.party where ledger_id = $1 and party = f.party
       order by event_number desc limit 1) p on true
     where f.ledger_id = $1 and f.event_number < $2
     order by f.facility collate "C", f.event_number desc`,
    [ledgerId, bound],
  );
  return rows.map(({ facility, party, name, country, time_zone, since, roles }) => {
    return { facility, party, name, country, timeZone: time_zone, since: since.toISOString(), roles: roles ?? [] };
  });
}
