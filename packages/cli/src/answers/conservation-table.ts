/** The weight of a ledger: what came in on one side, what became of it on the other, and that they are the same. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { isConserved, type LedgerWeight } from '@lodestone/ledger/ask/weigh-ledger.ts';
import { formatFigure, onlyElement } from '../output/amounts.ts';
import { formatTable } from '../output/table.ts';

/** What `--json` answers: milligrams of each element. */
export function conservationValue(weight: LedgerWeight, only: ElementSymbol | undefined) {
  const terms = weight.terms.flatMap((term) => {
    const elementMilligrams = onlyElement(term.elementMilligrams, only);
    return Object.keys(elementMilligrams).length === 0 ? [] : [{ ...term, elementMilligrams }];
  });
  const differenceMilligrams = onlyElement(weight.differenceMilligrams, only);
  return { conserved: isConserved(weight), terms, differenceMilligrams, overdrawnLots: weight.overdrawnLots };
}

/** One block of lines for each element, so that any number of terms fits. */
export function formatConservation(weight: LedgerWeight, only: ElementSymbol | undefined, width: number): string {
  const { terms, differenceMilligrams, overdrawnLots } = conservationValue(weight, only);
  const elements = ELEMENT_SYMBOLS.filter((element) => {
    return terms.some(({ elementMilligrams }) => elementMilligrams[element] !== undefined);
  });
  const columns = [
    { title: 'kg, as metal' },
    { title: '' },
    ...elements.map((title) => ({ title, align: 'right' }) as const),
  ];
  const line = (side: string, name: string, massOf: (element: ElementSymbol) => bigint | undefined) => {
    return [side, name, ...elements.map((element) => formatCell(massOf(element)))];
  };
  const linesOf = (side: 'from' | 'to', title: string) => {
    const own = terms.filter((term) => term.side === side);
    const sum = (element: ElementSymbol) =>
      own.reduce((total, { elementMilligrams }) => total + (elementMilligrams[element] ?? 0n), 0n);
    const lines = own.map(({ name, elementMilligrams }, index) =>
      line(index === 0 ? title : '', name, (element) => elementMilligrams[element]),
    );
    return [...lines, line('', 'sum', sum)];
  };
  const rows = [
    ...linesOf('from', 'came in'),
    ...linesOf('to', 'became'),
    line('difference', '', (element) => differenceMilligrams[element] ?? 0n),
  ];
  const conclusion = isConserved(weight)
    ? 'Every milligram that came in is accounted for.'
    : [
        'This ledger does not add up: lodestone verify says where.',
        ...(overdrawnLots === 0 ? [] : [`Less than nothing is left of ${formatCount(overdrawnLots, 'lot')}.`]),
      ].join('\n');
  return elements.length === 0
    ? 'Nothing was recorded that has mass.'
    : `${inPages(columns, rows, width)}\n${conclusion}`;
}

/** As many columns of elements side by side as fit, the rest below, each with the names of the lines. */
function inPages(columns: { title: string }[], rows: string[][], width: number): string {
  const [names, masses] = [columns.slice(0, NAME_COLUMNS), columns.slice(NAME_COLUMNS)];
  const tableOf = (start: number, end: number) =>
    formatTable(
      [...names, ...masses.slice(start, end)],
      rows.map((row) => [...row.slice(0, NAME_COLUMNS), ...row.slice(NAME_COLUMNS).slice(start, end)]),
      '',
    );
  const pages: string[] = [];
  for (let start = 0; start < masses.length; ) {
    let end = start + 1;
    while (end < masses.length && lineWidth(tableOf(start, end + 1)) <= width) end += 1;
    pages.push(tableOf(start, end));
    start = end;
  }
  return pages.join('\n\n');
}

const NAME_COLUMNS = 2;

function lineWidth(table: string): number {
  return Math.max(...table.split('\n').map((line) => line.length));
}

function formatCell(mass: bigint | undefined): string {
  return mass === undefined ? '' : formatFigure(mass);
}
