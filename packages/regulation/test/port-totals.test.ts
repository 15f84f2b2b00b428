import { expect, it } from 'vitest';
import { portTotals, type ShipmentAtPort } from '../src/port-totals.ts';

const shipment = (port: string | null, state: ShipmentAtPort['state'], day: number, net: bigint | null) =>
  ({ port, state, declaredAt: `2026-03-0${day}T00:00:00.000Z`, netMilligrams: net }) satisfies ShipmentAtPort;

it('adds up what waits in a port, since when, and what has left through it', () => {
  const totals = portTotals([
    shipment(null, 'declared', 1, 7n),
    shipment('Shanghai', 'left', 1, 5n),
    shipment('Ningbo', 'held', 3, 20n),
    shipment('Ningbo', 'declared', 2, 10n),
    shipment('Ningbo', 'left', 1, 1n),
    shipment('Ningbo', 'declared', 4, null),
  ]);
  expect(totals.map(({ port, waiting, held, left }) => [port, waiting, held, left])).toEqual([
    ['Ningbo', 3, 1, 1],
    ['Shanghai', 0, 0, 1],
    [null, 1, 0, 0],
  ]);
  expect(totals[0]).toMatchObject({
    waitingMilligrams: 30n,
    waitingSince: '2026-03-02T00:00:00.000Z',
    leftMilligrams: 1n,
    notWeighed: 1,
  });
  expect(totals[1]).toMatchObject({ waitingSince: null, leftMilligrams: 5n });
});
