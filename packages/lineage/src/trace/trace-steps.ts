import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { groupBy } from '@lodestone/custody/group-by.ts';
import type { LineageGraph, LineageLoss, LineageLot } from '../graph.ts';
import { sumMasses } from './sum-masses.ts';
import type { TraceStep } from './trace-value.ts';

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
    const unaccountedMilligrams = sumMasses([step.unaccountedElementMilligrams], element);
    return [{ event, step: name, facility, party, lots: made, lossMilligrams, unaccountedMilligrams }];
  });
}

function lossesByKind(losses: readonly LineageLoss[], element: ElementSymbol | undefined): TraceStep['lossMilligrams'] {
  const kinds = groupBy(losses, ({ kind }) => kind);
  const masses = [...kinds].map(([kind, of]) => {
    const each = of.map(({ elementMilligrams }) => elementMilligrams);
    return [kind, sumMasses(each, element)] as const;
  });
  return Object.fromEntries(masses.filter(([, mass]) => Object.keys(mass).length > 0));
}
