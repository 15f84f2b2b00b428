/**
 * The arithmetic of a made-up chain: taking a part, dividing, fitting. Written a second time on purpose, apart from
 * `src/portion.ts`: were one of the two wrong, the rules would refuse the chain.
 */
import type { ElementSymbol } from '../src/element.ts';
import type { ElementMasses, MutableElementMasses } from '../src/element-masses.ts';
import type { Amounts } from '../src/amounts.ts';
import type { JsonObject } from './json-object.ts';

export const NOTHING: Amounts = { netMilligrams: null, volumeMillilitres: null, pieces: null, elementMilligrams: {} };

/** `numerator ÷ denominator` of every measure and element, rounded down. */
export function shareOfAmounts(amounts: Amounts, numerator: bigint, denominator: bigint): Amounts {
  return mapAmounts(amounts, (amount) => (amount * numerator) / denominator);
}

export function elementMassesSum(masses: ElementMasses): bigint {
  let sum = 0n;
  for (const mass of Object.values(masses)) sum += mass;
  return sum;
}

/** Applies `change` to each mass. */
export function mapElements(
  masses: ElementMasses,
  change: (mass: bigint, element: ElementSymbol) => bigint,
): MutableElementMasses {
  const changed: MutableElementMasses = {};
  for (const [element, mass] of elementEntries(masses)) changed[element] = change(mass, element);
  return changed;
}

export function elementEntries(masses: ElementMasses): [ElementSymbol, bigint][] {
  return Object.entries(masses) as [ElementSymbol, bigint][];
}

export function addElements(left: ElementMasses, right: ElementMasses): MutableElementMasses {
  const sum: MutableElementMasses = { ...left };
  for (const [element, mass] of elementEntries(right)) sum[element] = (sum[element] ?? 0n) + mass;
  return sum;
}

/** What is left of each element of `masses`; what is taken and not there is left out. */
export function lessElements(masses: ElementMasses, taken: ElementMasses): MutableElementMasses {
  return mapElements(masses, (mass, element) => mass - (taken[element] ?? 0n));
}

export function lessAmounts(amounts: Amounts, taken: Amounts): Amounts {
  return {
    netMilligrams: lessen(amounts.netMilligrams, taken.netMilligrams),
    volumeMillilitres: lessen(amounts.volumeMillilitres, taken.volumeMillilitres),
    pieces: lessen(amounts.pieces, taken.pieces),
    elementMilligrams: lessElements(amounts.elementMilligrams, taken.elementMilligrams),
  };
}

/** The sum of all; a measure that one of them does not state is not stated. */
export function sumOfAmounts(all: readonly Amounts[]): Amounts {
  const elementMilligrams = all.reduce<ElementMasses>((sum, part) => addElements(sum, part.elementMilligrams), {});
  const sum = (measure: 'netMilligrams' | 'volumeMillilitres' | 'pieces') =>
    all.reduce<bigint | null>((total, amounts) => {
      const amount = amounts[measure];
      return total === null || amount === null ? null : total + amount;
    }, 0n);
  return {
    netMilligrams: sum('netMilligrams'),
    volumeMillilitres: sum('volumeMillilitres'),
    pieces: sum('pieces'),
    elementMilligrams,
  };
}

/**
 * Lessens the heaviest elements until all together weigh at most the net mass. Taking parts rounds each element down by
 * itself, so that of pure metal what is left can be a few milligrams of element above its net mass.
 */
export function fitElements(amounts: Amounts): Amounts {
  if (elementsFit(amounts)) return amounts;
  const { netMilligrams, elementMilligrams } = amounts;
  let excess = elementMassesSum(elementMilligrams) - (netMilligrams ?? 0n);
  const fitted: MutableElementMasses = { ...elementMilligrams };
  for (const [element, mass] of elementEntries(elementMilligrams).sort(([, a], [, b]) => (a < b ? 1 : -1))) {
    const less = mass < excess ? mass : excess;
    fitted[element] = mass - less;
    excess -= less;
  }
  return { ...amounts, elementMilligrams: fitted };
}

export function elementsFit({ netMilligrams, elementMilligrams }: Amounts): boolean {
  return netMilligrams === null || elementMassesSum(elementMilligrams) <= netMilligrams;
}

/** The amounts as an event states them. */
export function quantityJson(amounts: Amounts): JsonObject {
  const { netMilligrams, volumeMillilitres, pieces, elementMilligrams } = amounts;
  return {
    ...(netMilligrams !== null && { netMilligrams: Number(netMilligrams) }),
    ...(volumeMillilitres !== null && { volumeMillilitres: Number(volumeMillilitres) }),
    ...(pieces !== null && { pieces: Number(pieces) }),
    ...(Object.keys(elementMilligrams).length > 0 && { elementMilligrams: elementsJson(elementMilligrams) }),
  };
}

export function elementsJson(masses: ElementMasses): JsonObject {
  return Object.fromEntries(Object.entries(masses).map(([element, mass]) => [element, Number(mass)]));
}

/** Masses as an event states them, exactly. */
export function elementsOfJson(stated: Readonly<Partial<Record<ElementSymbol, number>>>): ElementMasses {
  return Object.fromEntries(Object.entries(stated).map(([element, mass]) => [element, BigInt(mass)]));
}

function mapAmounts(amounts: Amounts, change: (amount: bigint) => bigint): Amounts {
  const stated = (amount: bigint | null) => (amount === null ? null : change(amount));
  return {
    netMilligrams: stated(amounts.netMilligrams),
    volumeMillilitres: stated(amounts.volumeMillilitres),
    pieces: stated(amounts.pieces),
    elementMilligrams: mapElements(amounts.elementMilligrams, change),
  };
}

function lessen(amount: bigint | null, taken: bigint | null): bigint | null {
  return amount === null ? null : amount - (taken ?? 0n);
}
