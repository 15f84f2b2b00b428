/** A trace as tables for people: the lots, where the mass of each element comes from, what of it is recycled, and what steps lost. CSV is for programs. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { groupBy } from '@lodestone/custody/group-by.ts';
import { missingRows } from '@lodestone/lineage/trace/trace-missing.ts';
import type { Trace, TraceElement, TraceStep } from '@lodestone/lineage/trace/trace-value.ts';
import { LOOSE } from '@lodestone/lineage/trace/trace-origins.ts';
import { formatTable } from '../output/table.ts';

const LOT_COLUMNS = [
  { title: 'depth', align: 'right' },
  { title: 'lot' },
  { title: 'form', whenTooWide: 'left-out' },
  { title: 'product', whenTooWide: 'shortened' },
  { title: 'made by' },
  { title: 'country', whenTooWide: 'left-out' },
  { title: 'step' },
  { title: 'made from', whenTooWide: 'shortened' },
] as const;

/** Where an element is from: the columns of `originRows` without bounds. */
export const ORIGIN_COLUMNS = [
  { title: 'element' },
  { title: 'origin' },
  { title: 'kind' },
  { title: 'party' },
  { title: 'country' },
  { title: 'mass', align: 'right' },
  { title: 'share', align: 'right' },
] as const;

const BOUND_COLUMNS = [
  { title: 'at least', align: 'right' },
  { title: 'at most', align: 'right' },
] as const;

const MISSING_COLUMNS = [{ title: 'lot' }, { title: 'in question' }, { title: 'why', whenTooWide: 'wrapped' }] as const;

const LOSS_COLUMNS = [
  { title: 'step' },
  { title: 'made', whenTooWide: 'shortened' },
  { title: 'element' },
  { title: 'lost as' },
  { title: 'mass', align: 'right' },
] as const;

/** What of an element is recycled: those of claims as well. */
export const RECYCLED_COLUMNS = [
  { title: 'recycled' },
  { title: 'post-consumer', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'pre-consumer', align: 'right' },
  { title: 'share', align: 'right' },
] as const;

/** Formats the tables within `width` columns; masses are contained mass, metal basis. */
export function formatTraceTable(trace: Trace, width: number): string {
  const edgesOf = groupBy(trace.edges, ({ to }) => to);
  const lots = trace.lots.map(({ depth, lot, kind, form, product, party, country, step }) => {
    const madeFrom = (edgesOf.get(lot) ?? []).map(({ from, lotsBetween }) => {
      return lotsBetween === undefined ? from : `${from} (${lotsBetween} between)`;
    });
    return [String(depth), lot, form ?? kind, product ?? '', party, country, step ?? kind, madeFrom.join(', ')];
  });
  const origins = Object.entries(trace.elements).flatMap(([element, of]) => originRows(element, of));
  const hasBounds = Object.values(trace.elements).some((element) => element.unknownMostMilligrams !== undefined);
  const recycled = Object.entries(trace.elements).flatMap(([element, of]) => recycledRow(element, of));
  const tables = [
    formatTable(LOT_COLUMNS, lots, 'No lots.', width),
    formatTable(hasBounds ? [...ORIGIN_COLUMNS, ...BOUND_COLUMNS] : ORIGIN_COLUMNS, origins, '', width),
    formatTable(RECYCLED_COLUMNS, recycled, '', width),
    formatTable(MISSING_COLUMNS, missingRows(trace), '', width),
    formatTable(LOSS_COLUMNS, trace.steps.flatMap(lossRows), '', width),
  ];
  return tables
    .filter((table) => table !== '')
    .join('\n\n')
    .trimEnd();
}

/** A row for each element and kind; what nobody accounts for is the last kind. */
function lossRows({ step, lots, lossMilligrams, unaccountedMilligrams }: TraceStep): string[][] {
  const kinds = [...Object.entries(lossMilligrams), ['unaccounted', unaccountedMilligrams] as const];
  const rows = kinds.flatMap(([kind, masses]) =>
    Object.entries(masses).map(([element, mass]) => [element, kind, formatKilograms(BigInt(mass))]),
  );
  return rows.map((row, index) => [...(index === 0 ? [step, lots.join(', ')] : ['', '']), ...row]);
}

/** Elements of which nothing is recycled are left out. */
function recycledRow(element: string, { recycled }: TraceElement): string[][] {
  const { postConsumerMilligrams, postConsumerShare, preConsumerMilligrams, preConsumerShare } = recycled;
  if (postConsumerMilligrams === 0 && preConsumerMilligrams === 0) return [];
  const [post, pre] = [postConsumerMilligrams, preConsumerMilligrams].map((mass) => formatKilograms(BigInt(mass)));
  return [[element, post ?? '', postConsumerShare, pre ?? '', preConsumerShare]];
}

/** A row for each origin of an element, and one for the unknown; bounds last, which are empty where none were asked for. */
export function originRows(element: string, attribution: Omit<TraceElement, 'recycled'>): string[][] {
  const { unknownMilligrams, unknownLeastMilligrams, unknownMostMilligrams, origins } = attribution;
  const known = origins.map(({ lot, kind, party, country, milligrams, share, ...of }) => {
    const bounds = [kilograms(of.leastMilligrams), `${kilograms(of.mostMilligrams)}${of.boundsAreLoose ? LOOSE : ''}`];
    // An origin is listed because something is of it, be it less than the whole milligrams that masses are told in.
    const mass = milligrams === 0 ? '< 1 mg' : kilograms(milligrams);
    return [lot, kind, party, country, mass, share, ...bounds];
  });
  const isLoose = attribution.unknownBoundsAreLoose ?? false;
  const bounds = [kilograms(unknownLeastMilligrams), `${kilograms(unknownMostMilligrams)}${isLoose ? LOOSE : ''}`];
  const unknown = ['unknown', '', '', '', kilograms(unknownMilligrams), '', ...bounds];
  const rows = unknownMilligrams === 0 && (unknownMostMilligrams ?? 0) === 0 ? known : [...known, unknown];
  return rows.map((row, index) => [index === 0 ? element : '', ...row]);
}

function kilograms(milligrams: number | undefined): string {
  return milligrams === undefined ? '' : formatKilograms(BigInt(milligrams));
}
