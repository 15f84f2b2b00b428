import type pg from 'pg';
import { type AppendTransaction, openAppend, type RunAppend } from './append-under-head-lock.ts';
import { type Database, databaseOf } from '../database.ts';
import { FACT_TABLES } from '../facts/fact-table.ts';
import { WRITER_ROLE } from '../connect/session-role.ts';
import { withTransaction } from '../connect/with-transaction.ts';

/**
 * Gives `body` a way to append that works like the real one, and a database that shows what was appended so: all inside
 * one transaction that is rolled back at the end. Other writers wait meanwhile. There is one connection for all of it,
 * so nothing may be asked while an append is under way.
 */
export function rehearseAppends<Result>(
  database: Database,
  ledgerId: number,
  body: (runAppend: RunAppend, rehearsed: Database) => Promise<Result>,
): Promise<Result> {
  const rehearsal = async (client: pg.PoolClient) => {
    const events = { written: 0, whenAnalyzed: 0 };
    const runAppend: RunAppend = async (work) => {
      await client.query('savepoint rehearsal');
      try {
        const transaction = await openAppend(client, ledgerId);
        const write: AppendTransaction['write'] = async (rows) => {
          await transaction.write(rows);
          events.written += rows.events.length;
        };
        const result = await work({ ...transaction, write });
        if (events.written >= Math.max(ANALYZE_EVENTS, 2 * events.whenAnalyzed)) {
          await takeStatistics(client);
          events.whenAnalyzed = events.written;
        }
        return result;
      } catch (error) {
        await client.query('rollback to savepoint rehearsal');
        throw error;
      }
    };
    return body(runAppend, databaseOf(client));
  };
  return withTransaction(database, rehearsal, 'rollback');
}

/**
 * Autovacuum never sees what a rehearsal writes. Questions planned for the few rows that were there before would read all
 * that there are now, for each name: so statistics are taken here after so many events, and whenever they have doubled.
 */
const ANALYZE_EVENTS = 1_000;
const TABLES_THAT_GROW = [
  'ledger.entry',
  'ledger.event',
  ...Object.values(FACT_TABLES).map(({ table }) => `view.${table}`),
];

/** Only the owner of a table takes statistics; a server of somebody else's may not let us, which costs time and no more. */
async function takeStatistics(client: pg.PoolClient): Promise<void> {
  await client.query(`set local role none; analyze ${TABLES_THAT_GROW.join(', ')}; set local role ${WRITER_ROLE}`);
}
