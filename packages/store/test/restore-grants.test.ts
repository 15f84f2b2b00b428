import { withClient } from '@lodestone/testkit/test-run.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { migrate } from '../src/connect/migrate.ts';
import { restoreGrants } from '../src/connect/restore-grants.ts';
import { printSchema } from './print-schema.ts';

const testing = testDatabase();

const execute = (statement: string) => withClient(testing.url, (client) => client.query(statement));

/** Who may do what, and what those get who come later. */
const printGrants = () =>
  withClient(testing.url, async (client: pg.Client) => {
    const { rows } = await client.query<{ acl: string }>(
      `select concat_ws(' ', 'in view', defaclobjtype, defaclacl) as acl from pg_default_acl
       where defaclnamespace = 'view'::regnamespace
       union all select concat_ws(' ', 'lodestone', nspacl) from pg_namespace where nspname = 'lodestone'
       union all select concat_ws(' ', 'migration', relacl) from pg_class where oid = 'lodestone.migration'::regclass`,
    );
    return [await printSchema(client), ...rows.map(({ acl }) => acl.replace(/[{}]/g, '').split(',').sort().join(' '))];
  });

/** As a dump leaves it that is restored without owners and grants: the server has the roles of other databases. */
const DROP_GRANTS = `
  do $$ begin execute format('alter function ledger.append_single owner to %I', current_user); end $$;
  drop owned by lodestone_writer, lodestone_eraser, lodestone_appender, lodestone_auditor;
  grant execute on function ledger.append_single to public;`;

test('a database without its grants is refused, and has all that the migrations grant when they are restored', async () => {
  const migrated = await printGrants();
  await execute(DROP_GRANTS);
  await expect(migrate(testing.url)).rejects.toThrow(
    'the database lacks the grants of the role lodestone_writer, as after restoring a dump: run lodestone restore-grants',
  );
  await restoreGrants(testing.url);
  expect(await printGrants()).toEqual(migrated);
  // What nothing is missing of stays as it is.
  await restoreGrants(testing.url);
  expect(await printGrants()).toEqual(migrated);
  await migrate(testing.url);
});

test('the function for one event is in no other hands', async () => {
  await execute(`do $$ begin execute format('alter function ledger.append_single owner to %I', current_user); end $$`);
  await expect(migrate(testing.url)).rejects.toThrow('lacks the owner of ledger.append_single, lodestone_appender');
  await restoreGrants(testing.url);
  await migrate(testing.url);
});

test('grants belong to one version: the program that made the dump restores it', async () => {
  await execute(`insert into lodestone.migration (name, sha256) values ('9999-later.sql', 'x')`);
  await expect(restoreGrants(testing.url)).rejects.toThrow('migration 9999-later.sql, which is unknown');
  await execute(
    `delete from lodestone.migration where name in ('9999-later.sql', '0034-lot-names-by-their-range.sql')`,
  );
  await expect(restoreGrants(testing.url)).rejects.toThrow('restore it with the program version that made the dump');
});
