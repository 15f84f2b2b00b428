import { bulkChain } from '@lodestone/custody/testing/bulk-chain.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { type BenchServer, recordLines, startBenchServer } from './bench-ledger.ts';
import { compare, type Measurement, timed } from './measure.ts';
import { rawCopy } from './raw-copy.ts';

const EVENTS = 100_000;
const SEED = 1;
const LINES_PER_CHUNK = 200;

/** What this version has to reach; docs/performance.md says how far one can go. */
const GOAL_RATIO = 0.1;

/**
 * Records a file that is already in memory, as `lodestone record` does: every line parsed, checked and encoded, looked
 * up, signed in submissions of 1,000, every signature and rule checked, all indexes written, committed with fsync. The
 * baseline is one COPY of the same event bytes into a bare table, committed with fsync once.
 */
export async function benchAppend(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  const server = await startBenchServer();
  try {
    const events = [...bulkChain(SEED, Math.round(EVENTS * scale))];
    const bodies = events.map(({ event }) => Buffer.from(canonicalize(event as JsonObject)));
    const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
    const chunks = chunksOf(events.map((line) => JSON.stringify(line)));
    say(`append: ${events.length} events of ${Math.round(bytes / events.length)} bytes on average`);
    const measurement = await compare(
      {
        name: 'append-bulk',
        unit: 'events/s',
        goal: GOAL_RATIO,
        baselineName: 'raw COPY of the same event bytes',
        baseline: () => rawCopy(server.databaseUrl, bodies),
        subject: () => appendAll(server, chunks),
      },
      (round, of) => say(`append: round ${round} of ${of}${round === 0 ? ' (warms up)' : ''}`),
    );
    return [measurement];
  } finally {
    await server.close();
  }
}

async function appendAll(server: BenchServer, chunks: readonly Buffer[]): Promise<{ seconds: number; amount: number }> {
  const ledger = await server.freshLedger();
  try {
    return await timed(() => recordLines(ledger, streamOf(chunks)));
  } finally {
    await ledger.close();
  }
}

function chunksOf(lines: readonly string[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < lines.length; start += LINES_PER_CHUNK) {
    chunks.push(Buffer.from(`${lines.slice(start, start + LINES_PER_CHUNK).join('\n')}\n`));
  }
  return chunks;
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
