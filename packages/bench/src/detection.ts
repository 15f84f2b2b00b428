/** Looking for what does not add up: all rules over a whole ledger, and after an append. */
import { randomUUID } from 'node:crypto';
import { findIrregularities } from '@lodestone/ledger/find-irregularities.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { simulate } from '@lodestone/simulator/simulate.ts';
import { streamEventBodies } from '@lodestone/store/read-bodies.ts';
import { withSnapshot } from '@lodestone/store/snapshot.ts';
import { linesOf, recordLines, withBenchServer } from './bench-ledger.ts';
import { compareAloud, type Measurement, timed } from './measure.ts';
import { peakOfCommand } from './memory.ts';
import { digestOfEvent } from './simulated-lines.ts';

const EVENTS = 1_000_000;
const SMALL_EVENTS = 1_000;
const SEED = 1;

/** Bounds what a look may hold, PostgreSQL apart, whatever the size of the ledger. */
const GOAL_MEBIBYTES = 600;

/**
 * `findings-1m`: every event shown to every rule, in one pass, beside streaming the bytes of the same events and nothing
 * else. `findings-append`: the look after an append of one event, beside that append. `findings-memory`: what the command
 * holds at most, beside the same for a small ledger.
 */
export function benchDetection(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const [small, large] = [
      await server.freshLedger({ enforcement: 'observe' }),
      await server.freshLedger({ enforcement: 'observe' }),
    ];
    try {
      await recordIndustry(small, SMALL_EVENTS, say);
      const events = await recordIndustry(large, Math.round(EVENTS * scale), say);
      const whole = {
        name: 'findings-1m',
        unit: 'events/s',
        goal: null,
        baselineName: 'streaming the bytes of the same events',
        baseline: () => timed(() => streamAll(large)),
        subject: () => timed(async () => (await findIrregularities(large, { afresh: true })).events),
      };
      const appended = {
        name: 'findings-append',
        unit: 'looks/s',
        goal: null,
        baselineName: `the append of one event to ${events}`,
        baseline: () => timed(() => appendOne(large)),
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

async function recordIndustry(ledger: Ledger, events: number, say: (message: string) => void): Promise<number> {
  say(`findings: recording an industry of ${events} events`);
  return recordLines(ledger, fileOf(events));
}

const LINES_AT_ONCE = 1_000;

async function* fileOf(events: number): AsyncGenerator<Uint8Array> {
  let lines: { readonly by: string; readonly event: object }[] = [];
  for (const line of simulate({ seed: SEED, events, digestOf: digestOfEvent })) {
    lines.push(line);
    if (lines.length < LINES_AT_ONCE) continue;
    yield* linesOf(lines);
    lines = [];
  }
  yield* linesOf(lines);
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

async function appendOne(ledger: Ledger): Promise<number> {
  const party = { party: `PARTY-${randomUUID()}`, name: 'one more', roles: ['trader'], country: 'CN' };
  const event = { type: 'party-registered', id: randomUUID(), occurredAt: '2026-10-30T00:00:00.000Z', ...party };
  return recordLines(
    ledger,
    (async function* () {
      yield* linesOf([{ by: 'OPERATOR', event }]);
    })(),
  );
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
