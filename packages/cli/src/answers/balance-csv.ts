/** Balances for spreadsheets: a row for each element, columns that follow from the question alone. */
import { closurePercent, sumLosses } from '@lodestone/custody/step-balance.ts';
import type { BalanceRequest, StepBalances } from '@lodestone/ledger/ask/balance-steps.ts';
import type { LedgerWeight } from '@lodestone/ledger/ask/weigh-ledger.ts';
import { formatCsv } from '@lodestone/lineage/csv-text.ts';
import { elementsOf, keysOf } from './balance-table.ts';
import { conservationValue } from './conservation-table.ts';

const COLUMNS = [
  'steps',
  'element',
  'inMilligrams',
  'gainedMilligrams',
  'outMilligrams',
  'lossMilligrams',
  'inProcessMilligrams',
  'unaccountedMilligrams',
  'closurePercent',
  'lossMilligramsByKind',
] as const;

/** The balance of each element of each row. Kinds of losses are words of whoever recorded them: all in one column. */
export function formatBalancesCsv({ by }: BalanceRequest, { rows }: StepBalances): string {
  const keys = keysOf(by);
  const cells = rows.flatMap((row) =>
    elementsOf(row).map(([element, balance]) => [
      ...keys.map((key) => row[key]),
      row.steps,
      element,
      balance.inMilligrams,
      balance.gainedMilligrams,
      balance.outMilligrams,
      sumLosses(balance.lossMilligrams),
      balance.inProcessMilligrams,
      balance.unaccountedMilligrams,
      closurePercent(balance),
      Object.entries(balance.lossMilligrams)
        .map(([kind, mass]) => `${kind} ${mass}`)
        .join('; '),
    ]),
  );
  return formatCsv([[...keys, ...COLUMNS], ...cells]);
}

/** What came in and what became of it, a row for each term and element. */
export function formatConservationCsv(weight: LedgerWeight, element: BalanceRequest['element']): string {
  const cells = conservationValue(weight, element).terms.flatMap(({ side, name, elementMilligrams }) =>
    Object.entries(elementMilligrams).map(([symbol, mass]) => [side, name, symbol, mass]),
  );
  return formatCsv([['side', 'term', 'element', 'elementMilligrams'], ...cells]);
}
