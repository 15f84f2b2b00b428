import type { PublishedCheckpoint } from '@lodestone/ledger/publish/publish-checkpoint.ts';
import { encodeBase64 } from '@lodestone/proof/base64.ts';
import { digestToBytes } from '@lodestone/proof/digest.ts';

/** A checkpoint as JSON shows it: the root as in the note, and the note itself. */
export interface CheckpointValue {
  readonly number: number;
  readonly size: number;
  readonly root: string;
  readonly note: string;
}

export function showCheckpoint({ number, checkpoint, note }: PublishedCheckpoint): CheckpointValue {
  return { number, size: checkpoint.size, root: encodeBase64(digestToBytes(checkpoint.root)), note };
}
