import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { expect, test } from 'vitest';
import {
  addStep,
  bytesOf,
  EVENT_NUMBER,
  emptyDenseLineage,
  FIRST_LOT,
  HEADER_LENGTH,
  recordOf,
  rowsOfShape,
  SHAPE,
} from '../src/attribution/dense-lineage.ts';

/** A step whose every input gave 7 mg of the first element. */
function stepOf(lotNumber: number, inputs: number) {
  const inputLotNumbers = Array.from({ length: inputs }, (_, index) => lotNumber + index + 1);
  const takenMilligrams = new Float64Array(inputs * ELEMENT_SYMBOLS.length);
  inputLotNumbers.forEach((_, index) => {
    takenMilligrams[index * ELEMENT_SYMBOLS.length] = 7;
  });
  const numbers = { eventNumber: 2 * lotNumber, place: 2 * lotNumber, firstLotNumber: lotNumber, lotCount: 1 };
  return {
    ...numbers,
    unexplainedMilligrams: new Float64Array(ELEMENT_SYMBOLS.length),
    inputLotNumbers,
    takenMilligrams,
  };
}

/** Of one in 10,000 so many that the record is longer than a page. */
function inputsOf(lotNumber: number): number {
  return lotNumber % 10_000 === 5_000 ? 40_000 : 1 + (lotNumber % 7);
}

test('a record is found again on whichever page it lies: short, full, or its own', () => {
  const lineage = emptyDenseLineage();
  const lots = 20_000;
  for (let lotNumber = 0; lotNumber < lots; lotNumber += 1) addStep(lineage, stepOf(lotNumber, inputsOf(lotNumber)));
  expect(lineage.pages.length).toBeGreaterThan(6);
  const wrong: number[] = [];
  for (let lotNumber = 0; lotNumber < lots; lotNumber += 1) {
    const record = recordOf(lineage, lotNumber);
    const at = (offset: number) => record?.numbers[record.start + offset];
    const rows = rowsOfShape(at(SHAPE) ?? 0);
    const lastTaken = at(HEADER_LENGTH + 2 * (rows - 1));
    const isIt = at(FIRST_LOT) === lotNumber && at(EVENT_NUMBER) === 2 * lotNumber;
    if (!isIt || rows !== inputsOf(lotNumber) || lastTaken !== lotNumber + rows) wrong.push(lotNumber);
  }
  expect(wrong).toEqual([]);
});

test('a small lineage takes little memory', () => {
  const lineage = emptyDenseLineage();
  addStep(lineage, stepOf(1, 2));
  expect(bytesOf(lineage)).toBeLessThan(64 * 1024);
});
