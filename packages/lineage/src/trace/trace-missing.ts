/** What of a lineage is missing or in question, in words. */
import { measureColumns, padColumns, printable, wrapColumns } from '../plain-text.ts';
import type { MissingWhy, Trace } from './trace-value.ts';

const WORDS: Readonly<Record<MissingWhy, string>> = {
  withheld: 'withheld',
  'in-dispute': 'in dispute',
  contested: 'contested',
  'on-hold': 'on hold',
  corrected: 'corrected',
};

/** By lot, each reason once, in the order of `missing`; lots without any are left out. */
export function marksByLot({ missing }: Trace): ReadonlyMap<string, readonly string[]> {
  const marks = new Map<string, Set<string>>();
  for (const { lot, why } of missing) {
    const known = marks.get(lot);
    if (known === undefined) marks.set(lot, new Set([WORDS[why]]));
    else known.add(WORDS[why]);
  }
  return new Map([...marks].map(([lot, words]) => [lot, [...words]]));
}

/** How many there are of each kind: `1 in dispute, 2 corrected`. */
export function countMissing({ missing }: Pick<Trace, 'missing'>): string {
  const kinds = Map.groupBy(missing, ({ why }) => why);
  return [...kinds].map(([why, of]) => `${of.length} ${WORDS[why]}`).join(', ');
}

/** A row for each, as people read it: lot, what is wrong, the particulars. */
export function missingRows({
  missing,
}: Pick<Trace, 'missing'>): readonly (readonly [lot: string, why: string, reason: string])[] {
  return missing.map(({ lot, why, reason }) => [printable(lot), WORDS[why], printable(reason)]);
}

/** Beside very long ids a reason still has lines to be read. */
const REASON_COLUMNS_MIN = 40;

/** The section of a tree, or of claims, that gives the particulars; no lines where nothing is missing. */
export function formatMissing(trace: Pick<Trace, 'missing'>, widthColumns: number): string[] {
  const rows = missingRows(trace);
  if (rows.length === 0) return [];
  const widest = (column: 0 | 1) => rows.reduce((most, row) => Math.max(most, measureColumns(row[column])), 0);
  const [lotColumns, whyColumns] = [widest(0), widest(1)];
  const indent = lotColumns + whyColumns + 6;
  const lines = rows.flatMap(([lot, why, reason]) => {
    const words = reason.split(' ');
    return wrapColumns(words, ' ', Math.max(REASON_COLUMNS_MIN, widthColumns - indent)).map((line, index) => {
      if (index > 0) return `${' '.repeat(indent)}${line}`;
      return `  ${padColumns(lot, lotColumns)}  ${padColumns(why, whyColumns)}  ${line}`;
    });
  });
  return ['Missing or in question', ...lines];
}
