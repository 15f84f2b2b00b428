/** A recall as tables for people: what became of the mass, whom to call, the shipments, and the lots. CSV is for programs. */
import { nameSome } from '@lodestone/custody/name-some.ts';
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { RecallRequest } from '@lodestone/ledger/ask/recall-lots.ts';
import type { SuspectNames } from '@lodestone/ledger/ask/suspect-names.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import { highestShare } from '@lodestone/lineage/recall/recall-sheet.ts';
import type {
  Recall,
  RecalledMass,
  RecallFate,
  RecallHolder,
  RecallLot,
  RecallShipment,
  RecallTransfer,
  RecallWaste,
} from '@lodestone/lineage/recall/recall-value.ts';
import { formatElements, formatFigure, formatTime } from '../output/amounts.ts';
import { formatTable, tableInPages } from '../output/table.ts';
import { wrappedLines } from '../output/wrapped-lines.ts';

const FATES: readonly RecallFate[] = [
  'held',
  'packed',
  'in-transit',
  'exported',
  'disposed',
  'lost',
  'process-loss',
  'unaccounted',
  'rebooked',
];

const HOLDER_COLUMNS = [
  { title: 'call' },
  { title: 'name', whenTooWide: 'shortened' },
  { title: 'country' },
  { title: 'lots', align: 'right' },
  { title: 'suspect, as metal', whenTooWide: 'wrapped' },
] as const;

const SHIPMENT_COLUMNS = [
  { title: 'shipment' },
  { title: 'status' },
  { title: 'by' },
  { title: 'consignee' },
  { title: 'name', whenTooWide: 'left-out' },
  { title: 'to' },
  { title: 'lots', align: 'right' },
  { title: 'suspect, as metal', whenTooWide: 'wrapped' },
] as const;

const TRANSFER_COLUMNS = [
  { title: 'transfer' },
  { title: 'status' },
  { title: 'from' },
  { title: 'bound for' },
  { title: 'name', whenTooWide: 'shortened' },
  { title: 'since, UTC' },
  { title: 'lots', align: 'right' },
  { title: 'suspect, as metal', whenTooWide: 'wrapped' },
] as const;

const LOT_COLUMNS = [
  { title: 'lot' },
  { title: 'form' },
  { title: 'product', whenTooWide: 'left-out' },
  { title: 'status' },
  { title: 'holder' },
  { title: 'in', whenTooWide: 'left-out' },
  { title: 'to', whenTooWide: 'left-out' },
  { title: 'highest share', align: 'right' },
  { title: 'suspect, as metal', whenTooWide: 'wrapped' },
] as const;

const WASTE_COLUMNS = [
  { title: 'in no lot' },
  { title: 'cause' },
  { title: 'of' },
  { title: 'by' },
  { title: 'suspect, as metal', whenTooWide: 'wrapped' },
] as const;

/** What stands above the tables. */
export interface RecallHeading {
  /** By what the suspects were found, as `describeSuspects` says it; nothing where all were named. */
  readonly foundBy: string;
  readonly lines: readonly string[];
}

/**
 * The tables below their heading within `width` columns, in parts: those of very many rows are laid out a page at a time. Masses are contained
 * mass, metal basis.
 */
export function* recallTables(recall: Recall, width: number, { foundBy, lines }: RecallHeading): Generator<string> {
  const { suspects, lots, wastes, holders, transfers, shipments } = recall;
  const by = foundBy === '' ? '' : ` (${foundBy})`;
  const title = `Recall of ${formatCount(BigInt(suspects.length), 'suspect lot')}${by}: ${nameSome(suspects, LOTS_NAMED_MAX)}`;
  const heading = [...lines, title, 'Suspect mass as metal, kg, and what became of it; each row sums'];
  yield `${heading.flatMap((line) => wrappedLines(line, width)).join('\n')}\n\n`;
  yield formatFates(recall, 'No suspect mass is stated of any element.', width);
  yield '\n\n';
  yield* tableInPages(HOLDER_COLUMNS, cellsOf(holders, holderCells), 'Nobody has any of it.', width);
  yield '\n\n';
  if (transfers.length > 0) {
    yield* tableInPages(TRANSFER_COLUMNS, cellsOf(transfers, transferCells), '', width);
    yield '\n\n';
  }
  yield* tableInPages(SHIPMENT_COLUMNS, cellsOf(shipments, shipmentCells), 'No shipment has any of it.', width);
  yield '\n\n';
  yield* tableInPages(LOT_COLUMNS, cellsOf(lots, lotCells), 'No lots.', width);
  if (wastes.length > 0) yield '\n\n';
  yield* tableInPages(WASTE_COLUMNS, cellsOf(wastes, wasteCells), '', width);
  yield '\n';
}

function* cellsOf<Row>(rows: Iterable<Row>, cells: (row: Row) => string[]): Generator<string[]> {
  for (const row of rows) yield cells(row);
}

function holderCells({ party, name, country, lots, elementMilligrams }: RecallHolder): string[] {
  return [party, name ?? '', country ?? '', String(lots), formatElements({ elementMilligrams })];
}

function transferCells({ elementMilligrams, ...row }: RecallTransfer): string[] {
  return [
    row.transfer,
    row.status,
    row.dispatcher,
    row.consignee,
    row.consigneeName ?? '',
    formatTime(row.since),
    String(row.lots.length),
    formatElements({ elementMilligrams }),
  ];
}

function shipmentCells({ elementMilligrams, ...row }: RecallShipment): string[] {
  return [
    row.shipment,
    row.status,
    row.party,
    row.consignee,
    row.consigneeName ?? '',
    row.destination,
    String(row.lots.length),
    formatElements({ elementMilligrams }),
  ];
}

function wasteCells({ fate, cause, step, lot, party, elementMilligrams }: RecallWaste): string[] {
  return [fate, cause === fate ? '' : cause, step ?? lot ?? '', party, formatMasses(elementMilligrams)];
}

function formatFates({ elements }: Recall, none: string, width: number): string {
  const present = ELEMENT_SYMBOLS.flatMap((element) => {
    const of = elements[element];
    return of === undefined ? [] : [{ element, of }];
  });
  const fates = FATES.filter((fate) => present.some(({ of }) => of.fates[fate] !== undefined));
  const columns = [
    { title: 'element' },
    { title: 'suspect', align: 'right' } as const,
    ...fates.map((title) => ({ title, align: 'right' }) as const),
  ];
  const rows = present.map(({ element, of }) => [
    element,
    formatFigure(of.suspectMilligrams),
    ...fates.map((fate) => (of.fates[fate] === undefined ? '' : formatFigure(of.fates[fate]))),
  ]);
  return formatTable(columns, rows, none, width);
}

function lotCells(row: RecallLot): string[] {
  const { lot, kind, form, product, status, holder, within, consignee, suspect, elements } = row;
  const masses = Object.fromEntries(
    Object.entries(elements).map(([element, { milligrams }]: [string, RecalledMass]) => [element, milligrams]),
  );
  const share = suspect ? 'suspect' : formatPercent(BigInt(highestShare(row).replace('.', '')));
  return [
    lot,
    form ?? kind,
    product ?? '',
    status,
    holder,
    within ?? '',
    consignee ?? '',
    share,
    formatElements({ elementMilligrams: masses }),
  ];
}

/** Below zero too. */
function formatMasses(masses: RecallWaste['elementMilligrams']): string {
  return ELEMENT_SYMBOLS.flatMap((element) => {
    const mass = masses[element];
    return mass === undefined ? [] : [`${element} ${formatKilograms(mass)}`];
  }).join(' · ');
}

/** By what suspects are found. */
type SuspectWords = Pick<RecallRequest, 'party' | 'facility' | 'laboratory' | 'since' | 'until'>;

/** Says it in words with commas between: `party REFINER-A "Solvent-extraction refinery", since 2026-03-01 00:00:00 UTC`. */
export function describeSuspects(filter: SuspectWords, names: SuspectNames): string {
  const named = (['party', 'facility', 'laboratory'] as const).flatMap((key) => {
    const [id, name] = [filter[key], names[key]];
    if (id === undefined) return [];
    return [name === undefined || name === id ? `${key} ${id}` : `${key} ${id} "${printable(name)}"`];
  });
  const times = (['since', 'until'] as const).flatMap((key) => {
    return filter[key] === undefined ? [] : [`${key} ${formatTime(filter[key])} UTC`];
  });
  return [...named, ...times].join(', ');
}

/** So many lots a title names. */
export const LOTS_NAMED_MAX = 5;
