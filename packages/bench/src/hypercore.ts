import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Hypercore from 'hypercore';
import { withBenchServer } from './bench-ledger.ts';
import { appendBulk, EVENTS_PER_SUBMISSION, makeBulkEvents } from './bulk-events.ts';
import { compareAloud, type Measurement, type Timing, timed } from './measure.ts';

/** A transaction of ours has as many submissions. */
const APPENDS_PER_FLUSH = 2;

/**
 * `hypercore-bulk`: `append-bulk` beside hypercore, a signed append-only log of blocks, which gets the same bytes a
 * thousand at a time, each thousand signed once, as ours are. Its appends are not synced: they are with the operating
 * system when they resolve, and lost with it. So that both promise the same, what it holds in memory is flushed to synced
 * files as often as we commit. `hypercore-unsynced-bulk` leaves that out.
 */
export function benchHypercoreBulk(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const { lines, bodies } = makeBulkEvents(scale, say);
    const batches: Buffer[][] = [];
    for (let start = 0; start < bodies.length; start += EVENTS_PER_SUBMISSION) {
      batches.push(bodies.slice(start, start + EVENTS_PER_SUBMISSION));
    }
    const flushed = `flushed to disk after every ${APPENDS_PER_FLUSH}`;
    const cases = [
      { name: 'hypercore-bulk', flushes: true, how: flushed },
      { name: 'hypercore-unsynced-bulk', flushes: false, how: 'never synced to disk' },
    ];
    const measurements: Measurement[] = [];
    for (const { name, flushes, how } of cases) {
      const comparison = {
        name,
        unit: 'events/s',
        goal: null,
        baselineName: `hypercore, 1,000 blocks to an append, ${how}`,
        baseline: () => appendToHypercore(batches, flushes),
        subject: () => appendBulk(server, lines),
      };
      measurements.push(await compareAloud(comparison, say));
    }
    return measurements;
  });
}

async function appendToHypercore(batches: readonly (readonly Buffer[])[], flushes: boolean): Promise<Timing> {
  const folder = await mkdtemp(join(tmpdir(), 'lodestone-hypercore-'));
  const core = new Hypercore(folder);
  try {
    await core.ready();
    return await timed(async () => {
      let blocks = 0;
      for (const [index, batch] of batches.entries()) {
        await core.append(batch);
        blocks += batch.length;
        const isDue = (index + 1) % APPENDS_PER_FLUSH === 0 || index + 1 === batches.length;
        // Flushing the store itself reaches only an empty part of it; this is the part where blocks are.
        if (flushes && isDue) await core.core.storage.db.flush();
      }
      return blocks;
    });
  } finally {
    await core.close();
    await rm(folder, { recursive: true, force: true });
  }
}
