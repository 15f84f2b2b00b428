import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import { listSales } from '@lodestone/ledger/regulation/list-sales.ts';
import type { FiledSale } from '@lodestone/regulation/filed-sale.ts';
import type { Command } from 'commander';
import { addAsKnownAt } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { requirePeriod, timeOption } from '../options/option-values.ts';
import { type Column, formatTable } from '../output/table.ts';

const EXAMPLES = `
Examples:
  $ lodestone sales --seller MAGNETS-D --from 2026-03-01 --until 2026-04-01
  $ lodestone sales --incomplete`;

const COLUMNS: readonly Column[] = [
  { title: 'sale' },
  { title: 'seller' },
  { title: 'sold (UTC)' },
  { title: 'to', whenTooWide: 'shortened' },
  { title: 'used by', whenTooWide: 'shortened' },
  { title: 'what', whenTooWide: 'wrapped' },
  { title: 'net', align: 'right' },
  { title: 'entry', align: 'right' },
  { title: '', whenTooWide: 'wrapped' },
];

interface Options {
  readonly seller?: string;
  readonly customer?: string;
  readonly from?: string;
  readonly until?: string;
  readonly incomplete?: boolean;
  readonly late?: boolean;
  readonly limit: number;
  readonly asKnownAt?: string;
}

export function addSales(program: Command): void {
  addAsKnownAt(addListCommand(program, 'sales', 'sales as they were filed: what is missing of them, what came late'))
    .option('--seller <party>', 'only sales by the party')
    .option('--customer <name>', 'only sales to the customer or end customer, as it is stated')
    .option('--from <time>', 'only what was sold at this time or later', timeOption('--from'))
    .option('--until <time>', 'only what was sold before this time', timeOption('--until'))
    .option('--incomplete', 'only those of which something is missing')
    .option('--late', 'only those that came after the 10th of the month that followed')
    .addHelpText('after', EXAMPLES)
    .action(async ({ incomplete, late, ...options }: Options, command: Command) => {
      const context = contextOf(command);
      requirePeriod(options);
      await withLedger(context, async (ledger) => {
        const request = { ...options, incompleteOnly: incomplete, lateOnly: late };
        const rows = await listSales(ledger, request);
        answerRows(context, rows, options, () =>
          formatTable(COLUMNS, rows.map(cellsOf), 'No sales are filed.', context.output.tableWidth),
        );
      });
    });
}

function cellsOf(sale: FiledSale): string[] {
  const { lots, product, missing, isLate, timesFiled } = sale;
  const remarks = [
    ...(missing.length > 0 ? [`MISSING ${missing.join(', ')}`] : []),
    ...(isLate ? ['LATE'] : []),
    ...(timesFiled > 1 ? [`filed ${timesFiled} times`] : []),
  ];
  return [
    sale.sale,
    sale.seller,
    sale.soldAt.slice(0, 'YYYY-MM-DD'.length),
    statedOrSealed(sale, 'customer'),
    statedOrSealed(sale, 'endCustomer'),
    lots.length > 0 ? lots.join(', ') : (product ?? ''),
    formatKilograms(sale.netMilligrams),
    `${placeOfEvent(sale.eventNumber).position}`,
    remarks.join(' · '),
  ];
}

function statedOrSealed(sale: FiledSale, member: 'customer' | 'endCustomer'): string {
  return sale[member] ?? (sale.sealed.includes(member) ? '(sealed)' : '');
}
