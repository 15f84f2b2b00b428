import type pg from 'pg';
import { WRITER_ROLE } from './session-role.ts';

/** Refuses a migrated database in which nobody may work as the writer, or where the function is in wrong hands. */
export async function refuseLackingGrants(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ missing: string }>(
    `select case
       when writer.oid is null then 'the role ' || $1
       when not has_schema_privilege(writer.oid, 'ledger', 'usage') then 'the grants of the role ' || $1
       when exists (select from pg_proc where oid = to_regproc('ledger.append_single') and proowner <> coalesce(
         (select oid from pg_roles where rolname = 'lodestone_appender'), 0)) then 'the owner of ledger.append_single, lodestone_appender'
       end as missing
     from (select) lone left join pg_roles writer on writer.rolname = $1`,
    [WRITER_ROLE],
  );
  const missing = rows[0]?.missing ?? null;
  if (missing === null) return;
  throw new Error(
    `the database lacks ${missing}, as after restoring a dump: run lodestone restore-grants as the user who owns it`,
  );
}
