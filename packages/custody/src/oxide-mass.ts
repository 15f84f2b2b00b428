/** What the rare earths of a quantity weigh as their trade oxides. */
import { ELEMENT_SYMBOLS, elementPerOxide, type ElementSymbol, type Ratio } from './element.ts';
import type { ElementMasses } from './element-masses.ts';

/** The mass of the trade oxide that holds `mass` of the element, exactly. */
export function oxideMassOf(element: ElementSymbol, mass: bigint): Ratio {
  const { numerator, denominator } = elementPerOxide(element);
  return { numerator: mass * denominator, denominator: numerator };
}

/** TREO: the mass of all oxides together, exactly. It is rounded where it is shown, once, and never oxide by oxide. */
export function totalOxideMass(masses: ElementMasses): Ratio {
  let total: Ratio = { numerator: 0n, denominator: 1n };
  for (const key in masses) {
    const element = key as ElementSymbol;
    const oxide = oxideMassOf(element, masses[element] ?? 0n);
    total = {
      numerator: total.numerator * oxide.denominator + oxide.numerator * total.denominator,
      denominator: total.denominator * oxide.denominator,
    };
  }
  return total;
}

/** What the trade oxide weighs for each mass of its element, in parts per billion, rounded down. */
const OXIDE_PARTS_PER_BILLION: Readonly<Record<string, bigint>> = Object.fromEntries(
  ELEMENT_SYMBOLS.map((element) => {
    const { numerator, denominator } = elementPerOxide(element);
    return [element, (denominator * 1_000_000_000n) / numerator];
  }),
);

/** TREO in billionths of a milligram, hardly too low: enough to judge by, and quickly computed. */
export function oxideMassBillionths(masses: ElementMasses): bigint {
  let total = 0n;
  for (const element in masses)
    total += (masses[element as ElementSymbol] ?? 0n) * (OXIDE_PARTS_PER_BILLION[element] ?? 0n);
  return total;
}
