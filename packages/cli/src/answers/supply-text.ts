/** Stocks, needs and shares by country, for people. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { SupplyView } from '@lodestone/ledger/regulation/view-supply.ts';
import type { Concentration } from '@lodestone/regulation/supply/concentration.ts';
import { type Column, formatTable } from '../output/table.ts';

const right = (title: string): Column => ({ title, align: 'right' });

/** Where material is mined, made and sent to, and how long stocks last in each sector: it names no party but with `named`. */
export function formatSupply(view: SupplyView, { named, width }: { named: boolean; width: number }): string {
  const sectors = [
    'Parties by days of stock left',
    formatTable(
      [
        { title: 'sector' },
        right('under 30'),
        right('30 to 59'),
        right('60 to 89'),
        right('90 to 179'),
        right('180 and more'),
      ],
      view.sectors.map(({ sector, parties }) => [sector ?? '(others)', ...parties.map(String)]),
      'Of no sector have five parties stated what they have and use.',
      width,
    ),
  ];
  const whose = named ? [formatStocks(view, width), formatNeeds(view, width)] : [];
  const shares = [
    formatShares('Rare earths as metal, by stage and country', 'stage', view.stages, width),
    formatShares('Net mass by destination and country of the last making', 'destination', view.destinations, width),
  ];
  return [sectors.join('\n'), ...whose, ...shares].join('\n\n');
}

function formatStocks({ stocks }: SupplyView, width: number): string {
  const rows = stocks.map(({ party, sector, item, stockMilligrams, dailyUseMilligrams, daysLeft, runsOutOn }) => [
    party,
    sector,
    item,
    formatKilograms(stockMilligrams),
    formatKilograms(dailyUseMilligrams),
    daysLeft === null ? '' : String(daysLeft),
    runsOutOn ?? 'not used',
  ]);
  const columns = [
    { title: 'party' },
    { title: 'sector' },
    { title: 'item' },
    right('stock'),
    right('a day'),
    right('days left'),
    { title: 'runs out on' },
  ];
  return [
    'Stocks, what runs out first coming first',
    formatTable(columns, rows, 'Nobody has stated a stock.', width),
  ].join('\n');
}

function formatNeeds({ needs }: SupplyView, width: number): string {
  const rows = needs.map((need) => [
    need.party,
    need.item,
    formatKilograms(need.needMilligrams),
    formatKilograms(need.ownMilligrams),
    formatKilograms(need.throughSuppliersMilligrams),
    need.coveredPartsPerMillion === null ? '' : formatPercent(need.coveredPartsPerMillion),
    need.tiers.join(' ← '),
  ]);
  const columns = [
    { title: 'party' },
    { title: 'item' },
    right('needs'),
    right('licensed'),
    right('through suppliers'),
    right('covered'),
    { title: 'suppliers' },
  ];
  return ['Needs, and what is licensed for them', formatTable(columns, rows, 'Nobody has stated a need.', width)].join(
    '\n',
  );
}

function formatShares(title: string, name: string, all: readonly Concentration[], width: number): string {
  const rows = all.map((each) => [
    each.name,
    formatKilograms(each.totalMilligrams),
    each.shares.map(({ country, partsPerMillion }) => `${country} ${formatPercent(partsPerMillion)}`).join(' · '),
    each.totalMilligrams === 0n ? '' : String(each.index),
    each.lotsWithoutMass === 0 ? '' : formatCount(each.lotsWithoutMass, 'lot'),
  ]);
  const columns = [{ title: name }, right('mass'), { title: 'from' }, right('index'), right('not stated')];
  return [title, formatTable(columns, rows, 'Nothing is recorded.', width)].join('\n');
}
