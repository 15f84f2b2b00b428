/** A recall as tables for people: what became of the mass, whom to call, the shipments, and the lots. CSV is for programs. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import { highestShare } from '@lodestone/lineage/recall-sheet.ts';
import type { Recall, RecalledMass, RecallFate, RecallLot } from '@lodestone/lineage/recall-value.ts';
import { formatElements, formatFigure } from './amounts.ts';
import { formatTable } from './table.ts';

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
  { title: 'name', whenTooWide: 'shortened' },
  { title: 'to' },
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

/** Formats the tables within `width` columns; masses are contained mass, metal basis. */
export function formatRecallTable(recall: Recall, width: number): string {
  const { suspects, lots, wastes, holders, shipments } = recall;
  const heading = `Recall of ${formatCount(BigInt(suspects.length), 'suspect lot')}: ${nameSome(suspects)}`;
  const none = 'No suspect mass is stated of any element.';
  const sections = [
    `${heading}\nSuspect mass as metal, kg, and what became of it; each row sums`,
    formatFates(recall, none, width),
    formatTable(
      HOLDER_COLUMNS,
      holders.map(({ party, name, country, lots: count, elementMilligrams }) => {
        return [party, name ?? '', country ?? '', String(count), formatElements({ elementMilligrams })];
      }),
      'Nobody has any of it.',
      width,
    ),
    formatTable(
      SHIPMENT_COLUMNS,
      shipments.map(({ elementMilligrams, ...row }) => [
        row.shipment,
        row.status,
        row.party,
        row.consignee,
        row.consigneeName ?? '',
        row.destination,
        String(row.lots.length),
        formatElements({ elementMilligrams }),
      ]),
      'No shipment has any of it.',
      width,
    ),
    formatTable(LOT_COLUMNS, lots.map(lotCells), 'No lots.', width),
    formatTable(
      WASTE_COLUMNS,
      wastes.map(({ fate, cause, step, lot, party, elementMilligrams }) => {
        return [fate, cause === fate ? '' : cause, step ?? lot ?? '', party, formatMasses(elementMilligrams)];
      }),
      '',
      width,
    ),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
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
  const { lot, kind, form, product, status, holder, within, suspect, elements } = row;
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
    share,
    formatElements({ elementMilligrams: masses }),
  ];
}

/** Below zero too. */
function formatMasses(masses: Recall['wastes'][number]['elementMilligrams']): string {
  return ELEMENT_SYMBOLS.flatMap((element) => {
    const mass = masses[element];
    return mass === undefined ? [] : [`${element} ${formatKilograms(mass)}`];
  }).join(' · ');
}

const NAMED_MAX = 5;

export function nameSome(ids: readonly string[]): string {
  const more = ids.length - NAMED_MAX;
  return more > 0 ? `${ids.slice(0, NAMED_MAX).join(', ')} and ${more} more` : ids.join(', ');
}
