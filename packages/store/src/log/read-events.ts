/** Recorded events, as stored, with what the ledger knows of each. */
import type { CorrectionOutcome } from '@lodestone/custody/facts/facts-of-oversight.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { isTimestamp } from '@lodestone/proof/timestamp.ts';
import type { EventRow } from '../append/append-rows.ts';
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import type { EventTable } from '../tables.ts';
import { RECORDED_AT_OF_ENTRY } from './read-entry.ts';
import { isEvent, numberOfEvent, ordinalOf, positionOf } from '../event-number-sql.ts';

export interface EventFilter {
  readonly type?: string | undefined;
  readonly party?: string | undefined;
  /** Bounds on when it happened, RFC 3339; from is inclusive, until is not. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** Only events that a key signed after it was stolen. */
  readonly stolen?: boolean | undefined;
  /** Only events along this lot, or along any of these; a shipment among them counts with its holds. */
  readonly lot?: string | undefined;
  readonly lots?: readonly string[] | undefined;
  /** Only events whose bytes have one of these somewhere. No index knows them: every event is looked at. */
  readonly containing?: readonly Uint8Array[] | undefined;
  readonly limit: number;
  /** Only events numbered below it, and what they say of each other. */
  readonly bound: EventBound;
}

export interface RecordedEventRow extends EventRow {
  /** The ledger's clock; null when the entry cannot be read, which only a damaged ledger has. */
  readonly recordedAt: string | null;
  /** Whose key signed; null when the key is not enrolled, which only a damaged ledger has. */
  readonly party: string | null;
  /** Whose act it is, where the key is an agent's. */
  readonly onBehalfOf: string | null;
  /** What the rules noticed and did not refuse. */
  readonly findings: readonly EventFinding[];
  /** What became of the corrections that name it, and of its own when it is one; in the order of recording. */
  readonly corrections: readonly EventCorrection[];
  /** Where the key that signed was revoked as stolen by then; null for nearly all. */
  readonly stolenKey: { readonly revocation: string; readonly stolenFrom: string } | null;
}

/** Places are `12.0`: the entry, and which of its events. */
export interface EventCorrection {
  readonly correction: string;
  readonly target: string;
  readonly outcome: CorrectionOutcome;
  readonly reason: string;
  readonly obstacles: readonly string[];
}

interface EventFinding {
  readonly code: string;
  readonly message: string;
}

/** Every event. */
const ALL_EVENTS = 'select v.* from ledger.event v where v.ledger_id = $1 and $6::text[] is null';

/** Every event about some lots: makes it or says how it was made, takes of it, moves or changes it, stops it, says whose it is. */
const EVENTS_ALONG_LOTS = `
  with named as (select lot_number from view.lot where ledger_id = $1 and lot = any ($6))
  select v.* from (
    select event_number from view.lot where ledger_id = $1 and lot = any ($6)
    union select i.event_number from view.input i join named using (lot_number) where i.ledger_id = $1
    union select m.event_number from view.movement m join named using (lot_number) where m.ledger_id = $1
    union select c.event_number from view.change c join named using (lot_number) where c.ledger_id = $1
    union select r.event_number from view.lot_revision r join named using (lot_number) where r.ledger_id = $1
    union select line.event_number from view.awaited_line line where line.ledger_id = $1 and line.lot = any ($6)
    union select line.event_number from view.awaited_line line where line.ledger_id = $1 and line.rejected_lot = any ($6)
    union select u.event_number from view.unit_line u join named using (lot_number) where u.ledger_id = $1
    union select o.event_number from view.ownership o join named using (lot_number) where o.ledger_id = $1
    union select h.event_number from view.hold h where h.ledger_id = $1 and h.thing = any ($6)) along
  join ledger.event v on v.ledger_id = $1 and ${isEvent('along.event_number', 'v')}`;

/** What keys signed after they were stolen, as known at the bound: from the ranges that their revocations state. */
const EVENTS_BY_STOLEN_KEYS = `
  select v.* from view.key_revocation r
  cross join lateral (
    select position from ledger.entry
    where ledger_id = $1 and position between r.first_position and r.last_position and author = r.key offset 0) e
  cross join lateral (select * from ledger.event where ledger_id = $1 and position = e.position offset 0) v
  where r.ledger_id = $1 and r.event_number < $8::bigint and $6::text[] is null`;

function placeOf(number: string): string {
  return `${positionOf(number)} || '.' || ${ordinalOf(number)}`;
}

/** What the rules noticed of an event `v`. */
const FINDINGS_OF_EVENT = `coalesce((
  select jsonb_agg(jsonb_build_object('code', f.code, 'message', f.message) order by f.index)
  from view.finding f
  where f.ledger_id = $1 and f.event_number = ${numberOfEvent('v')}), '[]')`;

/** The corrections that name an event `v`, as known at the bound, and what became of its own when it is one. */
const CORRECTIONS_OF_EVENT = `coalesce((
  select jsonb_agg(jsonb_build_object(
      'correction', ${placeOf('c.event_number')}, 'target', ${placeOf('c.target_number')},
      'outcome', c.outcome, 'reason', c.reason, 'obstacles', c.obstacles) order by c.event_number)
  from (
    select * from view.correction
    where ledger_id = $1 and target_number = ${numberOfEvent('v')} and event_number < $8::bigint
    union all
    select * from view.correction where ledger_id = $1 and event_number = ${numberOfEvent('v')}) c
  ), '[]')`;

/** The revocation, as known at the bound, of a key that signed an entry `e` of event `v` once it was stolen. */
const STOLEN_KEY_OF_EVENT = `
  select jsonb_build_object('revocation', ${placeOf('r.event_number')}, 'stolenFrom', r.stolen_from) as key
  from view.key_revocation r
  where r.ledger_id = $1 and r.key = e.author and v.position between r.first_position and r.last_position
    and r.event_number < $8::bigint`;

/** Events that fit the filter, in the order of recording. */
export async function listEvents(
  database: Database,
  ledgerId: number,
  filter: EventFilter,
): Promise<RecordedEventRow[]> {
  const {
    type = null,
    party = null,
    from = null,
    until = null,
    stolen = false,
    lot,
    containing,
    limit,
    bound,
  } = filter;
  const lots = filter.lots ?? (lot === undefined ? null : [lot]);
  const bytes = containing?.map((each) => Buffer.from(each)) ?? null;
  const source = lots !== null ? EVENTS_ALONG_LOTS : stolen ? EVENTS_BY_STOLEN_KEYS : ALL_EVENTS;
  const { rows } = await database.pool.query<ListedEvent>(
    `select v.position, v.ordinal, v.event_id, v.digest, v.type, v.occurred_at, v.body, k.party, e.recorded_at,
       behalf.principal as "onBehalfOf", ${FINDINGS_OF_EVENT} as findings, ${CORRECTIONS_OF_EVENT} as corrections,
       stolen.key as "stolenKey"
     from (${source}) v
     cross join lateral (
       select author, ${RECORDED_AT_OF_ENTRY} as recorded_at
       from ledger.entry e where ledger_id = $1 and position = v.position offset 0) e
     left join lateral (select party from view.key where ledger_id = $1 and key = e.author offset 0) k on true
     left join view.on_behalf behalf
       on behalf.ledger_id = $1 and behalf.event_number = ${numberOfEvent('v')}
     left join lateral (${STOLEN_KEY_OF_EVENT} offset 0) stolen on true
     where v.position < ${positionOf('$8::bigint')} and ($2::text is null or v.type = $2)
       and (not $9 or stolen.key is not null)
       and ($10::bytea[] is null or exists (select from unnest($10) as sought (bytes) where position(bytes in v.body) > 0))
       and ($3::text is null or $3 in (k.party, behalf.principal))
       and ($4::timestamptz is null or v.occurred_at >= $4) and ($5::timestamptz is null or v.occurred_at < $5)
     order by v.position, v.ordinal limit $7`,
    [ledgerId, type, party, from, until, lots, limit, bound, stolen, bytes],
  );
  return rows.map(recordedEventOf);
}

interface ListedEvent
  extends EventTable,
    Pick<RecordedEventRow, 'party' | 'onBehalfOf' | 'findings' | 'corrections' | 'stolenKey'> {
  recorded_at: string;
}

function recordedEventOf(row: ListedEvent): RecordedEventRow {
  const { ordinal, type, party, onBehalfOf, findings, corrections, stolenKey, body } = row;
  return {
    position: Number(row.position),
    ordinal,
    eventId: row.event_id,
    digest: digestFromBytes(row.digest),
    type,
    occurredAt: row.occurred_at.toISOString(),
    recordedAt: isTimestamp(row.recorded_at) ? row.recorded_at : null,
    party,
    onBehalfOf,
    findings,
    corrections,
    stolenKey,
    body,
  };
}
