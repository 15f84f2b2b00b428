import pg from 'pg';
import { type BenchServer, withBenchServer } from './bench-ledger.ts';
import { runCallers } from './callers.ts';
import { compareAloud, type Measurement, type Timing } from './measure.ts';
import { bodyOf } from './sign-lines.ts';
import { appendSinglesOnce, makeSingleEvents } from './single-events.ts';

export const EVENTS_OF_ONE_CALLER = 2_000;

/**
 * `append-1`: one caller who waits for the receipt of each event before it hands in the next, beside inserting the same
 * bytes into a table without an index, a transaction each.
 */
export function benchAppend1(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const events = makeSingleEvents(1, EVENTS_OF_ONE_CALLER * scale);
    const bodies = events.callers.flat().map(bodyOf);
    const comparison = {
      name: 'append-1',
      unit: 'events/s',
      goal: null,
      baselineName: 'one autocommit insert after the other into a bare table',
      baseline: () => insertEach(server, bodies),
      subject: () => appendSinglesOnce(server, events),
    };
    return [await compareAloud(comparison, say)];
  });
}

/** The least that a database can do with one event at a time: nothing is checked, looked up or indexed. */
async function insertEach({ databaseUrl }: BenchServer, bodies: readonly Buffer[]): Promise<Timing> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('drop table if exists public.bare; create table public.bare (body bytea not null)');
    const insert = { name: 'insert-bare', text: 'insert into public.bare (body) values ($1)' };
    return await runCallers([bodies], async (body) => {
      await client.query({ ...insert, values: [body] });
    });
  } finally {
    await client.query('drop table if exists public.bare');
    await client.end();
  }
}
