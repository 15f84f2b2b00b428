import {
  type DenseLineage,
  elementsOfShape,
  EVENT_NUMBER,
  FIRST_LOT,
  HEADER_LENGTH,
  recordOf,
  rowsOfShape,
  SHAPE,
  UNEXPLAINED,
  bitCount,
} from './dense-lineage.ts';
import { pagedNumbers } from './paged-numbers.ts';

export interface AncestralSteps {
  /** Of each step that the lots were made by, growing. */
  readonly eventNumbers: Float64Array;
  /** Lots from outside. */
  readonly origins: readonly number[];
}

/** Finds all that the lots were made from, without looking at masses. */
export function ancestralSteps(lineage: DenseLineage, lotNumbers: readonly number[]): AncestralSteps {
  const seen = pagedNumbers();
  const eventNumbers: number[] = [];
  const origins: number[] = [];
  const waiting = [...lotNumbers];
  for (let lotNumber = waiting.pop(); lotNumber !== undefined; lotNumber = waiting.pop()) {
    const record = recordOf(lineage, lotNumber);
    // A step is seen by the first of its lots, which is a lot of it.
    const making = record === null ? lotNumber : (record.numbers[record.start + FIRST_LOT] as number);
    if (seen.get(making) === 1) continue;
    seen.set(making, 1);
    if (record === null) {
      origins.push(lotNumber);
      continue;
    }
    const { numbers, start } = record;
    const shape = numbers[start + SHAPE] as number;
    const stride = 1 + bitCount(elementsOfShape(shape));
    eventNumbers.push(numbers[start + EVENT_NUMBER] as number);
    for (let row = 0, at = start + HEADER_LENGTH; row < rowsOfShape(shape); row += 1, at += stride) {
      const taken = numbers[at] as number;
      if (taken !== UNEXPLAINED) waiting.push(taken);
    }
  }
  return { eventNumbers: Float64Array.from(eventNumbers).sort(), origins };
}
