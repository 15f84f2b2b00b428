/** What is asked about, and its lineage in numbers (`read-ancestors.ts`). */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import type { LotsAsked } from './ancestors-sql.ts';
import { stepsLookup } from './lineage-numbers-sql.ts';
import { type AncestorsRead, inParts, type LineageSizes, readAncestorNumbers } from './read-ancestors.ts';
import { type NumbersSink, readNumbers } from './read-numbers.ts';
import { readSubject, type SubjectOfLineage } from './read-subject.ts';

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
  sizes?: LineageSizes,
): Promise<LineageRead | null> {
  let isAnyRead = false;
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
  const read: AncestorsRead = { sink: noting, steps: new Set(), changed: new Set() };
  const readAll = (lots: LotsAsked) => readAncestorNumbers(database, ledgerId, lots, bound, read, sizes);
  // The lineage of a lot is asked for by its name, while the lot itself is read.
  const [subject] = await Promise.all([readSubject(database, ledgerId, id, bound), readAll({ lot: id })]);
  if (subject === null) return null;
  // A lot that was recorded meanwhile may have been missed.
  if (subject.kind === 'shipment' || !isAnyRead) {
    await readAll({ lotNumbers: subject.parts.map(({ lotNumber }) => lotNumber) });
  }
  return { subject, changed: [...read.changed] };
}

/** Reads the steps of these events, which grow, with what they took. */
export async function readStepsInNumbers(
  database: Database,
  ledgerId: number,
  eventNumbers: Float64Array,
  sink: NumbersSink,
): Promise<void> {
  await inParts(eventNumbers, (part) => readNumbers(database, stepsLookup(ledgerId, part), sink));
}
