/** A witness that lies: it cosigns whatever a log sends it, and asks for no proof that this continues what it cosigned before. */
import { randomBytes } from 'node:crypto';
import { cosignerKeyOf, formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { publicKeyOf, signEd25519 } from '@lodestone/proof/ed25519.ts';
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { createWitness } from '@lodestone/witness/witness.ts';
import { serveWitness } from '@lodestone/witness/witness-server.ts';
import { openWitnessState } from '@lodestone/witness/witness-state.ts';

export interface FalseWitness {
  readonly url: string;
  readonly verifierKey: string;
  close(): Promise<void>;
}

/** Serves it on any free port. Close it. */
export async function serveFalseWitness(log: VerifierKey): Promise<FalseWitness> {
  const secret = randomBytes(32);
  const key = cosignerKeyOf('false.example/w1', formatPublicKey(publicKeyOf(secret)));
  const memory = openWitnessState(':memory:');
  // A witness that has seen nothing takes every checkpoint for the first one, which continues the empty log.
  const state = { ...memory, seen: () => null, noteOf: () => null };
  const witness = createWitness({
    key,
    sign: (message) => signEd25519(secret, message),
    logs: [log],
    state,
    now: Date.now,
  });
  const server = await serveWitness(witness, { host: '127.0.0.1', port: 0 });
  return {
    url: server.url,
    verifierKey: formatCosignerKey(key),
    close: async () => {
      await server.close();
      memory.close();
    },
  };
}
