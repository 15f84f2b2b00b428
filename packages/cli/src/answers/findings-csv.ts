/** Findings for spreadsheets, a row each, in the order in which to look at them. */
import { formatCsv } from '@lodestone/lineage/csv-text.ts';
import type { AnsweredFinding } from '@lodestone/lineage/answered-finding.ts';
import type { RankedFinding } from '@lodestone/lineage/rank-findings.ts';
import type { TitleOf } from './findings-text.ts';

const COLUMNS = [
  'severity',
  'status',
  'rule',
  'title',
  'family',
  'party',
  'facility',
  'from',
  'to',
  'sentence',
  'clears',
  'ranked',
  'lots',
  'shipments',
  'others',
  'events',
  'numbers',
  'id',
] as const;

export function formatFindingsCsv(findings: readonly (RankedFinding & AnsweredFinding)[], titleOf: TitleOf): string {
  const rows = findings.map((finding) => {
    const { severity, status, rule, family, party, facility, from, to, sentence, clears, ranked, numbers, id } =
      finding;
    const lists = [finding.lots, finding.shipments, finding.others, finding.events].map((ids) => ids.join('; '));
    const figures = Object.entries(numbers).map(([name, value]) => `${name} ${value}`);
    const said = [severity, status, rule, titleOf(rule), family, party, facility, from, to, sentence, clears, ranked];
    return [...said, ...lists, figures.join('; '), id];
  });
  return formatCsv([COLUMNS, ...rows]);
}
