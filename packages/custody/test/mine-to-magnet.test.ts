import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findingsOf, openWorld } from '../testing/given.ts';
import type { LawfulEvent } from '../testing/lawful-event.ts';
import { enterAsRegistered } from '../testing/enter-as-registered.ts';

/** The case lies beside the checkout where Lodestone is developed, and is not part of it. */
const CASE = new URL('../../../../shared/cases/mine-to-magnet/events.jsonl', import.meta.url);

const readEvents = () =>
  readFileSync(CASE, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LawfulEvent);

describe.runIf(existsSync(CASE))('the chain from mine to magnet', () => {
  test('breaks no rule in any of its 41 events', () => {
    const world = openWorld();
    expect(readEvents()).toHaveLength(41);
    // The heap of the mine is registered for mining and leaching; precipitation there is worth a look.
    expect(findingsOf(enterAsRegistered(world, readEvents()))).toEqual(['step-not-among-activities']);
    expect(world.state.things.get('SHP-2026-001')).toMatchObject({
      kind: 'shipment',
      lots: ['MAG-001'],
      ended: 'exited',
    });
  });

  test('needs every event: without the receipts their lots cannot be used', () => {
    const withoutReceipts = readEvents().filter(({ event }) => event['type'] !== 'transfer-received');
    expect(() => enterAsRegistered(openWorld(), withoutReceipts)).toThrow('in transit under transfer TR-001');
  });
});
