/** The verdict on an evidence bundle as people read it. What it quotes was written by a stranger. */
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { EvidenceVerdict } from './verdict.ts';

/** Says what was found, what was checked and what was not. */
export function describeEvidence(verdict: EvidenceVerdict): string {
  const { failure } = verdict;
  if (failure !== null) {
    return [
      'INVALID',
      `  ${printable(failure.message)}`,
      `    expected  ${printable(failure.expected)}`,
      `    found     ${printable(failure.found)}`,
    ].join('\n');
  }
  const { level, subject, ledger, size, recordedAt, witnesses, parties, keys, checked, notChecked } = verdict;
  return [
    `VALID, level ${level ?? 'none'}`,
    `  ${subject?.kind} ${printable(subject?.id ?? '')} of ${printable(ledger ?? '')}`,
    `  read up to ${size} entries, the last one shown recorded at ${recordedAt}`,
    ...witnesses.map(({ name, witnessedAt }) => `  witnessed by ${printable(name)} at ${witnessedAt}`),
    `  signed by ${parties.map(printable).join(', ')}`,
    ...(keys.heldByLedger > 0
      ? [`  ${keys.heldByLedger} of their keys are held by the ledger, which signs for them`]
      : []),
    ...(keys.stolen > 0 ? [`  ${keys.stolen} entries signed by keys that were stolen then: see below`] : []),
    ...(keys.recovery > 0 ? [`  ${keys.recovery} of their keys were enrolled in recovery`] : []),
    '',
    'Checked',
    ...checked.map((sentence) => `  · ${printable(sentence)}`),
    '',
    'Not checked',
    ...notChecked.map(({ message }) => `  · ${printable(message)}`),
  ].join('\n');
}
