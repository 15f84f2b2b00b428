/** China's announcements of 2025 on rare earths as elements and what is made of them: No. 18 of April, No. 57 of October. */
import type { ControlItem } from '@lodestone/custody/controls/control-register.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { type ShippedList, startOfDayInBeijing } from './shipped-control.ts';

/** Magnets in the making are alloys first, then blocks and bodies. */
const MAGNET_CHAIN: ControlItem['forms'] = ['metal', 'alloy', 'flake', 'powder', 'block', 'body', 'magnet'];

/** Neither text says whether waste of an alloy is the alloy. */
const WASTE: ControlItem['referForms'] = ['swarf', 'scrap'];

const outsideAsAssembly = {
  exceptForms: ['assembly'] satisfies ControlItem['exceptForms'],
  exceptReason: 'answer no. 5 on No. 18 leaves rotors, moulded sensors and finished goods with magnets out in general',
};

/** No threshold stands in No. 18. What is traded as a trace (up to 0.1 % Dy and Tb by a test) is for an officer to decide. */
const traceOfTerbiumAndDysprosium = {
  referUpToPartsPerMillion: 1_000,
  referElements: ['Tb', 'Dy'] satisfies ControlItem['referElements'],
};

/** `.b` and `.c` read alike for every element: the oxide and its mixtures, the compounds and theirs. */
function compoundItems(number: string, element: ElementSymbol, name: string): ControlItem[] {
  return [
    {
      code: `${number}.b`,
      description: `${name} oxide and its mixtures`,
      elements: [element],
      forms: ['oxide', 'mixed-oxide'],
      referForms: ['concentrate'],
      requires: 'licence',
    },
    {
      code: `${number}.c`,
      description: `compounds that contain ${name.toLowerCase()}, and their mixtures`,
      elements: [element],
      forms: ['carbonate', 'chloride', 'fluoride', 'liquor'],
      referForms: ['leach-solution'],
      requires: 'licence',
    },
  ];
}

/** Of an element whose magnets are named. */
function magnetElement(
  number: string,
  element: ElementSymbol,
  name: string,
  magnets: Partial<ControlItem>,
): ControlItem[] {
  const description = `${name} metal, alloys, targets and magnets`;
  const own: ControlItem = {
    code: `${number}.a`,
    description,
    elements: [element],
    forms: MAGNET_CHAIN,
    referForms: WASTE,
    ...outsideAsAssembly,
    ...magnets,
    requires: 'licence',
  };
  return [own, ...compoundItems(number, element, name)];
}

/** Of an element of which metal, some alloys and targets are named, and no magnets. */
function plainElement(number: string, element: ElementSymbol, name: string, note = ''): ControlItem[] {
  const own: ControlItem = {
    code: `${number}.a`,
    description: `${name} metal, alloys and targets${note}`,
    elements: [element],
    forms: ['metal', 'alloy'],
    // The text names the alloys one by one, and none of magnet makers.
    referForms: ['flake', 'powder', 'swarf', 'scrap'],
    requires: 'licence',
  };
  return [own, ...compoundItems(number, element, name)];
}

export const ANNOUNCEMENT_18: ShippedList = {
  list: 'CN-MOFCOM-2025-18',
  title: 'Announcement No. 18 of 2025: seven medium and heavy rare earths',
  jurisdiction: 'CN',
  validFrom: startOfDayInBeijing('2025-04-04'),
  sources: [
    'MOFCOM and GACC announcement No. 18 of 2025-04-04, in force at once; copies: osencmagnet.com, hymagnetics.com, gtic.007swz.com',
    'Answer no. 5 of the ministry on No. 18: bbs.jying.cn/thread-242634',
    'The trace of 0.1 % is trade practice, not law: mainrichinternational.com',
  ],
  isConfirmed: true,
  items: [
    ...magnetElement('1C902', 'Sm', 'Samarium', { magnetsOf: ['Sm'] }),
    ...plainElement('1C903', 'Gd', 'Gadolinium'),
    ...magnetElement('1C904', 'Tb', 'Terbium', traceOfTerbiumAndDysprosium),
    ...magnetElement('1C905', 'Dy', 'Dysprosium', traceOfTerbiumAndDysprosium),
    ...plainElement('1C906', 'Lu', 'Lutetium'),
    ...plainElement('1C907', 'Sc', 'Scandium'),
    ...plainElement('1C908', 'Y', 'Yttrium'),
  ],
};

export const ANNOUNCEMENT_57: ShippedList = {
  list: 'CN-MOFCOM-2025-57',
  title: 'Announcement No. 57 of 2025: five more medium and heavy rare earths',
  jurisdiction: 'CN',
  // Of 9 October; it was to take effect a month later, and was suspended a day before.
  validFrom: startOfDayInBeijing('2025-11-08'),
  sources: [
    'MOFCOM and GACC announcement No. 57 of 2025-10-09; copy: gubaposthk.eastmoney.com/news,cjpl,1608530642',
    'In effect from 2025-11-08: en.ckhq.net, a spokesperson of the ministry',
  ],
  isConfirmed: true,
  items: [
    ...magnetElement('1C909', 'Ho', 'Holmium', {}),
    ...plainElement('1C910', 'Er', 'Erbium'),
    ...plainElement('1C911', 'Tm', 'Thulium'),
    ...plainElement('1C912', 'Eu', 'Europium'),
    ...plainElement('1C913', 'Yb', 'Ytterbium', ' (its number is inferred from the order of the others)'),
  ],
};
