import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { addOrigin, addStep, alsoMade, type DenseLineage, emptyDenseLineage } from './dense-lineage.ts';
import type { LineageGraph } from './graph.ts';
import { invariant } from './invariant.ts';

/** The graph in numbers. No branch may be missing. Throws `BeyondNumbers` where a mass is more than a number holds. */
export function denseOf({ lots, steps }: LineageGraph): DenseLineage {
  const lineage = emptyDenseLineage();
  const madeBy = new Map<number, number[]>();
  for (const { lotNumber, lot, step, gains } of lots.values()) {
    if (gains.length > 0) lineage.gainsOfLot.set(lotNumber, gains);
    if (step === null) {
      addOrigin(lineage, lotNumber, lot);
      continue;
    }
    const made = madeBy.get(step);
    if (made === undefined) madeBy.set(step, [lotNumber]);
    else made.push(lotNumber);
  }
  for (const [number, made] of madeBy) {
    const step = steps.get(number);
    invariant(step !== undefined, `nothing is known of step ${number}`);
    const firstLotNumber = made.reduce((first, lotNumber) => Math.min(first, lotNumber));
    addStep(lineage, {
      eventNumber: number,
      place: step.at,
      firstLotNumber,
      lotCount: 1,
      givenMilligrams: numbersOf(step.baseElementMilligrams),
      inputLotNumbers: step.inputs.map(({ lotNumber }) => lotNumber),
      takenMilligrams: step.inputs.flatMap(({ elementMilligrams }) => numbersOf(elementMilligrams)),
    });
    for (const lotNumber of made) alsoMade(lineage, firstLotNumber, lotNumber);
  }
  return lineage;
}

function numbersOf(masses: ElementMasses): number[] {
  return ELEMENT_SYMBOLS.map((element) => Number(masses[element] ?? 0n));
}
