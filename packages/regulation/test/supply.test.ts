import { amounts, lotOf, observed, partOf } from '@lodestone/lineage/testing/observations.ts';
import { describe, expect, it } from 'vitest';
import { countSupply, startSupply, totalSupply } from '../src/supply/concentration.ts';
import { coverBySector } from '../src/supply/cover-by-sector.ts';
import { coverNeeds } from '../src/supply/licensed-for-need.ts';
import { coverOf, type StockStatement, stockOf } from '../src/supply/stock-cover.ts';
import { stepOf } from './step-of.ts';

const stock = (said: Partial<StockStatement> = {}): StockStatement => ({
  party: 'MOTORS-F',
  sector: 'robotics',
  item: '1C904.a',
  statedAt: '2026-07-01T08:00:00.000Z',
  stockMilligrams: 1_000n,
  dailyUseMilligrams: 10n,
  need: null,
  supplier: null,
  ...said,
});

const needing = (party: string, milligrams: bigint, supplier: string | null = null): StockStatement => {
  const need = { milligrams, from: '2026-07-01T00:00:00.000Z', to: '2027-07-01T00:00:00.000Z' };
  return stock({ party, need, supplier });
};

const licensed = (party: string, netMilligrams: bigint) => ({ party, item: '1C904.a', netMilligrams });

const statedOn = (day: number, said: object) => {
  const amountsStated = { stockMilligrams: 900, dailyUseMilligrams: 10 };
  return stepOf(day, 'MOTORS-F', { type: 'stock-stated', sector: 'robotics', item: 'Dy', ...amountsStated, ...said });
};

const made = (country: string, neodymium: number, lot: string) => {
  return lotOf({
    lot,
    country,
    form: 'oxide',
    made: amounts({ netMilligrams: 10, elementMilligrams: { Nd: neodymium } }),
  });
};

describe('stockOf', () => {
  it('is the latest statement of each sector and item that was true by then', () => {
    const steps = [statedOn(1, {}), statedOn(2, { sector: 'wind' }), statedOn(5, { stockMilligrams: 300 })];
    const at = (time: string) => stockOf(steps, time).map(({ sector, stockMilligrams }) => [sector, stockMilligrams]);
    expect(at('2026-07-04T00:00:00.000Z')).toEqual([
      ['robotics', 900n],
      ['wind', 900n],
    ]);
    expect(at('2026-08-01T00:00:00.000Z')).toEqual([
      ['robotics', 300n],
      ['wind', 900n],
    ]);
    // Of two for the same time the one that was recorded later.
    const again = stockOf([...steps, statedOn(5, { stockMilligrams: 200 })], '2026-08-01T00:00:00.000Z');
    expect(again[0]?.stockMilligrams).toBe(200n);
  });
});

describe('coverOf', () => {
  it('says on which day there is not enough any more', () => {
    const cover = coverOf(stock({ stockMilligrams: 309n }), '2026-07-11T08:00:00.000Z');
    expect(cover).toMatchObject({ coverDays: 30, runsOutOn: '2026-07-31', daysLeft: 20 });
    expect(coverOf(stock(), '2027-07-11T08:00:00.000Z').daysLeft).toBe(0);
    expect(coverOf(stock({ dailyUseMilligrams: 0n }), '2026-07-11T08:00:00.000Z').coverDays).toBeNull();
  });
});

describe('coverBySector', () => {
  it('counts the parties of a sector by what runs out first, and names no sector of four', () => {
    const at = '2026-07-01T08:00:00.000Z';
    const days = [5, 29, 30, 100, 400];
    const robots = days.map((count, index) =>
      coverOf(stock({ party: `R-${index}`, stockMilligrams: BigInt(count) * 10n }), at),
    );
    const second = coverOf(stock({ party: 'R-4', item: 'Tb', stockMilligrams: 700n }), at);
    const wind = [1, 2, 3, 4].map((index) => coverOf(stock({ party: `W-${index}`, sector: 'wind' }), at));
    expect(coverBySector([...robots, second])).toEqual([{ sector: 'robotics', parties: [2, 1, 1, 1, 0] }]);
    expect(coverBySector(wind)).toEqual([]);
    expect(coverBySector([...robots, ...wind])).toEqual([{ sector: null, parties: [2, 1, 0, 5, 1] }]);
  });
});

describe('coverNeeds', () => {
  it('adds what comes through suppliers, shared by need and counted once', () => {
    const stated = [
      needing('CAR', 300n, 'MAGNET'),
      needing('DRONE', 100n, 'MAGNET'),
      stock({ party: 'MAGNET', supplier: 'ALLOY' }),
    ];
    const found = coverNeeds(stated, [licensed('MAGNET', 100n), licensed('CAR', 30n)]);
    expect(found).toMatchObject([
      {
        party: 'CAR',
        ownMilligrams: 30n,
        throughSuppliersMilligrams: 75n,
        tiers: ['MAGNET', 'ALLOY'],
        coveredPartsPerMillion: 350_000n,
      },
      { party: 'DRONE', ownMilligrams: 0n, throughSuppliersMilligrams: 25n, coveredPartsPerMillion: 250_000n },
    ]);
  });

  it('rounds down what a supplier shares, and says it in the order of names', () => {
    const stated = [needing('DRONE', 9n, 'MAGNET'), needing('CAR', 1n, 'MAGNET')];
    expect(coverNeeds(stated, [licensed('MAGNET', 9n)])).toMatchObject([
      { party: 'CAR', throughSuppliersMilligrams: 0n },
      { party: 'DRONE', throughSuppliersMilligrams: 8n },
    ]);
  });

  it('ends where suppliers name each other, and leaves out other items', () => {
    const ring = [needing('A', 100n, 'B'), needing('B', 100n, 'A')];
    expect(coverNeeds(ring, [licensed('A', 50n), { party: 'B', item: 'Tb', netMilligrams: 7n }])).toMatchObject([
      { party: 'A', ownMilligrams: 50n, throughSuppliersMilligrams: 0n, tiers: ['B'] },
      { party: 'B', ownMilligrams: 0n, throughSuppliersMilligrams: 50n, tiers: ['A'] },
    ]);
  });
});

describe('totalSupply', () => {
  it('shares out stages and destinations by country, and says how concentrated they are', () => {
    const count = startSupply();
    const separated = observed.step({
      step: 'solvent-extraction',
      outputs: [made('CN', 75, 'A'), made('MY', 25, 'B')],
    });
    countSupply(count, separated);
    countSupply(count, observed.step({ step: 'split', outputs: [made('CN', 75, 'C')] }));
    countSupply(
      count,
      observed.exit({ destination: 'DE', lines: [partOf(made('CN', 75, 'A')), partOf(made('CN', 1, 'D'))] }),
    );
    expect(totalSupply(count)).toEqual({
      stages: [
        {
          name: 'solvent-extraction',
          totalMilligrams: 100n,
          shares: [
            { country: 'CN', milligrams: 75n, partsPerMillion: 750_000n },
            { country: 'MY', milligrams: 25n, partsPerMillion: 250_000n },
          ],
          index: 6250,
          lotsWithoutMass: 0,
        },
      ],
      destinations: [
        {
          name: 'DE',
          totalMilligrams: 20n,
          shares: [{ country: 'CN', milligrams: 20n, partsPerMillion: 1_000_000n }],
          index: 10_000,
          lotsWithoutMass: 0,
        },
      ],
    });
  });

  it('leaves lots out that state no mass, and counts them', () => {
    const count = startSupply();
    countSupply(count, observed.origin({ lot: lotOf({ kind: 'mined', made: amounts({}) }) }));
    expect(totalSupply(count).stages).toMatchObject([
      { name: 'mined', totalMilligrams: 0n, index: 0, lotsWithoutMass: 1 },
    ]);
  });
});
