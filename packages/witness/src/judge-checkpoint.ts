/** Whether a witness may cosign what a log asks it to: C2SP tlog-witness, `add-checkpoint`, check by check. */
import { verifyConsistency } from '@lodestone/proof/consistency-proof.ts';
import type { VerifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { emptyRoot } from '@lodestone/proof/merkle-tree.ts';
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import { openNote, parseSignedNote } from '@lodestone/proof/signed-note.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { parseAddCheckpoint } from '@lodestone/proof/witness-request.ts';
import { type AnyCheckpoint, parseAnyCheckpoint } from './any-checkpoint.ts';

/** What a witness has cosigned last of a log. */
export interface SeenCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
}

export type Judgement =
  | { readonly status: 200; readonly text: string; readonly note: string; readonly checkpoint: AnyCheckpoint }
  | { readonly status: 400 | 403 | 404 | 422; readonly problem: string }
  | { readonly status: 409; readonly problem: string; readonly size: number };

/** What the judgement may ask: the keys of the logs that the witness knows, and what it has cosigned of one of them. */
export interface WitnessMemory {
  readonly logs: readonly VerifierKey[];
  seen(origin: string): SeenCheckpoint | null;
}

/** Judges the body of a request. Nothing is signed or kept here. */
export function judgeCheckpoint(body: string, memory: WitnessMemory, verify: VerifyEd25519): Judgement {
  const request = parseAddCheckpoint(body);
  if (!request.ok) return { status: 400, problem: request.problem };
  const { oldSize, proof, note } = request.value;
  const signed = parseSignedNote(note);
  if (!signed.ok) return { status: 400, problem: signed.problem };
  const { text } = signed.value;
  const parsed = parseAnyCheckpoint(text);
  if (!parsed.ok) return { status: 400, problem: parsed.problem };
  const checkpoint = parsed.value;
  const { origin, size, root } = checkpoint;

  const keys = memory.logs.filter(({ name }) => name === origin);
  if (keys.length === 0)
    return { status: 404, problem: `this witness does not know the log ${JSON.stringify(origin)}` };
  const opened = openNote(note, keys, verify);
  if (!opened.ok) return { status: 403, problem: opened.problem };
  if (oldSize > size) {
    return { status: 400, problem: `the old size is ${oldSize}, that of the checkpoint ${size}: less` };
  }
  const seen = memory.seen(origin);
  const seenSize = seen?.size ?? 0;
  if (oldSize !== seenSize) {
    const problem = `this witness has cosigned size ${seenSize} of the log, the old size is ${oldSize}`;
    return { status: 409, problem, size: seenSize };
  }
  const root1 = seen?.root ?? emptyRoot(nobleSha256);
  const claim = { size1: BigInt(oldSize), size2: BigInt(size), root1, root2: root, proof };
  const continues = verifyConsistency(claim, nobleSha256);
  return continues.ok ? { status: 200, text, note, checkpoint } : { status: 422, problem: continues.problem };
}
