/** The verdict on an evidence bundle as people read it. What it quotes was written by a stranger. */
import { printable, wrapColumns } from '@lodestone/lineage/plain-text.ts';
import type { Failure } from './failure.ts';
import { countBelieved, type EvidenceVerdict } from './verdict.ts';

/** What a terminal has, or a page where there is none. */
const DEFAULT_WIDTH_COLUMNS = 100;
/** A whole lineage may be what was expected: as much as this is looked at, and --json has the rest. */
const QUOTED_MAX_CHARACTERS = 400;

/** Says what was found, what was checked and what was not, in lines of at most so many columns. */
export function describeEvidence(verdict: EvidenceVerdict, widthColumns = DEFAULT_WIDTH_COLUMNS): string {
  const { failure } = verdict;
  if (failure !== null) return describeFailure(failure, widthColumns).join('\n');
  const { level, subject, ledger, size, recordedAt, witnesses, parties, keys, checked, notChecked } = verdict;
  const line = (text: string) => wrapped('  ', text, widthColumns);
  const item = (text: string) => wrapped('  · ', text, widthColumns);
  const believed = countBelieved(verdict);
  return [
    `VALID, level ${level ?? 'none'}${believed === 0 ? '' : `; but not proven: ${believed} of the statements behind it`}`,
    ...(believed === 0
      ? []
      : line('What is not proven is the word of whoever made this file, and may be wrong: see "Not checked".')),
    ...line(`${subject?.kind} ${subject?.id} of ${ledger}`),
    ...line(`read up to ${size} entries, the last one shown recorded at ${recordedAt}`),
    ...witnesses.flatMap(({ name, witnessedAt }) => line(`witnessed by ${name} at ${witnessedAt}`)),
    ...line(`signed by ${parties.join(', ')}`),
    ...(keys.heldByLedger === 0
      ? []
      : line(`${keys.heldByLedger} of their keys are held by the ledger, which signs for them`)),
    ...(keys.recovery === 0 ? [] : line(`${keys.recovery} of their keys were enrolled in recovery`)),
    ...(keys.stolen === 0 ? [] : line(`${keys.stolen} entries signed by keys that were stolen then: see below`)),
    '',
    'Checked',
    ...checked.flatMap(item),
    '',
    'Not checked',
    ...notChecked.flatMap(({ message }) => item(message)),
  ].join('\n');
}

function describeFailure({ message, expected, found }: Failure, widthColumns: number): string[] {
  return [
    'INVALID',
    ...wrapped('  ', quoted(message), widthColumns),
    ...wrapped('    expected  ', quoted(expected), widthColumns),
    ...wrapped('    found     ', quoted(found), widthColumns),
  ];
}

function quoted(text: string): string {
  return text.length <= QUOTED_MAX_CHARACTERS ? text : `${text.slice(0, QUOTED_MAX_CHARACTERS).toWellFormed()}…`;
}

/** The text behind its heading, further lines below it. */
function wrapped(heading: string, text: string, widthColumns: number): string[] {
  const lines = wrapColumns(printable(text).split(' '), ' ', widthColumns - heading.length);
  return lines.map((each, index) => `${index === 0 ? heading : ' '.repeat(heading.length)}${each}`);
}
