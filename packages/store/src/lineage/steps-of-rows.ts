import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { readInt64 } from '../log/read-log.ts';
import { type CopyRows, fieldStart, isNull } from '../wire/copy-rows.ts';
import { ELEMENT_MILLIGRAMS, EVENT_NUMBER, LOT_NUMBER, PLACE } from './lineage-numbers-sql.ts';

/** A step as numbers. Masses are by the order of `ELEMENT_SYMBOLS`, 0 where none is stated; beyond 2⁵³ they are the nearest there are. */
export interface StepOfNumbers {
  readonly eventNumber: number;
  /** Where it stands in the ledger: its event, or that of the step that it corrects. */
  readonly place: number;
  /** The lots that it made have this many consecutive numbers. */
  readonly firstLotNumber: number;
  readonly lotCount: number;
  /** What it gave above what it took. */
  readonly unexplainedMilligrams: ArrayLike<number>;
  readonly inputLotNumbers: ArrayLike<number>;
  /** Of one input after the other. */
  readonly takenMilligrams: ArrayLike<number>;
}

type Told = { -readonly [Key in keyof StepOfNumbers]: StepOfNumbers[Key] };

/** Of a step whose inputs are still to come: its event, its place, its first lot, how many, and where its masses are. */
const [PLACE_OF_STEP, FIRST_LOT, LOT_COUNT, UNEXPLAINED, STEP_LENGTH] = [1, 2, 3, 4, 5] as const;
/** In place of where masses are. */
const NONE = -1;
const NO_MASSES = new Float64Array(0);
const ELEMENTS = ELEMENT_SYMBOLS.length;
const INPUTS_EXPECTED = 4;

/**
 * Puts steps together from the rows of an answer: all those of steps, then those of what they took, both in the order of their events.
 * Nothing is made for a row: what is handed over is used again for the next step.
 */
export class StepsOfRows {
  readonly #sink: { readonly addStep: (step: StepOfNumbers) => void };
  #steps: Float64Array;
  #stepCount = 0;
  /** The first step that was not handed over. */
  #next = 0;
  /** Of the few steps that gave more than they took. */
  #unexplained = new Float64Array(ELEMENTS);
  #unexplainedUsed = 0;
  /** The step whose inputs are being read, and whether it is wanted. */
  #eventNumber = NONE;
  #isWanted = false;
  #inputCount = 0;
  #lotNumbers = new Float64Array(INPUTS_EXPECTED);
  #milligrams = new Float64Array(INPUTS_EXPECTED * ELEMENTS);
  /** Of so many inputs, as steps before had them: a view of its own for each costs more than reading it. */
  #views: (Pick<StepOfNumbers, 'inputLotNumbers' | 'takenMilligrams'> | undefined)[] = [];
  readonly #told: Told = {
    eventNumber: 0,
    place: 0,
    firstLotNumber: 0,
    lotCount: 0,
    unexplainedMilligrams: NO_MASSES,
    inputLotNumbers: NO_MASSES,
    takenMilligrams: NO_MASSES,
  };

  constructor(sink: { readonly addStep: (step: StepOfNumbers) => void }, stepsExpected: number) {
    this.#sink = sink;
    this.#steps = new Float64Array(stepsExpected * STEP_LENGTH);
  }

  addStep(rows: CopyRows, row: number, lotCount: number): void {
    const eventNumber = readInt64(rows, row, EVENT_NUMBER);
    const at = this.#stepCount * STEP_LENGTH;
    assertOrder(this.#eventNumber === NONE && (at === 0 || eventNumber > (this.#steps[at - STEP_LENGTH] as number)));
    if (at === this.#steps.length) this.#steps = lengthen(this.#steps);
    this.#stepCount += 1;
    const steps = this.#steps;
    steps[at] = eventNumber;
    steps[at + PLACE_OF_STEP] = isNull(rows, row, PLACE) ? eventNumber : readInt64(rows, row, PLACE);
    steps[at + FIRST_LOT] = readInt64(rows, row, LOT_NUMBER);
    steps[at + LOT_COUNT] = lotCount;
    steps[at + UNEXPLAINED] = hasMasses(rows, row) ? this.#keepUnexplained(rows, row) : NONE;
  }

  addInput(rows: CopyRows, row: number): void {
    const eventNumber = readInt64(rows, row, EVENT_NUMBER);
    if (eventNumber !== this.#eventNumber) this.#begin(eventNumber);
    if (!this.#isWanted) return;
    const count = this.#inputCount;
    if (count === this.#lotNumbers.length) {
      this.#lotNumbers = lengthen(this.#lotNumbers);
      this.#milligrams = lengthen(this.#milligrams);
      this.#views = [];
    }
    this.#lotNumbers[count] = readInt64(rows, row, LOT_NUMBER);
    readMasses(rows, row, this.#milligrams, count * ELEMENTS);
    this.#inputCount = count + 1;
  }

  /** Hands over what is left. */
  end(): void {
    this.#handOverBefore(Number.POSITIVE_INFINITY);
  }

  /** Begins the inputs of a step. One of those before may have taken nothing, and have none. */
  #begin(eventNumber: number): void {
    assertOrder(eventNumber > this.#eventNumber);
    this.#handOverBefore(eventNumber);
    this.#eventNumber = eventNumber;
    this.#isWanted = this.#nextEventNumber() === eventNumber;
  }

  #nextEventNumber(): number {
    return this.#next < this.#stepCount ? (this.#steps[this.#next * STEP_LENGTH] as number) : Number.POSITIVE_INFINITY;
  }

  #handOverBefore(eventNumber: number): void {
    while (this.#nextEventNumber() < eventNumber) {
      const at = this.#next * STEP_LENGTH;
      const [told, steps] = [this.#told, this.#steps];
      told.eventNumber = steps[at] as number;
      told.place = steps[at + PLACE_OF_STEP] as number;
      told.firstLotNumber = steps[at + FIRST_LOT] as number;
      told.lotCount = steps[at + LOT_COUNT] as number;
      told.unexplainedMilligrams = this.#unexplainedAt(steps[at + UNEXPLAINED] as number);
      const { inputLotNumbers, takenMilligrams } = this.#inputs();
      told.inputLotNumbers = inputLotNumbers;
      told.takenMilligrams = takenMilligrams;
      this.#inputCount = 0;
      this.#next += 1;
      this.#sink.addStep(told);
    }
  }

  #keepUnexplained(rows: CopyRows, row: number): number {
    const at = this.#unexplainedUsed;
    this.#unexplainedUsed += ELEMENTS;
    if (this.#unexplained.length < this.#unexplainedUsed) this.#unexplained = lengthen(this.#unexplained);
    readMasses(rows, row, this.#unexplained, at);
    return at;
  }

  #unexplainedAt(at: number): Float64Array {
    return at === NONE ? NO_MASSES : this.#unexplained.subarray(at, at + ELEMENTS);
  }

  #inputs(): Pick<StepOfNumbers, 'inputLotNumbers' | 'takenMilligrams'> {
    const count = this.#inputCount;
    const known = this.#views[count];
    if (known !== undefined) return known;
    const inputLotNumbers = this.#lotNumbers.subarray(0, count);
    const view = { inputLotNumbers, takenMilligrams: this.#milligrams.subarray(0, count * ELEMENTS) };
    this.#views[count] = view;
    return view;
  }
}

function assertOrder(holds: boolean): void {
  if (!holds) throw new Error('the answer to a question for steps is not in the order of their events');
}

function lengthen(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * numbers.length);
  longer.set(numbers);
  return longer;
}

/** Dimensions, flags and type of the elements; then of each dimension its length and lower bound (`array_send`). */
const ARRAY_HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;

/** A `bigint[]` as the views keep it is empty, or has a place for each element. */
function hasMasses(rows: CopyRows, row: number): boolean {
  return rows.view.getInt32(fieldStart(rows, row, ELEMENT_MILLIGRAMS)) > 0;
}

/** Reads masses, of which there may be none, into `masses` from `at` on. */
function readMasses(rows: CopyRows, row: number, masses: Float64Array, at: number): void {
  const { view } = rows;
  const start = fieldStart(rows, row, ELEMENT_MILLIGRAMS);
  masses.fill(0, at, at + ELEMENT_SYMBOLS.length);
  if (!hasMasses(rows, row)) return;
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
