import { withClient } from '@lodestone/testkit/test-run.ts';
import { beforeAll, expect, test } from 'vitest';
import { startLodestone } from './run-lodestone.ts';
import { keepServer, serverIsUp, testPlace, until } from './test-place.ts';

const place = await testPlace();
beforeAll(() => place.prepare(['init', '--origin', 'example.org/interrupted']));
keepServer(place);

/** Entries that say nothing and take seconds to walk: many times what a thread is given at once. */
const ENTRIES = 200_000;

/** The connections there are, and how many of them read the log by their last statement: two of each thread. */
const WATCH = `select coalesce(array_agg(pid), '{}') as connections,
    count(*) filter (where query like 'copy (select%from ledger.e%')::integer as reading
  from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;

test('verify in two threads is interrupted with Ctrl-C: it leaves at once, and no connection stays', async () => {
  await withClient(await serverIsUp(place), async (client) => {
    const watch = async () => {
      const { rows } = await client.query<{ connections: number[]; reading: number }>(WATCH);
      return rows[0] ?? { connections: [], reading: 0 };
    };
    await client.query('set session_replication_role = replica');
    await client.query(
      `insert into ledger.entry (ledger_id, position, leaf_hash, author, submission, body)
       select ledger_id, position, sha256(''), 'nobody', gen_random_uuid(), '\\x'
       from ledger.ledger, generate_series(1, $1::integer) as position`,
      [ENTRIES],
    );
    const { connections } = await watch();
    const command = startLodestone(['--data', place.data, 'verify', '--only', 'chain']);
    await until(async () => ((await watch()).reading >= 4 ? true : undefined));
    const interruptedAt = performance.now();
    command.process.kill('SIGINT');
    expect(await command.result).toMatchObject({ code: 130, stdout: '' });
    // What is left to walk takes longer.
    expect(performance.now() - interruptedAt).toBeLessThan(3_000);
    // What was there before may be gone as well: a command that keeps the server lets idle connections go.
    await until(async () => ((await watch()).connections.every((pid) => connections.includes(pid)) ? true : undefined));
  });
});
