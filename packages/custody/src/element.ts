/**
 * The rare-earth elements, and the exact factors between an element and its trade oxide.
 *
 * The oxide is the form the trade weighs (Pr₆O₁₁, Tb₄O₇ and CeO₂ are not R₂O₃), see docs/glossary.md. Atomic
 * masses are the CIAAW abridged standard values, oxygen 15.999. Promethium does not occur in ore, so it is not here.
 */

/** What one trade oxide is made of. `atomicMassMicrodaltons` is the element's standard atomic mass × 10⁶. */
interface OxideComposition {
  readonly oxide: string;
  readonly metalAtoms: number;
  readonly oxygenAtoms: number;
  readonly atomicMassMicrodaltons: number;
}

const OXYGEN_MICRODALTONS = 15_999_000n;

const composition = (oxide: string, metalAtoms: number, oxygenAtoms: number, atomicMassMicrodaltons: number) => ({
  oxide,
  metalAtoms,
  oxygenAtoms,
  atomicMassMicrodaltons,
});

const OXIDES = {
  Sc: composition('Sc2O3', 2, 3, 44_955_907),
  Y: composition('Y2O3', 2, 3, 88_905_838),
  La: composition('La2O3', 2, 3, 138_905_470),
  Ce: composition('CeO2', 1, 2, 140_116_000),
  Pr: composition('Pr6O11', 6, 11, 140_907_660),
  Nd: composition('Nd2O3', 2, 3, 144_242_000),
  Sm: composition('Sm2O3', 2, 3, 150_360_000),
  Eu: composition('Eu2O3', 2, 3, 151_964_000),
  Gd: composition('Gd2O3', 2, 3, 157_250_000),
  Tb: composition('Tb4O7', 4, 7, 158_925_354),
  Dy: composition('Dy2O3', 2, 3, 162_500_000),
  Ho: composition('Ho2O3', 2, 3, 164_930_329),
  Er: composition('Er2O3', 2, 3, 167_259_000),
  Tm: composition('Tm2O3', 2, 3, 168_934_219),
  Yb: composition('Yb2O3', 2, 3, 173_045_000),
  Lu: composition('Lu2O3', 2, 3, 174_966_800),
} as const satisfies Record<string, OxideComposition>;

export type ElementSymbol = keyof typeof OXIDES;

/** Every element that a quantity may state, by atomic number. The order is also the order of stored mass arrays. */
export const ELEMENT_SYMBOLS = Object.keys(OXIDES) as readonly ElementSymbol[];

const OXIDE_TO_ELEMENT: ReadonlyMap<string, ElementSymbol> = new Map(
  ELEMENT_SYMBOLS.map((element) => [OXIDES[element].oxide, element]),
);

/** An exact ratio of two whole numbers. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Mass of element per mass of its trade oxide, e.g. Dy in Dy₂O₃ = 2 × 162.500 ÷ 372.997. */
export function elementPerOxide(element: ElementSymbol): Ratio {
  const { metalAtoms, oxygenAtoms, atomicMassMicrodaltons } = OXIDES[element];
  const metal = BigInt(metalAtoms) * BigInt(atomicMassMicrodaltons);
  return { numerator: metal, denominator: metal + BigInt(oxygenAtoms) * OXYGEN_MICRODALTONS };
}

/** The formula of the element's trade oxide, `Pr6O11` for `Pr`. */
export function tradeOxide(element: ElementSymbol): string {
  return OXIDES[element].oxide;
}

/** The element whose trade oxide has this formula, or undefined: `Pr2O3` is not a trade oxide. */
export function elementOfOxide(oxide: string): ElementSymbol | undefined {
  return OXIDE_TO_ELEMENT.get(oxide);
}

/** True for a symbol that a quantity may state. */
export function isElementSymbol(text: string): text is ElementSymbol {
  return Object.hasOwn(OXIDES, text);
}
