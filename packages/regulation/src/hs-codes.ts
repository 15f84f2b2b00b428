/** Customs codes of rare-earth goods along the chain, and what customs asks under them. See the current tariff before use. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Form } from '@lodestone/custody/material.ts';

export interface HsCode {
  /** As the tariff writes it; sometimes a heading, or two lines that share a use. */
  readonly code: string;
  /** Whose tariff: `HS4` and `HS6` are everybody's. */
  readonly jurisdiction: 'CN' | 'US' | 'EU' | 'UK/EU' | 'HS4' | 'HS6';
  readonly description: string;
  readonly forms: readonly Form[];
  /** The line of one element: it must be the main one, nearly alone. */
  readonly single?: readonly ElementSymbol[];
  /** Any of these must be stated. */
  readonly contains?: readonly ElementSymbol[];
  readonly isMixed?: true;
  /** A mixture of which 30 % or more are medium and heavy. */
  readonly isMediumHeavy?: true;
  /** Customs conditions of China, such as `34Bxy`. */
  readonly conditions: string | null;
  /** False where it is from memory. */
  readonly isConfirmed: boolean;
}

/** The elements that announcement No. 18 of 2025 names. */
const LISTED: readonly ElementSymbol[] = ['Sm', 'Gd', 'Tb', 'Dy', 'Lu', 'Sc', 'Y'];

const OXIDES: readonly Form[] = ['oxide', 'mixed-oxide'];
const CHLORIDES: readonly Form[] = ['chloride', 'liquor'];
const COMPOUNDS: readonly Form[] = ['carbonate', 'chloride', 'fluoride', 'liquor'];
const MIXTURES: readonly Form[] = [...OXIDES, 'carbonate', 'chloride', 'fluoride', 'alloy'];
const MAGNETS: readonly Form[] = ['block', 'body', 'magnet'];

const FROM_MEMORY = false;

type Scope = Pick<HsCode, 'forms' | 'single' | 'contains' | 'isMixed' | 'isMediumHeavy'>;

function code(
  jurisdiction: HsCode['jurisdiction'],
  digits: string,
  description: string,
  scope: Scope,
  conditions: string | null = null,
  isConfirmed = true,
): HsCode {
  return { code: digits, jurisdiction, description, ...scope, conditions, isConfirmed };
}

/** Confirmed are those that were read in a tariff: htshub 2026-01, china-gacc, chinesetariff, transcustoms, rulings of the CBP. */
export const HS_CODES: readonly HsCode[] = [
  code('CN', '2530902000', 'Ores of rare earth metals', { forms: ['ore'] }),
  code('CN', '2612200000', 'Thorium ores and concentrates (monazite may fall here)', { forms: ['ore'] }),
  code('HS6', '2617.90', 'Other ores (some countries put REE ore here)', { forms: ['ore'] }, null, FROM_MEMORY),
  code('UK/EU', '2846100010', 'RE concentrate 60-95 % REO, LOI >= 5 %', { forms: ['concentrate'] }),
  code('CN', '2846101000', 'Cerium oxide', { forms: OXIDES, single: ['Ce'] }, '4Bxy', FROM_MEMORY),
  code('CN', '2846901100', 'Yttrium oxide', { forms: OXIDES, single: ['Y'] }, '34Bxy', FROM_MEMORY),
  code('CN', '2846901200', 'Lanthanum oxide', { forms: OXIDES, single: ['La'] }, '4Bxy', FROM_MEMORY),
  code('CN', '2846901300', 'Neodymium oxide', { forms: OXIDES, single: ['Nd'] }, '4Bxy', FROM_MEMORY),
  code('CN', '2846901400', 'Europium oxide', { forms: OXIDES, single: ['Eu'] }, '4Bxy', FROM_MEMORY),
  code('CN', '2846901500', 'Dysprosium oxide', { forms: OXIDES, single: ['Dy'] }, '34Bxy', FROM_MEMORY),
  code('CN', '2846901600', 'Terbium oxide', { forms: OXIDES, single: ['Tb'] }, '34Bxy', FROM_MEMORY),
  code('CN', '2846901700', 'Praseodymium oxide', { forms: OXIDES, single: ['Pr'] }, '4Bxy', FROM_MEMORY),
  code('CN', '2846901800', 'Lutetium oxide', { forms: OXIDES, single: ['Lu'] }, '34Bxy', FROM_MEMORY),
  code('CN', '2846901920', 'Erbium oxide', { forms: OXIDES, single: ['Er'] }),
  code('CN', '2846901930', 'Gadolinium oxide (control 1C903.b)', { forms: OXIDES, single: ['Gd'] }, '34Bxy'),
  code('CN', '2846901940', 'Samarium oxide (1C902.b)', { forms: OXIDES, single: ['Sm'] }, '34Bxy'),
  code('CN', '2846901970', 'Ytterbium oxide', { forms: OXIDES, single: ['Yb'] }),
  code('CN', '2846901980', 'Scandium oxide (1C907.b)', { forms: OXIDES, single: ['Sc'] }, '34Bxy'),
  code('CN', '2846901992', 'Oxides, medium-heavy RE total >= 30 % by weight', {
    forms: OXIDES,
    isMixed: true,
    isMediumHeavy: true,
  }),
  code(
    'CN',
    '2846901993',
    'Oxide mixture containing Sm/Gd/Tb/Dy/Lu/Sc/Y oxide',
    { forms: OXIDES, contains: LISTED, isMixed: true },
    '34Bxy',
  ),
  code('CN', '2846901999', 'Other RE oxides', { forms: OXIDES }, '4Bxy'),
  code('CN', '2846902100', 'Terbium chloride', { forms: CHLORIDES, single: ['Tb'] }, '4Bxy3'),
  code('CN', '2846902200', 'Dysprosium chloride', { forms: CHLORIDES, single: ['Dy'] }, '34Bxy'),
  code('CN', '2846902300', 'Lanthanum chloride', { forms: CHLORIDES, single: ['La'] }, '4Bxy'),
  code('CN', '2846902400', 'Neodymium chloride', { forms: CHLORIDES, single: ['Nd'] }, '4Bxy'),
  code('CN', '2846902500', 'Praseodymium chloride', { forms: CHLORIDES, single: ['Pr'] }, '4Bxy'),
  code('CN', '2846902600', 'Yttrium chloride', { forms: CHLORIDES, single: ['Y'] }, '34Bxy'),
  code(
    'CN',
    '2846902810',
    'Mixed chloride, medium-heavy >= 30 %',
    { forms: CHLORIDES, isMixed: true, isMediumHeavy: true },
    '34Bxy',
  ),
  code('CN', '2846902890', 'Other mixed chloride', { forms: CHLORIDES }, '4Bxy'),
  code('CN', '2846902910', 'Sm, Gd, Lu, Sc chloride', { forms: CHLORIDES, single: ['Sm', 'Gd', 'Lu', 'Sc'] }, '34Bxy'),
  code('CN', '2846902990', 'Other unmixed chloride', { forms: CHLORIDES }, '4Bxy'),
  code('CN', '2846903100', 'Terbium fluoride', { forms: ['fluoride'], single: ['Tb'] }, '34Bxy'),
  code('CN', '2846903200', 'Dysprosium fluoride', { forms: ['fluoride'], single: ['Dy'] }, '34Bxy'),
  code('CN', '2846903300', 'Lanthanum fluoride', { forms: ['fluoride'], single: ['La'] }, '4ABxy'),
  code('CN', '2846903400', 'Neodymium fluoride', { forms: ['fluoride'], single: ['Nd'] }, '4Bxy'),
  code('CN', '2846903500', 'Praseodymium fluoride', { forms: ['fluoride'], single: ['Pr'] }, '4Bxy'),
  code('CN', '2846903600', 'Yttrium fluoride', { forms: ['fluoride'], single: ['Y'] }, '34Bxy'),
  code(
    'CN',
    '2846903910',
    'Sm, Gd, Lu, Sc fluoride; mixed fluorides with them',
    { forms: ['fluoride'], single: ['Sm', 'Gd', 'Lu', 'Sc'] },
    '34Bxy',
  ),
  code(
    'CN',
    '2846904820',
    'Mixed carbonates with controlled elements',
    { forms: ['carbonate'], contains: LISTED, isMixed: true },
    '34Bxy',
  ),
  code(
    'CN',
    '2846904910',
    'Sm, Gd, Lu, Sc carbonate',
    { forms: ['carbonate'], single: ['Sm', 'Gd', 'Lu', 'Sc'] },
    '34Bxy',
  ),
  code('CN', '2846909920', 'Other compounds with controlled elements', { forms: COMPOUNDS, contains: LISTED }, '34Bxy'),
  code(
    'CN',
    '3824999922',
    'Mixtures / targets listed by No. 18',
    { forms: MIXTURES, contains: LISTED, isMixed: true },
    '3',
  ),
  code('CN', '2805301100', 'Neodymium', { forms: ['metal'], single: ['Nd'] }, '4Bxy'),
  code('CN', '2805301200', 'Dysprosium (1C905.a)', { forms: ['metal'], single: ['Dy'] }, '34Bxy'),
  code('CN', '2805301300', 'Terbium (1C904.a)', { forms: ['metal'], single: ['Tb'] }, '34Bxy'),
  code('CN', '2805301400', 'Lanthanum', { forms: ['metal'], single: ['La'] }, '4Bxy'),
  code('CN', '2805301510', 'Cerium < 500 um, > 97 % (fuel)', { forms: ['metal'], single: ['Ce'] }, '3B'),
  code('CN', '2805301590', 'Cerium other', { forms: ['metal'], single: ['Ce'] }, '4Bxy'),
  code('CN', '2805301600', 'Praseodymium', { forms: ['metal'], single: ['Pr'] }, '4Bxy'),
  code('CN', '2805301700', 'Yttrium (1C908.a)', { forms: ['metal'], single: ['Y'] }, '34Bxy'),
  code('CN', '2805301800', 'Scandium (1C907.a)', { forms: ['metal'], single: ['Sc'] }, '34Bxy'),
  code(
    'CN',
    '2805301910',
    'Samarium, gadolinium, lutetium (1C902/903/906.a)',
    { forms: ['metal'], single: ['Sm', 'Gd', 'Lu'] },
    '34Bxy',
  ),
  code('CN', '2805301990', 'Other RE metals', { forms: ['metal'] }, '4Bxy'),
  code(
    'CN',
    '28053021/28053029',
    'RE metals intermixed or interalloyed (battery grade / other), incl. PrNd metal',
    { forms: ['metal'], isMixed: true },
    '4Bxy',
    FROM_MEMORY,
  ),
  code('US', '2805.30.0020 / .0050', 'Neodymium / other (Dy, Tb) (2017 ruling)', { forms: ['metal'], single: ['Nd'] }),
  code('CN', '72029911', 'NdFeB strip-cast flake', { forms: ['flake'] }, null, FROM_MEMORY),
  code('CN', '72029912', 'NdFeB magnet powder', { forms: ['powder'] }, null, FROM_MEMORY),
  code('CN', '72029919', 'Other NdFeB alloy', { forms: ['alloy'] }, null, FROM_MEMORY),
  code('CN', '7202999191', 'RE ferro-silicon etc., RE > 10 %', { forms: ['alloy'] }, '4'),
  code('US', '3823.90 (now 3824)', '85/15 Nd-Fe alloy (HQ 955158, 1993): not a ferro-alloy', { forms: ['alloy'] }),
  code(
    'CN',
    '8505111000',
    'Permanent magnets of rare-earth metals (statutory unit kg) (condition 3 when controlled)',
    { forms: MAGNETS },
    '3',
  ),
  code('CN', '8505119000', 'Permanent magnets of other metals', { forms: [] }),
  code('CN', '8505190090', 'Non-metal permanent magnets (bonded may fall here)', { forms: MAGNETS }),
  code('US', '8505.11.0070', 'Sintered Nd-Fe-B', { forms: MAGNETS }),
  code('EU', '8505.11 + CN/TARIC split', 'Magnets containing Nd/Pr/Dy/Sm', { forms: MAGNETS }, null, FROM_MEMORY),
  code('HS4', '8501 / 8503', 'Motors / rotor and stator parts: generally outside No. 18', { forms: ['assembly'] }),
  code('HS4', '8518 / 9031', 'Loudspeakers / sensors: generally outside No. 18 once moulded', { forms: ['assembly'] }),
  code('HS4', '7204', 'Ferrous waste (typical cover for swarf)', { forms: ['scrap', 'swarf'] }, null, FROM_MEMORY),
  code(
    'HS6',
    '2620.99',
    'Metal-bearing ash and residues',
    { forms: ['residue', 'slag', 'tailings'] },
    null,
    FROM_MEMORY,
  ),
  code('HS4', '3825 / 8549', 'Industrial residues / e-waste', { forms: ['scrap', 'residue'] }, null, FROM_MEMORY),
];
