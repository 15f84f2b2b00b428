/** The checkpoint for a bundle that is to have cosignatures: one that was published before, so that witnesses had time. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { Cosignature } from '@lodestone/proof/cosignature.ts';
import { meetsQuorum, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { readCosignedBefore } from '@lodestone/store/log/cosignatures.ts';
import { type Ledger, refuseCutShort } from '../open-ledger.ts';
import { type PublishedCheckpoint, publishedBefore, readLastCheckpoint } from '../publish/publish-checkpoint.ts';
import { openOwnCosignatures, readCosigned } from './cosign-checkpoint.ts';

/** What was recorded last of a subject is in no published checkpoint yet. */
export class NotCovered extends Error {}

/**
 * Of the published checkpoints of at least `size` entries the newest that is witnessed; the newest of all where none is, or
 * there is no policy. Signs nothing. Throws `NotCovered` when none is as large.
 */
export async function findCoveringCheckpoint(
  ledger: Ledger,
  policy: WitnessPolicy | null,
  size: number,
): Promise<PublishedCheckpoint> {
  await refuseCutShort(ledger);
  const last = await readLastCheckpoint(ledger);
  if (last === null || last.checkpoint.size < size) throw notCovered(last, size);
  if (policy === null) return last;
  const keys = keysOf(policy);
  for (let before = last.number + 1; ; ) {
    const row = await readCosignedBefore(ledger.database, ledger.ledgerId, before);
    // Sizes grow with the numbers.
    if (row === null || row.size < size) return last;
    if (isEnough(policy, openOwnCosignatures(row, keys))) return publishedBefore(row);
    before = row.number;
  }
}

/** Says whether the witnesses of the policy have cosigned a checkpoint: its quorum, or anybody where it asks for none. */
export async function isWitnessed(
  ledger: Ledger,
  policy: WitnessPolicy,
  published: PublishedCheckpoint,
): Promise<boolean> {
  return isEnough(policy, await readCosigned(ledger, published, keysOf(policy)));
}

function keysOf({ witnesses }: WitnessPolicy) {
  return witnesses.map(({ key }) => key);
}

function isEnough(policy: WitnessPolicy, cosignatures: readonly Cosignature[]): boolean {
  return cosignatures.length > 0 && meetsQuorum(policy, new Set(cosignatures.map(({ key }) => key)));
}

function notCovered(last: PublishedCheckpoint | null, size: number): NotCovered {
  const published = formatCount(last?.checkpoint.size ?? 0, 'entry', 'entries');
  return new NotCovered(
    `what was recorded last of it is in the first ${formatCount(size, 'entry', 'entries')}, and what is published has ${published}: run lodestone checkpoint --wait-witnessed and then this again, or leave out --as-published`,
  );
}
