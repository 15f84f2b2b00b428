/** That the checkpoint is signed as its ledger signs, by a key that is trusted, and whether enough witnesses have seen it. */
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { openCosignatures } from '@lodestone/proof/cosignature.ts';
import { parseSignedNote } from '@lodestone/proof/signed-note.ts';
import { meetsQuorum, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { showVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { Bundle } from './bundle.ts';
import type { Algorithms } from './algorithms.ts';
import { fail } from './failure.ts';
import { followKeyChanges, type LogWithKeys } from './follow-key-changes.ts';
import { openOwnCheckpoint } from './open-own-checkpoint.ts';

/** Whom the reader trusts; nothing of it comes from the bundle. */
export interface Trust {
  /** Keys of which one has signed the checkpoint, or leads to one that has. */
  readonly keys: readonly VerifierKey[];
  /** Which witnesses must have seen it; null when none is asked for. */
  readonly policy: WitnessPolicy | null;
}

/** What stands behind the entries. */
export interface ReachedLevel extends Pick<Checkpoint, 'size' | 'root'> {
  readonly level: 'checkpoint' | 'witnessed';
  /** The key that was trusted, and those that it led to: the last has signed the checkpoint. */
  readonly trustedKeys: readonly VerifierKey[];
  /** Whether the reader asked for witnesses at all. */
  readonly hasPolicy: boolean;
  /** The trusted witnesses that have seen it. */
  readonly witnesses: readonly { readonly name: string; readonly witnessedAt: string }[];
  /** Signatures under the checkpoint by others than trusted keys and witnesses. */
  readonly ignoredSignatures: number;
}

/** Checks the note of a bundle, and the changes of keys that lead to it. */
export function checkCheckpoint(
  { checkpoint: note, keyChanges }: Bundle,
  log: LogWithKeys,
  { keys: given, policy }: Trust,
  algorithms: Algorithms,
): ReachedLevel {
  const { size, root } = log.checkpoint;
  const opened = openOwnCheckpoint(note, log.keys, size, algorithms.verify);
  if (!opened.ok) {
    const expected = 'a checkpoint with a signature of each key that signs at its size';
    return fail('checkpoint', 'checkpoint', { expected, found: opened.problem, sentence: opened.problem });
  }
  const { signedBy } = opened.value;
  const trusted = [...given, ...(policy?.logs ?? []).map(({ key }) => key)];
  const paths = followKeyChanges(keyChanges, trusted, log, algorithms);
  const ways = signedBy.flatMap(({ publicKey }) => {
    const path = paths.get(publicKey);
    return path === undefined ? [] : [path];
  });
  // A key that was given before one that others led to.
  const [trustedKeys] = ways.sort((left, right) => left.length - right.length);
  if (trustedKeys === undefined) return refuseSigners(signedBy, trusted, keyChanges.length);
  const witnesses = policy === null ? [] : witnessesOf(note, policy, algorithms.verify);
  const level = policy === null || policy.quorum === null ? 'checkpoint' : 'witnessed';
  const ignoredSignatures = countSignatures(note) - signedBy.length - witnesses.length;
  return { size, root, level, trustedKeys, hasPolicy: policy !== null, witnesses, ignoredSignatures };
}

function refuseSigners(signedBy: readonly VerifierKey[], trusted: readonly VerifierKey[], changes: number): never {
  const found = signedBy.map(showVerifierKey).join(' and ');
  const expected = trusted.length === 0 ? 'a trusted key' : trusted.map(showVerifierKey).join(' or ');
  const led = changes === 0 ? 'the bundle has no change of keys' : 'no change of keys in it is by one of these';
  const sentence = `it is signed by ${found}; trusted is ${expected}, and ${led}: ask the operator, by another way than the bundle came, which key signs now, and trust that one`;
  return fail('checkpoint', 'checkpoint', { expected, found, sentence });
}

function countSignatures(note: string): number {
  const parsed = parseSignedNote(note);
  return parsed.ok ? parsed.value.signatures.length : 0;
}

/** The witnesses of a policy that have cosigned the note; fewer than it asks for end the work. */
function witnessesOf(note: string, policy: WitnessPolicy, verify: Algorithms['verify']): ReachedLevel['witnesses'] {
  const known = policy.witnesses.map(({ key }) => key);
  const cosigned = openCosignatures(note, known, verify);
  if (!cosigned.ok) {
    return fail('witness', 'checkpoint', {
      expected: 'good cosignatures',
      found: cosigned.problem,
      sentence: cosigned.problem,
    });
  }
  const names = cosigned.value.map(({ key }) => key.name);
  if (!meetsQuorum(policy, new Set(cosigned.value.map(({ key }) => key)))) {
    const found = names.length === 0 ? 'no witness of the policy' : names.join(', ');
    fail('witness', 'checkpoint', { expected: 'the quorum of the policy', found: `cosignatures of ${found}` });
  }
  return cosigned.value.map(({ key: { name }, timestamp }) => {
    if (timestamp <= LAST_SECOND) return { name, witnessedAt: new Date(timestamp * 1000).toISOString() };
    return fail('witness', 'checkpoint', { expected: 'a time before the year 10000', found: `${timestamp} s` });
  });
}

/** Of the year 9999: what comes after has no time in four digits. */
const LAST_SECOND = 253_402_300_799;
