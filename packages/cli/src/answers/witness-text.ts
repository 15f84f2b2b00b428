/** What people and programs are told of witnesses. */
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { AwaitedCosignatures, WitnessReport } from '@lodestone/ledger/witness/await-cosignatures.ts';
import { describeTime } from '@lodestone/ledger/witness/recorded-and-witnessed.ts';
import type { WitnessOutcome } from '@lodestone/ledger/witness/request-cosignature.ts';

interface WitnessValue {
  readonly witness: string;
  readonly key: string;
  readonly outcome: WitnessOutcome | 'not-asked';
  readonly witnessedAt: string | null;
  readonly message: string | null;
}

/** For programs: whether the quorum has cosigned, and who said what. */
export function showWitnesses({ isWitnessed, reports }: AwaitedCosignatures): {
  readonly isWitnessed: boolean;
  readonly witnesses: readonly WitnessValue[];
} {
  return { isWitnessed, witnesses: reports.map(showWitness) };
}

function showWitness({ witness, answer }: WitnessReport): WitnessValue {
  const identity = { witness: witness.name, key: witness.key.name };
  if (answer === null) {
    const outcome = witness.url === null ? 'not-asked' : 'no-answer';
    return { ...identity, outcome, witnessedAt: null, message: null };
  }
  const { outcome } = answer;
  return answer.outcome === 'cosigned'
    ? { ...identity, outcome, witnessedAt: describeTime(answer.cosignature.timestamp), message: null }
    : { ...identity, outcome, witnessedAt: null, message: answer.message };
}

/** For people: who has cosigned, who has not and why, and whether they are enough. */
export function describeWitnesses({ isWitnessed, reports }: AwaitedCosignatures): string[] {
  const verdict = isWitnessed
    ? 'Witnessed: the quorum of witness-policy.txt has cosigned.'
    : 'Not witnessed: fewer have cosigned than witness-policy.txt asks for.';
  return [verdict, ...reports.map((report) => `  ${describeWitness(report)}`)];
}

export function describeWitness({ witness, answer }: WitnessReport): string {
  if (answer === null) return `${witness.name}: ${witness.url === null ? 'has no address' : 'no answer yet'}`;
  return answer.outcome === 'cosigned'
    ? `${witness.name}: cosigned at ${describeTime(answer.cosignature.timestamp)}`
    : `${witness.name}: ${printable(answer.message)}`;
}

/** What is wrong when witnesses are asked for and the data folder names none. */
export function describeNoPolicy(dataFolder: string): string {
  return `${dataFolder} has no witness-policy.txt that names witnesses: docs/witness.md says how it is written`;
}
