/**
 * The ancestors of some lots with the masses that steps took, in numbers. A small lineage is one question; a large one goes
 * on level by level, where the server need not remember what it has seen, and reads each level in the order of the index.
 */
import type { Database } from './database.ts';
import type { EventBound } from './event-bound.ts';
import { ancestorsLookup, type LotsAsked, levelQuery, stepsQuery } from './lineage-numbers-sql.ts';
import { type NumbersSink, readNumbers, type Wanted } from './read-numbers.ts';
import { readSubject, type SubjectOfLineage } from './read-subject.ts';

/** As many ancestors are found by one recursive question; those of more lots by one question a level. */
const RECURSIVE_LOTS_MAX = 5_000;
/** Fewer are not worth a second connection. */
const SPLIT_MIN = 500;

export interface LineageRead {
  readonly subject: SubjectOfLineage;
  /** Lots that something changed without a step, which may have gained by it. */
  readonly changed: readonly number[];
}

/**
 * Reads what is asked about by this id and all that it was made from, as of the bound; null when nothing has that id, whatever was
 * read then. So many lots are found by the first question.
 */
export async function readLineageNumbers(
  database: Database,
  ledgerId: number,
  id: string,
  bound: EventBound,
  sink: NumbersSink,
  recursiveLots: number = RECURSIVE_LOTS_MAX,
): Promise<LineageRead | null> {
  // Of a lineage that the recursive question reached the end of, no lot is told as found.
  const [found, steps] = [new Set<number>(), new Set<number>()];
  const changed = new Set<number>();
  let next = new Set<number>();
  let isAnyRead = false;
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
    addOrigin: (lotNumber, lot) => {
      isAnyRead = true;
      sink.addOrigin(lotNumber, lot);
    },
    addStep: (step) => {
      isAnyRead = true;
      sink.addStep(step);
      if (found.size === 0) return;
      for (let index = 0; index < step.inputLotNumbers.length; index += 1) {
        const taken = step.inputLotNumbers[index] as number;
        if (!found.has(taken)) next.add(taken);
      }
    },
  };
  const find = (lots: LotsAsked) =>
    readNumbers(database, ancestorsLookup(ledgerId, lots, bound, recursiveLots), following, wanted);
  // The lineage of a lot is asked for by its name, while the lot itself is read.
  const [subject] = await Promise.all([readSubject(database, ledgerId, id, bound), find({ lot: id })]);
  if (subject === null) return null;
  const lotNumbers = subject.parts.map(({ lotNumber }) => lotNumber);
  // A lot that was recorded meanwhile may have been missed.
  if (subject.kind === 'shipment' || !isAnyRead) await find({ lotNumbers });
  // Of many lots that are asked about, some may themselves be beyond those that were found.
  if (found.size > 0) for (const lotNumber of lotNumbers) if (!found.has(lotNumber)) next.add(lotNumber);
  while (next.size > 0) {
    const level = Float64Array.from(next).sort();
    for (const lotNumber of next) found.add(lotNumber);
    next = new Set();
    await inParts(level, (part) => readNumbers(database, levelQuery(ledgerId, part, bound), following, wanted));
  }
  return { subject, changed: [...changed] };
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
