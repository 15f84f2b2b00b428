import { type CosignerKey, cosign } from '@lodestone/proof/cosignature.ts';
import { type SignEd25519, verifyEd25519 } from '@lodestone/proof/ed25519.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { type Judgement, judgeCheckpoint } from './judge-checkpoint.ts';
import type { WitnessState } from './witness-state.ts';

export interface WitnessOptions {
  readonly key: CosignerKey;
  readonly sign: SignEd25519;
  /** The logs that it cosigns, by the keys that may sign their checkpoints; a log that changes its key has two. */
  readonly logs: readonly VerifierKey[];
  readonly state: WitnessState;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export type WitnessAnswer =
  | { readonly status: 200; readonly cosignature: string; readonly origin: string; readonly size: number }
  | Exclude<Judgement, { status: 200 }>;

export interface Witness {
  /**
   * Cosigns the checkpoint in the body of a request if it continues what was cosigned before. Checking, keeping and
   * signing are one step that nothing comes between, and what is cosigned is on the disk before it is answered.
   */
  addCheckpoint(body: string): WitnessAnswer;
  /** The last cosigned note of a log, see `WitnessState.noteOf`. */
  checkpointOf(originHash: string): string | null;
}

export function createWitness({ key, sign, logs, state, now }: WitnessOptions): Witness {
  const memory = { logs, seen: state.seen };
  return {
    addCheckpoint: (body) =>
      state.alone((): WitnessAnswer => {
        const judged = judgeCheckpoint(body, memory, verifyEd25519);
        if (judged.status !== 200) return judged;
        const { text, note, checkpoint } = judged;
        const cosignature = cosign(text, key, sign, Math.floor(now() / 1_000));
        state.keep(checkpoint, `${note}${cosignature}`);
        return { status: 200, cosignature, origin: checkpoint.origin, size: checkpoint.size };
      }),
    checkpointOf: state.noteOf,
  };
}
