import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { refuseLackingGrants } from './lacking-grants.ts';
import { AUDITOR_ROLE, findSessionRole, type SessionRole } from './session-role.ts';
import { withClient } from './with-client.ts';

const MIGRATIONS_FOLDER = new URL('../../migrations/', import.meta.url);

/** Any number that nothing else on the server uses: two migrating at once take turns. */
const MIGRATION_LOCK = 7_043_661_152;

/** From this one on, the database is worked with in roles. */
const FIRST_GRANTS = '0003-grants.sql';

interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

/** The migrations in their order. They are never edited once released; their hash says so. */
export function readMigrations(): Migration[] {
  const names = readdirSync(MIGRATIONS_FOLDER).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(name, MIGRATIONS_FOLDER), 'utf8');
    return { name, sha256: createHash('sha256').update(sql).digest('hex'), sql };
  });
}

export interface Migrated {
  /** Whether there is a schema; false only where it was not to be made. */
  readonly isThere: boolean;
  /** As what this login works. */
  readonly role: SessionRole;
}

/**
 * Brings the database to the schema of this program: each migration in a transaction of its own, so a crash leaves
 * whole ones. Refuses a database that a newer or an altered program has migrated. With `onlyExisting`, a database that
 * has no ledgers yet is left as it is: looking into a wrong database must not change it.
 * A login that only reads changes nothing, and is refused where something is left to do. A database that was restored
 * without its roles and grants is refused as well.
 */
export function migrate(databaseUrl: string, options: { onlyExisting?: boolean } = {}): Promise<Migrated> {
  return withClient(databaseUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const migrations = readMigrations();
    const applied = await readApplied(client);
    const role = await findSessionRole(client);
    if (options.onlyExisting && applied.size === 0) return { isThere: false, role };
    refuseStranger(migrations, applied);
    if (applied.has(FIRST_GRANTS)) await refuseLackingGrants(client);
    const pending = migrations.filter(({ name }) => !applied.has(name));
    if (role === AUDITOR_ROLE && pending.length > 0) throw new Error(describePending(pending));
    for (const migration of pending) await apply(client, migration);
    // Migrating may have made the role that this login now works as.
    return { isThere: true, role: pending.length === 0 ? role : await findSessionRole(client) };
  });
}

/** Refuses a database that any other version of this program has migrated, and one that none has. */
export async function refuseOtherVersion(client: pg.Client): Promise<void> {
  const migrations = readMigrations();
  const applied = await readApplied(client);
  if (applied.size === 0) throw new Error('there is no ledger in this database: restore the dump first');
  refuseStranger(migrations, applied);
  const pending = migrations.find(({ name }) => !applied.has(name));
  if (pending === undefined) return;
  throw new Error(
    `the database lacks the migration ${pending.name}: restore it with the program version that made the dump, then use this one`,
  );
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows: exists } = await client.query<{ found: boolean }>(
    `select to_regclass('lodestone.migration') is not null as found`,
  );
  if (exists[0]?.found !== true) return new Map();
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from lodestone.migration');
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

function refuseStranger(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.sha256]));
  for (const [name, sha256] of applied) {
    if (known.get(name) === sha256) continue;
    const what = known.has(name) ? "differs from this program's" : 'is unknown to this program';
    throw new Error(`the database has migration ${name}, which ${what}: use the program version that made it`);
  }
}

function describePending([first, ...others]: readonly Migration[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `the database lacks the migration ${first?.name}${more}, which a login that only reads cannot apply: its operator runs any command of this program version first`;
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(`
      create schema if not exists lodestone;
      create table if not exists lodestone.migration (
        name text not null,
        sha256 text not null,
        applied_at timestamptz not null default now(),
        constraint migration_pkey primary key (name)
      )`);
    await client.query(migration.sql);
    await client.query('insert into lodestone.migration (name, sha256) values ($1, $2)', [
      migration.name,
      migration.sha256,
    ]);
    await client.query('commit');
  } catch (cause) {
    throw new Error(`migration ${migration.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
