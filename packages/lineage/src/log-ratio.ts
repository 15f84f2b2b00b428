/**
 * How far two compositions are apart, whatever they weigh: the distance of their log-ratios.
 *
 * J. Aitchison, "The Statistical Analysis of Compositional Data" (1986): shares carry information in their ratios alone,
 * so shares are compared by the logarithms of their ratios. Twice as much of one element is as far as half of it.
 */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { type ElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';

/** The natural logarithm of each element's share; of what is stated and more than nothing. */
export type LogComposition = ReadonlyMap<ElementSymbol, number>;

export interface LogRatioDistance {
  /** √Σ(clr left − clr right)²: 0 for the same proportions. */
  readonly distance: number;
  /** How many elements were compared. */
  readonly elements: number;
  /** Which of them `left` has most more of, and which most less of, than `right`. */
  readonly most: ElementSymbol;
  readonly least: ElementSymbol;
}

export function logComposition(masses: ElementMasses): LogComposition {
  const total = totalMilligrams(masses);
  const shares = new Map<ElementSymbol, number>();
  for (const element of ELEMENT_SYMBOLS) {
    const mass = masses[element];
    if (mass !== undefined && mass > 0n) shares.set(element, Math.log(Number(mass) / Number(total)));
  }
  return shares;
}

/**
 * Compares the elements that both have and that one of them has more than a trace of; null when those are fewer than
 * two.
 */
export function logRatioDistance(
  left: LogComposition,
  right: LogComposition,
  traceMaxPartsPerMillion: number,
): LogRatioDistance | null {
  const trace = Math.log(traceMaxPartsPerMillion / 1_000_000);
  const differences = [...left].flatMap(([element, share]) => {
    const other = right.get(element);
    return other === undefined || Math.max(share, other) < trace ? [] : [{ element, difference: share - other }];
  });
  const [first] = differences;
  if (first === undefined || differences.length < 2) return null;
  const mean = differences.reduce((sum, { difference }) => sum + difference, 0) / differences.length;
  const distance = Math.sqrt(differences.reduce((sum, { difference }) => sum + (difference - mean) ** 2, 0));
  const most = differences.reduce((best, each) => (each.difference > best.difference ? each : best), first);
  const least = differences.reduce((best, each) => (each.difference < best.difference ? each : best), first);
  return { distance, elements: differences.length, most: most.element, least: least.element };
}
