/** Dockets: the events that were recorded under one name, as rules and queries ask of them. */
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import { type DocketKind, docketName, type DocketState, type DocketStep } from '@lodestone/custody/docket.ts';
import { type CustodyEvent, parseEvent } from '@lodestone/custody/event.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type pg from 'pg';
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { loadMissing, wordsOf } from './load-missing.ts';
import { RECORDED_AT_OF_ENTRY } from '../log/read-entry.ts';
import { isEvent, positionOf } from '../event-number-sql.ts';

interface StepRow {
  readonly docket: DocketKind;
  readonly subject: string;
  readonly event_number: bigint;
  readonly party: string;
  readonly recorded_at: string;
  readonly corrects: bigint | null;
  readonly body: Uint8Array;
}

/** Of steps `s`: what the event says, and when it was recorded. By key, row by row. */
const STEPS = `
  select s.docket, s.subject, s.event_number, s.party, e.recorded_at, c.target_number as corrects, v.body
  from wanted s
  cross join lateral (
    select body from ledger.event
    where ledger_id = $1 and ${isEvent('s.event_number')} offset 0) v
  cross join lateral (
    select ${RECORDED_AT_OF_ENTRY} as recorded_at from ledger.entry e
    where ledger_id = $1 and position = ${positionOf('s.event_number')} offset 0) e
  left join lateral (
    select target_number from view.correction where ledger_id = $1 and event_number = s.event_number offset 0) c on true
  order by s.docket, s.subject, s.event_number`;

const NAMED_QUERY = `
  with wanted as (
    select s.* from unnest($2::text[], $3::text[]) as n (docket, subject)
    cross join lateral (
      select * from view.docket_step where ledger_id = $1 and docket = n.docket and subject = n.subject offset 0) s)
  ${STEPS}`;

/** Looks up those of `names` that `state` has not, and notes them there, what is not recorded as null. */
export async function loadDockets(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  names: Iterable<string>,
  state: CustodyState,
): Promise<void> {
  await loadMissing(state.dockets, names, async (wanted) => {
    const found = await readDocketsNamed(client, ledgerId, wanted);
    return found.map((docket) => [docketName(docket.kind, docket.subject), docket] as const);
  });
}

/** Whole dockets by their names (`docketName`), whichever are recorded. */
export async function readDocketsNamed(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  names: readonly string[],
): Promise<DocketState[]> {
  if (names.length === 0) return [];
  const { rows } = await client.query<StepRow>(NAMED_QUERY, [ledgerId, ...wordsOf(names)]);
  return groupSteps(rows);
}

/** Which dockets of a kind, and as known when. */
export interface DocketPage {
  readonly kind: DocketKind;
  /** Only this one. */
  readonly subject?: string | undefined;
  /** Only those whose subject comes after it, in the order of bytes. */
  readonly after?: string | undefined;
  /** As many dockets at most. */
  readonly limit: number;
  /** Only what is numbered below it. */
  readonly bound: EventBound;
}

/** Whole dockets, in the order of their subjects. */
export async function readDockets({ pool }: Database, ledgerId: number, page: DocketPage): Promise<DocketState[]> {
  const { rows } = await pool.query<StepRow>(
    `with subjects as (
       select distinct subject from view.docket_step
       where ledger_id = $1 and docket = $2 and event_number < $3
         and ($4::text is null or subject = $4) and ($5::text is null or subject > $5)
       order by subject limit $6),
     wanted as (
       select s.* from subjects n
       cross join lateral (
         select * from view.docket_step
         where ledger_id = $1 and docket = $2 and subject = n.subject and event_number < $3 offset 0) s)
     ${STEPS}`,
    [ledgerId, page.kind, page.bound, page.subject ?? null, page.after ?? null, page.limit],
  );
  return groupSteps(rows);
}

/** Rows that stand together by docket and subject. */
function groupSteps(rows: readonly StepRow[]): DocketState[] {
  const dockets: (DocketState & { readonly steps: DocketStep[] })[] = [];
  for (const row of rows) {
    const last = dockets.at(-1);
    const isSame = last?.kind === row.docket && last.subject === row.subject;
    const docket = isSame ? last : { kind: row.docket, subject: row.subject, steps: [] };
    if (!isSame) dockets.push(docket);
    docket.steps.push({
      eventNumber: Number(row.event_number),
      party: row.party,
      recordedAt: row.recorded_at,
      event: readEvent(row),
      ...(row.corrects !== null && { corrects: Number(row.corrects) }),
    });
  }
  return dockets;
}

function readEvent({ body, docket, subject }: StepRow): CustodyEvent {
  const json = parseEventBytes(body);
  const parsed = json.ok ? parseEvent(json.value) : null;
  if (parsed === null || !parsed.ok) throw new Error(`an event of ${docket} ${subject} cannot be read: run verify`);
  return parsed.event;
}
