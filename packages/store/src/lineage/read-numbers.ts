/**
 * Lots and steps in numbers, straight from the bytes of the answer: no object is made of a row. The queries are those of
 * `lineage-numbers-sql.ts`.
 */
import { copyOutRows } from '../wire/copy-out-rows.ts';
import { type CopyRows, fieldBytes, isNull } from '../wire/copy-rows.ts';
import type { Database } from '../database.ts';
import {
  COLUMNS_OF_NUMBERS,
  EVENT_NUMBER,
  KIND,
  LOT,
  LOT_NUMBER,
  MAKER,
  OF_CHANGED_LOT,
  OF_FOUND_STEP,
  OF_MORE,
  OF_ORIGIN,
} from './lineage-numbers-sql.ts';
import { type Lookup, lookUpRows } from '../wire/look-up-rows.ts';
import { readInt32, readInt64 } from '../log/read-log.ts';
import { type StepOfNumbers, StepsOfRows } from './steps-of-rows.ts';

/** Where lots and steps go as they are read. What is handed over is valid for the time of the call. */
export interface NumbersSink {
  /** A lot that no step made. */
  readonly addOrigin: (lotNumber: number, lot: string) => void;
  readonly addStep: (step: StepOfNumbers) => void;
}

/** What is told of lots beside, and which steps are of use: the same may come twice where questions overlap. */
export interface Wanted {
  /** A step that is to be read, if it was not yet. */
  readonly found: (eventNumber: number) => void;
  readonly changed: (lotNumber: number) => void;
  /** Not all was found. */
  readonly more: () => void;
  readonly step: (eventNumber: number) => boolean;
}

const EVERYTHING: Wanted = {
  found: () => undefined,
  changed: () => undefined,
  more: () => undefined,
  step: () => true,
};

/** Room at first for this many steps. More is made as they come, and thrown away each time. */
const STEPS_EXPECTED = 64;

/** Asks one question, as text or as one whose plan is kept, and hands over what is wanted of the answer. */
export async function readNumbers(
  { pool, lookups }: Database,
  question: string | Lookup,
  sink: NumbersSink,
  wanted: Wanted = EVERYTHING,
  stepsExpected: number = STEPS_EXPECTED,
): Promise<void> {
  const client = await (typeof question === 'string' ? pool : lookups).connect();
  let isDone = false;
  try {
    const answer =
      typeof question === 'string'
        ? copyOutRows(client, question, COLUMNS_OF_NUMBERS)
        : lookUpRows(client, question, COLUMNS_OF_NUMBERS);
    await readRows(answer, sink, wanted, stepsExpected);
    isDone = true;
  } finally {
    // A connection that was given up in the middle of an answer is not used again.
    client.release(!isDone);
  }
}

async function readRows(
  answer: AsyncIterable<CopyRows>,
  sink: NumbersSink,
  wanted: Wanted,
  stepsExpected: number,
): Promise<void> {
  const steps = new StepsOfRows(sink, stepsExpected);
  for await (const rows of answer) handOver(rows, steps, sink, wanted);
  steps.end();
}

/** By itself, for what waits in between is not made faster as it runs. */
function handOver(rows: CopyRows, steps: StepsOfRows, sink: NumbersSink, wanted: Wanted): void {
  for (let row = 0; row < rows.count; row += 1) {
    if (isNull(rows, row, KIND)) {
      steps.addInput(rows, row);
      if (!isNull(rows, row, MAKER)) wanted.found(readInt64(rows, row, MAKER));
      continue;
    }
    const kind = readInt32(rows, row, KIND);
    if (kind > 0) {
      if (wanted.step(readInt64(rows, row, EVENT_NUMBER))) steps.addStep(rows, row, kind);
    } else if (kind === OF_FOUND_STEP) wanted.found(readInt64(rows, row, EVENT_NUMBER));
    else if (kind === OF_MORE) wanted.more();
    else readLot(rows, row, kind, sink, wanted);
  }
}

function readLot(rows: CopyRows, row: number, kind: number, sink: NumbersSink, wanted: Wanted): void {
  const lotNumber = readInt64(rows, row, LOT_NUMBER);
  if (kind === OF_CHANGED_LOT) wanted.changed(lotNumber);
  else if (kind === OF_ORIGIN) sink.addOrigin(lotNumber, fieldBytes(rows, row, LOT).toString('utf8'));
}
