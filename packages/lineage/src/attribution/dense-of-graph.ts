import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { type ElementMasses, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import { unexplainedMasses } from '@lodestone/custody/weigh-step.ts';
import {
  addOrigin,
  addStep,
  alsoMade,
  type DenseLineage,
  type DenseStep,
  emptyDenseLineage,
  UNEXPLAINED,
} from './dense-lineage.ts';
import type { LineageGraph, LineageStep } from '../graph.ts';
import { invariant } from '../invariant.ts';

export interface DenseOfGraph {
  readonly lineage: DenseLineage;
  /** Adds these lots, which are not missing, and all that they were made from. What was added before costs nothing. */
  readonly include: (lotNumbers: readonly number[]) => void;
}

/**
 * A graph in numbers, as far as lots were included. What comes from a lot that is missing is unexplained; `missing` are the
 * lots of which that is said. Including throws `BeyondNumbers` where a mass is more than a number holds.
 */
export function denseOf(graph: LineageGraph, missing: ReadonlySet<number>): DenseOfGraph {
  const { lots, steps } = graph;
  const lineage = emptyDenseLineage();
  const included = new Set<number>();
  const lotsOfStep = lotsBySteps(graph);
  const isKnown = (lotNumber: number) => {
    const lot = lots.get(lotNumber);
    const known = lot !== undefined && (lot.step === null || steps.has(lot.step));
    invariant(
      known || missing.has(lotNumber),
      `lot number ${lotNumber} is neither in the graph nor said to be missing`,
    );
    return known;
  };
  /** Adds the step with all of its lots; answers what it took. */
  const addMaker = (eventNumber: number): readonly number[] => {
    const made = lotsOfStep.get(eventNumber) ?? [];
    const firstLotNumber = made.reduce((first, lotNumber) => Math.min(first, lotNumber));
    const step = steps.get(eventNumber) as LineageStep;
    const inputLotNumbers = step.inputs.map(({ lotNumber }) => (isKnown(lotNumber) ? lotNumber : UNEXPLAINED));
    addStep(lineage, { ...inNumbers(step), eventNumber, firstLotNumber, lotCount: 1, inputLotNumbers });
    for (const lotNumber of made) {
      included.add(lotNumber);
      alsoMade(lineage, firstLotNumber, lotNumber);
      const { gains = [] } = lots.get(lotNumber) ?? {};
      if (gains.length > 0) lineage.gainsOfLot.set(lotNumber, gains);
    }
    return inputLotNumbers.filter((lotNumber) => lotNumber !== UNEXPLAINED);
  };
  const include = (lotNumbers: readonly number[]) => {
    const waiting = [...lotNumbers];
    for (let lotNumber = waiting.pop(); lotNumber !== undefined; lotNumber = waiting.pop()) {
      const lot = lots.get(lotNumber);
      if (lot === undefined || included.has(lotNumber)) continue;
      if (lot.step !== null) {
        waiting.push(...addMaker(lot.step));
        continue;
      }
      included.add(lotNumber);
      addOrigin(lineage, lotNumber, lot.lot);
      if (lot.gains.length > 0) lineage.gainsOfLot.set(lotNumber, lot.gains);
    }
  };
  return { lineage, include };
}

function lotsBySteps({ lots }: LineageGraph): ReadonlyMap<number, number[]> {
  const bySteps = new Map<number, number[]>();
  for (const { lotNumber, step } of lots.values()) {
    if (step === null) continue;
    const made = bySteps.get(step);
    if (made === undefined) bySteps.set(step, [lotNumber]);
    else made.push(lotNumber);
  }
  return bySteps;
}

function inNumbers({
  at,
  baseElementMilligrams,
  inputs,
}: LineageStep): Pick<DenseStep, 'place' | 'unexplainedMilligrams' | 'takenMilligrams'> {
  const takenElementMilligrams = sumElementMasses(inputs.map(({ elementMilligrams }) => elementMilligrams));
  return {
    place: at,
    unexplainedMilligrams: numbersOf(unexplainedMasses(baseElementMilligrams, takenElementMilligrams)),
    takenMilligrams: inputs.flatMap(({ elementMilligrams }) => numbersOf(elementMilligrams)),
  };
}

function numbersOf(masses: ElementMasses): number[] {
  return ELEMENT_SYMBOLS.map((element) => Number(masses[element] ?? 0n));
}
