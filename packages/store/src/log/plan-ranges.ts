/** Divides the log into ranges of about equal work, found in the rows themselves: no size that is stored is believed. */
import type pg from 'pg';
import type { PositionRange } from './read-log.ts';

/** An entry's own work (its signature, mostly), as that of so many events. */
const ENTRY_WORK_EVENTS = 25;
/** Bytes of an entry for each event that it lists: a digest in quotes and a comma. */
const ENTRY_BYTES_PER_EVENT = 46;
/** So many entries are looked at in one query. */
const PLANNED_ENTRIES = 16_384;
const LEAST_POSITION = -(2n ** 63n);

/**
 * Ranges that together are the whole log, in order; the first and the last are open to the outside. Each is the work of
 * about `workEvents` events and has at most 16,384 entries, if nobody has made an entry longer than entries are.
 */
export async function* planRanges(
  client: pg.ClientBase,
  ledgerId: number,
  workEvents: number,
): AsyncGenerator<PositionRange> {
  let from: string | null = null;
  let after: bigint | null = null;
  for (;;) {
    const starts = await readStarts(client, ledgerId, after, workEvents);
    for (const { start } of starts) {
      // Rows before the first entry belong to the first range.
      if (after === null && start === starts[0]?.start) continue;
      yield { from, until: start };
      from = start;
    }
    const last = starts.at(-1);
    if (last === undefined) break;
    after = BigInt(last.last);
  }
  yield { from, until: null };
}

interface Start {
  readonly start: string;
  readonly last: string;
}

async function readStarts(
  client: pg.ClientBase,
  ledgerId: number,
  after: bigint | null,
  workEvents: number,
): Promise<Start[]> {
  const { rows } = await client.query<Start>(
    `select min(position)::text as start, max(position)::text as last
     from (
       select position, (sum(work) over (order by position) - work) / $4 as range
       from (
         select position, (octet_length(body) / $5 + $6)::bigint as work from ledger.entry
         where ledger_id = $1 and position >= $2 and ($3 or position > $2) order by position limit $7
       ) entry
     ) planned
     group by div(range, 1) order by min(position)`,
    [
      ledgerId,
      after ?? LEAST_POSITION,
      after === null,
      workEvents,
      ENTRY_BYTES_PER_EVENT,
      ENTRY_WORK_EVENTS,
      PLANNED_ENTRIES,
    ],
  );
  return rows;
}
