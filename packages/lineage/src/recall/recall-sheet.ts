/** A recall as a sheet: a row for each lot, in an order that is asked for, then rows for mass that is in no lot. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { type CsvCell, formatCsv } from '../csv-text.ts';
import { massOf } from './recall-reach.ts';
import type { Recall, RecallLot, RecallWaste } from './recall-value.ts';

/** Of any element, six decimals: they compare as texts do. */
export function highestShare({ elements }: RecallLot): string {
  return Object.values(elements).reduce((highest, { share }) => (share > highest ? share : highest), '0.000000');
}

const TITLES = [
  'lot',
  'kind',
  'form',
  'product',
  'status',
  'holder',
  'holderName',
  'holderCountry',
  'within',
  'consignee',
  'consigneeName',
  'destination',
  'dispatcher',
  'dispatcherName',
  'since',
  'suspect',
  'depth',
  'lotNetMilligrams',
  'suspectMilligrams',
] as const;

/**
 * The sheet as CSV (RFC 4180, CRLF), row by row. Two columns per element say what of it is suspect in what is left of the
 * lot, and which share that is of all that the lot has. Rows without a lot are mass that is in none, `status` says how;
 * with them each column of milligrams sums exactly to the suspect mass.
 */
export function* recallCsvLines(recall: Recall): Generator<string> {
  for (const row of rowsOf(recall)) yield formatCsv([row]);
}

function* rowsOf(recall: Recall): Generator<readonly CsvCell[]> {
  const elements = ELEMENT_SYMBOLS.filter((element) => recall.elements[element] !== undefined);
  yield [...TITLES, ...elements.flatMap((element) => [`${element}Milligrams`, `${element}Share`])];
  const shipmentOf = new Map(recall.shipments.map((shipment) => [shipment.shipment, shipment]));
  for (const row of recall.lots) {
    const shipment = row.within === null ? undefined : shipmentOf.get(row.within);
    yield [
      row.lot,
      row.kind,
      row.form,
      row.product,
      row.status,
      row.holder,
      row.holderName,
      row.holderCountry,
      row.within,
      row.consignee,
      row.consigneeName,
      shipment?.destination ?? null,
      row.dispatcher,
      row.dispatcherName,
      row.since,
      String(row.suspect),
      row.depth,
      row.netMilligrams,
      massOf(row.elements),
      ...elements.flatMap((element): CsvCell[] => {
        const mass = row.elements[element];
        return mass === undefined ? [null, null] : [mass.milligrams, mass.share];
      }),
    ];
  }
  for (const row of recall.wastes) {
    const about = row.step ?? row.lot;
    const texts = [null, row.cause, null, about, row.fate, row.party];
    const blank = TITLES.slice(texts.length, -1).map(() => null);
    yield [...texts, ...blank, massOf(row.elementMilligrams), ...elements.flatMap(wasteCells(row.elementMilligrams))];
  }
}

function wasteCells(masses: RecallWaste['elementMilligrams']): (element: ElementSymbol) => CsvCell[] {
  return (element) => [masses[element] ?? null, null];
}
