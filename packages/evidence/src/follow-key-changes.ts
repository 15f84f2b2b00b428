/**
 * Trust that goes from one checkpoint key to the next: a checkpoint that a trusted key has signed, of a log that goes on
 * as that of the bundle, makes those keys trusted that its entries name after that key.
 */
import { digestToBytes } from '@lodestone/proof/digest.ts';
import { type Checkpoint, parseCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { verifyConsistency } from '@lodestone/proof/consistency-proof.ts';
import type { Parsed } from '@lodestone/proof/parsed.ts';
import type { PublicKey } from '@lodestone/proof/public-key.ts';
import { parseSignedNote } from '@lodestone/proof/signed-note.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { KeyChange } from './bundle.ts';
import type { CheckpointKeys } from './checkpoint-keys.ts';
import type { Algorithms } from './algorithms.ts';
import { fail } from './failure.ts';
import { openOwnCheckpoint } from './open-own-checkpoint.ts';

/** By the key that is trusted: the one that was given, those it led to, and itself. */
export type TrustedKeys = ReadonlyMap<PublicKey, readonly VerifierKey[]>;

/** The log of a bundle: its checkpoint, and the keys that its events name. */
export interface LogWithKeys {
  readonly checkpoint: Checkpoint;
  readonly keys: CheckpointKeys;
}

/** Checks every change, whoever is trusted, and says which keys are trusted after them. */
export function followKeyChanges(
  changes: readonly KeyChange[],
  given: readonly VerifierKey[],
  { checkpoint, keys }: LogWithKeys,
  algorithms: Algorithms,
): TrustedKeys {
  const ofLedger = given.filter(({ name }) => name === keys.origin);
  const trusted = new Map(ofLedger.map((key) => [key.publicKey, [key]]));
  let namedBefore = 1;
  for (const [index, change] of changes.entries()) {
    const field = `keyChanges[${index}]`;
    const { size } = openChange(change, field, { checkpoint, keys }, algorithms);
    const named = keys.namedWithin(size);
    // Keys are named once, so sizes rise as well. One that leads nowhere would be a second spelling of the bundle without it.
    if (named.length <= namedBefore) {
      const expected = 'a checkpoint that covers a key which is shown and no change before names';
      fail('checkpoint', field, { expected, found: `none in its ${size} entries` });
    }
    namedBefore = named.length;
    lead(trusted, keys.activeAt(size), named);
  }
  return trusted;
}

/** Trust goes forward only: whoever has stolen an older key is led to by no later one. */
function lead(
  trusted: Map<PublicKey, readonly VerifierKey[]>,
  signers: readonly VerifierKey[],
  named: readonly VerifierKey[],
): void {
  const from = signers.find(({ publicKey }) => trusted.has(publicKey));
  if (from === undefined) return;
  const path = trusted.get(from.publicKey) ?? [];
  for (const key of named.slice(named.indexOf(from) + 1)) {
    if (!trusted.has(key.publicKey)) trusted.set(key.publicKey, [...path, key]);
  }
}

/** Its own signatures, all of them and nothing else, and the proof that the log of the bundle begins with its log. */
function openChange(
  { checkpoint: note, proof }: KeyChange,
  field: string,
  { checkpoint: last, keys }: LogWithKeys,
  { sha256, verify }: Algorithms,
): Checkpoint {
  const said = readNote(note);
  const opened = said.ok ? openOwnCheckpoint(note, keys, said.value.size, verify) : said;
  if (!opened.ok) {
    const expected = 'a checkpoint with a signature of each key that signs at its size';
    return fail('checkpoint', `${field}.checkpoint`, { expected, found: opened.problem, sentence: opened.problem });
  }
  const { checkpoint, othersLines } = opened.value;
  if (othersLines > 0) {
    fail('checkpoint', `${field}.checkpoint`, { expected: 'no line but those of the ledger', found: `${othersLines}` });
  }
  const claim = {
    size1: BigInt(checkpoint.size),
    size2: BigInt(last.size),
    root1: digestToBytes(checkpoint.root),
    root2: digestToBytes(last.root),
    proof,
  };
  const proved = verifyConsistency(claim, sha256);
  if (proved.ok) return checkpoint;
  const expected = `a proof that the log of ${last.size} entries begins with that of ${checkpoint.size}`;
  const sentence = `the change is of another log, or its proof is wrong: ${proved.problem}`;
  return fail('proof', `${field}.proof`, { expected, found: proved.problem, sentence });
}

/** What a note says, whoever signed it. */
export function readNote(note: string): Parsed<Checkpoint> {
  const signed = parseSignedNote(note);
  return signed.ok ? parseCheckpoint(signed.value.text) : signed;
}
