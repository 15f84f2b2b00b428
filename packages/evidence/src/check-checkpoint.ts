/** That a trusted key has signed the checkpoint, and whether enough witnesses have seen it. */
import { type Checkpoint, openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { openCosignatures } from '@lodestone/proof/cosignature.ts';
import { meetsQuorum, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { Crypto } from './crypto.ts';
import { fail } from './failure.ts';

/** Whom the reader trusts; nothing of it comes from the bundle. */
export interface Trust {
  /** Keys of which one has signed the checkpoint. */
  readonly keys: readonly VerifierKey[];
  /** Which witnesses must have seen it; null when none is asked for. */
  readonly policy: WitnessPolicy | null;
}

/** What stands behind the entries. */
export interface ReachedLevel extends Pick<Checkpoint, 'size' | 'root'> {
  readonly level: 'checkpoint' | 'witnessed';
  /** The trusted witnesses that have seen it. */
  readonly witnesses: readonly { readonly name: string; readonly witnessedAt: string }[];
}

/** Checks the note of a bundle about the ledger of this origin. */
export function checkCheckpoint(
  note: string,
  origin: string,
  { keys, policy }: Trust,
  { verify }: Crypto,
): ReachedLevel {
  const trusted = [...keys, ...(policy?.logs ?? []).map(({ key }) => key)];
  const opened = openCheckpoint(note, trusted, verify);
  if (!opened.ok) {
    return fail('checkpoint', 'checkpoint', {
      expected: 'a signed checkpoint of a trusted key',
      found: opened.problem,
      sentence: opened.problem,
    });
  }
  const { checkpoint } = opened.value;
  if (checkpoint.origin !== origin) {
    fail('checkpoint', 'checkpoint', { expected: `a checkpoint of ${origin}`, found: checkpoint.origin });
  }
  const { size, root } = checkpoint;
  const witnesses = policy === null ? [] : witnessesOf(note, policy, verify);
  const level = policy === null || policy.quorum === null ? 'checkpoint' : 'witnessed';
  return { size, root, level, witnesses };
}

/** The witnesses of a policy that have cosigned the note; fewer than it asks for end the work. */
function witnessesOf(note: string, policy: WitnessPolicy, verify: Crypto['verify']): ReachedLevel['witnesses'] {
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
