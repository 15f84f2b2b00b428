/** Asks a witness to cosign a checkpoint: the log's side of C2SP tlog-witness, `add-checkpoint`. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { type Cosignature, openCosignatures } from '@lodestone/proof/cosignature.ts';
import { show } from '@lodestone/proof/show.ts';
import type { PolicyWitness } from '@lodestone/proof/witness-policy.ts';
import { formatAddCheckpoint } from '@lodestone/proof/witness-request.ts';
import { verifyEd25519 } from '../keys/node-crypto.ts';
import type { HttpAnswer } from './ask-over-http.ts';

/** What came of asking. `message` is for the operator: what the witness says, and what to do about it. */
export type WitnessAnswer =
  | { readonly outcome: 'cosigned'; readonly cosignature: Cosignature }
  | { readonly outcome: Exclude<WitnessOutcome, 'cosigned'>; readonly message: string };

/**
 * - `refused`: 403, the signature of the log; `unknown-log`: 404; `inconsistent`: 422; `conflict`: 409, twice, or with a
 *   size beyond the checkpoint; `failed`: another status, or an answer that is none; `no-answer`: nothing in time.
 * - `clock`: it has cosigned at a time that contradicts what was recorded when.
 */
export type WitnessOutcome =
  | 'cosigned'
  | 'refused'
  | 'unknown-log'
  | 'inconsistent'
  | 'conflict'
  | 'failed'
  | 'no-answer'
  | 'clock';

export interface CosignatureRequest {
  readonly witness: PolicyWitness;
  readonly checkpoint: { readonly origin: string; readonly size: number };
  /** The checkpoint as the ledger signed it. */
  readonly note: string;
  /** What the witness is thought to have cosigned last; its answer puts that right. */
  readonly oldSize: number;
  /** Makes the consistency proof from a size to that of the checkpoint. */
  readonly prove: (oldSize: number) => Promise<readonly Uint8Array[]>;
  /** Sends the body of `add-checkpoint`. Throws when there is no answer. */
  readonly post: (body: string) => Promise<HttpAnswer>;
}

/** Asks, and once more when the witness names another old size. Only a cosignature that was checked is believed. */
export async function requestCosignature(request: CosignatureRequest): Promise<WitnessAnswer> {
  const { checkpoint, oldSize } = request;
  const first = await send(request, Math.min(oldSize, checkpoint.size));
  if (first.status !== 409) return judgeAnswer(request, first);
  const size = parseSize(first.body);
  if (size === null) return problem('failed', `it answered 409 with ${show(first.body)} instead of a size`);
  if (size > checkpoint.size) return ahead(size, checkpoint.size);
  const second = await send(request, size);
  if (second.status !== 409) return judgeAnswer(request, second);
  const now = parseSize(second.body);
  if (now !== null && now > checkpoint.size) return ahead(now, checkpoint.size);
  return problem(
    'conflict',
    `it has cosigned ${formatCount(size, 'entry', 'entries')}, then ${show(second.body.trim())}: somebody else asks it too`,
  );
}

async function send({ note, prove, post }: CosignatureRequest, oldSize: number): Promise<HttpAnswer> {
  // Of nothing everything is a continuation: there is no proof from size 0 (C2SP tlog-witness).
  const proof = oldSize === 0 ? [] : await prove(oldSize);
  return post(formatAddCheckpoint({ oldSize, proof, note }));
}

function judgeAnswer({ witness, checkpoint, note }: CosignatureRequest, { status, body }: HttpAnswer): WitnessAnswer {
  switch (status) {
    case 200:
      return readCosignature(witness, note, body);
    case 403:
      return problem(
        'refused',
        'it does not know the key that signed the checkpoint (403): give its operator the key that lodestone checkpoint prints',
      );
    case 404:
      return problem(
        'unknown-log',
        `it does not know the log ${checkpoint.origin} (404): give its operator the key that lodestone checkpoint prints`,
      );
    case 422:
      return problem(
        'inconsistent',
        `it says that this checkpoint, of ${formatCount(checkpoint.size, 'entry', 'entries')}, does not continue what it has cosigned (422): run lodestone verify, and ask its operator for the checkpoint it has`,
      );
    default:
      return problem('failed', `it answered with status ${status}`);
  }
}

/**
 * Whatever others have signed beside it is left where it is (C2SP tlog-witness: unknown keys are ignored). The answer must
 * be signature lines and nothing else: an empty line in it would make part of it the text that was signed.
 */
function readCosignature({ key }: PolicyWitness, note: string, body: string): WitnessAnswer {
  if (!/^(?:\u2014 [^\n]+\n)+$/.test(body)) return problem('failed', `its answer ${show(body)} is no signature lines`);
  const opened = openCosignatures(`${note}${body}`, [key], verifyEd25519);
  if (!opened.ok) return problem('failed', `its answer is no cosignature: ${opened.problem}`);
  const [cosignature] = opened.value;
  if (cosignature !== undefined) return { outcome: 'cosigned', cosignature };
  return problem(
    'failed',
    `its answer has no line of the key ${key.name} (${key.cosignerKeyId}) that the policy names`,
  );
}

/** The size in an answer 409: decimal, in its one spelling, then a newline. */
function parseSize(body: string): number | null {
  const digits = /^(0|[1-9][0-9]*)\n$/.exec(body)?.[1];
  return digits !== undefined && Number.isSafeInteger(Number(digits)) ? Number(digits) : null;
}

function ahead(size: number, published: number): WitnessAnswer {
  return problem(
    'conflict',
    `it has cosigned ${formatCount(size, 'entry', 'entries')} of this ledger, the checkpoint has ${published}: a newer one is published elsewhere, or an old backup is back (lodestone verify says more)`,
  );
}

function problem(outcome: Exclude<WitnessOutcome, 'cosigned'>, message: string): WitnessAnswer {
  return { outcome, message };
}
