import { bulkChain } from '@lodestone/custody/testing/bulk-chain.ts';
import type { LawfulEvent } from '@lodestone/custody/testing/lawful-event.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { appendArriving, createBulkAppender } from './append-arriving.ts';
import { withBenchServer } from './bench-ledger.ts';
import { EVENTS_PER_SUBMISSION } from './bulk-events.ts';
import { type Measurement, rateOf, type Timing, timed } from './measure.ts';
import { openToParties, type PartyKeys, signLines } from './sign-lines.ts';

const EVENTS = 3_000_000;
/** Around this many the ledger counts as small, and its rate is the baseline. */
const BASELINE_EVENTS = 1_000_000;
/** So many events make a rate: these around the baseline, and the last ones. */
const WINDOW_EVENTS = 250_000;
/** A window is appended in so many parts; each is made and signed while the clock stands. */
const PARTS_PER_WINDOW = 5;
const SEED = 3;
const GOAL_RATIO = 0.9;

/**
 * `append-growth`: one ledger from nothing to 3,000,000 events, every other one a step that draws on a lot from anywhere
 * in it. The rate over the last 250,000, beside that over the 250,000 around 1,000,000 in the same run: there are no
 * rounds, a ledger grows once.
 */
export function benchAppendGrowth(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const ledger = await server.freshLedger();
    try {
      return [measurementOf(await grow(ledger, scale, say), scale)];
    } finally {
      await ledger.close();
    }
  });
}

/** What was timed, and how many events were in the ledger before and after it: a range [start, end). */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly timing: Timing;
}

async function grow(ledger: Ledger, scale: number, say: (message: string) => void): Promise<Part[]> {
  const total = Math.round(EVENTS * scale);
  const partEvents = Math.ceil((WINDOW_EVENTS * scale) / PARTS_PER_WINDOW);
  const chain = bulkChain(SEED, total, { draws: 'everywhere' });
  const appender = createBulkAppender(ledger);
  const parts: Part[] = [];
  let keys: PartyKeys | null = null;
  for (let start = 0; start < total; start += partEvents) {
    const lines = take(chain, partEvents);
    keys ??= await openToParties(ledger, lines);
    const arriving = signLines(ledger, keys, lines, EVENTS_PER_SUBMISSION);
    const timing = await timed(() => appendArriving(appender, arriving));
    const end = start + lines.length;
    parts.push({ start, end, timing });
    say(`append-growth: ${end} of ${total} events, the last ${lines.length} at ${Math.round(rateOf(timing))} a second`);
  }
  return parts;
}

function measurementOf(parts: readonly Part[], scale: number): Measurement {
  const baselineEvents = Math.round(BASELINE_EVENTS * scale);
  const window = Math.round(WINDOW_EVENTS * scale);
  const total = parts.at(-1)?.end ?? 0;
  const value = rateBetween(parts, total - window, total);
  const baseline = rateBetween(parts, baselineEvents - window / 2, baselineEvents + window / 2);
  return {
    name: 'append-growth',
    value,
    unit: 'events/s',
    baseline: { name: `the same around ${baselineEvents.toLocaleString('en')} events`, value: baseline },
    ratio: value / baseline,
    goal: GOAL_RATIO,
  };
}

/** Over the parts whose middle is in [start, end). */
function rateBetween(parts: readonly Part[], start: number, end: number): number {
  const within = parts.filter((part) => {
    const middle = (part.start + part.end) / 2;
    return middle >= start && middle < end;
  });
  const seconds = within.reduce((sum, { timing }) => sum + timing.seconds, 0);
  const amount = within.reduce((sum, { timing }) => sum + timing.amount, 0);
  return rateOf({ seconds, amount });
}

function take(lines: Generator<LawfulEvent, void>, count: number): LawfulEvent[] {
  const taken: LawfulEvent[] = [];
  while (taken.length < count) {
    const next = lines.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
