/**
 * Two sides' trade held against each other: what one country says that it exported to another, and what that one says that it
 * imported from the first, by the 6 digits of the Harmonized System that both have in common.
 *
 * What can be told of a gap is told in an order, the surest first, and each explanation sees only what those before it left:
 * goods that arrived within the lag are no gap; then the same mass under a sibling code; then at another country, or from
 * one; then what may be under way where a table begins or ends; then rounding. The rest is unexplained.
 */
import { groupBy } from '@lodestone/custody/group-by.ts';
import { roundHalfEven } from '@lodestone/custody/round-half-even.ts';
import { compareValues, type ValueComparison } from './compare-values.ts';
import { explainElsewhere } from './explain-elsewhere.ts';
import { explainEdges, explainRounding, type Explanation } from './explain-gap.ts';
import { formatMonth } from '@lodestone/lineage/months.ts';
import { type Cell, cellsOf, lineOf, matchPooled, siblingsOf, sumOf } from './trade-cell.ts';
import type { TradeRow, TradeTable } from './trade-table.ts';

export interface MirrorRequest {
  /** What exporting countries state. */
  readonly exports: TradeTable;
  /** What importing countries state. */
  readonly imports: TradeTable;
  /** Goods may arrive so many months after they left. */
  readonly lagMonths: number;
  /** A gap of more than so much of the exports is flagged. */
  readonly tolerancePartsPerMillion: number;
  /** Freight and insurance may add so much to the value. */
  readonly freightPartsPerMillion: number;
}

/** One code between two countries over the time that the tables cover. */
export interface MirrorLine {
  /** The same for the same countries, code and months: `MT-CN-DE-850511-202601-202606`. */
  readonly gap: string;
  readonly exporter: string;
  readonly importer: string;
  /** 6 digits. */
  readonly hsCode: string;
  readonly fromMonth: string;
  readonly toMonth: string;
  /** The longer codes that were put together, as each side has them. */
  readonly codes: { readonly exports: readonly string[]; readonly imports: readonly string[] };
  readonly exportsMilligrams: bigint;
  readonly importsMilligrams: bigint;
  /** Arrived within the lag. */
  readonly matchedMilligrams: bigint;
  /** What is left of whichever side has more left, without what may be under way at the ends of the tables. */
  readonly gapMilligrams: bigint;
  /** Of the exports; null where there are none. */
  readonly gapPartsPerMillion: bigint | null;
  /** The gap is beyond the tolerance. */
  readonly isFlagged: boolean;
  readonly explanations: readonly Explanation[];
  /** Of either side, what no explanation takes. */
  readonly unexplained: { readonly exportsMilligrams: bigint; readonly importsMilligrams: bigint };
  /** Rows of this code, or of its siblings, of which a side keeps the mass to itself: they may hold more of the gap. */
  readonly suppressedRows: number;
  readonly value: ValueComparison | null;
}

export interface Mirror {
  readonly lines: readonly MirrorLine[];
  /** Rows of pairs of countries of which only one side's table was given. They serve to explain others. */
  readonly rowsWithoutCounterpart: number;
}

/** Matches, explains and flags. The lines come by exporter, importer and code. */
export function mirrorTrade(request: MirrorRequest): Mirror {
  const { exports, imports, lagMonths } = request;
  const exportCells = cellsOf(exports.rows);
  const importCells = cellsOf(imports.rows);
  const matched = new Map<string, bigint>();
  for (const { left, milligrams } of matchPooled(exportCells, importCells, lagMonths, lineOf, lineOf)) {
    matched.set(left.line, (matched.get(left.line) ?? 0n) + milligrams);
  }
  const explained = explainElsewhere(exportCells, importCells, lagMonths);
  const compared = comparedLines(exports.rows, imports.rows);
  const all = [...exports.rows, ...imports.rows];
  const rowsBy = { exports: groupBy(exports.rows, lineOf), imports: groupBy(imports.rows, lineOf) };
  const cellsBy = { exports: groupBy(exportCells, lineOf), imports: groupBy(importCells, lineOf) };
  const span: Span = {
    ends: { exports: endsOf(exports.rows), imports: endsOf(imports.rows) },
    all: endsOf(all),
    suppressed: groupBy(
      all.filter(({ netMilligrams }) => netMilligrams === null),
      siblingsOf,
    ),
  };
  const lines = [...compared].sort().map((line): MirrorLine => {
    const rows = { exports: rowsBy.exports.get(line) ?? [], imports: rowsBy.imports.get(line) ?? [] };
    const cells = { exports: cellsBy.exports.get(line) ?? [], imports: cellsBy.imports.get(line) ?? [] };
    const parts = { rows, cells, matched: matched.get(line) ?? 0n, found: explained.get(line) ?? [] };
    return judgeLine(line, request, span, parts);
  });
  return { lines, rowsWithoutCounterpart: all.filter((row) => !compared.has(lineOf(row))).length };
}

/** Lines of which both countries were heard. */
function comparedLines(exports: readonly TradeRow[], imports: readonly TradeRow[]): Set<string> {
  const exporters = new Set(exports.map(({ exporter }) => exporter));
  const importers = new Set(imports.map(({ importer }) => importer));
  const isHeard = (row: TradeRow) => exporters.has(row.exporter) && importers.has(row.importer);
  return new Set([...exports, ...imports].filter(isHeard).map(lineOf));
}

/** What all lines have in common. */
interface Span {
  readonly ends: { readonly exports: Ends; readonly imports: Ends };
  readonly all: Ends;
  /** Rows without a mass, by what `siblingsOf` gives. */
  readonly suppressed: ReadonlyMap<string, readonly TradeRow[]>;
}

interface LineParts {
  readonly rows: { readonly exports: readonly TradeRow[]; readonly imports: readonly TradeRow[] };
  readonly cells: { readonly exports: readonly Cell[]; readonly imports: readonly Cell[] };
  readonly matched: bigint;
  readonly found: readonly Explanation[];
}

function judgeLine(line: string, request: MirrorRequest, span: Span, parts: LineParts): MirrorLine {
  const { rows, cells, matched, found } = parts;
  const { exports, imports, lagMonths, tolerancePartsPerMillion } = request;
  const [exporter = '', importer = '', hsCode = ''] = line.split('-');
  const totals = { exports: sumOf(rows.exports), imports: sumOf(rows.imports) };
  const edges = explainEdges(cells, span.ends, lagMonths);
  const explained = [...found, ...edges];
  const leftOf = (side: 'exports' | 'imports') => totals[side] - matched - sumExplained(explained, side);
  const rounding = explainRounding(
    { exports: leftOf('exports'), imports: leftOf('imports') },
    (BigInt(rows.exports.length) * exports.digitMilligrams + BigInt(rows.imports.length) * imports.digitMilligrams) /
      2n,
  );
  const explanations = [...explained, ...rounding];
  const gapOf = (side: 'exports' | 'imports') => totals[side] - matched - sumExplained([...edges, ...rounding], side);
  const gapMilligrams = largest(gapOf('exports'), gapOf('imports'));
  const [fromMonth, toMonth] = [formatMonth(span.all.first), formatMonth(span.all.last)];
  return {
    gap: `MT-${line}-${fromMonth.replace('-', '')}-${toMonth.replace('-', '')}`,
    exporter,
    importer,
    hsCode,
    fromMonth,
    toMonth,
    codes: { exports: codesOf(rows.exports), imports: codesOf(rows.imports) },
    exportsMilligrams: totals.exports,
    importsMilligrams: totals.imports,
    matchedMilligrams: matched,
    gapMilligrams,
    gapPartsPerMillion: totals.exports === 0n ? null : roundHalfEven(gapMilligrams * 1_000_000n, totals.exports),
    isFlagged: gapMilligrams * 1_000_000n > totals.exports * BigInt(tolerancePartsPerMillion),
    explanations,
    unexplained: {
      exportsMilligrams: totals.exports - matched - sumExplained(explanations, 'exports'),
      importsMilligrams: totals.imports - matched - sumExplained(explanations, 'imports'),
    },
    suppressedRows: (span.suppressed.get(siblingsOf({ exporter, importer, hsCode })) ?? []).length,
    value: compareValues(request, rows),
  };
}

function sumExplained(explanations: readonly Explanation[], side: 'exports' | 'imports'): bigint {
  return explanations.reduce((sum, { side: of, milligrams }) => sum + (of === side ? milligrams : 0n), 0n);
}

function largest(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

/** The first and the last month of a table. */
interface Ends {
  readonly first: number;
  readonly last: number;
}

function endsOf(rows: readonly TradeRow[]): Ends {
  return rows.reduce<Ends>(
    ({ first, last }, { month }) => ({ first: Math.min(first, month), last: Math.max(last, month) }),
    { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY },
  );
}

/** Only codes that say more than the 6 digits. */
function codesOf(rows: readonly TradeRow[]): string[] {
  return [...new Set(rows.map(({ hsCode }) => hsCode).filter(({ length }) => length > 6))].sort();
}
