/**
 * The roles of the server and what they may do, made again for a database that was restored from a dump. A dump has no
 * roles in it, and a user who is no superuser cannot give the function to the role that owns it. So a dump is restored
 * without owners and grants, and they are made here, in one place and all at once.
 */
import { refuseOtherVersion } from './migrate.ts';
import { withClient } from './with-client.ts';

/** Like what the migrations grant, all of them together; a test holds both against each other. */
const GRANTS = `
do $$
declare
  named text;
begin
  foreach named in array array['lodestone_writer', 'lodestone_eraser', 'lodestone_appender', 'lodestone_auditor'] loop
    begin
      -- Who may not create roles is refused before it is seen that there is one.
      if to_regrole(named) is null then
        execute format('create role %I nologin', named);
      end if;
    exception when duplicate_object or unique_violation then
      null;
    end;
    continue when named = 'lodestone_auditor';
    begin
      execute format('grant %I to %I', named, current_user);
    exception when insufficient_privilege then
      -- Somebody else made the roles of this server: it is enough to have them already.
      if not pg_has_role(named, 'member') then
        raise;
      end if;
    end;
  end loop;
end
$$;

grant usage on schema ledger, view, lodestone to lodestone_writer, lodestone_auditor;
grant select on lodestone.migration to lodestone_writer;
grant select on all tables in schema ledger, view, lodestone to lodestone_auditor;
alter default privileges in schema view grant select on tables to lodestone_auditor;

grant select, insert on all tables in schema ledger to lodestone_writer;
grant update (size, leaf_hash, recorded_at) on ledger.head to lodestone_writer;
grant update (count, size) on ledger.published to lodestone_writer;
grant select, insert, delete on all tables in schema view to lodestone_writer;

grant usage on schema ledger, view to lodestone_eraser;
grant select, delete on ledger.opening to lodestone_eraser;
grant select on view.opening_erasure to lodestone_eraser;
revoke all on ledger.opening from lodestone_auditor;
grant select (ledger_id, event_id, field) on ledger.opening to lodestone_auditor;

-- The owner's own right to call the function goes with it to the new owner.
grant create on schema ledger to lodestone_appender;
alter function ledger.append_single owner to lodestone_appender;
revoke create on schema ledger from lodestone_appender;
revoke execute on function ledger.append_single from public;
grant execute on function ledger.append_single to lodestone_writer;
grant usage on schema ledger to lodestone_appender;
grant select, update (size, leaf_hash, recorded_at) on ledger.head to lodestone_appender;
grant insert on ledger.entry, ledger.event to lodestone_appender;`;

/**
 * Makes the roles and grants of a database that this version of the program has migrated, as the user of the URL, who must
 * own its schemas and be able to make the roles or have them. All or nothing; where nothing is missing, nothing changes.
 * Throws where there is no schema, or one of another version: the program of that version restores it.
 */
export function restoreGrants(databaseUrl: string): Promise<void> {
  return withClient(databaseUrl, async (client) => {
    await refuseOtherVersion(client);
    // Several statements in one query are one transaction.
    await client.query(GRANTS);
  });
}
