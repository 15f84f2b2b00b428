import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../src/database.ts';
import { readNumbers, type Wanted } from '../src/lineage/read-numbers.ts';
import type { StepOfNumbers } from '../src/lineage/steps-of-rows.ts';

const testing = testDatabase();
let database: Database;

beforeAll(async () => {
  database = await openDatabase(testing.url);
});

afterAll(() => database.close());

const FIRST_ELEMENT = 0;
const NO_MASSES = `'{}'::bigint[]`;

/** A mass of the first element, as the views keep it. */
const mass = (milligrams: number) =>
  `array[${ELEMENT_SYMBOLS.map((_, place) => (place === FIRST_ELEMENT ? milligrams : 'null')).join(', ')}]::bigint[]`;

function row(kind: number | null, eventNumber: number, lotNumber: number, masses: string, third: number | null = null) {
  return `select ${kind}::integer, ${eventNumber}::bigint, ${lotNumber}::bigint, ${third}::bigint, null::text, ${masses}`;
}

const step = (eventNumber: number, firstLotNumber: number, lotCount: number, unexplained = NO_MASSES, place?: number) =>
  row(lotCount, eventNumber, firstLotNumber, unexplained, place ?? null);
const input = (eventNumber: number, lotNumber: number, milligrams: number) =>
  row(null, eventNumber, lotNumber, mass(milligrams));

/** What is handed over of an answer with these rows. */
async function stepsOf(rows: readonly string[], wanted: Partial<Wanted> = {}) {
  const steps: object[] = [];
  const everything: Wanted = {
    found: () => undefined,
    changed: () => undefined,
    more: () => undefined,
    step: () => true,
    ...wanted,
  };
  const addStep = ({ unexplainedMilligrams, inputLotNumbers, takenMilligrams, ...numbers }: StepOfNumbers) => {
    const masses = { unexplained: unexplainedMilligrams[FIRST_ELEMENT] ?? 0, taken: [] as number[] };
    for (let at = FIRST_ELEMENT; at < takenMilligrams.length; at += ELEMENT_SYMBOLS.length) {
      masses.taken.push(takenMilligrams[at] as number);
    }
    steps.push({ ...numbers, ...masses, of: Array.from(inputLotNumbers) });
  };
  await readNumbers(database, rows.join(' union all '), { addOrigin: () => undefined, addStep }, everything, 1);
  return steps;
}

test('steps are put together from their rows and those of their inputs', async () => {
  const rows = [
    step(10, 4, 1),
    step(20, 5, 2, mass(9)),
    step(30, 7, 1),
    step(40, 8, 1, mass(7), 25),
    input(20, 1, 100),
    input(20, 2, 200),
    input(30, 3, 300),
    input(40, 5, 50),
  ];
  const explained = { unexplained: 0, lotCount: 1 };
  expect(await stepsOf(rows)).toEqual([
    { ...explained, eventNumber: 10, place: 10, firstLotNumber: 4, taken: [], of: [] },
    { eventNumber: 20, place: 20, firstLotNumber: 5, lotCount: 2, unexplained: 9, taken: [100, 200], of: [1, 2] },
    { ...explained, eventNumber: 30, place: 30, firstLotNumber: 7, taken: [300], of: [3] },
    { eventNumber: 40, place: 25, firstLotNumber: 8, lotCount: 1, unexplained: 7, taken: [50], of: [5] },
  ]);
});

test('inputs of steps that are not wanted are passed over', async () => {
  const rows = [step(10, 4, 1), step(20, 5, 1), input(10, 1, 100), input(20, 4, 200), input(30, 5, 300)];
  const steps = await stepsOf(rows, { step: (eventNumber) => eventNumber === 20 });
  expect(steps).toMatchObject([{ eventNumber: 20, taken: [200], of: [4] }]);
});

test('many inputs of one step, and few of the next', async () => {
  const many = Array.from({ length: 33 }, (_, index) => index + 1);
  const rows = [step(10, 50, 1), step(20, 51, 1), ...many.map((lot) => input(10, lot, 10 * lot)), input(20, 50, 5)];
  expect(await stepsOf(rows)).toMatchObject([
    { of: many, taken: many.map((lot) => 10 * lot) },
    { of: [50], taken: [5] },
  ]);
});

test.each([
  ['steps', [step(20, 5, 1), step(10, 4, 1)]],
  ['inputs', [step(10, 4, 1), step(20, 5, 1), input(20, 4, 1), input(10, 1, 1)]],
  ['inputs before steps', [step(10, 4, 1), input(10, 1, 1), step(20, 5, 1)]],
])('%s out of order are refused, not lost', async (_, rows) => {
  await expect(stepsOf(rows)).rejects.toThrow('not in the order of their events');
});
