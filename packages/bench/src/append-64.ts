import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { ArrivingSubmission } from '@lodestone/ledger/submission.ts';
import { type PublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { submissionMessage } from '@lodestone/proof/submission.ts';
import { withBenchServer } from './bench-ledger.ts';
import { compareAloud, type Measurement, timed } from './measure.ts';
import { makeSingleEvents, type SignedSingles, signSingles } from './single-events.ts';

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
        const prepared = signed.callers.flat().map(prepare);
        return timed(async () => verifyAll(prepared));
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

interface Prepared {
  readonly message: Uint8Array;
  readonly key: KeyObject;
  readonly signature: Uint8Array;
}

function prepare({ submission, signature }: ArrivingSubmission): Prepared {
  return { message: submissionMessage(submission), key: keyObjectOf(submission.author), signature };
}

const keyObjects = new Map<PublicKey, KeyObject>();

/** A key as OpenSSL holds it, made once per author. */
function keyObjectOf(author: PublicKey): KeyObject {
  const known = keyObjects.get(author);
  if (known !== undefined) return known;
  const x = Buffer.from(publicKeyBytes(author)).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  keyObjects.set(author, key);
  return key;
}

function verifyAll(prepared: readonly Prepared[]): number {
  for (const { message, key, signature } of prepared) {
    if (!verify(null, message, key, signature)) throw new Error('a signature that was just made is not valid');
  }
  return prepared.length;
}
