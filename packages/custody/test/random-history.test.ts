import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../src/events/event-schema.ts';
import { BOOKED_CORRECTIONS } from '../testing/history/book-correction.ts';
import { histories } from '../testing/history/history-acts.ts';
import { type History, playHistory } from '../testing/history/play-history.ts';

// LODESTONE_HISTORY_TIMES=100 for a hundred times as many histories, LODESTONE_HISTORY_SEED=1 for others: docs/random-histories.md.
const TIMES = Number(process.env['LODESTONE_HISTORY_TIMES'] ?? 1);
const SEED = Number(process.env['LODESTONE_HISTORY_SEED'] ?? 20_261_122);

const LONG_ACTS = 2_500;
/** Two are played in any case, more while something has not come up yet. */
const LONG_HISTORIES_MIN = 2;
const LONG_HISTORIES_MAX = 18;
/** They take seconds; a machine that does much else besides may take longer. */
const TIMEOUT_MILLISECONDS = 180_000 * TIMES;

/** The history of so many acts that a seed stands for. */
function longHistory(seed: number): History {
  const [acts] = fc.sample(histories(LONG_ACTS, LONG_ACTS), { seed, numRuns: 1 });
  return playHistory(acts ?? []);
}

describe('whatever happens, account and rules agree, nothing is lost, and a replay comes to the same', () => {
  test.each(['strict', 'observe'] as const)(
    'in short histories, looked at after each event (%s)',
    (enforcement) => {
      fc.assert(
        fc.property(histories(120), (acts) => {
          const { played, live } = playHistory(acts, { enforcement, eventsBetweenChecks: 1 });
          expect(live.position).toBeLessThanOrEqual(played.length + 1);
        }),
        { numRuns: 60 * TIMES, seed: SEED },
      );
    },
    TIMEOUT_MILLISECONDS,
  );

  test(
    'in long histories, in which everything comes up that can',
    () => {
      const counts = new Map<string, number>();
      const never = () => WAYS.filter((way) => !counts.has(way));
      for (let index = 0; index < LONG_HISTORIES_MAX * TIMES; index += 1) {
        if (index >= LONG_HISTORIES_MIN * TIMES && never().length === 0) break;
        const { ways, facts } = longHistory(SEED + index);
        expect(facts.length).toBeGreaterThan(LONG_ACTS);
        for (const [way, times] of ways) counts.set(way, (counts.get(way) ?? 0) + times);
      }
      const found = [...counts].toSorted(([left], [right]) => (left < right ? -1 : 1));
      const others = found.map(([way, times]) => `${way} ${times}`).join(', ');
      expect(never(), `never came up; what did: ${others}`).toEqual([]);
    },
    TIMEOUT_MILLISECONDS,
  );
});

const WAYS: readonly string[] = [
  // The first begins every history.
  ...EVENT_TYPES.filter((type) => type !== 'ledger-opened'),
  'accepted',
  'partly-accepted',
  'rejected',
  'returned',
  'disputed',
  'waiting',
  'accepted at the dispatch',
  'partly-accepted at the dispatch',
  'rejected at the dispatch',
  'wait ended: dispatched',
  'wait ended: cancelled',
  'settlement proposed',
  'settled as declared',
  'settled as measured',
  'settled as agreed',
  'contested',
  'voided',
  'replaced',
  ...[...BOOKED_CORRECTIONS].map((type) => `replaced ${type}`),
  // What has left the country stays as it left: nothing stands in the way of saying that it did not.
  ...[...BOOKED_CORRECTIONS].filter((type) => type !== 'shipment-exited').map((type) => `contested ${type}`),
  // Whatever is registered may be named by anything, and is never voided.
  ...[...BOOKED_CORRECTIONS].filter((type) => !type.endsWith('-registered')).map((type) => `voided ${type}`),
  ...['adjusted', 'disposed', 'reassayed', 'settled', 'corrected'].map((cause) => `change ${cause}`),
  ...['held', 'in-transit', 'returning', 'packed', 'exported', 'lost', 'disposed', 'voided'].map((at) => `lot ${at}`),
  'circuit that opens for the first time',
  'circuit that opens with stock',
  'hold on a shipment',
  'hold on a unit',
  'hold on a transfer',
  'hold on a lot held',
  'hold on a lot in-transit',
  'hold on a lot in a unit, held',
  'hold on a lot in a unit, in-transit',
  'accepted on hold',
  'partly-accepted on hold',
  'received in a unit',
  ...['voided', 'replaced', 'contested'].map((outcome) => `${outcome} step of a circuit`),
  ...['replaced', 'contested'].map((outcome) => `${outcome} with an output that was assayed`),
  ...['lot-transformed', 'lot-assayed', 'transfer-dispatched', 'transfer-received', 'event-corrected'].map(
    (type) => `${type} by an agent`,
  ),
  'key revoked',
  'key stolen',
  'stolen key that has signed since',
  'mandate ended before its agent filed',
  ...[
    'awaited-differs',
    'correction-contested',
    'discrepancy',
    'owners-differ',
    'seals-differ',
    'signed-with-stolen-key',
    'time-goes-back',
  ].map((code) => `finding ${code}`),
  ...[
    'awaited',
    'circuit-opening',
    'elements-above-net',
    'exported',
    'in-transit',
    'key-retired',
    'key-revoked',
    'key-used',
    'material-gained',
    'measure-gained',
    'no-mandate',
    'not-author',
    'not-correctable',
    'not-holder',
    'not-owner',
    'not-sealed',
    'on-hold',
    'overdrawn',
    'packed',
    'packed-in-unit',
    'returning',
    'role',
    'settled-below-zero',
    'shipment-ended',
    'spent',
    'stolen-later',
    'time-goes-back',
    'transfer-ended',
    'unit-divided',
    'unit-state',
    'voided',
  ].map((code) => `refused ${code}`),
];
