/** A score as people read it. */
import type { Score, ScoredFinding, Share } from './score-findings.ts';

/** So many of what is missed or wrong are shown, each rule's first. */
const SHOWN_PER_RULE = 3;

export function formatScore(score: Score): string {
  return [
    'rule  crimes caught  by itself  right of medium and high  right of all',
    ...score.rules.map(({ rule, recall, own, precision, precisionOfAll }) => {
      const cells = [formatShare(recall), formatShare(own), formatShare(precision), formatShare(precisionOfAll)];
      return [
        rule.padEnd(4),
        cells[0]?.padStart(15),
        cells[1]?.padStart(10),
        cells[2]?.padStart(25),
        cells[3]?.padStart(13),
      ].join(' ');
    }),
    '',
    `recall ${formatShare(score.recall)}, precision ${formatShare(score.precision)} of medium and high, ${formatShare(score.precisionOfAll)} of all`,
    `precision where only a crime's own rules count: ${formatShare(score.precisionByRule)} of medium and high`,
    '',
    'Of each typology (rows), how many crimes findings of each rule (columns) named:',
    ...formatConfusion(score),
    '',
    'Missed:',
    ...score.missed.map(({ rule, from, to, what }) => `  ${rule} ${from.slice(0, 10)} to ${to.slice(0, 10)}: ${what}`),
    '',
    `Wrong, at most ${SHOWN_PER_RULE} of each rule:`,
    ...firstOfEach(score.wrong).map(({ rule, severity, sentence }) => `  ${rule} ${severity}: ${sentence}`),
    '',
  ].join('\n');
}

function formatConfusion({ confusion, rules }: Score): string[] {
  const columns = rules.map(({ rule }) => rule);
  const rows = [...confusion.keys()].sort();
  return [
    `     ${columns.join(' ')}`,
    ...rows.map((row) => {
      const cells = columns.map((column) => String(confusion.get(row)?.get(column) ?? '·').padStart(3));
      return `${row.padEnd(4)} ${cells.join(' ')}`;
    }),
  ];
}

function firstOfEach(findings: readonly ScoredFinding[]): ScoredFinding[] {
  const counts = new Map<string, number>();
  return findings.filter(({ rule }) => {
    const count = counts.get(rule) ?? 0;
    counts.set(rule, count + 1);
    return count < SHOWN_PER_RULE;
  });
}

/** `17/20 0.85`; `-` of nothing. */
function formatShare({ part, of }: Share): string {
  return of === 0 ? '-' : `${part}/${of} ${(part / of).toFixed(2)}`;
}
