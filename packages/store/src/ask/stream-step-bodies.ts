/** The bytes of the events of transformations, in the order of recording, a page at a time. */
import type { Database } from '../database.ts';
import { standsBelow } from '../lot-state-sql.ts';
import type { EventBound } from '../event-bound.ts';
import { numberOfEvent } from '../event-number-sql.ts';

/** What one question brings: few enough to hold, many enough not to wait for each. */
const PAGE_ROWS = 2_000;

/**
 * The bodies of all `lot-transformed` numbered below the bound, of what replaces one in its place. By the index of the log, as a
 * page of events is (`read-event-page.ts`).
 */
export async function* streamStepBodies(
  database: Database,
  ledgerId: number,
  bound: EventBound,
): AsyncGenerator<Buffer> {
  let [position, ordinal] = [-1n, 0];
  for (;;) {
    const { rows } = await database.lookups.query<{ position: bigint; ordinal: number; body: Buffer }>(
      `select position, ordinal, body from ledger.event e
       where ledger_id = $1 and (position, ordinal) > ($3, $4) and ${numberOfEvent()} < $2
         and (type = 'lot-transformed' or type = 'event-corrected' and exists (
           select from view.step s where s.ledger_id = $1 and s.event_number = ${numberOfEvent('e')}))
         and ${standsBelow(numberOfEvent('e'), '$2')}
       order by position, ordinal limit $5`,
      [ledgerId, bound, position, ordinal, PAGE_ROWS],
    );
    for (const { body } of rows) yield body;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    ({ position, ordinal } = last);
  }
}
