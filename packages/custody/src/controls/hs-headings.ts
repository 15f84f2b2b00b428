/**
 * Which forms of material a customs code is for. The longest prefix of the declared digits counts. Of the ten-digit codes
 * of the Chinese tariff those that name an element name it here; the first six digits are the same everywhere.
 *
 * A code is a reference and composition decides (MOFCOM No. 18), so the table is for holding the two against each other,
 * never for judging whether goods are controlled.
 */
import type { ElementSymbol } from '../element.ts';
import type { Form } from '../material.ts';

export interface Heading {
  readonly prefix: string;
  readonly goods: string;
  readonly forms: readonly Form[];
  /** One of these has most of the rare earths; null where the code names none. */
  readonly elements: readonly ElementSymbol[] | null;
}

const heading = (
  prefix: string,
  goods: string,
  forms: readonly Form[],
  elements: readonly ElementSymbol[] | null = null,
): Heading => ({ prefix, goods, forms, elements });

const ORES: readonly Form[] = ['ore', 'concentrate'];
const OXIDES: readonly Form[] = ['oxide', 'mixed-oxide'];
const CHLORIDES: readonly Form[] = ['chloride', 'liquor'];
const FLUORIDES: readonly Form[] = ['fluoride'];
const CARBONATES: readonly Form[] = ['carbonate'];
const COMPOUNDS: readonly Form[] = [
  ...OXIDES,
  ...CHLORIDES,
  ...FLUORIDES,
  ...CARBONATES,
  'concentrate',
  'leach-solution',
];
const METALS: readonly Form[] = ['metal', 'alloy'];
/** Where honest declarations of Nd-Fe alloys differ: metals, ferro-alloys and prepared mixtures share them. */
const ALLOYS: readonly Form[] = ['alloy', 'flake', 'powder', 'metal'];
/** Articles that become permanent magnets by magnetisation stand beside magnets. */
const MAGNETS: readonly Form[] = ['magnet', 'body', 'block'];
const WASTES: readonly Form[] = ['swarf', 'scrap', 'slag', 'residue', 'tailings'];

const HEADINGS: readonly Heading[] = [
  heading('253090', 'rare-earth ores', ORES),
  heading('261220', 'thorium ores and monazite', ORES),
  heading('261790', 'other ores', ORES),
  heading('284610', 'cerium compounds', COMPOUNDS),
  heading('2846101000', 'cerium oxide', OXIDES, ['Ce']),
  heading('284690', 'compounds of rare earths', COMPOUNDS),
  heading('2846901', 'rare-earth oxides', [...OXIDES, 'concentrate']),
  heading('2846901100', 'yttrium oxide', OXIDES, ['Y']),
  heading('2846901200', 'lanthanum oxide', OXIDES, ['La']),
  heading('2846901300', 'neodymium oxide', OXIDES, ['Nd']),
  heading('2846901400', 'europium oxide', OXIDES, ['Eu']),
  heading('2846901500', 'dysprosium oxide', OXIDES, ['Dy']),
  heading('2846901600', 'terbium oxide', OXIDES, ['Tb']),
  heading('2846901700', 'praseodymium oxide', OXIDES, ['Pr']),
  heading('2846901800', 'lutetium oxide', OXIDES, ['Lu']),
  heading('2846901920', 'erbium oxide', OXIDES, ['Er']),
  heading('2846901930', 'gadolinium oxide', OXIDES, ['Gd']),
  heading('2846901940', 'samarium oxide', OXIDES, ['Sm']),
  heading('2846901970', 'ytterbium oxide', OXIDES, ['Yb']),
  heading('2846901980', 'scandium oxide', OXIDES, ['Sc']),
  heading('2846902', 'rare-earth chlorides', CHLORIDES),
  heading('2846902100', 'terbium chloride', CHLORIDES, ['Tb']),
  heading('2846902200', 'dysprosium chloride', CHLORIDES, ['Dy']),
  heading('2846902300', 'lanthanum chloride', CHLORIDES, ['La']),
  heading('2846902400', 'neodymium chloride', CHLORIDES, ['Nd']),
  heading('2846902500', 'praseodymium chloride', CHLORIDES, ['Pr']),
  heading('2846902600', 'yttrium chloride', CHLORIDES, ['Y']),
  heading('2846902910', 'samarium, gadolinium, lutetium or scandium chloride', CHLORIDES, ['Sm', 'Gd', 'Lu', 'Sc']),
  heading('2846903', 'rare-earth fluorides', FLUORIDES),
  heading('2846903100', 'terbium fluoride', FLUORIDES, ['Tb']),
  heading('2846903200', 'dysprosium fluoride', FLUORIDES, ['Dy']),
  heading('2846903300', 'lanthanum fluoride', FLUORIDES, ['La']),
  heading('2846903400', 'neodymium fluoride', FLUORIDES, ['Nd']),
  heading('2846903500', 'praseodymium fluoride', FLUORIDES, ['Pr']),
  heading('2846903600', 'yttrium fluoride', FLUORIDES, ['Y']),
  heading('2846904', 'rare-earth carbonates', CARBONATES),
  heading('2846904910', 'samarium, gadolinium, lutetium or scandium carbonate', CARBONATES, ['Sm', 'Gd', 'Lu', 'Sc']),
  heading('280530', 'rare-earth metals, intermixed or interalloyed or not', METALS),
  heading('2805301100', 'neodymium metal', METALS, ['Nd']),
  heading('2805301200', 'dysprosium metal', METALS, ['Dy']),
  heading('2805301300', 'terbium metal', METALS, ['Tb']),
  heading('2805301400', 'lanthanum metal', METALS, ['La']),
  heading('2805301510', 'cerium metal powder', [...METALS, 'powder'], ['Ce']),
  heading('2805301590', 'cerium metal', METALS, ['Ce']),
  heading('2805301600', 'praseodymium metal', METALS, ['Pr']),
  heading('2805301700', 'yttrium metal', METALS, ['Y']),
  heading('2805301800', 'scandium metal', METALS, ['Sc']),
  heading('2805301910', 'samarium, gadolinium or lutetium metal', METALS, ['Sm', 'Gd', 'Lu']),
  heading('720299', 'other ferro-alloys', ALLOYS),
  heading('382499', 'prepared mixtures', [...ALLOYS, 'mixed-oxide', 'liquor']),
  heading('848690', 'sputtering targets', METALS),
  heading('850511', 'permanent magnets of metal', MAGNETS),
  heading('8505119', 'permanent magnets of other metals', []),
  heading('850519', 'permanent magnets that are not of metal', []),
  heading('8501', 'motors', ['assembly']),
  heading('8503', 'parts of motors', ['assembly']),
  heading('8518', 'loudspeakers', ['assembly']),
  heading('9031', 'measuring instruments', ['assembly']),
  heading('7204', 'ferrous waste', WASTES),
  heading('262099', 'ash and residues that hold metals', WASTES),
  heading('3825', 'industrial residues', WASTES),
  heading('8549', 'electrical waste', [...WASTES, 'assembly', 'magnet']),
];

const BY_PREFIX: ReadonlyMap<string, Heading> = new Map(HEADINGS.map((one) => [one.prefix, one]));

/** So few digits can still be those of a heading above. */
const DIGITS_MIN = 4;

/** The heading with the longest prefix of a declared code, whatever stands between its digits; null where there is none. */
export function headingOf(hsCode: string): Heading | null {
  const digits = hsCode.replaceAll(/[^0-9]/g, '');
  for (let length = digits.length; length >= DIGITS_MIN; length -= 1) {
    const found = BY_PREFIX.get(digits.slice(0, length));
    if (found !== undefined) return found;
  }
  return null;
}
