/** Where a return says something else than the ledger. */
import type { ReturnRow } from './site-flows.ts';

/** The figures of a row, in their order. */
export const RETURN_FIGURES = [
  'openingMilligrams',
  'inMilligrams',
  'madeMilligrams',
  'usedMilligrams',
  'outMilligrams',
  'lostMilligrams',
  'closingMilligrams',
] as const;
export type ReturnFigure = (typeof RETURN_FIGURES)[number];

export interface ReturnDifference {
  readonly form: ReturnRow['form'];
  readonly element: ReturnRow['element'];
  readonly figure: ReturnFigure;
  readonly filedMilligrams: number;
  readonly computedMilligrams: number;
}

/** Every figure that differs, in the order of the filed rows and then of those that were left out. What is left out is 0. */
export function returnDifferences(filed: readonly ReturnRow[], computed: readonly ReturnRow[]): ReturnDifference[] {
  const computedBy = new Map(computed.map((row) => [keyOf(row), row]));
  const filedBy = new Map(filed.map((row) => [keyOf(row), row]));
  return [...new Map([...filedBy, ...computedBy]).values()].flatMap((row) => {
    const [stated, own] = [filedBy.get(keyOf(row)), computedBy.get(keyOf(row))];
    const { form, element } = row;
    return RETURN_FIGURES.flatMap((figure) => {
      const [filedMilligrams, computedMilligrams] = [stated?.[figure] ?? 0, own?.[figure] ?? 0];
      return filedMilligrams === computedMilligrams
        ? []
        : [{ form, element, figure, filedMilligrams, computedMilligrams }];
    });
  });
}

function keyOf({ form, element }: ReturnRow): string {
  return `${form} ${element}`;
}
