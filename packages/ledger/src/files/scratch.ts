/** A place on disk for what a replay cannot hold in memory: maps, as large as the log makes them. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** What is on disk of one map: texts by name. */
export interface ScratchMap {
  get(name: string): string | null;
  set(name: string, value: string): void;
}

export interface ScratchSet {
  /** Adds a member and says whether it was not there. */
  add(member: string): boolean;
  has(member: string): boolean;
}

export interface Scratch {
  openMap(name: string): ScratchMap;
  openSet(name: string): ScratchSet;
  /** Gives back the space. A process that ends without it leaves nothing behind either. */
  close(): void;
}

/** So much of it is kept in memory. */
const CACHE_KIBIBYTES = 128 * 1024;
/** Members of a set before it is written to disk. */
const MEMBERS_IN_MEMORY = 50_000;

/**
 * Opens a scratch of its own. With no name SQLite makes a file in the folder for temporary files (`SQLITE_TMPDIR`, else
 * `TMPDIR`, else /var/tmp) that has no name either: it is gone when it is closed, however the process ends.
 */
export function openScratch(membersInMemory = MEMBERS_IN_MEMORY): Scratch {
  let opened: DatabaseSync | undefined;
  // Most ledgers need nothing on disk, so nothing is opened before something is to be written.
  const database = () => (opened ??= openDatabase());
  return {
    openMap: (name) => {
      let table: ScratchMap | undefined;
      return {
        get: (key) => table?.get(key) ?? null,
        set: (key, value) => (table ??= createMap(database(), name)).set(key, value),
      };
    },
    openSet: (name) => {
      let onDisk: ScratchSet | undefined;
      const first = new Set<string>();
      return {
        has: (member) => onDisk?.has(member) ?? first.has(member),
        add: (member) => {
          if (onDisk !== undefined) return onDisk.add(member);
          const isNew = !first.has(member);
          first.add(member);
          if (first.size < membersInMemory) return isNew;
          onDisk = createSet(database(), name);
          for (const each of first) onDisk.add(each);
          first.clear();
          return isNew;
        },
      };
    },
    close: () => opened?.close(),
  };
}

function openDatabase(): DatabaseSync {
  const database = new DatabaseSync('');
  // Nobody reads it after us, so nothing in it needs to survive: no journal, no fsync, one transaction without end.
  database.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -${CACHE_KIBIBYTES}; begin`);
  return database;
}

function createMap(database: DatabaseSync, name: string): ScratchMap {
  database.exec(`create table "${name}" (name text primary key, value text not null) without rowid`);
  const select = database.prepare(`select value from "${name}" where name = ?`);
  const upsert = database.prepare(
    `insert into "${name}" values (?, ?) on conflict (name) do update set value = excluded.value`,
  );
  return {
    get: (key) => (select.get(key)?.['value'] as string | undefined) ?? null,
    set: (key, value) => void runOnDisk(upsert, key, value),
  };
}

function createSet(database: DatabaseSync, name: string): ScratchSet {
  database.exec(`create table "${name}" (member text primary key) without rowid`);
  const insert = database.prepare(`insert into "${name}" values (?) on conflict do nothing`);
  const select = database.prepare(`select 1 from "${name}" where member = ?`);
  return {
    add: (member) => runOnDisk(insert, member).changes === 1,
    has: (member) => select.get(member) !== undefined,
  };
}

function runOnDisk(statement: StatementSync, ...values: string[]): ReturnType<StatementSync['run']> {
  try {
    return statement.run(...values);
  } catch (error) {
    const place = 'a file in the folder for temporary files; SQLITE_TMPDIR names another';
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(`what a replay does not hold in memory cannot be written to disk (${place}): ${problem}`, {
      cause: error,
    });
  }
}
