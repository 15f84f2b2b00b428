/**
 * The ancestors of some lots with the masses that steps took, in numbers. A small lineage is one question; a large one goes
 * on level by level, where the server need not remember what it has seen, and reads each level in the order of the index.
 */
import type { Database } from './database.ts';
import type { EventBound } from './event-bound.ts';
import { ancestorsQuery, levelQuery, stepsQuery } from './lineage-numbers-sql.ts';
import { type NumbersSink, readNumbers, type Wanted } from './read-numbers.ts';

/** As many ancestors are found by one recursive question; those of more lots by one question a level. */
const RECURSIVE_LOTS_MAX = 5_000;
/** Fewer are not worth a second connection. */
const SPLIT_MIN = 500;

/**
 * Reads the lots and all that they were made from, as of the bound. Answers those that something changed without a step,
 * which may have gained by it. So many lots are found by the first question.
 */
export async function readLineageNumbers(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  sink: NumbersSink,
  recursiveLots: number = RECURSIVE_LOTS_MAX,
): Promise<number[]> {
  // Of a lineage that the recursive question reached the end of, no lot is told as found.
  const [found, steps] = [new Set<number>(), new Set<number>()];
  const changed = new Set<number>();
  let next = new Set<number>();
  const wanted: Wanted = {
    found: (lotNumber) => found.add(lotNumber),
    changed: (lotNumber) => changed.add(lotNumber),
    step: (eventNumber) => {
      if (steps.has(eventNumber)) return false;
      steps.add(eventNumber);
      return true;
    },
  };
  const following: NumbersSink = {
    addOrigin: sink.addOrigin,
    addStep: (step) => {
      sink.addStep(step);
      if (found.size === 0) return;
      for (let index = 0; index < step.inputLotNumbers.length; index += 1) {
        const taken = step.inputLotNumbers[index] as number;
        if (!found.has(taken)) next.add(taken);
      }
    },
  };
  await readNumbers(database, ancestorsQuery(ledgerId, lotNumbers, bound, recursiveLots), following, wanted);
  // Of many lots that are asked about, some may themselves be beyond those.
  if (found.size > 0) for (const lotNumber of lotNumbers) if (!found.has(lotNumber)) next.add(lotNumber);
  while (next.size > 0) {
    const level = Float64Array.from(next).sort();
    for (const lotNumber of next) found.add(lotNumber);
    next = new Set();
    await inParts(level, (part) => readNumbers(database, levelQuery(ledgerId, part, bound), following, wanted));
  }
  return [...changed];
}

/** Reads the steps of these events, which grow, with what they took. */
export async function readStepsInNumbers(
  database: Database,
  ledgerId: number,
  eventNumbers: Float64Array,
  sink: NumbersSink,
): Promise<void> {
  await inParts(eventNumbers, (part) => readNumbers(database, stepsQuery(ledgerId, part), sink));
}

/** Two connections, where that is worth it: the server reads for one while we read what it says on the other. */
async function inParts(numbers: Float64Array, read: (part: Float64Array) => Promise<void>): Promise<void> {
  const middle = numbers.length < SPLIT_MIN ? 0 : numbers.length >> 1;
  const parts = [numbers.subarray(0, middle), numbers.subarray(middle)].filter(({ length }) => length > 0);
  await Promise.all(parts.map(read));
}
