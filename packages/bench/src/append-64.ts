import { withBenchServer } from './bench-ledger.ts';
import { compareAloud, type Measurement, timed } from './measure.ts';
import { makeSingleEvents, type SignedSingles, signSingles } from './single-events.ts';
import { prepareSignature, verifySignatures } from './verify-signatures.ts';

export const CALLERS = 64;
export const EVENTS_PER_CALLER = 320;

const GOAL_RATIO = 0.75;

/**
 * `append-64`: 64 callers in one process, each handing in one signed event and waiting for its receipt, beside the bare
 * verification of the same signatures in one thread, which nobody who checks them can do without.
 */
export function benchAppend64(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  return withBenchServer(async (server) => {
    const events = makeSingleEvents(CALLERS, EVENTS_PER_CALLER * scale);
    let signed: SignedSingles | null = null;
    const comparison = {
      name: 'append-64',
      unit: 'events/s',
      goal: GOAL_RATIO,
      baselineName: 'bare Ed25519 verification of the same signatures, one thread',
      baseline: async () => {
        signed = await signSingles(server, events);
        const prepared = signed.callers.flat().map(prepareSignature);
        return timed(async () => verifySignatures(prepared));
      },
      subject: async () => {
        try {
          if (signed === null) throw new Error('Bug: nothing was signed');
          return await signed.append();
        } finally {
          await signed?.close();
        }
      },
    };
    return [await compareAloud(comparison, say)];
  });
}
