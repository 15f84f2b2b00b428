import type { DocketStep } from '@lodestone/custody/docket.ts';
import { type CustodyEvent, parseEvent } from '@lodestone/custody/event.ts';
import { expect, test } from 'vitest';
import { licensedMasses } from '../src/supply/licensed-masses.ts';

const DATES = { validFrom: '2026-02-02T00:00:00.000Z', validTo: '2026-12-31T00:00:00.000Z' };
const LINE = { line: '1', netMilligrams: 100 };
const DRAWN = { ...LINE, licence: 'LIC-1', netMilligrams: 60 };

function event(type: string, occurredAt: string, members: object): CustodyEvent {
  const id = '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7c';
  const parsed = parseEvent({ id, type, occurredAt, ...members });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.event;
}

const steps: DocketStep[] = [
  event('licence-applied', '2026-01-02T00:00:00.000Z', {
    licence: 'LIC-1',
    kind: 'general',
    lines: [{ ...LINE, code: '1C905.a' }],
    consignee: 'MOTORS-F',
    endUser: 'CARS-G',
    destination: 'DE',
    ...DATES,
  }),
  event('licence-decided', '2026-02-01T00:00:00.000Z', {
    licence: 'LIC-1',
    outcome: 'granted',
    number: '26-1',
    reasonCode: 'civil-end-use',
    reason: 'motors',
    legalBasis: 'Decree 792',
    ...DATES,
  }),
  event('shipment-declared', '2026-03-01T00:00:00.000Z', {
    shipment: 'S-1',
    isControlled: true,
    consignee: 'MOTORS-F',
    destination: 'DE',
    licenceLines: [DRAWN],
  }),
  event('shipment-exited', '2026-04-01T00:00:00.000Z', {
    shipment: 'S-1',
    licenceLines: [{ ...DRAWN, netMilligrams: 50 }],
  }),
].map((said, index) => ({
  eventNumber: (index + 1) * 1_000,
  party: 'MAGNETS-D',
  recordedAt: said.occurredAt,
  event: said,
}));

test.each([
  ['2026-01-15', []],
  ['2026-02-01T12', []],
  ['2026-02-02', [100]],
  ['2026-02-15', [100]],
  ['2026-03-15', [100]],
  ['2026-04-15', [50]],
  ['2026-12-31', []],
])('of a licence for 100 mg, on %s its end user may still have %j', (day, masses) => {
  const expected = masses.map((mass) => ({ party: 'CARS-G', item: '1C905.a', netMilligrams: BigInt(mass) }));
  expect(licensedMasses(steps, `${day.padEnd(13, 'T00')}:00:00.000Z`)).toEqual(expected);
});
