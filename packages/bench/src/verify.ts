import { hash } from 'node:crypto';
import { bulkChain } from '@lodestone/custody/testing/bulk-chain.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import type { Pass } from '@lodestone/ledger/verdict.ts';
import { verifyLedger } from '@lodestone/ledger/verify-ledger.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { chainLines, recordLines, startBenchServer } from './bench-ledger.ts';
import { compare, type Measurement, timed } from './measure.ts';

const EVENTS = 100_000;
const SEED = 1;

/**
 * Audits a recorded chain: the chain alone (bytes, digests, links, signatures), then all three passes; each against a
 * bare SHA-256 over the same event bytes in memory, one hash an event.
 */
export async function benchVerify(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  const server = await startBenchServer();
  try {
    const count = Math.round(EVENTS * scale);
    const ledger = await server.freshLedger();
    try {
      say(`verify: recording ${count} events`);
      await recordLines(ledger, chainLines(SEED, count));
      const bodies = [...bulkChain(SEED, count)].map(({ event }) => Buffer.from(canonicalize(event as JsonObject)));
      const baseline = () => timed(async () => hashAll(bodies));
      const cases = [
        { name: 'verify-bulk-1', only: 'chain' as Pass | undefined },
        { name: 'verify-replay', only: undefined },
      ];
      const measurements: Measurement[] = [];
      for (const { name, only } of cases) {
        const subject = () => timed(() => verifyAll(ledger, only));
        const comparison = {
          name,
          unit: 'events/s',
          goal: null,
          baselineName: 'bare SHA-256 of the same bytes',
          baseline,
          subject,
        };
        measurements.push(await compare(comparison, (round, of) => say(`${name}: round ${round} of ${of}`)));
      }
      return measurements;
    } finally {
      await ledger.close();
    }
  } finally {
    await server.close();
  }
}

async function verifyAll(ledger: Ledger, only: Pass | undefined): Promise<number> {
  const { verdict, events } = await verifyLedger(ledger, { only });
  if (verdict !== 'valid') throw new Error('the ledger that was just recorded is not valid');
  return events;
}

function hashAll(bodies: readonly Buffer[]): number {
  for (const body of bodies) hash('sha256', body, 'buffer');
  return bodies.length;
}
