import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LineageGraph, LineageLoss, LineageLot } from './graph.ts';
import type { TraceMasses, TraceStep } from './trace-value.ts';

/** The steps that made these lots, in their order, with what each lost and what it leaves unaccounted. */
export function describeSteps(
  graph: LineageGraph,
  lots: readonly LineageLot[],
  element: ElementSymbol | undefined,
): TraceStep[] {
  const lotsOf = new Map<number, string[]>();
  for (const { lot, step } of lots) {
    if (step === null) continue;
    const known = lotsOf.get(step);
    if (known === undefined) lotsOf.set(step, [lot]);
    else known.push(lot);
  }
  return [...lotsOf].flatMap(([number, made]) => {
    const step = graph.steps.get(number);
    if (step === undefined) return [];
    const { event, name, facility, party } = step;
    const lossMilligrams = lossesByKind(step.losses, element);
    const unaccountedMilligrams = massesOf([step.unaccountedElementMilligrams], element);
    return [{ event, step: name, facility, party, lots: made, lossMilligrams, unaccountedMilligrams }];
  });
}

function lossesByKind(losses: readonly LineageLoss[], element: ElementSymbol | undefined): TraceStep['lossMilligrams'] {
  const kinds = Map.groupBy(losses, ({ kind }) => kind);
  const masses = [...kinds].map(([kind, of]) => {
    const each = of.map(({ elementMilligrams }) => elementMilligrams);
    return [kind, massesOf(each, element)] as const;
  });
  return Object.fromEntries(masses.filter(([, mass]) => Object.keys(mass).length > 0));
}

/** The sums as JSON numbers: no step takes more than a lot holds, and that is one. */
function massesOf(masses: readonly ElementMasses[], only: ElementSymbol | undefined): TraceMasses {
  const sums: Partial<Record<ElementSymbol, number>> = {};
  for (const element of only === undefined ? ELEMENT_SYMBOLS : [only]) {
    const sum = masses.reduce((total, each) => total + (each[element] ?? 0n), 0n);
    if (sum > 0n) sums[element] = Number(sum);
  }
  return sums;
}
