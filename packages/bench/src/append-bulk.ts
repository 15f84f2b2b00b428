import { linesOf, recordLines, withBenchServer } from './bench-ledger.ts';
import { appendBulk, makeBulkEvents } from './bulk-events.ts';
import { compareAloud, type Measurement, timed } from './measure.ts';
import { rawCopy } from './raw-copy.ts';

/** Of raw COPY. A prototype without the full rules reached 0.25 to 0.34; docs/performance.md says what stands in the way. */
const GOAL_RATIO = 0.25;

const SHARED = { unit: 'events/s', baselineName: 'raw COPY text of the same bodies' };

/** `append-bulk`: submissions of 1,000 events as their authors signed them, beside one COPY of the same event bytes. */
export function benchAppendBulk(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const { lines, bodies } = makeBulkEvents(scale, say);
    const comparison = {
      ...SHARED,
      name: 'append-bulk',
      goal: GOAL_RATIO,
      baseline: () => rawCopy(server.databaseUrl, bodies),
      subject: () => appendBulk(server, lines),
    };
    return [await compareAloud(comparison, say)];
  });
}

/**
 * `record-bulk`: the same events as `lodestone record` takes them from a file in memory: lines that people may have
 * written, turned into canonical bytes, looked up in the ledger, grouped and signed as well.
 */
export function benchRecordBulk(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const { lines, bodies } = makeBulkEvents(scale, say);
    const chunks = linesOf(lines);
    const subject = async () => {
      const ledger = await server.freshLedger();
      try {
        return await timed(() => recordLines(ledger, streamOf(chunks)));
      } finally {
        await ledger.close();
      }
    };
    const baseline = () => rawCopy(server.databaseUrl, bodies);
    const comparison = { ...SHARED, name: 'record-bulk', goal: null, baseline, subject };
    return [await compareAloud(comparison, say)];
  });
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
