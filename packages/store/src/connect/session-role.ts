/** The roles that connections work as, whatever the login behind them could do beyond. */
import type pg from 'pg';

/** It can add to the ledger and change nothing of it. */
export const WRITER_ROLE = 'lodestone_writer';
/** It can read, and nothing else. */
export const AUDITOR_ROLE = 'lodestone_auditor';

export type SessionRole = typeof WRITER_ROLE | typeof AUDITOR_ROLE;

/** The role for this login: the auditor's when that is all it has, else the writer's, which it has or may be given. */
export async function findSessionRole(client: pg.ClientBase): Promise<SessionRole> {
  const { rows } = await client.query<{ rolname: string }>(
    `select rolname from pg_roles where rolname = any($1) and pg_has_role(oid, 'member')`,
    [[WRITER_ROLE, AUDITOR_ROLE]],
  );
  const names = new Set(rows.map(({ rolname }) => rolname));
  return names.has(AUDITOR_ROLE) && !names.has(WRITER_ROLE) ? AUDITOR_ROLE : WRITER_ROLE;
}
