/** The events of the bulk cases, and the ledger's own side of them: signed submissions of 1,000, from bytes to commit. */
import { bulkChain } from '@lodestone/custody/testing/bulk-chain.ts';
import type { LawfulEvent } from '@lodestone/custody/testing/lawful-event.ts';
import { appendArriving, createBulkAppender } from './append-arriving.ts';
import type { BenchServer } from './bench-ledger.ts';
import { type Timing, timed } from './measure.ts';
import { bodyOf, openToParties, signLines } from './sign-lines.ts';

const EVENTS = 100_000;
const SEED = 1;

/** As many as a submission may have. */
export const EVENTS_PER_SUBMISSION = 1_000;

export interface BulkEvents {
  readonly lines: readonly LawfulEvent[];
  /** The bytes of each line's event. */
  readonly bodies: readonly Buffer[];
}

/** Makes the events and says how large they are. */
export function makeBulkEvents(scale: number, say: (message: string) => void): BulkEvents {
  const lines = [...bulkChain(SEED, Math.round(EVENTS * scale))];
  const bodies = lines.map(bodyOf);
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  say(`${lines.length} events of ${Math.round(bytes / lines.length)} bytes on average`);
  return { lines, bodies };
}

/**
 * The clock runs while the ledger reads and checks every event from its bytes, hashes it, checks every signature and
 * rule, writes entries, events, views and all indexes, and commits with fsync. Authors sign before the clock starts.
 */
export async function appendBulk(server: BenchServer, lines: readonly LawfulEvent[]): Promise<Timing> {
  const ledger = await server.freshLedger();
  try {
    const keys = await openToParties(ledger, lines);
    const arriving = signLines(ledger, keys, lines, EVENTS_PER_SUBMISSION);
    const appender = createBulkAppender(ledger);
    return await timed(() => appendArriving(appender, arriving));
  } finally {
    await ledger.close();
  }
}
