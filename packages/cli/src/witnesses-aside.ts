import { readWitnessPolicy } from '@lodestone/ledger/witness/ask-witnesses.ts';
import { awaitCosignatures } from '@lodestone/ledger/witness/await-cosignatures.ts';
import { isReachable } from '@lodestone/ledger/witness/cosign-checkpoint.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import type { PublishedCheckpoint } from '@lodestone/ledger/publish/publish-checkpoint.ts';
import type { Context } from './context.ts';
import { describeWitness } from './answers/witness-text.ts';

/** How long a command that has answered stays for its witnesses: who is later is asked with the next checkpoint. */
const STAY_MILLISECONDS = 3_000;

/**
 * After a command has published and answered: sends the checkpoint to the witnesses of the policy, tells on the side what
 * they say, and does not stay longer than a moment for those who do not answer.
 */
export async function askWitnessesAside(
  { output }: Context,
  ledger: Ledger,
  published: PublishedCheckpoint,
): Promise<void> {
  const policy = await readWitnessPolicy(ledger.dataFolder);
  if (policy === null || !policy.witnesses.some(isReachable)) return;
  const options = { timeoutMilliseconds: STAY_MILLISECONDS, askAgain: false };
  const { reports } = await awaitCosignatures(ledger, published, { ...policy, quorum: null }, options);
  for (const report of reports) if (report.witness.url !== null) output.note(describeWitness(report));
}
