import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { oreEvent, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

// A refiner has weighed two drums whose dispatch nobody has recorded. Of one of them not even the making is recorded.

const place = await testPlace();
const RECEIVED_AT = '2026-05-02T06:30:00.000Z';

const receipt = {
  type: 'transfer-received',
  id: randomUUID(),
  occurredAt: RECEIVED_AT,
  transfer: 'T-1',
  consignor: 'MINE-A',
  lines: [
    { lot: 'ORE-1', outcome: 'accepted', measured: { netMilligrams: 998_000 } },
    {
      lot: 'ORE-2',
      outcome: 'partly-accepted',
      measured: { netMilligrams: 500_000 },
      rejectedLot: 'ORE-2-BACK',
      discrepancy: { kind: 'damage' },
    },
  ],
};

const LINES = [
  { by: 'OPERATOR', event: registrationEvent('MINE-A', 'mine') },
  { by: 'OPERATOR', event: registrationEvent('REFINER-B', 'refiner') },
  { by: 'MINE-A', event: oreEvent({ lot: 'ORE-1' }) },
  { by: 'REFINER-B', event: receipt },
];

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/awaited']);
  const file = await place.file('lines.jsonl', LINES.map((line) => JSON.stringify(line)).join('\n'));
  await place.prepare(['record', file, '--create-keys']);
});
keepServer(place);

const AWAITED = { transfer: 'T-1', consignor: 'MINE-A', consignee: 'REFINER-B', receivedAt: RECEIVED_AT };

test('a lot that waits for its dispatch says so, by which transfer and since when', async () => {
  const { value } = await place.json<{ history: readonly object[] }>(['lot', 'ORE-1']);
  expect(value).toMatchObject({
    status: 'held',
    awaited: [{ lot: 'ORE-1', ...AWAITED, measuredNetMilligrams: 998_000 }],
    history: [{ type: 'lot-created' }, { type: 'transfer-received', party: 'REFINER-B' }],
  });
  const { stdout } = await place.run(['lot', 'ORE-1']);
  expect(stdout).toContain('\n  held, awaiting dispatch, custodian MINE-A\n');
  expect(stdout).toContain(
    '\n  received by REFINER-B from MINE-A under transfer T-1 at 2026-05-02 06:30:00 UTC, 0.998 kg measured\n' +
      '  until MINE-A records the dispatch of T-1, or cancels it, the lot cannot be used\n',
  );
  expect((await place.run(['lots'])).stdout).toMatch(/^ORE-1 +ore +held, awaiting dispatch +MINE-A /m);
});

test('a lot that is not recorded is not simply unknown when somebody has received it', async () => {
  const { code, value } = await place.json<object>(['lot', 'ORE-2']);
  expect(code).toBe(1);
  expect(value).toMatchObject({
    lot: 'ORE-2',
    status: 'not-recorded',
    awaited: [{ ...AWAITED, outcome: 'partly-accepted', measuredNetMilligrams: 500_000 }],
    history: [{ type: 'transfer-received' }],
  });
  const { stdout } = await place.run(['lot', 'ORE-2']);
  expect(stdout).toContain('ORE-2  not recorded, awaiting dispatch\n');
  expect(stdout).toContain('\n  MINE-A records how the lot was made, and then the dispatch of T-1; or cancels it\n');
});

test('an id that is kept for what goes back is not simply unknown either', async () => {
  const { code, stdout } = await place.run(['lot', 'ORE-2-BACK']);
  expect(code).toBe(1);
  expect(stdout).toContain(
    '\n  received and partly accepted by REFINER-B from MINE-A under transfer T-1 at 2026-05-02 06:30:00 UTC, 0.5 kg measured\n' +
      '  the id is kept for what goes back of lot ORE-2 by the dispatch of T-1\n',
  );
});

test('as known before the receipt nothing waits', async () => {
  const { value } = await place.json<object>(['lot', 'ORE-1', '--as-known-at', '4']);
  expect(value).toMatchObject({ awaited: [], history: [{ type: 'lot-created' }] });
  expect((await place.run(['lot', 'ORE-2', '--as-known-at', '4'])).stderr).toContain('no lot ORE-2 is recorded');
});

test('a dispatch that is recorded ends the wait', async () => {
  const dispatch = {
    type: 'transfer-dispatched',
    id: randomUUID(),
    occurredAt: '2026-05-01T12:00:00.000Z',
    transfer: 'T-1',
    consignee: 'REFINER-B',
    lines: [{ lot: 'ORE-1', quantity: { netMilligrams: 1_000_000 } }],
  };
  await place.prepare(['record', '-'], { stdin: JSON.stringify({ by: 'MINE-A', event: dispatch }) });
  const { value } = await place.json<object>(['lot', 'ORE-1']);
  expect(value).toMatchObject({ custodian: 'REFINER-B', awaited: [] });
});
