/** What may be the reason that the two sides of a line differ, each with its mass and a sentence. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatMonth } from '@lodestone/lineage/months.ts';

export const EXPLANATION_KINDS = [
  /** The same mass stands under another code of the same heading. */
  'sibling-code',
  /** Another country records the mass as of this origin. */
  'other-importer',
  /** Another country records the mass as coming from the stated destination. */
  'through-transit',
  /** It may be under way where the other table begins or ends. */
  'under-way',
  /** No more than what the last digits can hide. */
  'rounding',
] as const;

export type ExplanationKind = (typeof EXPLANATION_KINDS)[number];

export interface Explanation {
  readonly kind: ExplanationKind;
  /** Whose mass it accounts for. */
  readonly side: 'exports' | 'imports';
  readonly milligrams: bigint;
  readonly sentence: string;
}

interface Place {
  readonly exporter: string;
  readonly importer: string;
  readonly hsCode: string;
}

/** An export that was found as an import of another line: what is said of it at the line of `side`. */
export function sentenceOfMatch(
  kind: 'sibling-code' | 'other-importer' | 'through-transit',
  side: 'exports' | 'imports',
  milligrams: bigint,
  left: Place,
  arrived: Place,
): string {
  const mass = formatKilograms(milligrams);
  const isExport = side === 'exports';
  switch (kind) {
    case 'sibling-code':
      return isExport
        ? `${mass} stand under ${arrived.hsCode} with the importer`
        : `${mass} stand under ${left.hsCode} with the exporter`;
    case 'other-importer':
      return isExport
        ? `${mass} were recorded by ${arrived.importer} as coming from ${left.exporter}`
        : `${mass} were exported as going to ${left.importer}`;
    case 'through-transit':
      return isExport
        ? `${mass} were recorded by ${arrived.importer} as coming from ${left.importer}`
        : `${mass} were exported by ${left.exporter} as going to ${arrived.exporter}`;
    default:
      return kind satisfies never;
  }
}

interface Left {
  readonly month: number;
  readonly leftMilligrams: bigint;
}

interface Sides<Of> {
  readonly exports: Of;
  readonly imports: Of;
}

/** What may arrive after the imports end, and what may have left before the exports begin. */
export function explainEdges(
  cells: Sides<readonly Left[]>,
  ends: Sides<{ readonly first: number; readonly last: number }>,
  lagMonths: number,
): Explanation[] {
  const after = sumLeft(cells.exports.filter(({ month }) => month + lagMonths > ends.imports.last));
  const before = sumLeft(cells.imports.filter(({ month }) => month - lagMonths < ends.exports.first));
  const [last, first] = [formatMonth(ends.imports.last), formatMonth(ends.exports.first)];
  const may: Explanation[] = [
    {
      kind: 'under-way',
      side: 'exports',
      milligrams: after,
      sentence: `${formatKilograms(after)} may arrive after ${last}, with which the imports end`,
    },
    {
      kind: 'under-way',
      side: 'imports',
      milligrams: before,
      sentence: `${formatKilograms(before)} may have left before ${first}, with which the exports begin`,
    },
  ];
  return may.filter(({ milligrams }) => milligrams > 0n);
}

/** What is left of both sides, where the last digits of all rows together can hide that much. */
export function explainRounding(left: Sides<bigint>, hiddenMilligrams: bigint): Explanation[] {
  if (left.exports + left.imports > hiddenMilligrams) return [];
  return (['exports', 'imports'] as const)
    .filter((side) => left[side] > 0n)
    .map((side) => ({
      kind: 'rounding',
      side,
      milligrams: left[side],
      sentence: `${formatKilograms(left[side])} are within what the rounding of both tables can hide, ${formatKilograms(hiddenMilligrams)}`,
    }));
}

function sumLeft(cells: readonly Left[]): bigint {
  return cells.reduce((sum, { leftMilligrams }) => sum + leftMilligrams, 0n);
}
