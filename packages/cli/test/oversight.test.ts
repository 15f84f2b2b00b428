import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { oreEvent, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

// What authorities stop, whom others may act for, and what was in a drum, as people ask for it.

const place = await testPlace();

const event = (type: string, hour: number, members: object) => {
  const occurredAt = `2026-05-02T${String(hour).padStart(2, '0')}:00:00.000Z`;
  return { type, id: randomUUID(), occurredAt, ...members };
};
const LINES = [
  { by: 'OPERATOR', event: { ...registrationEvent('MINE-A', 'mine'), roles: ['mine', 'exporter'] } },
  { by: 'OPERATOR', event: registrationEvent('BROKER-B', 'trader') },
  { by: 'OPERATOR', event: registrationEvent('BUYER-C', 'end-user') },
  { by: 'MINE-A', event: oreEvent({ lot: 'ORE-1' }) },
  { by: 'MINE-A', event: oreEvent({ lot: 'ORE-2' }) },
  { by: 'MINE-A', event: event('unit-packed', 1, { unit: 'DRUM-1', lots: ['ORE-2'], seal: 'S-1' }) },
  { by: 'OPERATOR', event: registrationEvent('NEIGHBOUR-D', 'trader') },
  { by: 'MINE-A', event: event('unit-unpacked', 2, { unit: 'DRUM-1', seal: 'S-1' }) },
  {
    by: 'MINE-A',
    event: event('mandate-given', 3, { agent: 'BROKER-B', acts: ['transfer-dispatched', 'lot-adjusted'] }),
  },
  { by: 'MINE-A', event: event('mandate-given', 3, { agent: 'NEIGHBOUR-D', acts: ['lot-adjusted'] }) },
  { by: 'MINE-A', event: event('mandate-ended', 4, { agent: 'NEIGHBOUR-D' }) },
  {
    by: 'MINE-A',
    event: event('shipment-packed', 5, { shipment: 'SHP-1', lots: ['ORE-1'], consignee: 'BUYER-C', destination: 'DE' }),
  },
  { by: 'OPERATOR', event: event('hold-placed', 6, { shipment: 'SHP-1', reason: 'licence to be checked' }) },
  { by: 'MINE-A', event: oreEvent({ lot: 'ORE-3' }) },
  { by: 'MINE-A', event: oreEvent({ lot: 'ORE-4' }) },
  { by: 'MINE-A', event: event('unit-packed', 5, { unit: 'BOX-9', lots: ['ORE-3', 'ORE-4'] }) },
  {
    by: 'MINE-A',
    event: event('transfer-dispatched', 6, {
      transfer: 'TR-9',
      consignee: 'BUYER-C',
      lines: ['ORE-3', 'ORE-4'].map((lot) => ({ lot, quantity: { netMilligrams: 1_000_000 } })),
    }),
  },
  { by: 'OPERATOR', event: event('hold-placed', 6, { unit: 'BOX-9', reason: 'licence to be checked' }) },
  { by: 'OPERATOR', event: event('hold-placed', 6, { transfer: 'TR-9', reason: 'licence to be checked' }) },
];
/** The entry that has the packing of the drum, and not its unpacking: each change of author begins a new one. */
let packedAt: string;

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/oversight']);
  const file = await place.file('lines.jsonl', LINES.map((line) => JSON.stringify(line)).join('\n'));
  await place.prepare(['record', file, '--create-keys']);
  const { value } = await place.json<readonly { position: number }[]>(['events', '--type', 'unit-packed']);
  packedAt = String(value[0]?.position);
});
keepServer(place);

const HOLD = { placedBy: 'OPERATOR', placedAt: '2026-05-02T06:00:00.000Z', reason: 'licence to be checked' };
const HELD = 'on hold since 2026-05-02 06:00:00 UTC, by OPERATOR: licence to be checked';

describe('a hold on a shipment', () => {
  test('is shown with the shipment, by whom, since when and why', async () => {
    const { value } = await place.json<object>(['shipments']);
    expect(value).toMatchObject([{ shipment: 'SHP-1', status: 'packed', hold: HOLD }]);
    const { stdout } = await place.run(['shipments']);
    expect(stdout).toMatch(/^SHP-1 .* packed, on hold +1 kg +ORE-1$/m);
    expect(stdout).toContain(`\n\nHolds\n  SHP-1  ${HELD}\n`);
  });

  test('is seen by each lot that is packed in it, and by no other', async () => {
    const { value } = await place.json<object>(['lot', 'ORE-1']);
    expect(value).toMatchObject({ status: 'packed', within: 'SHP-1', hold: null, shipmentHold: HOLD });
    expect((await place.run(['lot', 'ORE-1'])).stdout).toContain(`\n  shipment SHP-1 is ${HELD}\n`);
    expect(await place.json(['lots', '--status', 'on-hold'])).toMatchObject({
      value: [{ lot: 'ORE-1' }, { lot: 'ORE-3' }, { lot: 'ORE-4' }],
    });
    expect((await place.json<object>(['lot', 'ORE-2'])).value).toMatchObject({ hold: null, shipmentHold: null });
  });
});

describe('mandates', () => {
  test('name both parties, what for, and when they ended', async () => {
    const { value } = await place.json<readonly object[]>(['mandates']);
    expect(value).toHaveLength(2);
    expect(value).toMatchObject([
      { principal: 'MINE-A', agent: 'BROKER-B', acts: ['transfer-dispatched', 'lot-adjusted'], endedAt: null },
      { principal: 'MINE-A', agent: 'NEIGHBOUR-D', endedAt: '2026-05-02T04:00:00.000Z' },
    ]);
    const { stdout } = await place.run(['mandates']);
    expect(stdout).toMatch(/^MINE-A +BROKER-B +2026-05-02 03:00:00 +transfer-dispatched, lot-adjusted$/m);
    expect(stdout).toMatch(/^MINE-A +NEIGHBOUR-D +2026-05-02 03:00:00 +2026-05-02 04:00:00 +lot-adjusted$/m);
  });

  test('can be those of a party', async () => {
    expect((await place.json<readonly object[]>(['mandates', '--party', 'BROKER-B'])).value).toHaveLength(1);
    expect((await place.run(['mandates', '--party', 'BUYER-C'])).stdout).toBe('No mandates.\n');
  });
});

describe('a unit', () => {
  test('is empty now, and has what was in it as known when it was packed', async () => {
    const { value } = await place.json<object>(['unit', 'DRUM-1']);
    expect(value).toMatchObject({ status: 'unpacked', lots: [], history: [{ lots: ['ORE-2'] }, { lots: [] }] });
    expect((await place.run(['unit', 'DRUM-1'])).stdout).toMatch(/^DRUM-1 {2}unpacked: nothing\n/);
    const then = await place.json<object>(['unit', 'DRUM-1', '--as-known-at', packedAt]);
    expect(then.value).toMatchObject({ status: 'packed', lots: ['ORE-2'], history: [{ status: 'packed' }] });
    const { stdout } = await place.run(['unit', 'DRUM-1', '--as-known-at', packedAt]);
    expect(stdout).toMatch(
      /^As known at entry \d+: what was recorded up to it\nDRUM-1 {2}packed\n {2}held by MINE-A: ORE-2\n/,
    );
  });

  test('says where what is in it has gone, and who has stopped it', async () => {
    const { value } = await place.json<object>(['unit', 'BOX-9']);
    const gone = { status: 'in-transit', within: 'TR-9', custodian: 'MINE-A' };
    expect(value).toMatchObject({
      status: 'packed',
      hold: HOLD,
      contents: [
        { lot: 'ORE-3', ...gone },
        { lot: 'ORE-4', ...gone },
      ],
    });
    const { stdout } = await place.run(['unit', 'BOX-9']);
    expect(stdout).toContain(`BOX-9  packed\n  ${HELD}\n  in-transit in TR-9, custodian MINE-A: ORE-3, ORE-4\n`);
    const lot = await place.run(['lot', 'ORE-3']);
    expect(lot.stdout).toContain(`\n  transfer TR-9 is ${HELD}\n  unit BOX-9 is ${HELD}\n`);
  });

  test('shows which of its history a correction has taken back, and what only that says', async () => {
    const record = async (name: string, ...said: readonly object[]) => {
      const lines = said.map((each) => JSON.stringify({ by: 'MINE-A', event: each }));
      await place.prepare(['record', await place.file(name, lines.join('\n'))]);
    };
    const packed = { unit: 'CASE-7', lots: ['ORE-5'], seal: 'S-8' };
    await record('pack.jsonl', oreEvent({ lot: 'ORE-5' }), event('unit-packed', 7, packed));
    const { value: events } = await place.json<readonly { position: number; digest: string }[]>(['events']);
    const packing = events.at(-1);
    const corrects = packing?.digest;
    const replacement = event('unit-packed', 7, { ...packed, seal: 'S-9' });
    await record(
      'correct.jsonl',
      event('event-corrected', 8, { corrects, reason: 'the seal', replacement }),
      event('event-corrected', 9, { corrects, reason: 'never was' }),
    );
    const { value } = await place.json<object>(['unit', 'CASE-7']);
    expect(value).toMatchObject({
      status: 'unpacked',
      history: [
        { status: 'packed', superseded: 'replaced', isCorrection: false, seal: 'S-8' },
        { status: 'packed', superseded: 'voided', isCorrection: true, seal: 'S-9' },
        { status: 'unpacked', superseded: null, isCorrection: true },
      ],
    });
    const { stdout } = await place.run(['unit', 'CASE-7']);
    expect(stdout).toMatch(/packed \(replaced\) .*\n.*packed \(correction, voided\) .*\n.*unpacked \(correction\) /);
    const then = await place.json<object>(['unit', 'CASE-7', '--as-known-at', String(packing?.position)]);
    expect(then.value).toMatchObject({ history: [{ superseded: null }] });
    const { value: units } = await place.json<readonly object[]>(['units']);
    expect(units).toContainEqual(expect.objectContaining({ unit: 'CASE-7', superseded: null, isCorrection: true }));
  });

  test('that was not known at that time is the answer no', async () => {
    expect(await place.run(['unit', 'DRUM-1', '--as-known-at', '0'])).toMatchObject({
      code: 1,
      stderr: 'lodestone: no unit DRUM-1 is recorded by entry 0: lodestone units lists those that are\n',
    });
  });
});
