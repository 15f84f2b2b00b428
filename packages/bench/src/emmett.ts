import type { Event } from '@event-driven-io/emmett';
import { CALLERS, EVENTS_PER_CALLER } from './append-64.ts';
import { EVENTS_OF_ONE_CALLER } from './append-1.ts';
import { type BenchServer, withBenchServer } from './bench-ledger.ts';
import { appendBulk, EVENTS_PER_SUBMISSION, makeBulkEvents } from './bulk-events.ts';
import { runCallers } from './callers.ts';
import { type EmmettStore, emmettEventOf, openEmmett } from './emmett-store.ts';
import { type Comparison, compareAloud, type Measurement, type Timing } from './measure.ts';
import { bodyOf } from './sign-lines.ts';
import { appendSinglesOnce, makeSingleEvents, type SingleEvents } from './single-events.ts';

type Say = (message: string) => void;

/** Of 1, 2 and 4 appends at once two are the fastest on two cores, nearly twice as fast as one after the other. */
const EMMETT_BULK_CALLERS = 2;

/** `emmett-bulk`: `append-bulk` beside Emmett's largest appends, 1,000 events to a new stream each. */
export function benchEmmettBulk(scale: number, say: Say): Promise<Measurement[]> {
  return withEmmett(EMMETT_BULK_CALLERS, async (server, emmett) => {
    const { lines, bodies } = makeBulkEvents(scale, say);
    const streams: Event[][] = [];
    for (let start = 0; start < bodies.length; start += EVENTS_PER_SUBMISSION) {
      streams.push(bodies.slice(start, start + EVENTS_PER_SUBMISSION).map(emmettEventOf));
    }
    const callers = Array.from({ length: EMMETT_BULK_CALLERS }, (_, caller) =>
      streams.flatMap((events, index) =>
        index % EMMETT_BULK_CALLERS === caller ? [{ stream: `bulk-${index}`, events }] : [],
      ),
    );
    return report(say, {
      name: 'emmett-bulk',
      goal: 1.8,
      baselineName: `Emmett, 1,000 events to an append, ${EMMETT_BULK_CALLERS} at once`,
      subject: () => appendBulk(server, lines),
      baseline: async () => ({ ...(await appendToEmmett(emmett, callers)), amount: bodies.length }),
    });
  });
}

/** `emmett-64`: `append-64` beside 64 callers who append each event to a new stream. */
export function benchEmmett64(scale: number, say: Say): Promise<Measurement[]> {
  return withEmmett(CALLERS, (server, emmett) => {
    const events = makeSingleEvents(CALLERS, EVENTS_PER_CALLER * scale);
    return report(say, {
      name: 'emmett-64',
      goal: 2.5,
      baselineName: `Emmett, ${CALLERS} callers, each event to a new stream`,
      ...sidesOf(server, emmett, events),
    });
  });
}

/** `emmett-1`: `append-1` beside one caller who appends each event to a new stream. */
export function benchEmmett1(scale: number, say: Say): Promise<Measurement[]> {
  return withEmmett(1, (server, emmett) => {
    const events = makeSingleEvents(1, EVENTS_OF_ONE_CALLER * scale);
    return report(say, {
      name: 'emmett-1',
      goal: 1.2,
      baselineName: 'Emmett, one caller, each event to a new stream',
      ...sidesOf(server, emmett, events),
    });
  });
}

function withEmmett(
  connections: number,
  work: (server: BenchServer, emmett: EmmettStore) => Promise<Measurement[]>,
): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const emmett = await openEmmett(server, connections);
    try {
      return await work(server, emmett);
    } finally {
      await emmett.close();
    }
  });
}

/** Both hand in the same events, one at a time. Emmett is faster with new streams than with one that grows. */
function sidesOf(
  server: BenchServer,
  emmett: EmmettStore,
  events: SingleEvents,
): Pick<Comparison, 'subject' | 'baseline'> {
  const callers = events.callers.map((lines, caller) =>
    lines.map((line, index) => ({ stream: `single-${caller}.${index}`, events: [emmettEventOf(bodyOf(line))] })),
  );
  return { subject: () => appendSinglesOnce(server, events), baseline: () => appendToEmmett(emmett, callers) };
}

interface EmmettAppend {
  /** A new one. */
  readonly stream: string;
  readonly events: Event[];
}

async function appendToEmmett(
  { store, empty }: EmmettStore,
  callers: readonly (readonly EmmettAppend[])[],
): Promise<Timing> {
  await empty();
  return runCallers(callers, async ({ stream, events }) => {
    // To be told that there is nothing yet saves Emmett a look-up.
    await store.appendToStream(stream, events, { expectedStreamVersion: 0n });
  });
}

async function report(say: Say, comparison: Omit<Comparison, 'unit'>): Promise<Measurement[]> {
  return [await compareAloud({ ...comparison, unit: 'events/s' }, say)];
}
