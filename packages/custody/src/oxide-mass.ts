/** What the rare earths of a quantity weigh as their trade oxides. */
import { elementPerOxide, type ElementSymbol, type Ratio } from './element.ts';
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
