/** Quotas and what was drawn on them, as a value for programs and as tables for people. */
import type { QuotaAccount } from '@lodestone/lineage/quota-accounts.ts';
import { roundedPercent } from '@lodestone/lineage/rounded-figures.ts';
import { formatFigure } from '../output/amounts.ts';
import { type Column, formatTable } from '../output/table.ts';

/** What `--json` answers: milligrams of oxides. A figure that is not public is null, and so is what is left of it. */
export function quotaValue(account: QuotaAccount) {
  const { holder, year, activity, ore, batches, drawnMilligrams, drawn, leftMilligrams, state, draws } = account;
  return {
    holder,
    year,
    activity,
    ore,
    state,
    batches: batches.map(({ quota, batch, oxideMilligrams, facilities, occurredAt }) => {
      return { quota, batch, oxideMilligrams, facilities, allocatedAt: occurredAt };
    }),
    grantedMilligrams: grantedOf(account),
    drawnMilligrams,
    leftMilligrams,
    drawnBy: drawn.map(({ origin, oxideMilligrams, isCounted }) => ({ origin, oxideMilligrams, isCounted })),
    unstatedLots: unstatedLots(draws),
  };
}

const STATES: Readonly<Record<QuotaAccount['state'], string>> = {
  within: 'within',
  near: 'nearly drawn',
  over: 'OVER QUOTA',
  'not-public': 'not public',
  'no-quota': 'NO QUOTA',
};

const COLUMNS: readonly Column[] = [
  { title: 'year' },
  { title: 'holder' },
  { title: 'for' },
  { title: 'granted, by batch', whenTooWide: 'wrapped' },
  { title: 'drawn', align: 'right' },
  { title: 'share', align: 'right' },
  { title: 'left', align: 'right' },
  { title: '' },
];

/** Accounts within `width` columns, and of separation where what was fed comes from. */
export function formatQuotas(accounts: readonly QuotaAccount[], width: number): string {
  if (accounts.length === 0) return 'No quotas.';
  const cells = accounts.map((account) => {
    const { year, holder, drawnMilligrams, leftMilligrams, state } = account;
    const granted = grantedOf(account);
    const share = granted === null || granted === 0n ? '' : roundedPercent(drawnMilligrams, granted);
    const left = leftMilligrams === null ? '' : formatFigure(leftMilligrams);
    return [
      `${year}`,
      holder,
      describeFor(account),
      describeBatches(account),
      formatFigure(drawnMilligrams),
      share,
      left,
      STATES[state],
    ];
  });
  const parts = ['Rare-earth oxides, in kg', formatTable(COLUMNS, cells, '', width)];
  const fed = accounts.flatMap(feedCells);
  if (fed.length > 0)
    parts.push('', 'What was fed into separation, by where it comes from', formatTable(FEED_COLUMNS, fed, '', width));
  const unstated = accounts.reduce((sum, { draws }) => sum + unstatedLots(draws), 0);
  if (unstated > 0) {
    parts.push(
      '',
      `${unstated} of the lots state no rare earths: what they draw is not known, and not in the figures.`,
    );
  }
  return parts.join('\n');
}

const FEED_COLUMNS: readonly Column[] = [
  { title: 'year' },
  { title: 'holder' },
  { title: 'from' },
  { title: 'kg', align: 'right' },
  { title: 'counts' },
];

function feedCells({ activity, year, holder, drawn }: QuotaAccount): string[][] {
  if (activity !== 'separation') return [];
  return drawn.map(({ origin, oxideMilligrams, isCounted }) => {
    return [`${year}`, holder, origin, formatFigure(oxideMilligrams), isCounted ? 'yes' : 'no'];
  });
}

function describeFor({ activity, ore }: QuotaAccount): string {
  return ore === null ? activity : `${activity}, ${ore}`;
}

function describeBatches({ batches }: QuotaAccount): string {
  if (batches.length === 0) return 'none';
  const figures = batches.map(({ oxideMilligrams }) =>
    oxideMilligrams === null ? 'not public' : formatFigure(oxideMilligrams),
  );
  return figures.join(' + ');
}

function grantedOf({ batches, state, grantedMilligrams }: QuotaAccount): bigint | null {
  return batches.length === 0 || state === 'not-public' ? null : grantedMilligrams;
}

function unstatedLots(draws: QuotaAccount['draws']): number {
  return draws.reduce((sum, draw) => sum + draw.unstatedLots, 0);
}
