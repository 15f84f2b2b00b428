/** A checkpoint as its ledger must have signed it: by each key that signs at its size, and by no other of its name. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { type Checkpoint, openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import type { VerifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { accept, type Parsed, refuse } from '@lodestone/proof/parsed.ts';
import { parseSignedNote } from '@lodestone/proof/signed-note.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { CheckpointKeys } from './checkpoint-keys.ts';

export interface OwnCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly signedBy: readonly VerifierKey[];
  /** How many lines have another name, such as those of witnesses: nobody has checked them. */
  readonly othersLines: number;
}

/** Opens a note that should have been signed at this size, or says what is wrong with it. */
export function openOwnCheckpoint(
  note: string,
  keys: CheckpointKeys,
  size: number,
  verify: VerifyEd25519,
): Parsed<OwnCheckpoint> {
  const active = keys.activeAt(size);
  if (active.length === 0) return refuse(`the events name no key that signs checkpoints at ${size} entries`);
  const opened = openCheckpoint(note, keys.all, verify);
  if (!opened.ok) return opened;
  const { checkpoint, signedBy } = opened.value;
  const signed = parseSignedNote(note);
  const lines = signed.ok ? signed.value.signatures : [];
  // One in its name that nobody can check has no place there, nor has the same one twice.
  const own = lines.filter(({ name }) => name === keys.origin);
  const isByAll = active.every((key) => signedBy.includes(key));
  if (isByAll && own.length === active.length) {
    return accept({ checkpoint, signedBy, othersLines: lines.length - own.length });
  }
  return refuse(
    `${formatCount(own.length, 'signature')}, signed by ${listKeys(signedBy)}, where ${listKeys(active)} alone belongs`,
  );
}

function listKeys(keys: readonly VerifierKey[]): string {
  return keys.map(({ publicKey }) => publicKey).join(' and ');
}
