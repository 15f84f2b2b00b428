/** The verdict on an evidence bundle as people read it. What it quotes was written by a stranger. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { printable, wrapColumns } from '@lodestone/lineage/plain-text.ts';
import type { Failure } from './failure.ts';
import type { EvidenceVerdict } from './verdict.ts';

/** What a terminal has, or a page where there is none. */
const DEFAULT_WIDTH_COLUMNS = 100;
/** A whole lineage may be what was expected: as much as this is looked at, and --json has the rest. */
const QUOTED_MAX_CHARACTERS = 400;

interface Wording {
  readonly widthColumns?: number;
  /** Whether the reader is content with what is only stated. */
  readonly believesSender?: boolean;
}

/** Says what was found, what was checked and what was not, in lines of at most so many columns. */
export function describeEvidence(
  verdict: EvidenceVerdict,
  { widthColumns = DEFAULT_WIDTH_COLUMNS, believesSender = false }: Wording = {},
): string {
  const { failure } = verdict;
  if (failure !== null) return describeFailure(failure, widthColumns).join('\n');
  const { level, believed, subject, ledger, size, recordedAt, witnesses, parties, keys, checked, notChecked } = verdict;
  const line = (text: string) => wrapped('  ', text, widthColumns);
  const item = (text: string) => wrapped('  · ', text, widthColumns);
  return [
    ...(believed === 0
      ? [`VALID, level ${level}`]
      : [`PARTLY PROVEN, level ${level}: ${describeBelieved(believed)}`, ...line(adviceOn(believesSender))]),
    ...line(`${subject?.kind} ${subject?.id} of ${ledger}`),
    ...(verdict.trustedKeys.length < 2 ? [] : line(`trusted by ${verdict.trustedKeys.join(', which led to ')}`)),
    ...line(`read up to ${size} entries, the last one shown recorded at ${recordedAt}`),
    ...witnesses.flatMap(({ name, witnessedAt }) => line(`witnessed by ${name} at ${witnessedAt}`)),
    ...line(`signed by ${parties.join(', ')}`),
    ...(keys.heldByLedger === 0
      ? []
      : line(`${keys.heldByLedger} of their keys are held by the ledger, which signs for them`)),
    ...(keys.recovery === 0 ? [] : line(`${keys.recovery} of their keys were enrolled in recovery`)),
    ...(keys.stolen === 0
      ? []
      : line(`${formatCount(keys.stolen, 'entry', 'entries')} signed by keys that were stolen then: see below`)),
    '',
    'Checked',
    ...checked.flatMap(item),
    '',
    'Not checked',
    ...notChecked.flatMap(({ message }) => item(message)),
  ].join('\n');
}

/** What an unproven claim rests on. */
export function describeBelieved(believed: number): string {
  return `${believed} ${believed === 1 ? 'statement is' : 'statements are'} the word of whoever made the file`;
}

function adviceOn(believesSender: boolean): string {
  const where = 'The rest holds. What is not proven may be wrong, and is named under "Not checked".';
  return believesSender
    ? `${where} --believe-sender: it is believed all the same.`
    : `${where} Whoever believes it says so with --believe-sender.`;
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
