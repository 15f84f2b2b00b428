import { describe, expect, test } from 'vitest';
import { massesByCountry } from '../src/page/masses-by-country.ts';
import { formatPercent, millionthsOf } from '../src/page/share.ts';

const origin = (country: string, milligrams: number, share: string) => {
  return {
    lot: `LOT-${country}-${milligrams}`,
    kind: 'mined',
    party: 'MINE',
    facility: null,
    country,
    milligrams,
    share,
  } as const;
};
const recycled = {
  preConsumerMilligrams: 0,
  preConsumerShare: '0.000000',
  postConsumerMilligrams: 0,
  postConsumerShare: '0.000000',
};

describe('masses by country', () => {
  test('add up the origins of each, the greatest first and the unknown last', () => {
    const origins = [
      origin('CN', 40, '0.400000'),
      origin('MY', 35, '0.350000'),
      origin('CN', 5, '0.050000'),
      origin('AU', 15, '0.150000'),
    ];
    expect(massesByCountry({ milligrams: 100, unknownMilligrams: 5, origins, recycled })).toEqual([
      { country: 'CN', milligrams: 45n, shareMillionths: 450_000 },
      { country: 'MY', milligrams: 35n, shareMillionths: 350_000 },
      { country: 'AU', milligrams: 15n, shareMillionths: 150_000 },
      { country: null, milligrams: 5n, shareMillionths: 50_000 },
    ]);
  });

  test('have no row of the unknown where all is explained', () => {
    const traced = { milligrams: 7, unknownMilligrams: 0, origins: [origin('CN', 7, '1.000000')], recycled };
    expect(massesByCountry(traced)).toEqual([{ country: 'CN', milligrams: 7n, shareMillionths: 1_000_000 }]);
  });
});

describe('a share', () => {
  test.each([
    ['0.668983', '66.8983 %'],
    ['1.000000', '100.0000 %'],
    ['0.000001', '0.0001 %'],
    ['0.000000', '0.0000 %'],
  ])('%s is %s', (share, percent) => {
    expect(formatPercent(millionthsOf(share))).toBe(percent);
  });
});
