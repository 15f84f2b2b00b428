/** Which customs codes a material may be declared under, and what customs asks under each. A code is a hint: composition decides. */
import type { ControlledMaterial } from '@lodestone/custody/controls/controlled-material.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { HS_CODES, type HsCode } from './hs-codes.ts';

export interface HsCandidate {
  readonly code: string;
  readonly jurisdiction: HsCode['jurisdiction'];
  readonly description: string;
  /** As in the tariff, such as `34Bxy`; null where none is known. */
  readonly conditions: string | null;
  /** What they ask for, as far as that is known. */
  readonly asks: readonly string[];
  /** False where the code is from memory, or its meaning is: see the current tariff. */
  readonly isConfirmed: boolean;
}

/** So much of the stated rare earths makes it the element's own line: 90 %. */
const SINGLE_SHARE_PERCENT = 90n;

/** The tariff's own line between light mixtures and others. */
const MEDIUM_HEAVY_PERCENT = 30n;
const LIGHT: ReadonlySet<ElementSymbol> = new Set(['La', 'Ce', 'Pr', 'Nd']);

/** The codes whose form and elements fit, in the order of the tariff; none where the form is not stated. */
export function hsCandidates(material: ControlledMaterial, jurisdiction?: string): HsCandidate[] {
  const composition = compositionOf(material.elementMilligrams);
  return HS_CODES.filter((code) => fits(code, material, composition))
    .filter((code) => jurisdiction === undefined || code.jurisdiction === jurisdiction)
    .map(({ code, jurisdiction: of, description, conditions, isConfirmed }) => ({
      code,
      jurisdiction: of,
      description,
      conditions,
      asks: readConditions(conditions),
      isConfirmed,
    }));
}

/** The meaning is trade knowledge. Letters of inspection (A, B), processing (x) and border trade (y) are left out. */
const CONDITIONS: ReadonlyMap<string, string> = new Map([
  ['3', 'a dual-use export licence'],
  ['4', 'an export licence'],
]);

/** What a customs condition such as `34Bxy` asks for: that one asks for two licences. */
export function readConditions(conditions: string | null): string[] {
  return (conditions ?? '').split('').flatMap((letter) => CONDITIONS.get(letter) ?? []);
}

interface Composition {
  /** The stated element of the greatest mass; null where none is there. */
  readonly main: ElementSymbol | null;
  readonly isSingle: boolean;
  /** Of what is stated of rare earths so much is medium or heavy, 30 % being the line of the tariff. */
  readonly isMediumHeavy: boolean;
}

function compositionOf(masses: ElementMasses): Composition {
  let main: ElementSymbol | null = null;
  let total = 0n;
  let light = 0n;
  for (const key in masses) {
    const element = key as ElementSymbol;
    const mass = masses[element] ?? 0n;
    total += mass;
    if (LIGHT.has(element)) light += mass;
    if (mass > (main === null ? 0n : (masses[main] ?? 0n))) main = element;
  }
  const largest = main === null ? 0n : (masses[main] ?? 0n);
  return {
    main,
    isSingle: main !== null && largest * 100n >= total * SINGLE_SHARE_PERCENT,
    isMediumHeavy: total > 0n && (total - light) * 100n >= total * MEDIUM_HEAVY_PERCENT,
  };
}

/** What is not stated of the material rules no code out, but those of one element. */
function fits(
  code: HsCode,
  { form, elementMilligrams }: ControlledMaterial,
  { main, isSingle, isMediumHeavy }: Composition,
): boolean {
  if (form === null || !code.forms.includes(form)) return false;
  const { single, contains, isMixed } = code;
  if (single !== undefined && !(isSingle && main !== null && single.includes(main))) return false;
  if (isMixed === true && (main === null || isSingle)) return false;
  if (code.isMediumHeavy === true && !isMediumHeavy) return false;
  return contains === undefined || contains.some((element) => (elementMilligrams[element] ?? 0n) > 0n);
}
