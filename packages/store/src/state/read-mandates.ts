/** Who may act for whom: as the rules ask it, and for people to look at. */
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import { mandateName, type MandateState } from '@lodestone/custody/state/state-of-members.ts';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { loadMissing, wordsOf } from './load-missing.ts';
import { isEvent } from '../event-number-sql.ts';

/** A mandate as it stands: the latest word between two parties. */
export interface MandateRow {
  readonly principal: string;
  readonly agent: string;
  readonly acts: readonly string[];
  readonly until: string | null;
  readonly givenAt: string;
  readonly endedAt: string | null;
}

interface FoundMandate {
  principal: string;
  agent: string;
  acts: string[];
  until: string | null;
  given_at: Date;
  ended_at: Date | null;
  stated: bigint;
}

/**
 * The mandate between `p.principal` and `p.agent`: what was given last, and when that was ended if it was; of those rows
 * `m` for which `counts` gives a condition that holds.
 */
const latestMandate = (counts: string) => `
  cross join lateral (
    select m.event_number, coalesce(m.statement_number, m.event_number) as stated, m.acts, m.until from view.mandate m
    where m.ledger_id = $1 and m.principal = p.principal and m.agent = p.agent and m.is_given${counts}
    order by m.event_number desc limit 1) given
  left join lateral (
    select m.event_number, coalesce(m.statement_number, m.event_number) as stated from view.mandate m
    where m.ledger_id = $1 and m.principal = p.principal and m.agent = p.agent
      and m.event_number > given.event_number${counts}
    order by m.event_number desc limit 1) ended on true
  join ledger.event g on g.ledger_id = $1 and ${isEvent('given.stated', 'g')}
  left join ledger.event e on e.ledger_id = $1 and ${isEvent('ended.event_number', 'e')}`;

const COLUMNS = `p.principal, p.agent, given.acts, given.until, g.occurred_at as given_at, e.occurred_at as ended_at,
  coalesce(ended.stated, given.stated) as stated`;

/** Looks up those of `names` that `state` has not, and notes them there, those that were never given as null. */
export async function loadMandates(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  names: Iterable<string>,
  state: CustodyState,
): Promise<void> {
  await loadMissing(state.mandates, names, async (wanted) => {
    const { rows } = await client.query<FoundMandate>(
      `select ${COLUMNS} from unnest($2::text[], $3::text[]) as p (principal, agent) ${latestMandate('')}`,
      [ledgerId, ...wordsOf(wanted)],
    );
    return rows.map((row) => [mandateName(row.principal, row.agent), mandateStateOf(row)] as const);
  });
}

/** The mandate of that name as the events below a number left it. */
export async function readMandateBefore(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  name: string,
  eventNumber: number,
): Promise<MandateState | null> {
  const { rows } = await client.query<FoundMandate>(
    `select ${COLUMNS} from (select $3::text as principal, $4::text as agent) p
     ${latestMandate(' and m.event_number < $2')}`,
    [ledgerId, eventNumber, ...name.split(' ')],
  );
  const [row] = rows;
  return row === undefined ? null : mandateStateOf(row);
}

function mandateStateOf({ stated, acts, until, ended_at }: FoundMandate): MandateState {
  return { eventNumber: Number(stated), acts, until, endedAt: ended_at?.toISOString() ?? null };
}

/** Mandates from or to a party (or all), by principal and agent. */
export async function listMandates(
  database: Database,
  ledgerId: number,
  { party, limit }: { readonly party?: string | undefined; readonly limit: number },
): Promise<MandateRow[]> {
  const { rows } = await database.pool.query<FoundMandate>(
    `select ${COLUMNS}
     from (select distinct principal, agent from view.mandate where ledger_id = $1) p ${latestMandate('')}
     where $2::text is null or $2 in (p.principal, p.agent)
     order by p.principal, p.agent limit $3`,
    [ledgerId, party ?? null, limit],
  );
  return rows.map(({ principal, agent, acts, until, given_at, ended_at }) => {
    const [givenAt, endedAt] = [given_at.toISOString(), ended_at?.toISOString() ?? null];
    return { principal, agent, acts, until, givenAt, endedAt };
  });
}
