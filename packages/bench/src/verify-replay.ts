import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { verifyLedger } from '@lodestone/ledger/audit/verify-ledger.ts';
import { appendArriving, createBulkAppender } from './append-arriving.ts';
import { type BenchServer, withBenchServer } from './bench-ledger.ts';
import { EVENTS_PER_SUBMISSION, makeBulkEvents } from './bulk-events.ts';
import { compareAloud, type Measurement, type Timing, timed } from './measure.ts';
import { openToParties, signLines } from './sign-lines.ts';

/** What an audit that decides everything again is to reach, of the rate at which it was decided and written. */
const GOAL_RATIO = 0.7;

type Lines = ReturnType<typeof makeBulkEvents>['lines'];

/**
 * `verify-replay`: all three passes over a ledger, beside `append-bulk` of the same events into that very ledger, just
 * before and in the same process.
 */
export function benchVerifyReplay(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  const { lines } = makeBulkEvents(scale, say);
  return withBenchServer(async (server) => {
    let appended: Ledger | null = null;
    const comparison = {
      name: 'verify-replay',
      unit: 'events/s',
      goal: GOAL_RATIO,
      baselineName: 'append-bulk',
      baseline: async () => {
        const { ledger, timing } = await appendToFresh(server, lines);
        appended = ledger;
        return timing;
      },
      subject: async () => {
        if (appended === null) throw new Error('nothing was appended');
        try {
          return await timed(() => verifyAll(appended as Ledger));
        } finally {
          await appended.close();
        }
      },
    };
    return [await compareAloud(comparison, say)];
  });
}

/** As `append-bulk` does it; the ledger stays open. */
async function appendToFresh(server: BenchServer, lines: Lines): Promise<{ ledger: Ledger; timing: Timing }> {
  const ledger = await server.freshLedger();
  const keys = await openToParties(ledger, lines);
  const arriving = signLines(ledger, keys, lines, EVENTS_PER_SUBMISSION);
  const appender = createBulkAppender(ledger);
  return { ledger, timing: await timed(() => appendArriving(appender, arriving)) };
}

async function verifyAll(ledger: Ledger): Promise<number> {
  const { verdict, events } = await verifyLedger(ledger, { only: undefined });
  if (verdict !== 'valid') throw new Error('the ledger that was just appended to is not valid');
  return events;
}
