/**
 * The ancestors of some lots with the masses that steps took, in numbers. A small lineage is one question; of a larger one that
 * says which steps there are, and of one that is larger still they are found level by level, where the server need not
 * remember what it has seen. Steps are then read on two connections, in the order of the index.
 */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { stepsQuery } from './lineage-numbers-sql.ts';
import { ancestorsLookup, type LotsAsked, stepsLookup } from './ancestors-sql.ts';
import { type NumbersSink, readNumbers, type Wanted } from './read-numbers.ts';
import { readSubject, type SubjectOfLineage } from './read-subject.ts';

/** How large a lineage is read in which way. */
export interface LineageSizes {
  /** As many steps are found by one recursive question; those beyond by one question a level. */
  readonly limit: number;
  /** Of fewer, that question says all: one more would take longer than a second connection saves. */
  readonly whole: number;
}

const SIZES: LineageSizes = { limit: 5_000, whole: 400 };
/** Fewer are not worth a second connection. */
const SPLIT_MIN = 400;

export interface LineageRead {
  readonly subject: SubjectOfLineage;
  /** Lots that something changed without a step, which may have gained by it. */
  readonly changed: readonly number[];
}

/**
 * Reads what is asked about by this id and all that it was made from, as of the bound; null when nothing has that id, whatever was
 * read then.
 */
export async function readLineageNumbers(
  database: Database,
  ledgerId: number,
  id: string,
  bound: EventBound,
  sink: NumbersSink,
  sizes: LineageSizes = SIZES,
): Promise<LineageRead | null> {
  const [steps, changed] = [new Set<number>(), new Set<number>()];
  let next = new Set<number>();
  let isAnyRead = false;
  const wanted: Wanted = {
    found: (eventNumber) => next.add(eventNumber),
    changed: (lotNumber) => changed.add(lotNumber),
    step: (eventNumber) => {
      if (steps.has(eventNumber)) return false;
      steps.add(eventNumber);
      return true;
    },
  };
  const noting: NumbersSink = {
    addOrigin: (lotNumber, lot) => {
      isAnyRead = true;
      sink.addOrigin(lotNumber, lot);
    },
    addStep: (step) => {
      isAnyRead = true;
      sink.addStep(step);
    },
  };
  const find = (lots: LotsAsked) =>
    readNumbers(database, ancestorsLookup(ledgerId, lots, bound, sizes), noting, wanted);
  // The lineage of a lot is asked for by its name, while the lot itself is read.
  const [subject] = await Promise.all([readSubject(database, ledgerId, id, bound), find({ lot: id })]);
  if (subject === null) return null;
  // A lot that was recorded meanwhile may have been missed.
  if (subject.kind === 'shipment' || !(isAnyRead || next.size > 0)) {
    await find({ lotNumbers: subject.parts.map(({ lotNumber }) => lotNumber) });
  }
  for (;;) {
    const level = Float64Array.from([...next].filter((eventNumber) => !steps.has(eventNumber))).sort();
    if (level.length === 0) return { subject, changed: [...changed] };
    next = new Set();
    await inParts(level, (part) =>
      readNumbers(database, stepsLookup(ledgerId, part, bound), noting, wanted, part.length),
    );
  }
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
