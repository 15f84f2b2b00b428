/** What two sides' trade tables say of one another, for people. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { Mirror, MirrorLine } from '@lodestone/regulation/mirror/mirror.ts';
import type { TradeGap } from '@lodestone/regulation/mirror/trade-gap.ts';
import { type Column, formatTable } from '../output/table.ts';

/** A line, and what a ledger has recorded of its gap; null where nothing is. */
export interface StatedLine extends MirrorLine {
  readonly stated: TradeGap | null;
}

const COLUMNS: readonly Column[] = [
  { title: 'from' },
  { title: 'to' },
  { title: 'code' },
  { title: 'exports', align: 'right' },
  { title: 'imports', align: 'right' },
  { title: 'in time', align: 'right' },
  { title: 'gap', align: 'right' },
  { title: 'of exports', align: 'right' },
  { title: '' },
];

/** All lines as a table, and below it what is known of those that do not agree. */
export function formatMirror(
  { lines, rowsWithoutCounterpart }: Pick<Mirror, 'rowsWithoutCounterpart'> & { readonly lines: readonly StatedLine[] },
  width: number,
): string {
  const rows = lines.map((line) => [
    line.exporter,
    line.importer,
    line.hsCode,
    formatKilograms(line.exportsMilligrams),
    formatKilograms(line.importsMilligrams),
    formatKilograms(line.matchedMilligrams),
    formatKilograms(line.gapMilligrams),
    line.gapPartsPerMillion === null ? '' : formatPercent(line.gapPartsPerMillion),
    markOf(line),
  ]);
  const table = formatTable(COLUMNS, rows, 'No two rows are of the same countries: nothing can be compared.', width);
  const others =
    rowsWithoutCounterpart === 0
      ? []
      : [
          `${formatCount(rowsWithoutCounterpart, 'row')} of countries of which only one side is given: only to explain others.`,
        ];
  return [table, ...lines.filter(isTold).map(formatLine), ...others].join('\n\n');
}

function markOf({ isFlagged, stated }: StatedLine): string {
  return stated?.status ?? (isFlagged ? 'flagged' : '');
}

/** What agrees to the last kilogram needs no words. */
function isTold({ explanations, gapMilligrams, stated, codes }: StatedLine): boolean {
  return explanations.length > 0 || gapMilligrams > 0n || stated !== null || differ(codes);
}

function differ({ exports, imports }: MirrorLine['codes']): boolean {
  return exports.length > 0 && imports.length > 0 && exports.join() !== imports.join();
}

function formatLine(line: StatedLine): string {
  const { gap, unexplained, explanations, codes, suppressedRows, stated } = line;
  const rest = [
    ...(unexplained.exportsMilligrams > 0n ? [`${formatKilograms(unexplained.exportsMilligrams)} exported`] : []),
    ...(unexplained.importsMilligrams > 0n ? [`${formatKilograms(unexplained.importsMilligrams)} imported`] : []),
  ];
  const said = [
    ...explanations.map(({ side, sentence }) => `${side}: ${sentence}`),
    ...(rest.length > 0 ? [`unexplained: ${rest.join(' and ')}`] : []),
    ...(suppressedRows > 0
      ? [`the mass is kept back in ${formatCount(suppressedRows, 'row')} of this heading, which may hold more`]
      : []),
    ...(differ(codes)
      ? [`codes: ${codes.exports.join(', ')} with the exporter, ${codes.imports.join(', ')} with the importer`]
      : []),
    ...valueOf(line),
    ...(stated?.statements ?? []).map(({ party, status, reason, shipments, documents }) => {
      const shown = [...shipments, ...documents.map(({ name }) => name)];
      return `${status} by ${party}: ${reason}${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`;
    }),
  ];
  return [gap, ...said.map((sentence) => `  ${sentence}`)].join('\n');
}

function valueOf({ value }: MirrorLine): string[] {
  if (value === null) return [];
  const { abovePartsPerMillion: above, isFreight } = value;
  const share = formatPercent(above < 0n ? -above : above);
  const why = isFreight ? ', which freight and insurance can be' : '';
  return [`value: as imported ${share} ${above < 0n ? 'less' : 'more'} a kilogram${why}`];
}
