/**
 * Chinese lists of other metals: gallium and germanium, graphite, antimony, tungsten, and the rule of December 2024 for the
 * United States. What they covered by grade, size or purity is not carried over, so that they are marked as not confirmed:
 * what has such a product is referred.
 */
import type { ControlItem } from '@lodestone/custody/controls/control-register.ts';
import { commodityItem } from './commodity-item.ts';
import { type ShippedList, type ShippedSuspension, startOfDayInBeijing } from './shipped-control.ts';

type Commodity = NonNullable<ControlItem['commodity']>;

const GALLIUM: Commodity = { name: 'gallium', products: ['gallium'] };
const GERMANIUM: Commodity = { name: 'germanium', products: ['germanium', 'zinc germanium phosphide'] };
const ANTIMONY: Commodity = {
  name: 'antimony',
  products: ['antimony', 'indium antimonide'],
  hsCodes: ['261710', '811010', '811020', '811090', '28258000', '28309020'],
};
const SUPERHARD: Commodity = {
  name: 'superhard-materials',
  products: ['superhard', 'diamond window', 'cubic press', 'synthetic diamond'],
};
const GRAPHITE: Commodity = {
  name: 'graphite',
  products: ['graphite', 'spheroidized graphite', 'expanded graphite'],
  hsCodes: ['2504101000', '2504109100', '3801100030', '3801901000', '3801909010', '3824999940', '6815190020'],
};
const TUNGSTEN: Commodity = {
  name: 'tungsten',
  products: ['tungsten', 'ammonium paratungstate', 'paratungstate'],
  hsCodes: ['2841801000', '2825901200', '2825901910', '2825901920', '2849902000', '810194', '810199'],
};

const list = (
  id: string,
  title: string,
  day: string,
  sources: readonly string[],
  items: readonly ControlItem[],
): ShippedList => ({
  list: id,
  title,
  jurisdiction: 'CN',
  validFrom: startOfDayInBeijing(day),
  sources,
  isConfirmed: false,
  items,
});

export const METAL_LISTS: readonly ShippedList[] = [
  list(
    'CN-MOFCOM-2023-23',
    'Announcement No. 23 of 2023: gallium and germanium',
    '2023-08-01',
    ['MOFCOM and GACC announcement No. 23 of 2023, in force 2023-08-01, as reported: metalbulletin.com 5153193'],
    [
      commodityItem('No. 23, gallium', 'gallium metal and its compounds; purities not carried over', GALLIUM),
      commodityItem('No. 23, germanium', 'germanium metal and its compounds; purities not carried over', GERMANIUM),
    ],
  ),
  list(
    'CN-MOFCOM-2023-39',
    'Announcement No. 39 of 2023: graphite',
    '2023-12-01',
    [
      'MOFCOM and GACC announcement No. 39 of 2023-10-20, in force 2023-12-01; copies: qingfengmao.com 3634, ibnews.com',
    ],
    [
      commodityItem(
        'No. 39',
        'artificial graphite of high purity, strength and density; natural flake graphite',
        GRAPHITE,
      ),
    ],
  ),
  list(
    'CN-MOFCOM-2024-33',
    'Announcement No. 33 of 2024: antimony and superhard materials',
    '2024-09-15',
    [
      'MOFCOM and GACC announcement No. 33 of 2024-08-15, in force 2024-09-15; copies: um-material.com, taishanchuanggu.com',
    ],
    [
      commodityItem(
        'No. 33, antimony',
        'antimony ore, metal, oxide and compounds; purities not carried over',
        ANTIMONY,
      ),
      commodityItem('No. 33, superhard', 'presses and diamond windows for superhard materials', SUPERHARD),
    ],
  ),
  list(
    'CN-MOFCOM-2025-10',
    'Announcement No. 10 of 2025: tungsten',
    '2025-02-04',
    [
      'MOFCOM and GACC announcement No. 10 of 2025-02-04, in force at once, on tungsten, tellurium, bismuth, molybdenum and indium; copy: um-material.com',
    ],
    [
      commodityItem(
        '1C117',
        'tungsten compounds, tungsten and its alloys in solid form; figures not carried over',
        TUNGSTEN,
      ),
    ],
  ),
];

const toTheUnitedStates = (number: string, commodity: Commodity, requires: ControlItem['requires']): ControlItem =>
  commodityItem(`No. 46, ${number}, ${commodity.name}`, `${commodity.name} to the United States`, commodity, {
    destinations: ['US'],
    requires,
  });

/** The second clause, which alone was suspended. */
export const ANNOUNCEMENT_46_2: ShippedList = list(
  'CN-MOFCOM-2024-46-2',
  'Announcement No. 46 of 2024, clause 2: other metals to the United States',
  '2024-12-03',
  [
    'MOFCOM announcement No. 46 of 2024-12-03, in force at once, as reported: gvw.com (China Export Control Update, November 2025)',
  ],
  [
    ...[GALLIUM, GERMANIUM, ANTIMONY, SUPERHARD].map((commodity) => toTheUnitedStates('2', commodity, 'prohibited')),
    // Stricter examination of end user and end use.
    toTheUnitedStates('2', GRAPHITE, 'licence'),
  ],
);

export const ANNOUNCEMENT_46_1: ShippedList = list(
  'CN-MOFCOM-2024-46-1',
  'Announcement No. 46 of 2024, clause 1: dual-use items to military users of the United States',
  '2024-12-03',
  ANNOUNCEMENT_46_2.sources,
  [
    ...[GALLIUM, GERMANIUM, ANTIMONY, SUPERHARD, GRAPHITE, TUNGSTEN].map((commodity) => ({
      ...toTheUnitedStates('1', commodity, 'prohibited'),
      endUses: ['military'],
    })),
    {
      code: 'No. 46, 1, rare earths',
      description: 'listed rare earths to military users of the United States',
      elements: ['Sc', 'Y', 'Sm', 'Gd', 'Tb', 'Dy', 'Lu'],
      destinations: ['US'],
      endUses: ['military'],
      requires: 'prohibited',
    },
  ],
);

/** Until the end of 27 November, in Beijing. */
export const SUSPENSION_BY_ANNOUNCEMENT_72: ShippedSuspension = {
  list: ANNOUNCEMENT_46_2.list,
  from: startOfDayInBeijing('2025-11-09'),
  to: startOfDayInBeijing('2026-11-28'),
  afterwards: 'unknown',
  sources: ['MOFCOM announcement No. 72 of 2025-11-09, until 2026-11-27: businesstimes.com.sg 2025-11-09, gvw.com'],
};
