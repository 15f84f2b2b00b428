/**
 * Lots and steps in numbers, straight from the bytes of the answer: no object is made of a row. The queries are those of
 * `lineage-numbers-sql.ts`.
 */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { copyOutRows } from '../wire/copy-out-rows.ts';
import { type CopyRows, fieldBytes, fieldStart, isNull } from '../wire/copy-rows.ts';
import type { Database } from '../database.ts';
import {
  COLUMNS_OF_NUMBERS,
  ELEMENT_MILLIGRAMS,
  EVENT_NUMBER,
  KIND,
  LOT,
  LOT_NUMBER,
  MAKER,
  OF_CHANGED_LOT,
  OF_FOUND_STEP,
  OF_ORIGIN,
  PLACE,
} from './lineage-numbers-sql.ts';
import { type Lookup, lookUpRows } from '../wire/look-up-rows.ts';
import { readInt32, readInt64 } from '../log/read-log.ts';

/** A step as numbers. Masses are by the order of `ELEMENT_SYMBOLS`, 0 where none is stated; beyond 2⁵³ they are the nearest there are. */
export interface StepOfNumbers {
  readonly eventNumber: number;
  /** Where it stands in the ledger: its event, or that of the step that it corrects. */
  readonly place: number;
  /** The lots that it made have this many consecutive numbers. */
  readonly firstLotNumber: number;
  readonly lotCount: number;
  readonly givenMilligrams: ArrayLike<number>;
  readonly inputLotNumbers: ArrayLike<number>;
  /** Of one input after the other. */
  readonly takenMilligrams: ArrayLike<number>;
}

/** Where lots and steps go as they are read. What is handed over is valid for the time of the call. */
export interface NumbersSink {
  /** A lot that no step made. */
  readonly addOrigin: (lotNumber: number, lot: string) => void;
  readonly addStep: (step: StepOfNumbers) => void;
}

/** What is told of lots beside, and which steps are of use: the same may come twice where questions overlap. */
export interface Wanted {
  /** A step that is to be read: one of too many for one answer, or one that made what another took. */
  readonly found: (eventNumber: number) => void;
  readonly changed: (lotNumber: number) => void;
  readonly step: (eventNumber: number) => boolean;
}

const EVERYTHING: Wanted = { found: () => undefined, changed: () => undefined, step: () => true };

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

/** A step whose inputs are still to come: the rows of steps stand before those of inputs. */
interface StepToCome extends Pick<StepOfNumbers, 'place' | 'firstLotNumber' | 'lotCount'> {
  /** Where its masses are among those of all steps. */
  readonly given: number;
}

/** Steps to come by their events, with what they gave in one piece of memory: one for each would cost more than reading it. */
interface StepsToCome {
  readonly steps: Map<number, StepToCome>;
  used: number;
  milligrams: Float64Array;
  /** Those of the step that is handed over: a view of its own for each costs more than copying them here. */
  readonly given: Float64Array;
}

async function readRows(
  answer: AsyncIterable<CopyRows>,
  sink: NumbersSink,
  wanted: Wanted,
  stepsExpected: number,
): Promise<void> {
  const toCome: StepsToCome = {
    steps: new Map(),
    used: 0,
    milligrams: new Float64Array(stepsExpected * ELEMENT_SYMBOLS.length),
    given: new Float64Array(ELEMENT_SYMBOLS.length),
  };
  const inputs = noInputs();
  for await (const rows of answer) {
    for (let row = 0; row < rows.count; row += 1) {
      if (!isNull(rows, row, KIND)) {
        const kind = readInt32(rows, row, KIND);
        if (kind > 0) readStep(rows, row, kind, wanted, toCome);
        else if (kind === OF_FOUND_STEP) wanted.found(readInt64(rows, row, EVENT_NUMBER));
        else readLot(rows, row, kind, sink, wanted);
        continue;
      }
      const eventNumber = readInt64(rows, row, EVENT_NUMBER);
      if (eventNumber !== inputs.eventNumber) {
        flushStep(toCome, inputs, sink);
        inputs.eventNumber = eventNumber;
      }
      addInput(inputs, rows, row);
      if (!isNull(rows, row, MAKER)) wanted.found(readInt64(rows, row, MAKER));
    }
  }
  flushStep(toCome, inputs, sink);
  // A step that took nothing has no rows of inputs.
  for (const eventNumber of toCome.steps.keys()) flushStep(toCome, { ...noInputs(), eventNumber }, sink);
}

function readLot(rows: CopyRows, row: number, kind: number, sink: NumbersSink, wanted: Wanted): void {
  const lotNumber = readInt64(rows, row, LOT_NUMBER);
  if (kind === OF_CHANGED_LOT) wanted.changed(lotNumber);
  else if (kind === OF_ORIGIN) sink.addOrigin(lotNumber, fieldBytes(rows, row, LOT).toString('utf8'));
}

function readStep(rows: CopyRows, row: number, lotCount: number, wanted: Wanted, toCome: StepsToCome): void {
  const eventNumber = readInt64(rows, row, EVENT_NUMBER);
  if (!wanted.step(eventNumber)) return;
  const given = toCome.used;
  toCome.used += ELEMENT_SYMBOLS.length;
  if (toCome.used > toCome.milligrams.length) toCome.milligrams = lengthen(toCome.milligrams);
  readMasses(rows, row, toCome.milligrams, given);
  toCome.steps.set(eventNumber, {
    place: isNull(rows, row, PLACE) ? eventNumber : readInt64(rows, row, PLACE),
    firstLotNumber: readInt64(rows, row, LOT_NUMBER),
    lotCount,
    given,
  });
}

/** What one step took, as far as it was read. Its memory is used for the next one again. */
interface InputsRead {
  eventNumber: number | null;
  count: number;
  lotNumbers: Float64Array;
  milligrams: Float64Array;
  /** Of so many inputs, as steps before had them. */
  readonly views: (InputsView | undefined)[];
}

type InputsView = Pick<StepOfNumbers, 'inputLotNumbers' | 'takenMilligrams'>;

const INPUTS_EXPECTED = 4;

function noInputs(): InputsRead {
  const lotNumbers = new Float64Array(INPUTS_EXPECTED);
  return {
    eventNumber: null,
    count: 0,
    lotNumbers,
    milligrams: new Float64Array(INPUTS_EXPECTED * ELEMENT_SYMBOLS.length),
    views: [],
  };
}

function addInput(inputs: InputsRead, rows: CopyRows, row: number): void {
  if (inputs.count === inputs.lotNumbers.length) {
    inputs.lotNumbers = lengthen(inputs.lotNumbers);
    inputs.milligrams = lengthen(inputs.milligrams);
    inputs.views.length = 0;
  }
  inputs.lotNumbers[inputs.count] = readInt64(rows, row, LOT_NUMBER);
  readMasses(rows, row, inputs.milligrams, inputs.count * ELEMENT_SYMBOLS.length);
  inputs.count += 1;
}

function lengthen(numbers: Float64Array): Float64Array {
  const longer = new Float64Array(2 * numbers.length);
  longer.set(numbers);
  return longer;
}

function flushStep(toCome: StepsToCome, inputs: InputsRead, sink: NumbersSink): void {
  const { eventNumber, count } = inputs;
  inputs.count = 0;
  const step = eventNumber === null ? undefined : toCome.steps.get(eventNumber);
  if (eventNumber === null || step === undefined) return;
  toCome.steps.delete(eventNumber);
  const { place, firstLotNumber, lotCount, given } = step;
  const { given: givenMilligrams, milligrams } = toCome;
  for (let element = 0; element < givenMilligrams.length; element += 1) {
    givenMilligrams[element] = milligrams[given + element] as number;
  }
  const { inputLotNumbers, takenMilligrams } = viewOf(inputs, count);
  sink.addStep({ eventNumber, place, firstLotNumber, lotCount, givenMilligrams, inputLotNumbers, takenMilligrams });
}

function viewOf({ lotNumbers, milligrams, views }: InputsRead, count: number): InputsView {
  const known = views[count];
  if (known !== undefined) return known;
  const inputLotNumbers = lotNumbers.subarray(0, count);
  const view = { inputLotNumbers, takenMilligrams: milligrams.subarray(0, count * ELEMENT_SYMBOLS.length) };
  views[count] = view;
  return view;
}

/** Dimensions, flags and type of the elements; then of each dimension its length and lower bound (`array_send`). */
const ARRAY_HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;

/** Reads a `bigint[]` as the views keep it, empty or with a place for each element, into `masses` from `at` on. */
function readMasses(rows: CopyRows, row: number, masses: Float64Array, at: number): void {
  const { view } = rows;
  const start = fieldStart(rows, row, ELEMENT_MILLIGRAMS);
  masses.fill(0, at, at + ELEMENT_SYMBOLS.length);
  if (view.getInt32(start) === 0) return;
  const count = view.getInt32(start + ARRAY_HEADER_BYTES);
  let next = start + ARRAY_HEADER_BYTES + DIMENSION_BYTES;
  for (let element = 0; element < count; element += 1) {
    const length = view.getInt32(next);
    next += 4;
    if (length < 0) continue;
    masses[at + element] = view.getInt32(next) * 2 ** 32 + view.getUint32(next + 4);
    next += length;
  }
}
