import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { addOrigin, addStep, type DenseLineage, emptyDenseLineage } from '../src/dense-lineage.ts';
import type { LineageGraph } from '../src/graph.ts';

/** The graph in numbers. The lots of each step have consecutive numbers, and no branch may be missing. */
export function denseOf({ lots, steps }: LineageGraph): DenseLineage {
  const lineage = emptyDenseLineage();
  const madeBy = Map.groupBy([...lots.values()], ({ step }) => step);
  for (const [number, made] of madeBy) {
    if (number === null) {
      for (const { lotNumber, lot } of made) addOrigin(lineage, lotNumber, lot);
      continue;
    }
    const step = steps.get(number);
    if (step === undefined) throw new Error(`nothing is known of step ${number}`);
    addStep(lineage, {
      eventNumber: number,
      place: step.at,
      firstLotNumber: Math.min(...made.map(({ lotNumber }) => lotNumber)),
      lotCount: made.length,
      givenMilligrams: numbersOf(step.baseElementMilligrams),
      inputLotNumbers: step.inputs.map(({ lotNumber }) => lotNumber),
      takenMilligrams: step.inputs.flatMap(({ elementMilligrams }) => numbersOf(elementMilligrams)),
    });
  }
  for (const { lotNumber, gains } of lots.values()) if (gains.length > 0) lineage.gainsOfLot.set(lotNumber, gains);
  return lineage;
}

function numbersOf(masses: ElementMasses): number[] {
  return ELEMENT_SYMBOLS.map((element) => Number(masses[element] ?? 0n));
}
