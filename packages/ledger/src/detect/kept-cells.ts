/**
 * Values by map and key in a file of SQLite, with what each of them was before: so one is read without the others, a change
 * writes what it changes, and what it changed can be taken back.
 */
import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

export type CellKey = string | number;

export interface Cell {
  /** Grows with every cell that is added, in whichever map. */
  readonly place: number;
  readonly key: CellKey;
  readonly value: string;
}

export interface CellMap {
  /** How many cells it has. */
  readonly size: number;
  read(key: CellKey): string | null;
  /** In the order in which they were added, so many beyond a place. */
  readOn(beyond: number, cellsMax: number): Cell[];
  add(key: CellKey, value: string): void;
  change(key: CellKey, value: string): void;
  remove(key: CellKey): void;
}

/** What was recorded as the state of a ledger of so many entries. */
export interface KeptSize {
  readonly size: number;
  readonly leafHash: string;
}

/** What is kept cannot be read or written. It is for speed alone, so whoever catches this does without. */
export class KeptFileError extends Error {}

export function orFail<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (cause) {
    throw new KeptFileError('what findings rest on cannot be read or written', { cause });
  }
}

/** All of it happens in a transaction that is open from the beginning. A file that is none, or is in use, throws. */
export interface Cells {
  openMap(name: string): CellMap;
  /** The smallest first. */
  sizes(): readonly KeptSize[];
  /** Puts every cell back to what it was at this size, or removes all at 0. */
  goBackTo(size: number): void;
  /** What the cells are now is their state at this size; of the sizes before it those that `isKept` says stay. */
  keepAs(kept: KeptSize, isKept: (size: number) => boolean): void;
  /** Makes all of it durable. False when somebody else has changed the file since: then it says nothing any more. */
  commit(): boolean;
  /** What was not committed is forgotten. */
  close(): void;
}

const SCHEMA = `
  create table if not exists kept (size integer primary key, leaf_hash text not null);
  create table if not exists map (map integer primary key, name text not null unique, cells integer not null default 0);
  create table if not exists cell (place integer primary key, map integer not null, key not null, value text not null,
    unique (map, key));
  create index if not exists cell_of_map on cell (map);
  create table if not exists before (size integer, map integer, key, place integer, value text,
    unique (size, map, key))`;

/** Each is a page of 4 KiB. */
const CACHE_PAGES = 4_096;

/** Opens the file at `path`, or makes it. What is there and is no such file is replaced. */
export function openCells(path: string): Cells {
  try {
    return tryToOpen(path);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    return tryToOpen(path);
  }
}

/** Low bytes of what SQLite says, https://sqlite.org/rescode.html. */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Whether somebody else has the file open to write to it. */
export function isInUse(error: unknown): boolean {
  return codeOf(error) === SQLITE_BUSY;
}

function isDamaged(error: unknown): boolean {
  const code = codeOf(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

function codeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 255 : null;
}

function tryToOpen(path: string): Cells {
  const database = new DatabaseSync(path);
  try {
    database.exec(`pragma cache_size = ${CACHE_PAGES}; pragma journal_mode = wal; pragma synchronous = normal`);
    database.exec('begin immediate');
    database.exec(SCHEMA);
    return cellsOf(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function cellsOf(database: DatabaseSync): Cells {
  const numberFrom = (sql: string) => Number(database.prepare(sql).get()?.['number'] ?? 0);
  const sizes = database.prepare('select size, leaf_hash as leafHash from kept order by size');
  const insertSize = database.prepare('insert into kept values (?, ?)');
  const remember = database.prepare(
    'insert or ignore into before select ?, ?2, ?3, place, value from cell where map = ?2 and key = ?3',
  );
  const rememberNone = database.prepare('insert or ignore into before values (?, ?, ?, null, null)');
  // Whoever undoes to an earlier size wants what the cell was then: what it was later is of no account.
  const joinBefore = database.prepare(
    'insert or ignore into before select ?, map, key, place, value from before where size = ?',
  );
  const forgetBefore = database.prepare('delete from before where size = ?');
  const forgetSize = database.prepare('delete from kept where size = ?');
  let latest = numberFrom('select max(size) as number from kept');
  let lastPlace = numberFrom('select max(place) as number from cell');
  const dataVersion = database.prepare('pragma data_version');

  function openMap(name: string): CellMap {
    database.prepare('insert or ignore into map (name) values (?)').run(name);
    const known = database.prepare('select map, cells from map where name = ?').get(name);
    const map = Number(known?.['map']);
    let size = Number(known?.['cells']);
    const select = database.prepare('select value from cell where map = ? and key = ?');
    const page = database.prepare(
      'select place, key, value from cell where map = ? and place > ? order by place limit ?',
    );
    const insert = database.prepare('insert into cell values (?, ?, ?, ?)');
    const update = database.prepare('update cell set value = ? where map = ? and key = ?');
    const remove = database.prepare('delete from cell where map = ? and key = ?');
    const count = database.prepare('update map set cells = cells + ? where map = ?');
    const grow = (by: number) => {
      size += by;
      count.run(by, map);
    };
    return {
      get size() {
        return size;
      },
      read: (key) => (select.get(map, key)?.['value'] as string | undefined) ?? null,
      readOn: (beyond, cellsMax) => page.all(map, beyond, cellsMax).map(cellOf),
      add: (key, value) => {
        if (latest > 0) rememberNone.run(latest, map, key);
        lastPlace += 1;
        insert.run(lastPlace, map, key, value);
        grow(1);
      },
      change: (key, value) => {
        if (latest > 0) remember.run(latest, map, key);
        update.run(value, map, key);
      },
      remove: (key) => {
        if (latest > 0) remember.run(latest, map, key);
        grow(-Number(remove.run(map, key).changes));
      },
    };
  }

  function dropSize(size: number, before: number | undefined): void {
    if (before !== undefined) joinBefore.run(before, size);
    forgetBefore.run(size);
    forgetSize.run(size);
  }

  const readSizes = () => {
    return sizes.all().map(({ size, leafHash }) => ({ size: Number(size), leafHash: String(leafHash) }));
  };
  return {
    openMap,
    sizes: readSizes,
    goBackTo: (size) => {
      if (size === latest) return;
      if (size === 0) database.exec('delete from cell; delete from before; delete from kept');
      for (const { size: later } of readSizes().toReversed()) {
        if (later < size) break;
        undo(database, later);
        forgetBefore.run(later);
        if (later > size) forgetSize.run(later);
      }
      database.exec('update map set cells = (select count(*) from cell where cell.map = map.map)');
      latest = size;
    },
    keepAs: (kept, isKept) => {
      insertSize.run(kept.size, kept.leafHash);
      latest = kept.size;
      const stay: number[] = [];
      for (const { size } of readSizes()) {
        if (size === latest || isKept(size)) stay.push(size);
        else dropSize(size, stay.at(-1));
      }
    },
    commit: () => {
      const before = dataVersion.get()?.['data_version'];
      database.exec('commit; begin immediate');
      return dataVersion.get()?.['data_version'] === before;
    },
    close: () => database.close(),
  };
}

function cellOf({ place, key, value }: Record<string, SQLOutputValue>): Cell {
  return { place: Number(place), key: typeof key === 'string' ? key : Number(key), value: String(value) };
}

/** Puts back what was changed after the ledger had this size, and before it had the next that is kept. */
function undo(database: DatabaseSync, size: number): void {
  database.prepare('delete from cell where (map, key) in (select map, key from before where size = ?)').run(size);
  database
    .prepare('insert into cell select place, map, key, value from before where size = ? and value is not null')
    .run(size);
}
