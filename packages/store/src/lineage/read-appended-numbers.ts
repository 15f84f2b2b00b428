/** What a ledger has come to have of lineage since it was read last, in numbers: in slices, so that a whole ledger can be read as well. */
import type pg from 'pg';
import type { Database } from '../database.ts';
import { type EventBound, WHOLE_LEDGER } from '../event-bound.ts';
import { appendedOriginsQuery, appendedStepsQuery } from './lineage-numbers-sql.ts';
import { type NumbersSink, readNumbers } from './read-numbers.ts';
import { positionOf } from '../event-number-sql.ts';

/** Events [from, until), and the lots from the first one on that was not read yet. */
export interface Appended {
  readonly from: EventBound;
  readonly until: EventBound;
  readonly firstLotNumber: number;
}

export interface AppendedRead {
  /** The first lot that is not read yet. */
  readonly nextLotNumber: number;
  /** Lots that may have gained since without a step, or whose gains may be others: see `read-gains.ts`. */
  readonly changed: readonly number[];
  /** Something was corrected: it may be how a lot was made. */
  readonly isCorrected: boolean;
}

const STEPS_PER_SLICE = 20_000;

/** Reads origins and steps of this part of the ledger; of a step that corrects another after that one. */
export async function readAppendedNumbers(
  database: Database,
  ledgerId: number,
  appended: Appended,
  sink: NumbersSink,
): Promise<AppendedRead> {
  const { until, firstLotNumber } = appended;
  await readNumbers(database, appendedOriginsQuery(ledgerId, firstLotNumber, until), sink);
  let { from } = appended;
  while (from < until) {
    const end = await endOfSlice(database.pool, ledgerId, from, until);
    await readNumbers(database, appendedStepsQuery(ledgerId, from, end), sink);
    from = end;
  }
  const [next, changed, isCorrected] = await Promise.all([
    nextLotNumber(database.pool, ledgerId, firstLotNumber, until),
    readChanged(database.pool, ledgerId, appended),
    findCorrection(database.pool, ledgerId, appended),
  ]);
  return { nextLotNumber: next, changed, isCorrected };
}

/** How many lots there are: they are numbered without gaps. */
export function countLots({ pool }: Database, ledgerId: number): Promise<number> {
  return nextLotNumber(pool, ledgerId, 0, WHOLE_LEDGER);
}

/** The event before which there are no more steps from `from` on than a slice may have. */
async function endOfSlice(pool: pg.Pool, ledgerId: number, from: EventBound, until: EventBound): Promise<EventBound> {
  const { rows } = await pool.query<{ event_number: bigint }>(
    `select event_number from view.step where ledger_id = $1 and event_number >= $2 and event_number < $3
     order by event_number offset ${STEPS_PER_SLICE} limit 1`,
    [ledgerId, from, until],
  );
  return rows[0] === undefined ? until : Number(rows[0].event_number);
}

async function nextLotNumber(pool: pg.Pool, ledgerId: number, first: number, until: EventBound): Promise<number> {
  const { rows } = await pool.query<{ next: bigint | null }>(
    `select max(lot_number) + 1 as next from view.lot where ledger_id = $1 and lot_number >= $2 and event_number < $3`,
    [ledgerId, first, until],
  );
  return Number(rows[0]?.next ?? first);
}

/**
 * What an adjustment, an assay or a settlement changed, and of what a correction takes. Changes are found by the position
 * of their entry, as they are indexed.
 */
async function readChanged(pool: pg.Pool, ledgerId: number, { from, until }: Appended): Promise<number[]> {
  const { rows } = await pool.query<{ lot_number: bigint }>(
    `select c.lot_number from (
       select lot_number, event_number from view.change
       where ledger_id = $1
         and ${positionOf('event_number')} between ${positionOf('$2::bigint')} and ${positionOf('$3::bigint')} offset 0) c
     where c.event_number >= $2 and c.event_number < $3
     union
     select i.lot_number from view.correction c
     join view.input i on i.ledger_id = $1 and i.event_number = c.event_number
     where c.ledger_id = $1 and c.event_number >= $2 and c.event_number < $3`,
    [ledgerId, from, until],
  );
  return rows.map(({ lot_number }) => Number(lot_number));
}

async function findCorrection(pool: pg.Pool, ledgerId: number, { from, until }: Appended): Promise<boolean> {
  const { rows } = await pool.query(
    'select from view.correction where ledger_id = $1 and event_number >= $2 and event_number < $3 limit 1',
    [ledgerId, from, until],
  );
  return rows.length > 0;
}
