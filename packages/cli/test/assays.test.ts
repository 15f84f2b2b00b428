import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { oreEvent, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();

const assay = (hour: number, by: string, members: object) => ({
  by,
  event: {
    type: 'lot-assayed',
    id: randomUUID(),
    occurredAt: `2026-05-02T${String(hour).padStart(2, '0')}:00:00.000Z`,
    lot: 'ORE-1',
    laboratory: by,
    method: 'ICP-MS',
    ...members,
  },
});

const split = (hour: number, lot: string, part: string, netMilligrams: number) => ({
  by: 'MINE-A',
  event: {
    type: 'lot-transformed',
    id: randomUUID(),
    occurredAt: `2026-05-02T${hour}:00:00.000Z`,
    step: 'split',
    inputs: [{ lot, netMilligrams }],
    outputs: [{ lot: part, material: { form: 'ore', product: 'clay' }, quantity: { netMilligrams } }],
  },
});

const LINES = [
  { by: 'OPERATOR', event: registrationEvent('MINE-A', 'mine') },
  { by: 'OPERATOR', event: registrationEvent('LAB-H', 'laboratory') },
  {
    by: 'MINE-A',
    event: oreEvent({
      lot: 'ORE-1',
      quantity: { netMilligrams: 1_000_000, elementMilligrams: { Nd: 1_000, Eu: 0 }, notDetected: ['Tb'] },
    }),
  },
  assay(8, 'MINE-A', { quantity: { elements: { Nd: '990 mg' } }, uncertainty: '3 %', version: 'provisional' }),
  assay(9, 'LAB-H', { quantity: { notDetected: ['Dy'] }, uncertainty: '0.5 %', version: 'provisional' }),
  split(10, 'ORE-1', 'PART-1', 400_000),
  split(11, 'PART-1', 'PART-2', 100_000),
];

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/assays']);
  const file = await place.file('lines.jsonl', LINES.map((line) => JSON.stringify(line)).join('\n'));
  await place.prepare(['record', file, '--create-keys']);
});
keepServer(place);

test('assays of one lot stand side by side, with what each changed', async () => {
  const { code, stdout } = await place.run(['assays', 'ORE-1']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ +as made +provisional +provisional$/m);
  expect(stdout).toMatch(/^uncertainty +± 3 % +± 0\.5 %$/m);
  expect(stdout).toMatch(/^Nd +0\.001 kg +0\.00099 kg +not tested\n {2}reassayed +-0\.00001 kg$/m);
  expect(stdout).toMatch(/^Tb +below detection +not tested +not tested$/m);
  expect(stdout).toMatch(/^Eu +none +not tested +not tested$/m);
  expect(stdout).toMatch(/^Dy +not tested +not tested +below detection$/m);
});

test('what waits for a final assay is listed, the latest alone', async () => {
  const { value } = await place.json<readonly object[]>(['assays', '--open']);
  expect(value).toMatchObject([{ lot: 'ORE-1', laboratory: 'LAB-H', version: 'provisional', notDetected: ['Dy'] }]);
});

test('a lot tells below detection, none and not tested apart', async () => {
  const { stdout } = await place.run(['lot', 'ORE-1']);
  expect(stdout).toContain('\nbelow detection: Tb, Dy\nnone: Eu\nnot tested: Sc, Y, La');
  expect(stdout).toContain('\neach element ± 0.5 %\nprovisional assay by LAB-H, ICP-MS (2 assays: ');
});

test('a lot that is not there is the answer no', async () => {
  expect((await place.run(['assays', 'ORE-9'])).code).toBe(1);
});

test.each(['PART-1', 'PART-2'])('%s has the assay of the lot that it was split from', async (lot) => {
  const { stdout } = await place.run(['assays', lot]);
  expect(stdout).toMatch(/^ +as made +provisional$/m);
  expect(stdout).toMatch(/^inherited from +ORE-1$/m);
  expect(stdout).toMatch(/^uncertainty +± 0\.5 % +± 0\.5 %$/m);
  const { value } = await place.json<readonly object[]>(['assays', lot]);
  expect(value).toMatchObject([{ lot: 'ORE-1', inheritedFrom: 'ORE-1', laboratory: 'LAB-H', notDetected: ['Dy'] }]);
  expect((await place.run(['lot', lot])).stdout).toContain(
    `provisional assay by LAB-H, ICP-MS, inherited from ORE-1 (1 assay: lodestone assays ${lot})`,
  );
});

test('the assays of a lot are its own', async () => {
  const { value } = await place.json<readonly object[]>(['assays', 'ORE-1']);
  expect(value).toMatchObject([{ inheritedFrom: null }, { inheritedFrom: null }]);
});
