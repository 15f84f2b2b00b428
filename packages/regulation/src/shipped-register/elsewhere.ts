/** What the European Union and the United States ask about magnets: a screen and a rule of origin, which hold nothing back. */
import type { ControlItem } from '@lodestone/custody/controls/control-register.ts';
import type { ShippedList } from './shipped-control.ts';

export const EU_DUAL_USE: ShippedList = {
  list: 'EU-2021-821',
  title: 'Regulation (EU) 2021/821: end-use screen',
  jurisdiction: 'EU',
  // Midnight in Brussels.
  validFrom: '2021-09-08T22:00:00.000Z',
  sources: ['Regulation (EU) 2021/821: ordinary NdFeB and SmCo magnets are not listed; read in summaries only'],
  isConfirmed: false,
  items: [
    {
      code: 'art. 4',
      description: 'not listed; the catch-all asks about military end uses and weapons',
      forms: ['metal', 'alloy', 'magnet', 'assembly'],
      endUses: ['military', 'weapons'],
      requires: 'notice',
    },
  ],
};

const magnets = (description: string): ControlItem[] => [
  {
    code: '252.225-7052, magnets',
    description,
    elements: ['Nd', 'Sm'],
    forms: ['magnet', 'assembly'],
    requires: 'notice',
  },
  {
    code: '252.225-7052, tungsten',
    description,
    commodity: { name: 'tungsten', products: ['tungsten', 'tantalum'] },
    requires: 'notice',
  },
];

const DFARS = {
  list: 'US-DFARS-252.225-7052',
  jurisdiction: 'US',
  reach: 'import',
  sources: ['DFARS 252.225-7052 as amended 2024-05-30: crowell.com, governmentcontractslaw.com, justia.com 2024-11513'],
  isConfirmed: true,
} as const;

/** For deliveries to the Department of Defense. What it asks is where every step was: `lodestone trace` shows the countries. */
export const US_DEFENCE_PURCHASES: readonly ShippedList[] = [
  {
    ...DFARS,
    title: 'DFARS 252.225-7052: magnets for defence, melted or produced',
    // Midnight in Washington, as are those below.
    validFrom: '2024-05-30T04:00:00.000Z',
    validTo: '2027-01-01T05:00:00.000Z',
    items: magnets('not melted or produced in CN, RU, KP or IR; trace its countries'),
  },
  {
    ...DFARS,
    title: 'DFARS 252.225-7052: magnets for defence, from the mine on',
    validFrom: '2027-01-01T05:00:00.000Z',
    items: magnets('not mined, refined, separated, melted or produced in CN, RU, KP or IR; trace its countries'),
  },
];
