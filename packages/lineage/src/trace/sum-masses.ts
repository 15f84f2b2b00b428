import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { TraceMasses } from './trace-value.ts';

/** The sums as JSON numbers: no step takes, and no lot gains, more than a lot holds, and that is one. Of `only`, if it is given. */
export function sumMasses(masses: readonly ElementMasses[], only: ElementSymbol | undefined): TraceMasses {
  const sums: Partial<Record<ElementSymbol, number>> = {};
  for (const element of only === undefined ? ELEMENT_SYMBOLS : [only]) {
    const sum = masses.reduce((total, each) => total + (each[element] ?? 0n), 0n);
    if (sum > 0n) sums[element] = Number(sum);
  }
  return sums;
}
