import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { oreEvent, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

// A refiner has weighed an ore dry that was sent wet.

const place = await testPlace();

const event = (type: string, hour: number, members: object) => {
  return { type, id: randomUUID(), occurredAt: `2026-05-02T0${hour}:00:00.000Z`, transfer: 'T-1', ...members };
};
const quantity = { netMilligrams: 1_000_000 };
const line = { lot: 'ORE-1', outcome: 'accepted', measured: { netMilligrams: 880_000 } };
const LINES = [
  { by: 'OPERATOR', event: registrationEvent('MINE-A', 'mine') },
  { by: 'OPERATOR', event: registrationEvent('REFINER-B', 'refiner') },
  { by: 'MINE-A', event: oreEvent({ lot: 'ORE-1' }) },
  {
    by: 'MINE-A',
    event: event('transfer-dispatched', 1, { consignee: 'REFINER-B', lines: [{ lot: 'ORE-1', quantity }] }),
  },
  { by: 'REFINER-B', event: event('transfer-received', 2, { lines: [line] }) },
];

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/disputed']);
  const file = await place.file('lines.jsonl', LINES.map((each) => JSON.stringify(each)).join('\n'));
  await place.prepare(['record', file, '--create-keys']);
});
keepServer(place);

const ADVICE = 'A dispute ends when both parties record the same transfer-settled, or an authority records one.';

test('a dispute is shown with both figures, what would explain them, and how it ends', async () => {
  const { value } = await place.json<object>(['disputes']);
  expect(value).toMatchObject([{ transfer: 'T-1', lot: 'ORE-1', form: 'ore', slip: '12 % moisture missing?' }]);
  const { stdout } = await place.run(['disputes']);
  expect(stdout).toContain(`\n\nWhat would explain it\n  T-1  ORE-1: 12 % moisture missing?\n\n${ADVICE}\n`);
});

test('a lot says that it is disputed, and what was not known before it was', async () => {
  const { value } = await place.json<object>(['lot', 'ORE-1']);
  expect(value).toMatchObject({ status: 'held', disputes: [{ transfer: 'T-1', status: 'open' }] });
  const { stdout } = await place.run(['lot', 'ORE-1']);
  expect(stdout).toContain(
    '\n  disputed under transfer T-1: 1 kg net dispatched, 0.88 kg net measured (-120,000 ppm); 12 % moisture missing?\n' +
      `  ${ADVICE}\n`,
  );
  const { value: events } = await place.json<readonly { position: number }[]>([
    'events',
    '--type',
    'transfer-received',
  ]);
  const before = String((events[0]?.position ?? 0) - 1);
  expect((await place.json<object>(['lot', 'ORE-1', '--as-known-at', before])).value).toMatchObject({ disputes: [] });
});
