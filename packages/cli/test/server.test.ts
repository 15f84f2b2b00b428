import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withClient } from '@lodestone/testkit/test-run.ts';
import { expect, test } from 'vitest';
import { startLodestone } from './run-lodestone.ts';
import { testPlace } from './test-place.ts';

const place = await testPlace();

test('server prints the URL of an empty database, stays until it is interrupted, and takes the server with it', async () => {
  const running = startLodestone(['--data', place.data, 'server']);
  const lines = createInterface({ input: running.process.stdout ?? process.stdin });
  const [url] = (await once(lines, 'line')) as [string];
  const { rows } = await withClient(url, (client) => client.query(`select to_regnamespace('ledger') as ledger`));
  expect(rows).toEqual([{ ledger: null }]);
  expect(running.process.exitCode).toBeNull();
  running.process.kill('SIGINT');
  expect(await running.result).toMatchObject({ code: 0 });
  expect(existsSync(join(place.data, 'postgres', 'postmaster.pid'))).toBe(false);

  // There is no dump in it yet, and nothing was made in it.
  const early = await place.run(['restore-grants']);
  expect(early).toMatchObject({ code: 3, stdout: '' });
  expect(early.stderr).toContain('there is no ledger in this database: restore the dump first');
  const elsewhere = await place.run(['server', '--database', 'postgres://a@b/c']);
  expect(elsewhere).toMatchObject({ code: 2, stdout: '' });
  expect(elsewhere.stderr).toContain('leave out --database and LODESTONE_DATABASE_URL');
});
