import { ELEMENT_SYMBOLS, type ElementSymbol } from './element.ts';

/** Contained mass per element in whole milligrams, metal basis. An absent element is *not stated*, 0 is *none*. */
export type ElementMasses = Readonly<Partial<Record<ElementSymbol, bigint>>>;

/** The same while it is being built. */
export type MutableElementMasses = Partial<Record<ElementSymbol, bigint>>;

export const NO_ELEMENTS: ElementMasses = Object.freeze({});

/** Reads the JSON form (safe integers) into exact masses. */
export function elementMassesOf(milligrams: Readonly<Partial<Record<string, number>>> | undefined): ElementMasses {
  if (milligrams === undefined) return NO_ELEMENTS;
  const masses: MutableElementMasses = {};
  for (const element in milligrams) masses[element as ElementSymbol] = BigInt(milligrams[element] as number);
  return masses;
}

/** The elements that are stated, with their masses, in the order of `ELEMENT_SYMBOLS`. */
export function statedElements(masses: ElementMasses): [ElementSymbol, bigint][] {
  const stated: [ElementSymbol, bigint][] = [];
  for (const element of ELEMENT_SYMBOLS) {
    const mass = masses[element];
    if (mass !== undefined) stated.push([element, mass]);
  }
  return stated;
}

/** Whether no element is stated at all, not even as none. */
export function isNoneStated(masses: ElementMasses): boolean {
  for (const _ in masses) return false;
  return true;
}

/** All elements together, in milligrams. */
export function totalMilligrams(masses: ElementMasses): bigint {
  let total = 0n;
  for (const element in masses) total += masses[element as ElementSymbol] ?? 0n;
  return total;
}

/** The sum of several, element by element. */
export function sumElementMasses(terms: readonly ElementMasses[]): ElementMasses {
  const first = terms[0];
  if (first === undefined) return NO_ELEMENTS;
  // Most steps have one input or one output.
  if (terms.length === 1) return first;
  const total: MutableElementMasses = { ...first };
  for (let index = 1; index < terms.length; index++) addElementMasses(total, terms[index] as ElementMasses);
  return total;
}

function addElementMasses(total: MutableElementMasses, masses: ElementMasses): void {
  for (const key in masses) {
    const element = key as ElementSymbol;
    total[element] = (total[element] ?? 0n) + (masses[element] ?? 0n);
  }
}

/** What is left when `taken` is taken from `masses`; stated elements stay stated. */
export function subtractElementMasses(masses: ElementMasses, taken: ElementMasses): ElementMasses {
  if (isNoneStated(taken)) return masses;
  // A copy has room for every element; what grows element by element is moved on the way.
  const left: MutableElementMasses = { ...masses };
  for (const key in left) {
    const element = key as ElementSymbol;
    // Most inputs are taken whole.
    left[element] = taken === masses ? 0n : (left[element] ?? 0n) - (taken[element] ?? 0n);
  }
  return left;
}
