/** The other announcements that China made on 9 October 2025, and the suspension of all six a month later. */
import type { ControlItem } from '@lodestone/custody/controls/control-register.ts';
import { type ShippedList, type ShippedSuspension, startOfDayInBeijing } from './shipped-control.ts';
import { commodityItem } from './commodity-item.ts';

const ISSUED = startOfDayInBeijing('2025-10-09');
const IN_EFFECT = startOfDayInBeijing('2025-11-08');
const ENUMERATION = 'Named, with what each covers, at chemradar.com/en/news/detail/f3s7t2oy9qf4';

export const ANNOUNCEMENT_55: ShippedList = {
  list: 'CN-MOFCOM-2025-55',
  title: 'Announcement No. 55 of 2025: superhard materials',
  jurisdiction: 'CN',
  validFrom: IN_EFFECT,
  sources: ['MOFCOM and GACC announcement No. 55 of 2025-10-09', ENUMERATION],
  isConfirmed: false,
  items: [
    commodityItem('No. 55', 'synthetic diamond powder and crystals, wire saws, grinding wheels; sizes not read', {
      name: 'superhard-materials',
      products: ['synthetic diamond', 'diamond powder', 'diamond wire', 'superhard'],
    }),
  ],
};

export const ANNOUNCEMENT_56: ShippedList = {
  list: 'CN-MOFCOM-2025-56',
  title: 'Announcement No. 56 of 2025: equipment and auxiliary material of rare-earth plants',
  jurisdiction: 'CN',
  validFrom: IN_EFFECT,
  sources: ['MOFCOM and GACC announcement No. 56 of 2025-10-09: law.esnai.com/227630', ENUMERATION],
  isConfirmed: false,
  items: [
    commodityItem(
      '2B902',
      'extraction, roasting, decrepitation and milling equipment of rare-earth plants; figures not read',
      {
        name: 'rare-earth-equipment',
        products: [
          'centrifugal extractor',
          'extraction tank',
          'decrepitation furnace',
          'strip casting furnace',
          'jet mill',
        ],
      },
    ),
  ],
};

export const ANNOUNCEMENT_58: ShippedList = {
  list: 'CN-MOFCOM-2025-58',
  title: 'Announcement No. 58 of 2025: lithium batteries and artificial graphite anodes',
  jurisdiction: 'CN',
  validFrom: IN_EFFECT,
  sources: ['MOFCOM and GACC announcement No. 58 of 2025-10-09, as reported: en.ckhq.net', ENUMERATION],
  isConfirmed: false,
  items: [
    commodityItem(
      'No. 58',
      'lithium batteries, cathode materials, artificial graphite anode materials; figures not read',
      {
        name: 'battery-materials',
        products: ['lithium battery', 'lithium batteries', 'anode material', 'cathode material', 'artificial graphite'],
      },
    ),
  ],
};

/** Twelve elements: the seven of No. 18 and the five of No. 57. */
const LISTED_ELEMENTS: ControlItem['elements'] = [
  'Sc',
  'Y',
  'Sm',
  'Eu',
  'Gd',
  'Tb',
  'Dy',
  'Ho',
  'Er',
  'Tm',
  'Yb',
  'Lu',
];

export const ANNOUNCEMENT_61: ShippedList = {
  list: 'CN-MOFCOM-2025-61',
  title: 'Announcement No. 61 of 2025: goods made abroad with listed rare earths',
  jurisdiction: 'CN',
  // It speaks of what leaves other countries.
  reach: 'anywhere',
  validFrom: ISSUED,
  sources: ['MOFCOM announcement No. 61 of 2025-10-09: sscollege.cn/44800, chemradar.com f1la2toi5p1c'],
  // What it asks is the share of value and where the technology is from, of which a ledger of masses knows nothing.
  isConfirmed: false,
  items: [
    {
      code: 'No. 61, military users',
      description: 'to military users: refused in principle; so are listed parties and what they own half of',
      elements: LISTED_ELEMENTS,
      exceptDestinations: ['CN'],
      endUses: ['military'],
      requires: 'prohibited',
    },
    {
      code: 'No. 61, 0.1 % of value',
      description: 'with listed items of Chinese origin at 0.1 % of the value or more: ask the bill of materials',
      elements: LISTED_ELEMENTS,
      forms: ['magnet', 'assembly'],
      exceptDestinations: ['CN'],
      requires: 'licence',
    },
  ],
};

export const ANNOUNCEMENT_62: ShippedList = {
  list: 'CN-MOFCOM-2025-62',
  title: 'Announcement No. 62 of 2025: rare-earth technology',
  jurisdiction: 'CN',
  validFrom: ISSUED,
  sources: ['MOFCOM announcement No. 62 of 2025-10-09: sscollege.cn/44809'],
  isConfirmed: false,
  items: [
    commodityItem(
      '1E902',
      'technology of mining, separation, metal and magnets (1E902.a, .b), and help to plants abroad',
      {
        name: 'rare-earth-technology',
        products: ['technology', 'technical data', 'know how'],
      },
    ),
  ],
};

/** Nothing was read of what holds after it. Until the end of 10 November, in Beijing. */
export const SUSPENSIONS_BY_ANNOUNCEMENT_70: readonly ShippedSuspension[] = [55, 56, 57, 58, 61, 62].map((number) => ({
  list: `CN-MOFCOM-2025-${number}`,
  from: startOfDayInBeijing('2025-11-07'),
  to: startOfDayInBeijing('2026-11-11'),
  afterwards: 'unknown',
  sources: [
    'MOFCOM and GACC announcement No. 70 of 2025-11-07, until 2026-11-10: chemradar.com/en/news/detail/f3s7t2oy9qf4, pillsburylaw.com',
  ],
}));
