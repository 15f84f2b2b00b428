/** What witnesses have seen of a ledger: a memory that nobody here can bring back to an older state. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Checkpoint, openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { parseWitnessPolicy, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { verifyEd25519 } from '../keys/node-crypto.ts';
import { askOverHttp, describeNoAnswer } from './ask-over-http.ts';

/** A checkpoint of this ledger that a witness shows. */
export interface WitnessedCheckpoint {
  readonly url: string;
  readonly checkpoint: Checkpoint;
}

/** Which witnesses a ledger has, in its data folder: C2SP tlog-policy. */
const POLICY_FILE = 'witness-policy.txt';

export function witnessPolicyPath(dataFolder: string): string {
  return join(dataFolder, POLICY_FILE);
}

/** The policy of the data folder, null when it has none. Throws when it cannot be read. */
export async function readWitnessPolicy(dataFolder: string): Promise<WitnessPolicy | null> {
  const path = witnessPolicyPath(dataFolder);
  const text = await readIfThere(path);
  if (text === null) return null;
  const parsed = parseWitnessPolicy(text);
  if (!parsed.ok) throw new Error(`${path}: ${parsed.problem}`);
  return parsed.value;
}

/** A witness that takes longer is passed over: nothing here waits for witnesses. */
const WAIT_MILLISECONDS = 3_000;

/**
 * Asks every witness that has an address for the last checkpoint of this ledger (C2SP tlog-witness, monitor retrieval).
 * What is not signed by a key of the ledger's own says nothing, and who does not answer is left out.
 */
export async function askWitnesses(
  { witnesses }: WitnessPolicy,
  keys: readonly VerifierKey[],
): Promise<WitnessedCheckpoint[]> {
  const urls = new Set(witnesses.map(({ url }) => url).filter((url) => url !== null));
  const asked = await Promise.all([...urls].map(async (url) => ({ url, shown: await askWitness(url, keys) })));
  return asked.flatMap(({ url, shown }) => (shown.outcome === 'shows' ? [{ url, checkpoint: shown.checkpoint }] : []));
}

/** What a witness shows of a ledger now. */
export type ShownByWitness =
  | { readonly outcome: 'shows'; readonly checkpoint: Checkpoint }
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'failed'; readonly message: string };

/** Asks the witness at an address; `keys` are those that sign the ledger's checkpoints. Never throws. */
export async function askWitness(url: string, keys: readonly VerifierKey[]): Promise<ShownByWitness> {
  const originHash = createHash('sha256')
    .update(keys[0]?.name ?? '')
    .digest('hex');
  const address = `${url.replace(/\/$/, '')}/${originHash}/checkpoint`;
  try {
    const { status, body } = await askOverHttp(address, { signal: AbortSignal.timeout(WAIT_MILLISECONDS) });
    if (status === 404) return { outcome: 'nothing' };
    if (status !== 200) return { outcome: 'failed', message: `it answered with status ${status}` };
    const opened = openCheckpoint(body, keys, verifyEd25519);
    if (opened.ok) return { outcome: 'shows', checkpoint: opened.value.checkpoint };
    return { outcome: 'failed', message: `it shows no checkpoint of this ledger: ${opened.problem}` };
  } catch (error) {
    return { outcome: 'failed', message: describeNoAnswer(error) };
  }
}
