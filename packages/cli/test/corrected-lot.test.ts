import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { markEvents } from '../src/answers/event-marks.ts';
import { leachingEvent, oreEvent, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

// A lot was made, and counted upwards by mistake. Both are corrected: the one is replaced, the other voided.

const place = await testPlace();

const at = (hour: number) => `2026-05-02T${hour}:00:00.000Z`;
const made = (netMilligrams: number) => oreEvent({ lot: 'ORE-1', quantity: { netMilligrams } });
const count = {
  type: 'lot-adjusted',
  id: randomUUID(),
  occurredAt: at(10),
  lot: 'ORE-1',
  quantity: { netMilligrams: 1_500_000 },
  reason: 'count',
};

const LINES = [
  { by: 'OPERATOR', event: registrationEvent('MINE-A', 'mine') },
  { by: 'MINE-A', event: made(1_000_000) },
  { by: 'MINE-A', event: count },
  { by: 'MINE-A', event: oreEvent({ lot: 'ORE-2' }) },
  { by: 'MINE-A', event: leachingEvent([{ lot: 'ORE-2' }]) },
];

interface Listed {
  readonly type: string;
  readonly digest: string;
}

async function record(name: string, lines: readonly object[]): Promise<void> {
  const file = await place.file(name, lines.map((line) => JSON.stringify(line)).join('\n'));
  await place.prepare(['record', file, '--create-keys']);
}

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/corrected']);
  await record('lines.jsonl', LINES);
  const { value: events } = await place.json<readonly Listed[]>(['events']);
  const digestOf = (type: string) => events.find((event) => event.type === type)?.digest;
  const correct = (hour: number, type: string, members: object) => {
    const about = { corrects: digestOf(type), reason: 'typed wrong', ...members };
    return { by: 'MINE-A', event: { type: 'event-corrected', id: randomUUID(), occurredAt: at(hour), ...about } };
  };
  await record('corrections.jsonl', [
    correct(11, 'lot-adjusted', {}),
    correct(11, 'lot-transformed', {}),
    correct(12, 'lot-created', { replacement: made(1_200_000) }),
  ]);
});
keepServer(place);

test('what was voided or replaced is marked in the events of a lot, and in what was noticed about them', async () => {
  const { code, stdout } = await place.run(['lot', 'ORE-1']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ +\d+\.\d+ .* lot-created \(replaced\) .* MINE-A +ORE-1/m);
  expect(stdout).toMatch(/^ +\d+\.\d+ .* lot-adjusted \(voided\) .* MINE-A /m);
  expect(stdout).toMatch(/^ +\d+\.\d+ .* event-corrected +\S+ +MINE-A +voids \d/m);
  expect(stdout).toMatch(/^ +\d+\.\d+ {2}adjusted-upwards \(voided\): lot ORE-1 had 1 kg net/m);
});

test('a step that was voided is marked in the table of steps', async () => {
  const { stdout } = await place.run(['lot', 'ORE-2']);
  expect(stdout).toMatch(/^ +\d+\.\d+ {2}leaching \(voided\) +0.001 kg /m);
});

test('what counted then is not marked', async () => {
  const now = await place.run(['lot', 'ORE-1']);
  const [, counted = ''] = /^ +(\d+)\.\d+ .* lot-adjusted /m.exec(now.stdout) ?? [];
  const { stdout } = await place.run(['lot', 'ORE-1', '--as-known-at', counted]);
  expect(stdout).toMatch(/^As known at entry \d+: what was recorded up to it\nORE-1  /);
  expect(stdout).toContain('adjusted-upwards: ');
  expect(stdout).not.toContain('(voided)');
});

const by = (correction: string, outcome: 'voided' | 'replaced' | 'contested') => {
  return { correction, target: '3.0', outcome, reason: 'typed wrong', obstacles: [] };
};
const listed = (position: number, corrections: readonly ReturnType<typeof by>[]) => {
  return { position, ordinal: 0, corrections };
};

test('a correction is marked once another takes its place, a contested one marks nothing', () => {
  const [first, second, third] = [by('5.0', 'contested'), by('6.0', 'replaced'), by('7.0', 'voided')];
  const events = [listed(3, [first, second]), listed(5, [first]), listed(6, [second])];
  expect([...markEvents(events)]).toEqual([['3.0', ' (replaced)']]);
  expect([...markEvents([listed(3, [first, second, third]), listed(7, [third])])]).toEqual([
    ['3.0', ' (voided)'],
    ['6.0', ' (voided)'],
  ]);
});
