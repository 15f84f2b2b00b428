/** Balances of steps as a value for programs and as tables for people. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { closurePercent, type ElementBalance, sumLosses } from '@lodestone/custody/step-balance.ts';
import {
  BALANCE_KEYS,
  type BalanceKey,
  type BalanceRequest,
  type PeriodEnd,
  type StepBalances,
} from '@lodestone/ledger/ask/balance-steps.ts';
import { formatFigure, formatTime } from '../output/amounts.ts';
import { type Column, formatTable } from '../output/table.ts';

/** What `--json` answers: milligrams, as metal; closure in percent. */
export function balanceValue(request: BalanceRequest, { rows, unknownTimeZones }: StepBalances) {
  const { step, party, facility, element, from = null, until = null, by, asKnownAt = null } = request;
  const keys = keysOf(by);
  return {
    filter: { step, party, facility, element },
    from,
    until,
    by,
    asKnownAt,
    unknownTimeZones,
    rows: rows.map((row) => ({
      ...Object.fromEntries(keys.map((key) => [key, row[key]])),
      steps: row.steps,
      elements: Object.fromEntries(
        elementsOf(row).map(([symbol, balance]) => [symbol, { ...balance, closurePercent: closurePercent(balance) }]),
      ),
    })),
  };
}

/** The same for people, within `width` columns: one line for each element of each row. */
export function formatBalances(request: BalanceRequest, { rows }: StepBalances, width: number): string {
  if (rows.length === 0) return `No steps${describePeriod(request)}.`;
  const keys = keysOf(request.by);
  const all = rows.flatMap((row) => elementsOf(row).map(([, balance]) => balance));
  const kinds = [...new Set(all.flatMap(({ lossMilligrams }) => Object.keys(lossMilligrams)))].sort();
  const inProcess = all.some(({ inProcessMilligrams }) => inProcessMilligrams !== 0n);
  const gained = all.some(({ gainedMilligrams }) => gainedMilligrams > 0n);
  const columns: Column[] = [
    ...keys.map(keyColumn),
    { title: '' },
    { title: 'in', align: 'right' },
    ...(gained ? [{ title: 'gained', align: 'right' } as const] : []),
    { title: 'out', align: 'right' },
    ...(kinds.length === 0 ? [] : [{ title: 'losses', align: 'right' } as const]),
    ...(inProcess ? [{ title: 'in process', align: 'right' } as const] : []),
    { title: 'unaccounted', align: 'right' },
    { title: 'closure', align: 'right' },
  ];
  const cells = rows.flatMap((row) =>
    elementsOf(row).map(([element, balance], index) => [
      ...keys.map((key) => (index === 0 ? (row[key] ?? '') : '')),
      element,
      formatFigure(balance.inMilligrams),
      ...(gained ? [formatFigure(balance.gainedMilligrams)] : []),
      formatFigure(balance.outMilligrams),
      ...(kinds.length === 0 ? [] : [formatFigure(sumLosses(balance.lossMilligrams))]),
      ...(inProcess ? [formatFigure(balance.inProcessMilligrams)] : []),
      formatFigure(balance.unaccountedMilligrams),
      formatClosure(balance),
    ]),
  );
  const steps = rows.reduce((sum, row) => sum + row.steps, 0);
  const heading = [`${formatCount(steps, 'step')}${describePeriod(request)}. Masses in kg, of the elements as metal`];
  const [onlyKind, ...otherKinds] = kinds;
  if (onlyKind !== undefined && otherKinds.length === 0) heading.push(`All losses are ${onlyKind}.`);
  const tables = [formatTable(columns, cells, '', width)];
  if (otherKinds.length > 0) tables.push(formatLosses(keys, rows, width));
  return [...heading, tables.join('\n\n')].join('\n');
}

/** A step is known by its first words; an id never is. */
function keyColumn(key: BalanceKey): Column {
  return key === 'step' ? { title: key, whenTooWide: 'shortened' } : { title: key };
}

function formatLosses(keys: readonly BalanceKey[], rows: StepBalances['rows'], width: number): string {
  const columns: Column[] = [
    ...keys.map((title) => ({ title })),
    { title: '' },
    { title: 'loss' },
    { title: 'kg', align: 'right' },
  ];
  const cells = rows.flatMap((row) => {
    const losses = elementsOf(row).flatMap(([element, { lossMilligrams }]) =>
      Object.entries(lossMilligrams).map(([kind, mass]) => [element, kind, formatFigure(mass)]),
    );
    return losses.map((loss, index) => [...keys.map((key) => (index === 0 ? (row[key] ?? '') : '')), ...loss]);
  });
  return formatTable(columns, cells, '', width);
}

/** The keys asked for, in the order of columns. */
export function keysOf(by: readonly BalanceKey[]): BalanceKey[] {
  return BALANCE_KEYS.filter((key) => by.includes(key));
}

/** The elements that a row has a balance of. */
export function elementsOf({ balance }: StepBalances['rows'][number]) {
  return ELEMENT_SYMBOLS.flatMap((element) => {
    const own = balance[element];
    return own === undefined ? [] : [[element, own] as const];
  });
}

function formatClosure(balance: ElementBalance): string {
  const percent = closurePercent(balance);
  return percent === null ? '' : `${percent} %`;
}

function describePeriod({ from, until, asKnownAt }: BalanceRequest): string {
  const ends = [
    ...(from === undefined ? [] : [`from ${describeEnd(from)}`]),
    ...(until === undefined ? [] : [`until before ${describeEnd(until)}`]),
    ...(asKnownAt === undefined ? [] : [`as known at ${formatTime(asKnownAt)} UTC`]),
  ];
  return ends.length === 0 ? '' : ` ${ends.join(' ')}`;
}

function describeEnd(end: PeriodEnd): string {
  return 'date' in end ? end.date : `${formatTime(end.instant)} UTC`;
}
