import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { compareBytes } from '../byte-order.ts';
import { formatCsv } from '../csv-text.ts';
import { shipmentsByLot } from './shipments-by-lot.ts';
import { countLooseBounds } from './trace-elements.ts';
import { marksByLot } from './trace-missing.ts';
import type { Page } from './trace-page.ts';
import type { Trace, TraceBounds, TraceEdge, TraceElement, TraceLot, TraceOrigin, TraceStep } from './trace-value.ts';

const LOT_COLUMNS = [
  'depth',
  'lot',
  'kind',
  'form',
  'product',
  'facility',
  'party',
  'custodian',
  'country',
  'step',
  'madeFrom',
];

/**
 * Formats a trace as CSV (RFC 4180, CRLF), one row per lot in the order of the trace.
 *
 * Upstream, two columns per element say what of the subject's mass came from that lot, if it is an origin. Origins that
 * are not listed because of the depth, and the unknown, follow as rows without a depth: each column of milligrams
 * sums exactly to the subject's mass. Downstream, a column names the shipments that packed the lot.
 *
 * Then come the columns of what steps lost, by element and kind, and left unaccounted: those that any step of the trace
 * has, filled for the first lot of each step, so that each sums to what all of them lost. The last columns say what of
 * the subject is recycled; they are filled in the last row, whose kind is `recycled`.
 */
export function formatTraceCsv(trace: Trace): string {
  return [...traceCsvLines(trace)].join('');
}

/**
 * The same row by row, so that no text of all of it is ever made; of a page of the lots only those, under the same
 * header, with the rows that are no lots of the trace after the last.
 */
export function* traceCsvLines(trace: Trace, page?: Page): Generator<string> {
  for (const row of rowsOf(trace, page)) yield formatCsv([row]);
}

/** The header and the rows of the table, not yet escaped. */
export function traceRows(trace: Trace): readonly (readonly string[])[] {
  return [...rowsOf(trace)];
}

function* rowsOf(trace: Trace, page: Page = { start: 0, end: trace.lots.length }): Generator<readonly string[]> {
  const { header, lotCellsOf, furtherRows } = lineageRows(trace);
  const losses = lossColumns(trace.steps);
  const stepOf = new Map(trace.steps.flatMap((step) => (step.lots[0] === undefined ? [] : [[step.lots[0], step]])));
  const [recycledHeader, recycledCells] = recycledColumns(trace);
  const blank = recycledHeader.map(() => '');
  const noLosses = losses.map(() => '');
  yield [...header, ...losses.map(({ title }) => title), ...recycledHeader];
  for (const lot of trace.lots.slice(page.start, page.end)) {
    const step = stepOf.get(lot.lot);
    yield [...lotCellsOf(lot), ...(step === undefined ? noLosses : losses.map(({ cellOf }) => cellOf(step))), ...blank];
  }
  if (page.end < trace.lots.length) return;
  for (const row of furtherRows) yield [...row, ...noLosses, ...blank];
  if (recycledCells.length > 0) yield [...filled(['', '', 'recycled'], header.length), ...noLosses, ...recycledCells];
}

interface LossColumn {
  readonly title: string;
  readonly cellOf: (step: TraceStep) => string;
}

/** By element, and of that by kind; what is unaccounted last. */
function lossColumns(steps: readonly TraceStep[]): LossColumn[] {
  const kinds = [...new Set(steps.flatMap(({ lossMilligrams }) => Object.keys(lossMilligrams)))].sort(compareBytes);
  return ELEMENT_SYMBOLS.flatMap((element) => {
    const columns = [
      ...kinds.map((kind) => ({
        title: `${element}LossMilligrams (${kind})`,
        massOf: (step: TraceStep) => step.lossMilligrams[kind]?.[element],
      })),
      {
        title: `${element}UnaccountedMilligrams`,
        massOf: (step: TraceStep) => step.unaccountedMilligrams[element],
      },
    ];
    return columns
      .filter(({ massOf }) => steps.some((step) => massOf(step) !== undefined))
      .map(({ title, massOf }) => ({ title, cellOf: (step: TraceStep) => String(massOf(step) ?? '') }));
  });
}

/** Titles, and the cells of the one row that has them. */
function recycledColumns({ elements }: Trace): [titles: string[], cells: string[]] {
  const cells = Object.entries(elements).flatMap(([element, { recycled }]) => [
    [`${element}PostConsumerMilligrams`, String(recycled.postConsumerMilligrams)],
    [`${element}PostConsumerShare`, recycled.postConsumerShare],
    [`${element}PreConsumerMilligrams`, String(recycled.preConsumerMilligrams)],
    [`${element}PreConsumerShare`, recycled.preConsumerShare],
  ]);
  return [cells.map(([title = '']) => title), cells.map(([, cell = '']) => cell)];
}

interface LineageRows {
  readonly header: readonly string[];
  readonly lotCellsOf: (lot: TraceLot) => readonly string[];
  /** Upstream: origins that are not listed, and the unknown. */
  readonly furtherRows: readonly (readonly string[])[];
}

/** The lots and, upstream, the origins of the subject's masses. */
function lineageRows(trace: Trace): LineageRows {
  const inputsOf = inputsByLot(trace, 'transformation');
  const furtherOf = trace.limits.filter === undefined ? null : inputsByLot(trace, 'indirect');
  const marksOf = marksByLot(trace);
  const columns = [
    ...LOT_COLUMNS,
    ...(furtherOf === null ? [] : ['madeFromIndirectly']),
    ...(marksOf.size === 0 ? [] : ['inQuestion']),
  ];
  const ownCells = (lot: TraceLot) => {
    const marks = marksOf.size === 0 ? [] : [(marksOf.get(lot.lot) ?? []).join('; ')];
    const further = furtherOf === null ? [] : [(furtherOf.get(lot.lot) ?? []).join('; ')];
    return [String(lot.depth), ...lotCells(lot, inputsOf.get(lot.lot) ?? []), ...further, ...marks];
  };
  if (trace.direction === 'down') {
    const shipmentsOf = shipmentsByLot(trace);
    const lotCellsOf = (lot: TraceLot) => [...ownCells(lot), (shipmentsOf.get(lot.lot) ?? []).join('; ')];
    return { header: [...columns, 'shipments'], lotCellsOf, furtherRows: [] };
  }

  const elements = Object.entries(trace.elements);
  const massesOf = massCells(elements);
  const listed = new Set(trace.lots.map(({ lot }) => lot));
  const origins = new Map(elements.flatMap(([, { origins: each }]) => each.map((origin) => [origin.lot, origin])));
  const unlisted = [...origins.values()].filter(({ lot }) => !listed.has(lot));
  return {
    header: [...columns, ...elements.flatMap(massTitles)],
    lotCellsOf: (lot) => [...ownCells(lot), ...massesOf(lot.lot)],
    furtherRows: [
      ...unlisted.map((origin) => [...filled(originCells(origin), columns.length), ...massesOf(origin.lot)]),
      ...unknownRow(elements, columns.length),
    ],
  };
}

function inputsByLot({ edges }: Trace, kind: TraceEdge['kind']): ReadonlyMap<string, readonly string[]> {
  const inputsOf = new Map<string, string[]>();
  for (const { from, to, kind: of } of edges) {
    if (of !== kind) continue;
    const known = inputsOf.get(to);
    if (known === undefined) inputsOf.set(to, [from]);
    else known.push(from);
  }
  return inputsOf;
}

function lotCells(lot: TraceLot, madeFrom: readonly string[]): string[] {
  const { kind, form, product, facility, party, custodian, country, step } = lot;
  return [lot.lot, kind, form, product, facility, party, custodian, country, step, madeFrom.join('; ')].map(
    (cell) => cell ?? '',
  );
}

function originCells({ lot, kind, facility, party, country }: TraceOrigin): string[] {
  return ['', lot, kind, '', '', facility ?? '', party, '', country, '', ''];
}

function filled(cells: readonly string[], count: number): readonly string[] {
  return [...cells, ...Array.from({ length: count - cells.length }, () => '')];
}

/** Without bounds, the mass and the share by the book. */
function massTitles([symbol, element]: readonly [string, TraceElement]): string[] {
  const titles = [`${symbol}Milligrams`, `${symbol}Share`];
  if (element.unknownMostMilligrams === undefined) return titles;
  const bounds = [...titles, `${symbol}LeastMilligrams`, `${symbol}MostMilligrams`];
  return hasLooseBounds(element) ? [...bounds, `${symbol}BoundsAreLoose`] : bounds;
}

function massCells(elements: readonly (readonly [string, TraceElement])[]): (lot: string) => string[] {
  const indexes = elements.map(([, element]) => ({
    element,
    originOf: new Map(element.origins.map((origin) => [origin.lot, origin])),
  }));
  return (lot) =>
    indexes.flatMap(({ element, originOf }) => {
      const origin = originOf.get(lot);
      const cells = origin === undefined ? ['', ''] : [String(origin.milligrams), origin.share];
      return [...cells, ...boundCells(element, origin ?? {})];
    });
}

function boundCells(element: TraceElement, bounds: TraceBounds): string[] {
  if (element.unknownMostMilligrams === undefined) return [];
  const cells = [bounds.leastMilligrams, bounds.mostMilligrams].map((mass) => String(mass ?? ''));
  return hasLooseBounds(element) ? [...cells, bounds.boundsAreLoose === undefined ? '' : 'true'] : cells;
}

/** Whether the limit of work was reached, so that it must be told of each origin whether it was. */
function hasLooseBounds(element: TraceElement): boolean {
  return countLooseBounds(element) > 0;
}

function unknownRow(elements: readonly (readonly [string, TraceElement])[], columnCount: number): string[][] {
  if (elements.every(([, element]) => hasNoUnknown(element))) return [];
  const masses = elements.flatMap(([, element]) => {
    const { unknownMilligrams, unknownLeastMilligrams = 0, unknownMostMilligrams = 0 } = element;
    const loose = element.unknownBoundsAreLoose === undefined ? {} : { boundsAreLoose: true as const };
    const bounds = { leastMilligrams: unknownLeastMilligrams, mostMilligrams: unknownMostMilligrams, ...loose };
    if (hasNoUnknown(element)) return ['', '', ...boundCells(element, {})];
    return [unknownMilligrams === 0 ? '' : String(unknownMilligrams), '', ...boundCells(element, bounds)];
  });
  return [[...filled(['', '', 'unknown'], columnCount), ...masses]];
}

function hasNoUnknown({ unknownMilligrams, unknownMostMilligrams = 0 }: TraceElement): boolean {
  return unknownMilligrams === 0 && unknownMostMilligrams === 0;
}
