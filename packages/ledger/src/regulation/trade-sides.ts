/** The two sides of a trade, each said which way the goods went: the first table is of exports, the second of imports. */
import type { TradeTable } from '@lodestone/regulation/mirror/trade-table.ts';
import type { StatedTable, StatedTrade } from './read-trade-table.ts';

export type SidesAnswer =
  | { readonly ok: true; readonly exports: TradeTable; readonly imports: TradeTable }
  | { readonly ok: false; readonly message: string };

/** Who reports a table that does not say. */
interface Reporters {
  readonly exporter: string | null;
  readonly importer: string | null;
}

/**
 * A table without a column of reporters is of one country: the one that is given, else the only partner of the
 * other table that it does not trade with itself.
 */
export function orientSides(exports: StatedTable, imports: StatedTable, given: Reporters): SidesAnswer {
  const exporter = given.exporter ?? onlyOther(imports, exports);
  const importer = given.importer ?? onlyOther(exports, imports);
  if (exporter === null && hasNoReporter(exports)) return refuse('first', 'exporter', 'second');
  if (importer === null && hasNoReporter(imports)) return refuse('second', 'importer', 'first');
  return {
    ok: true,
    exports: withWays(exports, (row) => ({ exporter: row.reporter ?? exporter ?? '', importer: row.partner })),
    imports: withWays(imports, (row) => ({ exporter: row.partner, importer: row.reporter ?? importer ?? '' })),
  };
}

function refuse(which: string, option: string, other: string): SidesAnswer {
  const message = `whose the ${which} table is cannot be told: it has no column "reporter", and the ${other} has several partners; say it with --${option}`;
  return { ok: false, message };
}

function hasNoReporter({ rows }: StatedTable): boolean {
  return rows.some(({ reporter }) => reporter === null);
}

/** The only partner of a table that is none of the other: countries between the two are partners of both. */
function onlyOther({ rows }: StatedTable, other: StatedTable): string | null {
  const between = new Set(other.rows.map(({ partner }) => partner));
  const partners = new Set(rows.map(({ partner }) => partner).filter((partner) => !between.has(partner)));
  const [first = null] = partners;
  return partners.size === 1 ? first : null;
}

function withWays(
  { rows, ...table }: StatedTable,
  wayOf: (row: StatedTrade) => { readonly exporter: string; readonly importer: string },
): TradeTable {
  return {
    ...table,
    rows: rows.map((stated) => {
      const { row, month, hsCode, netMilligrams, valueHundredths } = stated;
      return { row, month, hsCode, netMilligrams, valueHundredths, ...wayOf(stated) };
    }),
  };
}
