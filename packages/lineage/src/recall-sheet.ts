/** A recall as a sheet: a row for each lot, in an order that is asked for, then rows for mass that is in no lot. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { compareBytes } from './byte-order.ts';
import { type CsvCell, formatCsv } from './csv-text.ts';
import { massOf } from './recall-reach.ts';
import type { Recall, RecallLot } from './recall-value.ts';

export const RECALL_SORTS = ['mass', 'share', 'party', 'status', 'form', 'shipment', 'depth', 'lot'] as const;
export type RecallSort = (typeof RECALL_SORTS)[number];

/** Sorts lots by mass or share falling, by anything else rising; what ties stays by mass, as recalls list it. */
export function sortRecalled(lots: readonly RecallLot[], by: RecallSort): readonly RecallLot[] {
  switch (by) {
    case 'mass':
      return lots;
    case 'share':
      return sortBy(lots, highestShare, (left, right) => compareBytes(right, left));
    case 'depth':
      return lots.toSorted((left, right) => left.depth - right.depth);
    case 'party':
      return sortBy(lots, ({ holder }) => holder);
    case 'shipment':
      return sortBy(lots, ({ within }) => within ?? LAST);
    case 'form':
      return sortBy(lots, ({ form }) => form ?? LAST);
    case 'status':
      return sortBy(lots, ({ status }) => status);
    case 'lot':
      return sortBy(lots, ({ lot }) => lot);
    default:
      return by satisfies never;
  }
}

/** Behind every id: those begin with a letter or a digit. */
const LAST = '\u{10ffff}';

function sortBy(
  lots: readonly RecallLot[],
  textOf: (lot: RecallLot) => string,
  compare: (left: string, right: string) => number = compareBytes,
): readonly RecallLot[] {
  return lots.toSorted((left, right) => compare(textOf(left), textOf(right)));
}

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
  'suspect',
  'depth',
  'lotNetMilligrams',
  'suspectMilligrams',
] as const;

/**
 * Formats the sheet as CSV (RFC 4180, CRLF). Two columns per element say what of it is suspect in what is left of the
 * lot, and which share that is of all that the lot has. Rows without a lot are mass that is in none, `status` says how;
 * with them each column of milligrams sums exactly to the suspect mass.
 */
export function formatRecallCsv(recall: Recall, by: RecallSort): string {
  const elements = ELEMENT_SYMBOLS.filter((element) => recall.elements[element] !== undefined);
  const titles = [...TITLES, ...elements.flatMap((element) => [`${element}Milligrams`, `${element}Share`])];
  const shipmentOf = new Map(recall.shipments.map((shipment) => [shipment.shipment, shipment]));
  const lots = sortRecalled(recall.lots, by).map((row): CsvCell[] => {
    const shipment = row.within === null ? undefined : shipmentOf.get(row.within);
    return [
      row.lot,
      row.kind,
      row.form,
      row.product,
      row.status,
      row.holder,
      row.holderName,
      row.holderCountry,
      row.within,
      shipment?.consignee ?? null,
      shipment?.consigneeName ?? null,
      shipment?.destination ?? null,
      String(row.suspect),
      row.depth,
      row.netMilligrams,
      massOf(row.elements),
      ...elements.flatMap((element): CsvCell[] => {
        const mass = row.elements[element];
        return mass === undefined ? [null, null] : [mass.milligrams, mass.share];
      }),
    ];
  });
  const wastes = recall.wastes.map((row): CsvCell[] => {
    const about = row.step ?? row.lot;
    const texts = [null, row.cause, null, about, row.fate, row.party];
    const blank = TITLES.slice(texts.length, -1).map(() => null);
    return [...texts, ...blank, massOf(row.elementMilligrams), ...elements.flatMap(wasteCells(row.elementMilligrams))];
  });
  return formatCsv([titles, ...lots, ...wastes]);
}

function wasteCells(masses: Recall['wastes'][number]['elementMilligrams']): (element: ElementSymbol) => CsvCell[] {
  return (element) => [masses[element] ?? null, null];
}
