/** Where the masses of a trace come from, and what of them is recycled, in the lines of the tree. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { kindWords } from '../kind-words.ts';
import { measureColumns, padColumns, printable, wrapColumns } from '../plain-text.ts';
import type { Trace, TraceBounds, TraceElement, TraceOrigin, TraceUnknown } from './trace-value.ts';

/** Behind bounds that hold, but that the search could not make as narrow as they are. */
export const LOOSE = ' (loose)';

/** Figures below the name of an origin stand behind where that begins. */
const FIGURES_INDENT = 8;

/** One row of the table of origins. */
interface OriginRow {
  readonly element: string;
  readonly origin: string;
  readonly described: string;
  readonly mass: string;
  readonly share: string;
  readonly bounds: string;
}

/**
 * A line for each origin of each element, the unknown last; with bounds, from what to what each can be. Where one of them
 * does not fit the width, all have their figures in a line below.
 */
export function formatOrigins({ elements }: Trace, widthColumns: number): string[] {
  const rows = Object.entries(elements).flatMap(([element, attribution]) => originRows(element, attribution));
  const notes = Object.entries(elements).flatMap(([element, { unknownFrom = [] }]) =>
    unknownNotes(element, unknownFrom),
  );
  if (rows.length === 0) return [];
  const widestOf = (column: keyof OriginRow) =>
    rows.reduce((widest, row) => Math.max(widest, measureColumns(row[column])), 0);
  const [originColumns, describedColumns, massColumns] = [widestOf('origin'), widestOf('described'), widestOf('mass')];
  const pairs = rows.map(({ element, origin, described, mass, share, bounds }) => {
    const left = `  ${element.padEnd(3)} ${padColumns(origin, originColumns)}  ${padColumns(described, describedColumns)}`;
    return [left, `${mass.padStart(massColumns)}  ${share.padStart(10)}  ${bounds}`.trimEnd()] as const;
  });
  const fits = pairs.every(([left, figures]) => measureColumns(left) + 2 + measureColumns(figures) <= widthColumns);
  const lines = pairs.flatMap(([left, figures]) => {
    return fits ? [`${left}  ${figures}`] : [left.trimEnd(), `${' '.repeat(FIGURES_INDENT)}${figures}`];
  });
  const wrap = (text: string) => wrapColumns(text.split(' '), ' ', widthColumns);
  const hasBounds = rows.some(({ bounds }) => bounds !== '');
  const title = 'Origins of each element (contained mass, metal basis)';
  const heading = hasBounds ? `${title}: by the book, and from least to most possible` : title;
  return [...wrap(heading), ...lines, ...notes];
}

function originRows(element: string, attribution: TraceElement): OriginRow[] {
  const { origins, unknownMilligrams, unknownLeastMilligrams, unknownMostMilligrams = 0 } = attribution;
  const rows: Omit<OriginRow, 'element'>[] = origins.map((origin) => ({
    origin: printable(origin.lot),
    described: printable(describeOrigin(origin)),
    mass: formatMass(origin.milligrams),
    share: formatPercent(origin.share),
    bounds: formatBounds(origin),
  }));
  if (unknownMilligrams > 0 || unknownMostMilligrams > 0) {
    rows.push({
      origin: 'unknown',
      described: 'explained by no record',
      mass: formatMass(unknownMilligrams),
      share: '',
      bounds: formatBounds({
        ...(unknownLeastMilligrams === undefined ? {} : { leastMilligrams: unknownLeastMilligrams }),
        mostMilligrams: unknownMostMilligrams,
        ...(attribution.unknownBoundsAreLoose === undefined ? {} : { boundsAreLoose: true }),
      }),
    });
  }
  return rows.map((row, index) => ({ element: index === 0 ? element : '', ...row }));
}

/** So many say where to look; the JSON has them all. */
const UNKNOWN_NOTES_MAX = 5;

function unknownNotes(element: string, sources: readonly TraceUnknown[]): string[] {
  const notes = sources.slice(0, UNKNOWN_NOTES_MAX).map((source) => `  unknown ${element}: ${describeUnknown(source)}`);
  const more = sources.length - notes.length;
  return more === 0 ? notes : [...notes, `  unknown ${element}: and ${more} more, see --json`];
}

function describeUnknown({ why, lot, step, milligrams }: TraceUnknown): string {
  const name = printable(lot);
  const mass = milligrams === null ? '' : formatKilograms(BigInt(milligrams));
  switch (why) {
    case 'step-gave-more':
      return `${printable(step ?? '')} that made ${name} gave ${mass} more than it took`;
    case 'gained':
      return `${name} gained ${mass} without a step`;
    case 'not-stated-before':
      return `${name} has some, and nothing that ${printable(step ?? '')} took of states any`;
    case 'branch-missing':
      return `what ${name} was made of is not here`;
    default:
      return why satisfies never;
  }
}

function formatBounds({ leastMilligrams, mostMilligrams, boundsAreLoose }: TraceBounds): string {
  if (leastMilligrams === undefined || mostMilligrams === undefined) return '';
  if (leastMilligrams === mostMilligrams) return 'exactly';
  const [least, most] = [leastMilligrams, mostMilligrams].map((mass) => formatKilograms(BigInt(mass)));
  return `${least?.replace(' kg', '')} to ${most}${boundsAreLoose === true ? LOOSE : ''}`;
}

function describeOrigin({ kind, facility, party, country }: TraceOrigin): string {
  return [kindWords(kind), facility ?? [], party, country].flat().join(' · ');
}

/** All masses end in six decimals, which is one milligram, so that they align on the point; but for what is less than that. */
function formatMass(milligrams: number): string {
  if (milligrams === 0) return '< 1 mg';
  const [whole = '', fraction = ''] = formatKilograms(BigInt(milligrams)).replace(' kg', '').split('.');
  return `${whole}.${fraction.padEnd(6, '0')} kg`;
}

/** Moves the point of a share by two places, digits unchanged: `0.668983` → `66.8983 %`. */
function formatPercent(share: string): string {
  const digits = share.replace('.', '');
  return `${Number(digits.slice(0, -4))}.${digits.slice(-4)} %`;
}

/** What of each element was recycled; one line where nothing was. */
export function formatRecycled({ elements }: Trace): string[] {
  const contained = Object.entries(elements);
  if (contained.length === 0) return [];
  const rows = contained.flatMap(([element, { recycled }]) => {
    const { preConsumerMilligrams: pre, postConsumerMilligrams: post, preConsumerShare, postConsumerShare } = recycled;
    if (pre + post === 0) return [];
    return [[element, ...recycledCells(post, postConsumerShare), ...recycledCells(pre, preConsumerShare)]];
  });
  if (rows.length === 0) return ['Recycled content: none'];
  const table = [['', 'post-consumer', '', 'pre-consumer', ''], ...rows];
  const widthOf = (column: number) => Math.max(...table.map((row) => (row[column] ?? '').length));
  const widths = table[0]?.map((_, column) => widthOf(column)) ?? [];
  const lines = table.map(([element = '', ...cells]) => {
    const padded = cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0));
    return `  ${element.padEnd(3)} ${padded.join('  ')}`.trimEnd();
  });
  return ['Recycled content of each element (contained mass, metal basis)', ...lines];
}

function recycledCells(milligrams: number, share: string): [mass: string, share: string] {
  return milligrams === 0 ? ['none', ''] : [formatMass(milligrams), formatPercent(share)];
}
