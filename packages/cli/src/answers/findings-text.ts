/** Findings as people read them: the worst first, each with what was seen, why it counts so much and what would clear it. */
import { groupBy } from '@lodestone/custody/group-by.ts';
import { type Severity, SEVERITIES } from '@lodestone/lineage/finding.ts';
import { printable, wrapColumns } from '@lodestone/lineage/plain-text.ts';
import type { AnsweredFinding, FindingAnswer } from '@lodestone/lineage/answered-finding.ts';
import type { RankedFinding } from '@lodestone/lineage/rank-findings.ts';
import { describeFigure } from '../output/figure-text.ts';
import { formatTable } from '../output/table.ts';
import { wrappedLines } from '../output/wrapped-lines.ts';

type ShownFinding = RankedFinding & AnsweredFinding;

/** The title of a rule by its id. */
export type TitleOf = (rule: string) => string;

/**
 * How many there are of each severity, and those that are shown: what one rule finds of one party and place, with the same to
 * say of it, is told together where the first of it stands, each with its own sentence and id.
 */
export function formatFindings(
  all: readonly ShownFinding[],
  shown: readonly ShownFinding[],
  { titleOf, width }: { readonly titleOf: TitleOf; readonly width: number },
): string {
  if (all.length === 0) return 'No open findings.';
  const blocks = [...groupBy(shown, matterOf).values()].map((of) => formatMatter(of, titleOf, width).join('\n'));
  return [wrappedLines(countBySeverity(all), width).join('\n'), ...blocks].join('\n\n');
}

/** `1 high, 4 medium, 0 low`. */
function countBySeverity(findings: readonly RankedFinding[]): string {
  const countOf = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return `Findings: ${SEVERITIES.toReversed()
    .map((severity) => `${countOf(severity)} ${severity}`)
    .join(', ')}. A finding is a reason to look, not an accusation.`;
}

/**
 * Findings of the same matter differ in what was seen and when. One of which something was said stands by itself, and so does one
 * that is of no party: two countries' figures of one product have nothing to do with those of another.
 */
function matterOf({ severity, rule, party, facility, status, clears, ranked, answer, closing, id }: ShownFinding) {
  const own = party !== null && answer === null && closing === null ? '' : id;
  return JSON.stringify([severity, rule, party, facility, status, clears, ranked, own]);
}

function formatMatter(findings: readonly ShownFinding[], titleOf: TitleOf, width: number): string[] {
  const [first, another] = findings;
  if (first === undefined) return [];
  if (another === undefined) return formatBlock(first, titleOf, width);
  const times = findings
    .flatMap(({ from, to }) => [from, to])
    .sort((one, other) => Date.parse(one) - Date.parse(other));
  const period = periodOf({ from: times[0] ?? first.from, to: times.at(-1) ?? first.to });
  return [
    ...headOf(first, [`${findings.length} findings`, period], titleOf, width),
    ...findings.flatMap((finding) => [
      ...wrappedLines(`${periodOf(finding)}: ${asSentence(finding.sentence)}`, width, 1),
      `    id ${printable(finding.id)}`,
    ]),
    ...meaningOf(first, width),
  ];
}

function formatBlock(finding: ShownFinding, titleOf: TitleOf, width: number): string[] {
  return [
    ...headOf(finding, [periodOf(finding)], titleOf, width),
    ...indent(asSentence(finding.sentence), width),
    ...meaningOf(finding, width),
    ...[finding.answer, finding.closing].flatMap((said) => (said === null ? [] : formatWord(said, finding, width))),
    `  id ${printable(finding.id)}`,
  ];
}

function headOf(finding: ShownFinding, extent: readonly string[], titleOf: TitleOf, width: number): string[] {
  const { severity, rule, status } = finding;
  const title = `${severity.toUpperCase()} · ${rule} ${titleOf(rule)}`;
  const head = [title, subjectOf(finding), ...extent, status === 'open' ? '' : status];
  return wrapColumns(head.filter((part) => part !== '').map(printable), ' · ', width);
}

/** What would clear it, and why it is high where it is. */
function meaningOf({ severity, clears, ranked }: ShownFinding, width: number): string[] {
  return [
    ...indent(`To clear it: ${asSentence(clears)}`, width),
    ...(severity === 'high' ? indent(asSentence(ranked), width) : []),
  ];
}

/** What was said of it; what was said of other numbers does not count any more. */
function formatWord(said: FindingAnswer, { facts }: ShownFinding, width: number): string[] {
  const { party, outcome, occurredAt, reason, stated } = said;
  const before = stated === facts ? '' : ', before it stated what it states now';
  return indent(`${outcome}, says ${party} on ${occurredAt.slice(0, 10)}${before}: ${reason}`, width);
}

function subjectOf({ party, facility }: RankedFinding): string {
  if (party === null) return facility ?? '';
  return facility === null ? party : `${party} at ${facility}`;
}

function periodOf({ from, to }: Pick<RankedFinding, 'from' | 'to'>): string {
  const [first, last] = [from.slice(0, 10), to.slice(0, 10)];
  return first === last ? first : `${first} to ${last}`;
}

/** Everything that is known of one. */
export function formatFinding(finding: ShownFinding, titleOf: TitleOf, width: number): string {
  const { lots, shipments, others, events, numbers, version, rule, ranked, from, to } = finding;
  const figures = Object.entries(numbers).map(([name, value]) => {
    const figure = describeFigure(name, value);
    return [figure.name, printable(figure.value)];
  });
  const table = formatTable([{ title: 'figure' }, { title: 'value', align: 'right' }], figures, '', width);
  const lists = [
    ['lots', lots],
    ['shipments', shipments],
    ['others', others],
    ['events', events],
  ] as const;
  return [
    ...formatBlock(finding, titleOf, width).slice(0, -1),
    ...(finding.severity === 'high' ? [] : indent(asSentence(ranked), width)),
    '',
    `  from ${from} to ${to}, by version ${version} of rule ${rule}`,
    ...lists.flatMap(([name, ids]) => (ids.length === 0 ? [] : indent(`${name}: ${ids.join(', ')}`, width))),
    ...(table === '' ? [] : ['', ...table.split('\n').map((line) => `  ${line}`)]),
  ].join('\n');
}

/** With a capital and a full stop. */
export function asSentence(text: string): string {
  const [first = ''] = text;
  // A sentence that begins with an id keeps it as it is.
  const start = /^[a-z]+[ :,]/.test(text) ? first.toUpperCase() + text.slice(first.length) : text;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

function indent(text: string, width: number): string[] {
  return wrappedLines(text, width, 1);
}
