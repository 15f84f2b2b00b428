/** Ledgers to measure on: a PostgreSQL of the bench's own, with fsync and synchronous_commit on, as the product has it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bulkChain } from '@lodestone/custody/testing/bulk-chain.ts';
import { createLedger } from '@lodestone/ledger/create-ledger.ts';
import { type Ledger, openLedger, openPlace, type Place } from '@lodestone/ledger/open-ledger.ts';
import { recordEvents } from '@lodestone/ledger/record/record-events.ts';

export interface BenchServer {
  /** With the password in it. */
  readonly databaseUrl: string;
  /** Makes a fresh ledger beside the others: a strict one, and now, unless it is to be otherwise. */
  freshLedger(how?: { readonly enforcement?: 'strict' | 'observe'; readonly now?: () => number }): Promise<Ledger>;
  close(): Promise<void>;
}

async function startBenchServer(): Promise<BenchServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lodestone-bench-'));
  const place: Place = { dataFolder, databaseUrl: undefined };
  const open = await openPlace(place);
  let ledgers = 0;
  return {
    databaseUrl: open.databaseUrl,
    freshLedger: async ({ enforcement = 'strict', now = Date.now } = {}) => {
      ledgers += 1;
      const origin = `bench.example/${ledgers}`;
      // Without this path an anchor would be left in the state folder of whoever runs the bench.
      const own = { ...place, anchorPath: join(dataFolder, 'anchors', String(ledgers)) };
      await createLedger(own, origin, { enforcement }, now);
      return openLedger(own, origin);
    },
    close: async () => {
      await open.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Runs `work` on a server of its own. */
export async function withBenchServer<Result>(work: (server: BenchServer) => Promise<Result>): Promise<Result> {
  const server = await startBenchServer();
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

/** Lines of a record file, made as they are read. */
export async function* chainLines(seed: number, events: number): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  for (const event of bulkChain(seed, events)) {
    lines.push(JSON.stringify(event));
    if (lines.length < 1_000) continue;
    yield Buffer.from(`${lines.join('\n')}\n`);
    lines = [];
  }
  if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
}

const LINES_PER_CHUNK = 200;

/** Events as the chunks of a file. */
export function linesOf(events: readonly { readonly by: string; readonly event: object }[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < events.length; start += LINES_PER_CHUNK) {
    const lines = events.slice(start, start + LINES_PER_CHUNK).map((line) => JSON.stringify(line));
    chunks.push(Buffer.from(`${lines.join('\n')}\n`));
  }
  return chunks;
}

/** Records lines into a ledger, whatever is needed; throws when one is refused. Returns how many events. */
export async function recordLines(ledger: Ledger, lines: AsyncIterable<Uint8Array>): Promise<number> {
  const options = { by: undefined, createKeys: true, dryRun: false, acceptClock: false };
  const { recorded, refused } = await recordEvents(ledger, lines, options);
  if (refused !== null) throw new Error(`line ${refused.line}: ${refused.message}`);
  return recorded;
}
