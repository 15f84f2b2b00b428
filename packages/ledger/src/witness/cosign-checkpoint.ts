/** One round with one witness: it is asked to cosign a published checkpoint, and what it signs is kept. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { encodeBase64 } from '@lodestone/proof/base64.ts';
import { type Cosignature, type CosignerKey, openCosignatures } from '@lodestone/proof/cosignature.ts';
import type { PolicyWitness } from '@lodestone/proof/witness-policy.ts';
import { readCosignatures, readLastCosigned, writeCosignatures } from '@lodestone/store/log/cosignatures.ts';
import { verifyEd25519 } from '../keys/node-crypto.ts';
import { type Ledger, readRecordedAt } from '../open-ledger.ts';
import { createProver } from '../publish/prove-entry.ts';
import type { PublishedCheckpoint } from '../publish/publish-checkpoint.ts';
import { askOverHttp, describeNoAnswer } from './ask-over-http.ts';
import { CLOCK_TOLERANCE_MILLISECONDS, describeTime, findContradictions } from './recorded-and-witnessed.ts';
import { requestCosignature, type WitnessAnswer } from './request-cosignature.ts';

/** A witness that can be asked. */
export type ReachableWitness = PolicyWitness & { readonly url: string };

export function isReachable(witness: PolicyWitness): witness is ReachableWitness {
  return witness.url !== null;
}

/** A witness that takes longer is asked again later. */
const WAIT_MILLISECONDS = 10_000;

/**
 * Asks a witness to cosign a checkpoint, unless it has. A good cosignature is stored before this returns; if we crash before that the
 * witness has cosigned and we do not know, and the next round gets another one. Throws when the database is away or has no
 * proof; what the witness does is an answer, never an exception.
 */
export async function cosignCheckpoint(
  ledger: Ledger,
  witness: ReachableWitness,
  published: PublishedCheckpoint,
  options: { readonly signal?: AbortSignal; readonly now?: () => number } = {},
): Promise<WitnessAnswer> {
  const { database, ledgerId } = ledger;
  const { checkpoint, note, number } = published;
  const { signal: given, now = Date.now } = options;
  const last = await readLastCosigned(database, ledgerId, linesOf(witness.key));
  if (last?.number === number) {
    const opened = openCosignatures(`${note}${last.line}`, [witness.key], verifyEd25519);
    const [cosignature] = opened.ok ? opened.value : [];
    if (cosignature !== undefined) return { outcome: 'cosigned', cosignature };
  }
  const answer = await withoutAnswer(() =>
    requestCosignature({
      witness,
      checkpoint,
      note,
      oldSize: last?.size ?? 0,
      prove: (oldSize) => prove(ledger, oldSize, checkpoint.size),
      post: async (body) => {
        const timeout = AbortSignal.timeout(WAIT_MILLISECONDS);
        const signal = given === undefined ? timeout : AbortSignal.any([given, timeout]);
        const address = `${witness.url.replace(/\/$/, '')}/add-checkpoint`;
        return askOverHttp(address, { body, signal }).catch((error: unknown) => {
          throw new NoAnswer(describeNoAnswer(error));
        });
      },
    }),
  );
  if (answer.outcome !== 'cosigned') return answer;
  const { timestamp, line } = answer.cosignature;
  const clock = await describeClock(ledger, checkpoint.size, timestamp, now());
  if (clock !== null) return { outcome: 'clock', message: clock };
  await writeCosignatures(database, ledgerId, number, [line]);
  return answer;
}

/** What a witness was found not to say. */
class NoAnswer extends Error {}

async function withoutAnswer(ask: () => Promise<WitnessAnswer>): Promise<WitnessAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoAnswer) return { outcome: 'no-answer', message: error.message };
    throw error;
  }
}

async function prove(ledger: Ledger, oldSize: number, size: number): Promise<readonly Uint8Array[]> {
  const proof = await createProver(ledger, { tilesMax: 0 }).proveConsistency(oldSize, size);
  if (proof === null)
    throw new Error(`there is no proof from ${formatCount(oldSize, 'entry', 'entries')} to ${size}: run verify`);
  return proof.proof;
}

/**
 * What is wrong with the time of a cosignature; null when nothing is. One that contradicts the ledger's own times is not
 * kept: whoever trusts this witness would find the ledger invalid because one of the two clocks is wrong.
 */
async function describeClock(ledger: Ledger, size: number, timestamp: number, now: number): Promise<string | null> {
  if (timestamp * 1_000 > now + CLOCK_TOLERANCE_MILLISECONDS) {
    return `it has cosigned at ${describeTime(timestamp)}, here it is ${new Date(now).toISOString()}: one of the clocks is wrong`;
  }
  const [before, after] = await Promise.all([readRecordedAt(ledger, size - 1), readRecordedAt(ledger, size)]);
  const [found] = findContradictions({ size, timestamp }, (position) => (position === size ? after : before));
  if (found === undefined) return null;
  const { bound, position, witnessedAt, recordedAt } = found;
  return bound === 'latest'
    ? `it has cosigned at ${witnessedAt} what has an entry recorded at ${recordedAt}: one of the clocks is wrong`
    : `it has cosigned at ${witnessedAt} a checkpoint without entry ${position}, recorded at ${recordedAt}: publish again`;
}

/** The cosignatures of known witnesses on a published checkpoint. Throws when one of them is not good: see verify. */
export async function readCosigned(
  { database, ledgerId }: Ledger,
  { number, note }: PublishedCheckpoint,
  keys: readonly CosignerKey[],
): Promise<Cosignature[]> {
  return openOwnCosignatures({ number, note, lines: await readCosignatures(database, ledgerId, number) }, keys);
}

/** The same, of a checkpoint that was read with its lines. */
export function openOwnCosignatures(
  { number, note, lines }: { readonly number: number; readonly note: string; readonly lines: readonly string[] },
  keys: readonly CosignerKey[],
): Cosignature[] {
  const opened = openCosignatures(`${note}${lines.join('')}`, keys, verifyEd25519);
  if (!opened.ok) throw new Error(`checkpoint ${number} cannot be read (${opened.problem}): run verify`);
  return opened.value;
}

/** The note of a published checkpoint with all that witnesses have signed under it: what is given to others. */
export async function readCosignedNote(
  { database, ledgerId }: Ledger,
  { number, note }: PublishedCheckpoint,
): Promise<string> {
  return `${note}${(await readCosignatures(database, ledgerId, number)).join('')}`;
}

/** Base64 characters that the key id alone decides. */
const KEY_ID_CHARACTERS = 5;

/** What the lines of a witness's key have in common. */
export function linesOf({ name, cosignerKeyId }: CosignerKey): { name: string; lineStart: string } {
  const start = encodeBase64(Buffer.from(cosignerKeyId, 'hex')).slice(0, KEY_ID_CHARACTERS);
  return { name, lineStart: `\u2014 ${name} ${start}` };
}
