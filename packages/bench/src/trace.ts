import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { attributeSubject } from '@lodestone/ledger/ask/attribute-subject.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { type Kept, keepLineage, type WarmLineage } from '@lodestone/ledger/ask/warm-lineage.ts';
import pg from 'pg';
import { withBenchServer } from './bench-ledger.ts';
import { compareAloud, type Measurement, type Timing, timed } from './measure.ts';
import { fillWithLots, type NamedLot, type TraceLedger } from './trace-ledger.ts';

const LOTS = 1_000_000;
const LOTS_PER_MESSAGE = 100_000;
const SMALL_TRACES = 50;
const MEBIBYTE = 1024 * 1024;

/** Tracing may take this many times as long as counting the ancestors. */
const GOAL_DATABASE = 1.5;
const GOAL_SMALL = 3;
const GOAL_GRAPH = 1;
const GOAL_MASSES = 0.2;
/** Of a million lots with what steps took of them. */
const GOAL_MEBIBYTES = 250;

/**
 * Where a lot of a ledger of a million lots comes from, element by element, beside PostgreSQL's bare recursive count of the
 * same ancestors. `trace-1k`: one with about 1,000 ancestors, from the database alone; `trace-100k-database`: one with
 * about 100,000. `trace-100k-warm-graph`: the latter with who made what of what in memory; `trace-1k-warm` and `trace-100k-warm`: both with the
 * masses too. All of these ask the database what was appended since. `trace-memory`: how much memory masses take, beside the graph.
 */
export function benchTrace(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const ledger = await server.freshLedger();
    try {
      const { smallLot, largeLot } = await fill(ledger, Math.round(LOTS * scale), say);
      await vacuum(server.databaseUrl);
      const measurements: Measurement[] = [];
      const measure = async (name: string, goal: number, lot: NamedLot, times: number, attribute: Attribute) => {
        const comparison = {
          name,
          unit: 'traces/s',
          goal: ratioOf(goal),
          subject: () => repeat(times, () => attribute(lot.lot)),
          baselineName: 'counting the ancestors',
          baseline: () => repeat(times, () => countAncestors(ledger, lot.lotNumber)),
        };
        measurements.push(await compareAloud(comparison, say));
      };
      // Before anything is kept: whoever asks the database alone has no other memory to look through either.
      const fromDatabase: Attribute = (lot) => attributeSubject(ledger, lot, undefined);
      await measure('trace-1k', GOAL_SMALL, smallLot, SMALL_TRACES, fromDatabase);
      await measure('trace-100k-database', GOAL_DATABASE, largeLot, 1, fromDatabase);
      const graph = await keep(ledger, 'graph', say);
      await measure('trace-100k-warm-graph', GOAL_GRAPH, largeLot, 1, graph.lineage.attribute);
      const masses = await keep(ledger, 'masses', say);
      await measure('trace-100k-warm', GOAL_MASSES, largeLot, 1, masses.lineage.attribute);
      await measure('trace-1k-warm', GOAL_SMALL, smallLot, SMALL_TRACES, masses.lineage.attribute);
      const baseline = { name: 'the graph without masses', value: graph.mebibytes };
      const memory = { value: masses.mebibytes, ratio: masses.mebibytes / graph.mebibytes, goal: GOAL_MEBIBYTES };
      return [...measurements, { name: 'trace-memory', unit: 'MiB', baseline, ...memory }];
    } finally {
      await ledger.close();
    }
  });
}

type Attribute = (lot: string) => Promise<unknown>;

function fill(ledger: Ledger, lots: number, say: (message: string) => void): Promise<TraceLedger> {
  let said = 0;
  return fillWithLots(ledger, lots, (made) => {
    if (made - said < LOTS_PER_MESSAGE) return;
    said = made;
    say(`trace: ${made} of ${lots} lots`);
  });
}

/**
 * As the server does by itself once it has time: else it would do so in the middle of a round. Only the owner of a table may,
 * and a ledger's connections are not: they would be told that it was left out, and go on.
 */
async function vacuum(databaseUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  try {
    await owner.query('vacuum analyze');
  } finally {
    await owner.end();
  }
}

interface KeptLineage {
  readonly lineage: WarmLineage;
  /** How much more memory our process uses since. */
  readonly mebibytes: number;
}

async function keep(ledger: Ledger, kept: Kept, say: (message: string) => void): Promise<KeptLineage> {
  say(`trace: reading the ${kept} of the whole ledger into memory`);
  const before = await usedBytes();
  const lineage = keepLineage(ledger, kept);
  await lineage.refresh();
  return { lineage, mebibytes: Math.round(((await usedBytes()) - before) / MEBIBYTE) };
}

/** What is still used after everything that is not has been collected. Memory of arrays is let go of a little later. */
async function usedBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  for (let time = 0; time < 3; time += 1) {
    runInNewContext('gc()');
    await setTimeout(100);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** So many times as long is this ratio of rates, of which more is better. */
function ratioOf(timesAsLong: number): number {
  return Number((1 / timesAsLong).toFixed(2));
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<Timing> {
  const latenciesMilliseconds: number[] = [];
  const timing = await timed(async () => {
    for (let time = 0; time < times; time += 1) {
      const { seconds } = await timed(async () => {
        await work();
        return 1;
      });
      latenciesMilliseconds.push(seconds * 1_000);
    }
    return times;
  });
  return { ...timing, latenciesMilliseconds };
}

/** Joined in the plain way: with `offset 0`, as our own queries are, PostgreSQL takes longer for it. */
async function countAncestors({ database, ledgerId }: Ledger, lotNumber: number): Promise<void> {
  await database.pool.query(
    `with recursive ancestor (lot_number) as (
       select $2::bigint
       union
       select i.lot_number from ancestor a
       join view.lot l on l.ledger_id = $1 and l.lot_number = a.lot_number
       join view.input i on i.ledger_id = $1 and i.event_number = l.event_number)
     select count(*) from ancestor`,
    [ledgerId, lotNumber],
  );
}
