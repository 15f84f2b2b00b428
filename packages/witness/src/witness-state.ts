/** What a witness must never forget: the last checkpoint of each log that it has cosigned, in one SQLite file. */
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { AnyCheckpoint } from './any-checkpoint.ts';
import type { SeenCheckpoint } from './judge-checkpoint.ts';

/** Close it. Several processes may have the same file open. */
export interface WitnessState {
  seen(origin: string): SeenCheckpoint | null;
  /** The note with its cosignature, by the SHA-256 of the origin in hexadecimal digits; null when nothing was cosigned. */
  noteOf(originHash: string): string | null;
  /** Has `work` alone: nobody else reads or writes until it is done. What it keeps is on the disk when this returns. */
  alone<Result>(work: () => Result): Result;
  keep(checkpoint: AnyCheckpoint, cosignedNote: string): void;
  close(): void;
}

/** How long somebody else's turn is waited for. */
const BUSY_MILLISECONDS = 5_000;

/** Opens the state, or makes an empty one. Losing the file is losing the memory: then the witness would cosign a fork. */
export function openWitnessState(file: string): WitnessState {
  const database = new DatabaseSync(file, { timeout: BUSY_MILLISECONDS });
  database.exec('pragma synchronous = full; pragma journal_mode = delete');
  database.exec(`create table if not exists log (
    origin_hash text primary key, origin text not null unique, size integer not null, root blob not null, note text not null
  ) strict`);
  const bySize = database.prepare('select size, root from log where origin = ?');
  const byHash = database.prepare('select note from log where origin_hash = ?');
  const write = database.prepare(`insert into log (origin_hash, origin, size, root, note) values (?, ?, ?, ?, ?)
    on conflict (origin_hash) do update set size = excluded.size, root = excluded.root, note = excluded.note`);
  return {
    seen: (origin) => {
      const row = bySize.get(origin) as { size: number; root: Uint8Array } | undefined;
      return row === undefined ? null : { size: row.size, root: row.root };
    },
    noteOf: (originHash) => (byHash.get(originHash) as { note: string } | undefined)?.note ?? null,
    alone: (work) => {
      database.exec('begin immediate');
      try {
        const result = work();
        database.exec('commit');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('rollback');
        throw error;
      }
    },
    keep: ({ origin, size, root }, note) => {
      write.run(originHashOf(origin), origin, size, root, note);
    },
    close: () => database.close(),
  };
}

/** How C2SP tlog-witness names a log in an address. */
export function originHashOf(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}
