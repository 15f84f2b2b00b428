/** One licence for people: what it is for, its clock, its lines and steps, what is missing. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { LineAccount } from '@lodestone/custody/controls/licence-account.ts';
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import type { ViewedLicence } from '@lodestone/ledger/regulation/browse-licences.ts';
import type { Completeness } from '@lodestone/regulation/licences/completeness.ts';
import { DECISION_WORKING_DAYS_MAX, type LicenceClock } from '@lodestone/regulation/licences/licence-clock.ts';
import { formatLicenceSteps } from './licence-steps-text.ts';
import { formatTable } from '../output/table.ts';
import { wrappedLines } from '../output/wrapped-lines.ts';

export interface ShownLicence extends ViewedLicence {
  readonly clock: LicenceClock;
  /** Null once it is decided. */
  readonly completeness: Completeness | null;
  /** What is granted, reserved, gone and to go, line by line. */
  readonly accounts: readonly LineAccount[];
}

export function formatLicence({ licence, steps, clock, completeness, accounts }: ShownLicence, width: number): string {
  const parts = [
    [`Licence ${licence.licence} · ${licence.kind} · ${licence.status}`, ...headOf(licence, clock, width)].join('\n'),
    formatLines(licence, accounts, width),
    formatLicenceSteps(steps, width),
  ];
  if (completeness !== null) parts.push(formatMissing(completeness, width));
  return parts.join('\n\n');
}

/** Of the name of a row and what is before it. */
const NAME_COLUMNS = 14;

function headOf(licence: Licence, clock: LicenceClock, width: number): string[] {
  const { exporter, consignee, destination, port, mode, number, stated, decision, refiledFrom } = licence;
  const way = [port === null ? null : `through ${port}`, mode === null ? null : `by ${mode}`].filter((part) => part);
  const endUse = stated.endUse === undefined ? 'not stated' : Object.values(stated.endUse).join(', ');
  const from = licence.validFrom?.slice(0, 10) ?? '';
  const rows: (readonly [string, string | null])[] = [
    ['number', number],
    ['from', exporter],
    ['to', [`${consignee}, ${destination}`, ...way].join(', ')],
    ['end user', endUserOf(licence)],
    ['end use', endUse],
    ['sealed', stated.sealed.length === 0 ? null : stated.sealed.join(', ')],
    [number === null ? 'asked for' : 'valid', `${from} to ${licence.validTo?.slice(0, 10) ?? ''}`],
    ['decided', decision === null ? null : `${decision.outcome} by ${decision.by}: ${decision.reasonCode}`],
    ['urgency', licence.urgency],
    ['filed after', refiledFrom],
    ['clock', describeClock(clock)],
  ];
  return rows.flatMap(([name, text]) => {
    const lines = text === null ? [] : wrappedLines(text, width - NAME_COLUMNS);
    return lines.map((line, index) => `  ${index === 0 ? name : ''}`.padEnd(NAME_COLUMNS) + line);
  });
}

function endUserOf({ endUser, otherEndUsers, stated }: Licence): string {
  const named = endUser ?? (stated.sealed.includes('endUser') ? 'sealed' : 'not stated');
  return [named, ...otherEndUsers].join(', ');
}

/** `12 of 45 working days, due on 2026-05-29`. */
export function describeClock({ state, elapsedWorkingDays, dueOn, isOverdue, isCalendarKnown }: LicenceClock): string {
  const days = `${elapsedWorkingDays} of ${DECISION_WORKING_DAYS_MAX} working days`;
  const unknown = isCalendarKnown ? '' : '; holidays are not published for all of them, so weekends alone are left out';
  switch (state) {
    case 'not-started':
      return 'not started: nobody has taken the application in';
    case 'stopped':
      return `${days}, and it stands until the exporter answers${unknown}`;
    case 'ended':
      return elapsedWorkingDays === 0 && dueOn === null ? 'ended' : `${days}, ended${unknown}`;
    case 'running':
      return `${days}, ${isOverdue ? 'was due' : 'due'} on ${dueOn ?? ''}${unknown}`;
    default:
      return state satisfies never;
  }
}

const LINE_COLUMNS = [
  { title: 'line' },
  { title: 'item' },
  { title: 'form' },
  { title: 'HS code' },
  { title: 'specification', whenTooWide: 'shortened' },
  { title: 'asked', align: 'right' },
  { title: 'granted', align: 'right' },
  { title: 'reserved', align: 'right' },
  { title: 'exited', align: 'right' },
  { title: 'available', align: 'right' },
] as const;

/** What is available may still be declared under the line. */
function formatLines({ linesAsked, lines, number }: Licence, accounts: readonly LineAccount[], width: number): string {
  const rows = linesAsked.map(({ line, code, form, hsCode, specification, netMilligrams, year }) => {
    const granted = number === null ? undefined : lines.find((other) => other.line === line);
    const account = accounts.find((other) => other.line === line);
    return [
      line,
      year === null ? code : `${code} in ${year}`,
      form ?? '',
      hsCode ?? '',
      specification ?? '',
      formatKilograms(netMilligrams),
      granted === undefined ? '' : formatKilograms(granted.netMilligrams),
      account === undefined ? '' : formatKilograms(account.reservedMilligrams),
      account === undefined ? '' : formatKilograms(account.consumedMilligrams),
      account === undefined ? '' : formatKilograms(account.availableMilligrams),
    ];
  });
  return formatTable(LINE_COLUMNS, rows, 'No lines.', width);
}

function formatMissing({ missing, doubtful }: Completeness, width: number): string {
  const lines = [
    missing.length === 0 ? 'Nothing is missing.' : 'Missing',
    ...missing.flatMap(({ item, text }) => wrappedLines(`${item}: ${text}`, width, 1)),
    ...(doubtful.length === 0 ? [] : ['An officer may ask about']),
    ...doubtful.flatMap(({ item, text }) => wrappedLines(`${item}: ${text}`, width, 1)),
  ];
  return lines.join('\n');
}
