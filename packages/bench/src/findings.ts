/**
 * `npm run bench -- findings --seed N [--events n]`: makes up an industry, records it in a fresh ledger, and holds what the
 * rules find against what is known to be wrong.
 */
import { findIrregularities } from '@lodestone/ledger/find-irregularities.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { recordEvents } from '@lodestone/ledger/record-events.ts';
import type { Line } from '@lodestone/simulator/line.ts';
import { simulate } from '@lodestone/simulator/simulate.ts';
import type { Crime } from '@lodestone/simulator/truth.ts';
import { withBenchServer } from './bench-ledger.ts';
import { type Score, scoreFindings } from './score-findings.ts';
import { digestOfEvent } from './simulated-lines.ts';

/** Sites record what they did some hours later. */
const RECORDED_AFTER_MILLISECONDS = 6 * 60 * 60_000;

const LINES_PER_CHUNK = 100;

export interface FindingsRun {
  readonly score: Score;
  readonly findings: number;
  readonly recordingSeconds: number;
  readonly findingSeconds: number;
}

export function benchFindings(seed: number, events: number, say: (message: string) => void): Promise<FindingsRun> {
  return withBenchServer(async (server) => {
    const industry = readIndustry(seed, events);
    const ledger = await server.freshLedger({ enforcement: 'observe', now: industry.now });
    try {
      const startedAt = process.hrtime.bigint();
      await record(ledger, industry);
      const recordingSeconds = secondsSince(startedAt);
      say(`recorded ${events} events in ${recordingSeconds.toFixed(0)} s`);
      const recordedAt = process.hrtime.bigint();
      const { findings } = await findIrregularities(ledger);
      const findingSeconds = secondsSince(recordedAt);
      const crimes = industry.crimes();
      say(`${findings.length} findings in ${findingSeconds.toFixed(0)} s, against ${crimes.length} crimes`);
      return { score: scoreFindings(findings, crimes), findings: findings.length, recordingSeconds, findingSeconds };
    } finally {
      await ledger.close();
    }
  });
}

interface Industry {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The latest time that a line has told so far, and some hours: so the ledger's clock goes with the industry's. */
  readonly now: () => number;
  /** Known once all lines are read. */
  readonly crimes: () => readonly Crime[];
}

function readIndustry(seed: number, events: number): Industry {
  let latest = Number.NEGATIVE_INFINITY;
  let crimes: readonly Crime[] = [];
  const industry = simulate({ seed, events, digestOf: digestOfEvent });
  const first = industry.next();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let lines: string[] = [];
    for (let next = first; ; next = industry.next()) {
      if (next.done !== true) {
        lines.push(JSON.stringify(next.value));
        latest = Math.max(latest, timeOf(next.value));
      }
      if (lines.length === LINES_PER_CHUNK || (next.done === true && lines.length > 0)) {
        yield Buffer.from(`${lines.join('\n')}\n`);
        lines = [];
      }
      if (next.done !== true) continue;
      crimes = next.value;
      return;
    }
  }
  if (first.done !== true) latest = timeOf(first.value);
  return { chunks: chunks(), now: () => latest + RECORDED_AFTER_MILLISECONDS, crimes: () => crimes };
}

function timeOf({ event }: Line): number {
  return Date.parse(String(event['occurredAt']));
}

async function record(ledger: Ledger, { chunks, now }: Industry): Promise<void> {
  const options = { by: undefined, createKeys: true, dryRun: false, acceptClock: true, now };
  const { refused } = await recordEvents(ledger, chunks, options);
  if (refused !== null) throw new Error(`line ${refused.line}: ${refused.message}`);
}

function secondsSince(startedAt: bigint): number {
  return Number(process.hrtime.bigint() - startedAt) / 1e9;
}
