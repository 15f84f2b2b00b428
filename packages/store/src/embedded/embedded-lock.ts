// Locks that end with their process. The kernel holds them, so there is no stale lock file to judge, no process number
// that may have been given to somebody else, and no moment at which two takers can both believe they took over: when
// the holder ends, however it ends (kill -9 included), the kernel drops the lock.
//
// Node offers no lock call of its own, but its SQLite takes kernel locks on the file of a database (POSIX advisory
// locks on Unix; https://sqlite.org/lockingv3.html). So a lock here is a transaction on an empty database file into
// which nothing is ever written: a read transaction is the shared lock, `begin exclusive` the exclusive one.
//
// One caution comes with POSIX locks: a process that opens a lock file by other means (to copy it, say) and closes it
// again drops its own locks on it. Copy the `postgres` folder, not the lock files beside it.

import { DatabaseSync } from 'node:sqlite';

/** A held lock. Releasing it twice is harmless. */
export interface Lock {
  release(): void;
}

/** Takes the lock that excludes every other one on this file; `undefined` when anybody holds one. */
export function tryExclusiveLock(file: string): Lock | undefined {
  return tryLock(file, (database) => database.exec('begin exclusive'));
}

/** Takes the lock that many may hold together; `undefined` when somebody holds the exclusive one. */
export function trySharedLock(file: string): Lock | undefined {
  return tryLock(file, (database) => {
    database.exec('begin');
    // A transaction takes its shared lock with the first read.
    database.prepare('select count(*) from sqlite_schema').get();
  });
}

/** SQLITE_BUSY, https://sqlite.org/rescode.html#busy: somebody else holds a lock that excludes ours. */
const busyCode = 5;

function tryLock(file: string, take: (database: DatabaseSync) => void): Lock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    // Nothing is written, so there is nothing to journal, and no journal file should appear beside the lock file.
    database.exec('pragma journal_mode = off');
    take(database);
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busyCode) return undefined;
    throw new Error(
      `cannot lock ${file}: the folder must be writable and have space, on a file system with file locks`,
      {
        cause: error,
      },
    );
  }
  const held = database;
  return {
    release() {
      if (held.isOpen) held.close();
    },
  };
}
