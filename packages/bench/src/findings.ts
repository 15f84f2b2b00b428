/**
 * `npm run bench -- findings --seed N [--events n]`: makes up an industry, records it in a fresh ledger, and holds what the
 * rules find against what is known to be wrong.
 */
import { findIrregularities } from '@lodestone/ledger/detect/find-irregularities.ts';
import { withBenchServer } from './bench-ledger.ts';
import { type Score, scoreFindings } from './score-findings.ts';
import { readIndustry, recordIndustry } from './simulated-industry.ts';

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
      await recordIndustry(ledger, industry);
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

function secondsSince(startedAt: bigint): number {
  return Number(process.hrtime.bigint() - startedAt) / 1e9;
}
