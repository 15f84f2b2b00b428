/** The control register as text for people. */
import type { ControlItem } from '@lodestone/custody/controls/control-register.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import { wrapColumns } from '@lodestone/lineage/plain-text.ts';
import type { ControlTask, ListHistory, ListView } from '@lodestone/regulation/controls-view.ts';
import { formatTime } from '../output/amounts.ts';
import { formatTable } from '../output/table.ts';

const STATUS_WORDS: Readonly<Record<ListView['status'], string>> = {
  'not-yet': 'not yet in force',
  'in-force': 'in force',
  suspended: 'suspended',
  unknown: 'unknown',
  ended: 'ended',
};

export function formatLists(views: readonly ListView[], tasks: readonly ControlTask[], width: number): string {
  const columns = [
    { title: 'list' },
    { title: 'of' },
    { title: 'status' },
    { title: 'since (UTC)' },
    { title: 'until (UTC)' },
    { title: 'text' },
    { title: 'items', align: 'right' },
  ] as const;
  const rows = views.map(({ list, jurisdiction, status, since, until, isConfirmed, itemCount }) => [
    list,
    jurisdiction,
    STATUS_WORDS[status],
    since === null ? '' : formatTime(since),
    until === null ? '' : formatTime(until),
    isConfirmed ? 'confirmed' : 'not confirmed',
    String(itemCount),
  ]);
  const none = 'No control list is published in this ledger: nothing is controlled by it.';
  const table = formatTable(columns, rows, none, width);
  if (tasks.length === 0) return table;
  return [table, '', 'To see to', ...tasks.map(({ list, text }) => `  ${list}: ${text}`)].join('\n');
}

export function formatList({ list, status, versions, suspensions, endedFrom }: ListHistory, width: number): string {
  const said = versions.flatMap(({ title, jurisdiction, reach, validFrom, validTo, isConfirmed, sources, items }) => [
    '',
    title,
    `  ${jurisdiction} · ${REACH_WORDS[reach]} · ${isConfirmed ? 'text confirmed' : 'text not confirmed'}`,
    `  ${describeTime(validFrom, validTo)}`,
    ...readIn(sources, width),
    '',
    formatItems(items, width),
  ]);
  const stops = suspensions.flatMap(({ from, to, afterwards, sources }) => [
    `Suspended ${describeTime(from, to)}${afterwards === null ? '' : `; afterwards ${afterwards}`}`,
    ...readIn(sources, width),
  ]);
  const end = endedFrom === null ? [] : [`Ended from ${endedFrom} on`];
  return [`${list} · ${STATUS_WORDS[status]}`, ...stops, ...end, ...said].join('\n');
}

function readIn(sources: readonly string[], width: number): string[] {
  return sources.flatMap((source) => {
    const lines = wrapColumns(source.split(' '), ' ', width - READ_IN.length);
    return lines.map((line, index) => `${index === 0 ? READ_IN : ' '.repeat(READ_IN.length)}${line}`);
  });
}

const READ_IN = '  read in  ';

const REACH_WORDS = {
  export: 'for what leaves it',
  import: 'for what enters it',
  anywhere: 'wherever it is',
} as const;

function describeTime(from: string, to: string | null): string {
  return to === null ? `from ${from} on` : `from ${from} to ${to}`;
}

function formatItems(items: readonly ControlItem[], width: number): string {
  const columns = [
    { title: 'code' },
    { title: 'requires' },
    { title: 'covers', whenTooWide: 'wrapped' },
    { title: 'described as', whenTooWide: 'left-out' },
  ] as const;
  const rows = items.map((item) => [item.code, item.requires, describeScope(item), item.description]);
  return formatTable(columns, rows, 'No items.', width);
}

/** What an item states, as a phrase. */
function describeScope(item: ControlItem): string {
  const { elements, forms, magnetsOf, referForms, exceptForms, commodity } = item;
  const parts = [
    elements === undefined ? null : `with ${elements.join(', ')}`,
    commodity === undefined ? null : `product says ${commodity.products.join(', ')}`,
    forms === undefined ? null : `as ${forms.join(', ')}`,
    magnetsOf === undefined ? null : `magnets of ${magnetsOf.join(', ')}`,
    item.aboveMilligrams === undefined ? null : `above ${formatKilograms(BigInt(item.aboveMilligrams))}`,
    item.abovePartsPerMillion === undefined ? null : `above ${formatPercent(BigInt(item.abovePartsPerMillion))}`,
    item.referUpToPartsPerMillion === undefined
      ? null
      : `up to ${formatPercent(BigInt(item.referUpToPartsPerMillion))} refers`,
    referForms === undefined ? null : `refers ${referForms.join(', ')}`,
    exceptForms === undefined ? null : `not ${exceptForms.join(', ')}`,
    item.destinations === undefined ? null : `to ${item.destinations.join(', ')}`,
    item.exceptDestinations === undefined ? null : `not to ${item.exceptDestinations.join(', ')}`,
    item.endUsers === undefined ? null : `end users ${item.endUsers.join(', ')}`,
    item.endUses === undefined ? null : `end uses ${item.endUses.join(', ')}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
