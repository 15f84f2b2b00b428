/** The balance of the audit page: what came and went of each element, and where it is. */
import type { AuditReport } from '@lodestone/ledger/audit/audit-report.ts';
import type { BalanceLine } from '@lodestone/ledger/audit/audit-tally.ts';
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { formatFigure } from '../output/amounts.ts';
import { htmlTable, section } from './page-table.ts';
import { type Html, html } from './html-text.ts';

/** So many elements side by side fit a page. */
const ELEMENTS_PER_TABLE = 6;

export function balanceSection({ tally }: AuditReport): Html {
  const { flows, stocks, differenceMilligrams } = tally;
  const elements = ELEMENT_SYMBOLS.filter((element) => {
    return [...flows, ...stocks].some(({ elementMilligrams }) => (elementMilligrams[element] ?? 0n) !== 0n);
  });
  if (elements.length === 0) return section('Balance', html`<p class="none">Nothing was recorded that has mass.</p>`);
  const adds = Object.keys(differenceMilligrams).length === 0;
  const tables: Html[] = [];
  for (let start = 0; start < elements.length; start += ELEMENTS_PER_TABLE) {
    const some = elements.slice(start, start + ELEMENTS_PER_TABLE);
    tables.push(table('What came, went and changed', flows, some), table('Where it is', stocks, some));
  }
  return section(
    'Balance',
    html`<p>Contained mass of each element in kg, as metal, over the whole ledger. ${
      adds
        ? 'Both tables have the same sums: every milligram is somewhere.'
        : `The sums differ for ${Object.keys(differenceMilligrams).join(', ')}: the record does not add up.`
    }</p>${tables}`,
  );
}

const LINE_NAMES = new Map([['steps', 'steps, given less taken']]);

/** Figures of one table have their points below each other. */
function withDecimals(figure: string, decimals: number): string {
  const own = decimalsOf(figure);
  if (own === decimals) return figure;
  return `${figure}${own === 0 ? '.' : ''}${'0'.repeat(decimals - own)}`;
}

function decimalsOf(figure: string): number {
  return figure.split('.')[1]?.length ?? 0;
}

function table(caption: string, lines: readonly BalanceLine[], elements: readonly ElementSymbol[]): Html {
  const sumOf = (element: ElementSymbol) =>
    lines.reduce((sum, { elementMilligrams }) => sum + (elementMilligrams[element] ?? 0n), 0n);
  const masses = lines.flatMap(({ elementMilligrams }) => elements.map((element) => elementMilligrams[element] ?? 0n));
  const decimals = Math.max(...[...masses, ...elements.map(sumOf)].map((mass) => decimalsOf(formatFigure(mass))));
  const cell = (mass: bigint) => (mass === 0n ? '–' : withDecimals(formatFigure(mass), decimals));
  const rows = lines.map(({ name, elementMilligrams }) => [
    LINE_NAMES.get(name) ?? name,
    ...elements.map((element) => cell(elementMilligrams[element] ?? 0n)),
  ]);
  const sums = elements.map((element) => cell(sumOf(element)));
  const titles = ['', ...elements.map((element) => `#${element}`)];
  return htmlTable(titles, [...rows, ['sum', ...sums]], { hasSum: true, caption });
}
