// A connection that a test file leaves open is one that the product leaves open.

import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from './test-run.ts';

/** A session that its client has closed may take the server a moment to end. */
const closingMilliseconds = 2_000;

/** Throws, naming the last statement of each, if other sessions are open on the database and do not end. */
export async function refuseLeakedSessions(url: string): Promise<void> {
  const deadline = performance.now() + closingMilliseconds;
  await withClient(url, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ pid: number; state: string; query: string }>(
        `select pid, state, query from pg_stat_activity
          where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
          order by pid`,
      );
      if (rows.length === 0) return;
      if (performance.now() > deadline) {
        const sessions = rows.map(({ pid, state, query }) => `  ${pid}, ${state}, last statement: ${query}`);
        throw new Error(`this test file left ${rows.length} database session(s) open:\n${sessions.join('\n')}`);
      }
      await sleep(20);
    }
  });
}
