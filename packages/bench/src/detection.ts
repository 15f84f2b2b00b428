/** Looking for what does not add up: all rules over a whole ledger, and after an append. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { findIrregularities } from '@lodestone/ledger/detect/find-irregularities.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { streamEventBodies } from '@lodestone/store/log/read-bodies.ts';
import { withSnapshot } from '@lodestone/store/connect/snapshot.ts';
import { type BenchServer, linesOf, withBenchServer } from './bench-ledger.ts';
import { compareAloud, type Measurement, timed } from './measure.ts';
import { peakOfCommand } from './memory.ts';
import { readIndustry, recordIndustry } from './simulated-industry.ts';

const EVENTS = 1_000_000;
const SMALL_EVENTS = 1_000;
const SEED = 1;

/** Bounds what a look may hold, PostgreSQL apart, whatever the size of the ledger. */
const GOAL_MEBIBYTES = 400;

/**
 * `findings-1m`: every event shown to every rule, in one pass, beside streaming the bytes of the same events and nothing
 * else. `findings-append`: the look after an append of one event, beside that append. `findings-memory`: what the command
 * holds at most, beside the same for a small ledger.
 */
export function benchDetection(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const { ledger: small } = await industryLedger(server, SMALL_EVENTS, say);
    const { ledger: large, now, recorded } = await industryLedger(server, Math.round(EVENTS * scale), say);
    try {
      const whole = {
        name: 'findings-1m',
        unit: 'events/s',
        goal: null,
        // It takes minutes: one round says enough, and nothing is to be warmed up.
        rounds: 1,
        warmsUp: false,
        baselineName: 'streaming the bytes of the same events',
        baseline: () => timed(() => streamAll(large)),
        subject: () => timed(async () => (await findIrregularities(large, { afresh: true })).events),
      };
      const appended = {
        name: 'findings-append',
        unit: 'looks/s',
        goal: null,
        baselineName: `the append of one event to ${recorded}`,
        baseline: () => timed(() => appendOne(large, now)),
        subject: () => timed(async () => (await findIrregularities(large)).events),
      };
      return [
        await compareAloud(whole, say),
        await compareAloud(appended, say),
        await measureMemory(small, large, say),
      ];
    } finally {
      await small.close();
      await large.close();
    }
  });
}

/** A ledger of a made-up industry, recorded as it happened: what windows of time keep empties as it would. */
async function industryLedger(server: BenchServer, events: number, say: (message: string) => void) {
  say(`findings: recording an industry of ${events} events`);
  const industry = readIndustry(SEED, events);
  const ledger = await server.freshLedger({ enforcement: 'observe', now: industry.now });
  const recorded = await recordIndustry(ledger, industry);
  return { ledger, now: industry.now, recorded };
}

/** Reads the bytes of every event, and does nothing with them. */
async function streamAll({ database, ledgerId }: Ledger): Promise<number> {
  return withSnapshot(database, 1, async ([client]) => {
    if (client === undefined) throw new Error('no connection was lent');
    let events = 0;
    for await (const rows of streamEventBodies(client, ledgerId)) events += rows.count;
    return events;
  });
}

async function appendOne(ledger: Ledger, now: () => number): Promise<number> {
  const party = { party: `PARTY-${randomUUID()}`, name: 'one more', roles: ['trader'], country: 'CN' };
  const occurredAt = new Date(now()).toISOString();
  const event = { type: 'party-registered', id: randomUUID(), occurredAt, ...party };
  const chunks = linesOf([{ by: 'OPERATOR', event }]);
  return recordIndustry(ledger, { chunks: Readable.from(chunks), now });
}

/** Of mebibytes less is better: the goal is a bound on the value. */
async function measureMemory(small: Ledger, large: Ledger, say: (message: string) => void): Promise<Measurement> {
  say('findings: what a look holds at most');
  const base = await peakOf(small);
  const value = await peakOf(large);
  const baseline = { name: `the same of ${SMALL_EVENTS} events`, value: base };
  const measured = { name: 'findings-memory', value, unit: 'MiB at most', baseline, ratio: value / base };
  return { ...measured, goal: GOAL_MEBIBYTES };
}

function peakOf({ origin, dataFolder }: Ledger): Promise<number> {
  return peakOfCommand(['findings', '--afresh', '--json', '--ledger', origin, '--data', dataFolder]);
}
