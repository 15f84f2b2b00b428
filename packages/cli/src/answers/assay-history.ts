/** The assays of one lot side by side, for people: what each states, and what it changed of the book. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { formatKilograms, formatLitres } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { browseAssays, browseLots } from '@lodestone/ledger/ask/browse.ts';
import { formatTime } from '../output/amounts.ts';
import { formatTable } from '../output/table.ts';

type Lot = Awaited<ReturnType<typeof browseLots>>[number];
type Assay = Awaited<ReturnType<typeof browseAssays>>[number];

/** So many assays stand side by side on a terminal; more come below. */
const ASSAYS_ABREAST = 3;

/** Formats one table, or several below each other where `width` is that of a terminal. */
export function formatAssayHistory(lot: Lot, assays: readonly Assay[], width: number): string {
  const heading = [lot.lot, [lot.form, lot.product].filter((word) => word !== null).join(' · ')].join('  ');
  if (assays.length === 0) return `${heading}\n\nNo assays; it is as it was made.`;
  const abreast = Number.isFinite(width) ? ASSAYS_ABREAST : assays.length;
  const tables: string[] = [];
  for (let start = 0; start < assays.length; start += abreast) {
    tables.push(formatAbreast(lot, assays.slice(start, start + abreast)));
  }
  const basis = 'net as weighed, wet; elements as metal, of what remained at the time; ± is one sigma';
  return [heading, basis, '', tables.join('\n\n')].join('\n');
}

/** `final`, or `final (voided)` of one that a correction has taken back. */
export function describeVersion({ version, superseded }: Pick<Assay, 'version' | 'superseded'>): string {
  return superseded === null ? version : `${version} (${superseded})`;
}

function formatAbreast(lot: Lot, assays: readonly Assay[]): string {
  const columns = [
    { title: '' },
    { title: 'as made', align: 'right' },
    ...assays.map((assay) => ({ title: describeVersion(assay), align: 'right' }) as const),
  ] as const;
  const row = (name: string, made: string, cell: (assay: Assay) => string) => [name, made, ...assays.map(cell)];
  const measure = (name: string, of: (amounts: Amounts) => bigint | null, format: (amount: bigint) => string) => {
    const stated = (amounts: Amounts) => {
      const amount = of(amounts);
      return amount === null ? '' : format(amount);
    };
    const rows = [row(name, stated(lot.made), (assay) => stated(assay.stated))];
    return assays.some((assay) => of(assay.stated) !== null)
      ? [...rows, row('  reassayed', '', ({ reassayed }) => formatDifference(of(reassayed), format))]
      : rows;
  };
  const isInherited = assays.some(({ inheritedFrom }) => inheritedFrom !== null);
  const rows = [
    ...(isInherited ? [row('inherited from', '', ({ inheritedFrom }) => inheritedFrom ?? '')] : []),
    row('entry', '', ({ position, ordinal }) => `${position}.${ordinal}`),
    row('occurred at (UTC)', '', ({ occurredAt }) => formatTime(occurredAt)),
    row('laboratory', '', ({ laboratory }) => laboratory),
    row('recorded by', '', ({ party }) => party),
    row('method', '', ({ method }) => method),
    row('uncertainty', formatUncertainty(lot.uncertaintyPartsPerMillionWhenMade), (assay) =>
      formatUncertainty(assay.uncertaintyPartsPerMillion),
    ),
    row('moisture', '', ({ moisturePartsPerMillion: moisture }) =>
      moisture === null ? 'not tested' : formatPercent(BigInt(moisture)),
    ),
    ...measure('net', ({ netMilligrams }) => netMilligrams, formatKilograms),
    ...(lot.made.volumeMillilitres === null
      ? []
      : measure('volume', (amounts) => amounts.volumeMillilitres, formatLitres)),
    ...ELEMENT_SYMBOLS.filter((element) => isTested(element, lot, assays)).flatMap((element) =>
      elementRows(element, lot, assays, row),
    ),
  ];
  return formatTable(columns, rows, '');
}

function formatUncertainty(partsPerMillion: number | null): string {
  return partsPerMillion === null ? '' : `± ${formatPercent(BigInt(partsPerMillion))}`;
}

function isTested(element: ElementSymbol, lot: Lot, assays: readonly Assay[]): boolean {
  return (
    lot.made.elementMilligrams[element] !== undefined ||
    lot.notDetectedWhenMade.includes(element) ||
    assays.some(
      ({ stated, notDetected }) => stated.elementMilligrams[element] !== undefined || notDetected.includes(element),
    )
  );
}

function elementRows(
  element: ElementSymbol,
  { made, notDetectedWhenMade }: Lot,
  assays: readonly Assay[],
  row: (name: string, made: string, cell: (assay: Assay) => string) => string[],
): string[][] {
  const rows = [
    row(element, formatTested(element, made.elementMilligrams, notDetectedWhenMade), ({ stated, notDetected }) =>
      formatTested(element, stated.elementMilligrams, notDetected),
    ),
  ];
  const changed = assays.some(({ reassayed }) => reassayed.elementMilligrams[element] !== undefined);
  if (!changed) return rows;
  const difference = ({ reassayed }: Assay) =>
    formatDifference(reassayed.elementMilligrams[element] ?? null, formatKilograms);
  return [...rows, row('  reassayed', '', difference)];
}

function formatTested(element: ElementSymbol, masses: ElementMasses, notDetected: readonly ElementSymbol[]): string {
  if (notDetected.includes(element)) return 'below detection';
  const mass = masses[element];
  if (mass === undefined) return 'not tested';
  return mass === 0n ? 'none' : formatKilograms(mass);
}

function formatDifference(difference: bigint | null, format: (amount: bigint) => string): string {
  if (difference === null) return '';
  return difference > 0n ? `+${format(difference)}` : format(difference);
}
