/** Recorded events a page at a time, in the order of the log, each with who acted, what was noticed and what became of it. */
import { eventNumberOf, placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { CorrectionOutcome } from '@lodestone/custody/facts/facts-of-oversight.ts';
import type { Finding } from '@lodestone/custody/finding.ts';
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { RECORDED_AT_OF_ENTRY } from './read-entry.ts';
import { isEvent, numberOfEvent, placeNumbered, positionOf } from '../event-number-sql.ts';

/** What one question brings: few enough to hold, more than an entry has (1,000 at most), many enough not to wait for each. */
const PAGE_EVENTS = 2_000;

export interface EventOfPage {
  readonly eventNumber: number;
  readonly eventId: string;
  readonly type: string;
  /** As the event claims, and by the ledger's clock, RFC 3339. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Whose act it is. */
  readonly party: string;
  readonly notices: readonly Finding[];
  /** Whether a correction below the bound has put another in its place, or nothing. */
  readonly isSuperseded: boolean;
  /** Of a correction: what it corrects, and what became of it. */
  readonly correction: CorrectionOfPage | null;
  readonly body: Buffer;
}

export interface CorrectionOfPage {
  readonly targetNumber: number;
  readonly outcome: CorrectionOutcome;
  readonly reason: string;
}

/** An end of a page, as the log numbers events: `[first, last]`, both events that are there. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** The pages of all events numbered from `from` on and below the bound, both at the beginning of an entry; none cuts an entry. */
export async function* readEventPages(
  database: Database,
  ledgerId: number,
  { from, bound }: { readonly from: number; readonly bound: EventBound },
): AsyncGenerator<EventOfPage[]> {
  for (let next = from; next < bound; ) {
    const read = await readBodies(database, ledgerId, next, bound);
    const isLast = read.length < PAGE_EVENTS;
    const end = isLast ? bound : eventNumberOf(placeOfEvent(read.at(-1)?.eventNumber ?? 0).position, 0);
    const rows = read.filter(({ eventNumber }) => eventNumber < end);
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return;
    yield await describe(database, ledgerId, rows, { first: first.eventNumber, last: last.eventNumber }, bound);
    next = end;
  }
}

type BodyOfPage = Pick<EventOfPage, 'eventNumber' | 'eventId' | 'type' | 'occurredAt' | 'body'>;

/** By the index, whatever the planner believes of the rest: else it fetches and sorts all that is left for each page. */
async function readBodies(
  { lookups }: Database,
  ledgerId: number,
  from: number,
  bound: EventBound,
): Promise<BodyOfPage[]> {
  const { rows } = await lookups.query<{
    event_number: bigint;
    event_id: string;
    type: string;
    occurred_at: Date;
    body: Buffer;
  }>(
    `select ${numberOfEvent()} as event_number, event_id, type, occurred_at, body from ledger.event
     where ledger_id = $1 and (position, ordinal) >= ${placeNumbered('$2::bigint')}
       and (position, ordinal) < ${placeNumbered('$3::bigint')}
     order by position, ordinal limit $4`,
    [ledgerId, from, bound, PAGE_EVENTS],
  );
  return rows.map(({ event_number, event_id, type, occurred_at, body }) => {
    return { eventNumber: Number(event_number), eventId: event_id, type, occurredAt: occurred_at.toISOString(), body };
  });
}

async function describe(
  database: Database,
  ledgerId: number,
  bodies: readonly BodyOfPage[],
  range: Range,
  bound: EventBound,
): Promise<EventOfPage[]> {
  const [entries, agents, notices, corrections, superseded] = await Promise.all([
    readEntries(database, ledgerId, range),
    readPrincipals(database, ledgerId, range),
    readNotices(database, ledgerId, range),
    readCorrections(database, ledgerId, range),
    readSuperseded(database, ledgerId, range, bound),
  ]);
  return bodies.map((body) => {
    const { eventNumber } = body;
    const entry = entries.get(placeOfEvent(eventNumber).position);
    if (entry === undefined) throw new Error(`the entry of event ${body.eventId} is missing: run verify`);
    return {
      ...body,
      recordedAt: entry.recordedAt,
      party: agents.get(eventNumber) ?? entry.party,
      notices: notices.get(eventNumber) ?? [],
      isSuperseded: superseded.has(eventNumber),
      correction: corrections.get(eventNumber) ?? null,
    };
  });
}

async function readEntries({ pool }: Database, ledgerId: number, { first, last }: Range) {
  const { rows } = await pool.query<{ position: bigint; recorded_at: string; party: string | null }>(
    `select e.position, ${RECORDED_AT_OF_ENTRY} as recorded_at, k.party from ledger.entry e
     left join lateral (select party from view.key where ledger_id = $1 and key = e.author offset 0) k on true
     where e.ledger_id = $1 and e.position between ${positionOf('$2::bigint')} and ${positionOf('$3::bigint')}`,
    [ledgerId, first, last],
  );
  return new Map(
    rows.map(({ position, recorded_at, party }) => {
      if (party === null) throw new Error(`the key that signed entry ${position} is not enrolled: run verify`);
      return [Number(position), { recordedAt: recorded_at, party }] as const;
    }),
  );
}

async function readPrincipals({ pool }: Database, ledgerId: number, { first, last }: Range) {
  const { rows } = await pool.query<{ event_number: bigint; principal: string }>(
    'select event_number, principal from view.on_behalf where ledger_id = $1 and event_number between $2 and $3',
    [ledgerId, first, last],
  );
  return new Map(rows.map(({ event_number, principal }) => [Number(event_number), principal] as const));
}

async function readNotices({ pool }: Database, ledgerId: number, { first, last }: Range) {
  const { rows } = await pool.query<Finding & { event_number: bigint }>(
    `select event_number, code, message from view.finding
     where ledger_id = $1 and event_number between $2 and $3 order by event_number, index`,
    [ledgerId, first, last],
  );
  const notices = new Map<number, Finding[]>();
  for (const [eventNumber, noticed] of Map.groupBy(rows, ({ event_number }) => Number(event_number))) {
    notices.set(
      eventNumber,
      noticed.map(({ code, message }) => ({ code, message })),
    );
  }
  return notices;
}

async function readCorrections({ pool }: Database, ledgerId: number, { first, last }: Range) {
  const { rows } = await pool.query<{
    event_number: bigint;
    target_number: bigint;
    outcome: CorrectionOutcome;
    reason: string;
  }>(
    `select event_number, target_number, outcome, reason from view.correction
     where ledger_id = $1 and event_number between $2 and $3`,
    [ledgerId, first, last],
  );
  return new Map(
    rows.map(({ event_number, target_number, outcome, reason }) => {
      return [Number(event_number), { targetNumber: Number(target_number), outcome, reason }] as const;
    }),
  );
}

async function readSuperseded({ pool }: Database, ledgerId: number, { first, last }: Range, bound: EventBound) {
  const { rows } = await pool.query<{ superseded_number: bigint }>(
    `select superseded_number from view.correction
     where ledger_id = $1 and superseded_number between $2 and $3 and event_number < $4`,
    [ledgerId, first, last, bound],
  );
  return new Set(rows.map(({ superseded_number }) => Number(superseded_number)));
}

/** The first of the events that corrections numbered from `from` on and below the bound have superseded; null where none. */
export async function readEarliestSuperseded(
  { pool }: Database,
  ledgerId: number,
  { from, bound }: { readonly from: number; readonly bound: EventBound },
): Promise<number | null> {
  const { rows } = await pool.query<{ earliest: bigint | null }>(
    `select min(superseded_number) as earliest from view.correction
     where ledger_id = $1 and event_number >= $2 and event_number < $3`,
    [ledgerId, from, bound],
  );
  const earliest = rows[0]?.earliest ?? null;
  return earliest === null ? null : Number(earliest);
}

export interface EventOfNumber {
  /** Whose act it is. */
  readonly party: string;
  readonly eventId: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly body: Buffer;
}

/** These events, by number. */
export async function readEventsOfNumbers(
  { pool }: Database,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<ReadonlyMap<number, EventOfNumber>> {
  if (eventNumbers.length === 0) return new Map();
  const { rows } = await pool.query<{
    event_number: bigint;
    event_id: string;
    party: string;
    occurred_at: Date;
    recorded_at: string;
    body: Buffer;
  }>(
    `select n.event_number, v.event_id, coalesce(behalf.principal, k.party) as party, v.occurred_at, ${RECORDED_AT_OF_ENTRY} as recorded_at, v.body
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select event_id, occurred_at, body from ledger.event
       where ledger_id = $1 and ${isEvent('n.event_number')} offset 0) v
     cross join lateral (
       select author, body from ledger.entry where ledger_id = $1 and position = ${positionOf('n.event_number')} offset 0) e
     cross join lateral (select party from view.key where ledger_id = $1 and key = e.author offset 0) k
     left join lateral (
       select principal from view.on_behalf where ledger_id = $1 and event_number = n.event_number offset 0) behalf on true`,
    [ledgerId, eventNumbers],
  );
  return new Map(
    rows.map(({ event_number, event_id, party, occurred_at, recorded_at, body }) => {
      const said = { eventId: event_id, party, occurredAt: occurred_at.toISOString(), recordedAt: recorded_at, body };
      return [Number(event_number), said] as const;
    }),
  );
}
