import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { expect, test } from 'vitest';
import { type Attributed, attributeSubject } from '../src/attribute-subject.ts';
import { browseLots, browseShipments } from '../src/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { traceSubject } from '../src/trace-subject.ts';
import { keepLineage } from '../src/warm-lineage.ts';
import { at } from './own-chain.ts';
import { createTestLedger, lastPosition, recordAll, testFolders, withLedger } from './test-ledger.ts';
import { askedOf, historyOf, LIMIT, tell, tellTo } from './told-history.ts';

const SEED = 20_261_123;
const ACTS = 200;
const TIMEOUT_MILLISECONDS = 120_000;

const testing = testDatabase();
const folders = testFolders();

test(
  'a random history is attributed as it is traced: by the database, by what is kept in memory, and as known before',
  async () => {
    const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/attributed');
    await withLedger(ledger, async (open) => {
      const telling = await tellTo(open);
      const played = askedOf(historyOf(SEED, ACTS).played);
      const [masses, graph] = [keepLineage(open, 'masses'), keepLineage(open, 'graph')];
      const said = new Map<string, ReadonlyMap<string, unknown>>();
      for (const part of [played.slice(0, played.length >> 1), played.slice(played.length >> 1)]) {
        await tell(telling, part);
        const traced = await traceAll(open);
        for (const [id, origins] of traced) {
          expect(originsOf(await attributeSubject(open, id, undefined)), id).toEqual(origins);
          expect(originsOf(await masses.attribute(id)), `${id}, with masses in memory`).toEqual(origins);
          expect(originsOf(await graph.attribute(id)), `${id}, with the graph in memory`).toEqual(origins);
        }
        said.set(await lastPosition(open), traced);
      }
      expect([...said.values()].at(-1)?.size).toBeGreaterThan(20);
      for (const [position, traced] of said) {
        for (const [id, origins] of traced) {
          expect(originsOf(await attributeSubject(open, id, position)), `${id} as of ${position}`).toEqual(origins);
        }
      }
    });
  },
  TIMEOUT_MILLISECONDS,
);

test('masses that are together beyond the numbers in memory are attributed all the same', async () => {
  const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/beyond-numbers');
  const material = { form: 'ore', product: 'clay' };
  const quantity = (netMilligrams: number, Nd: number) => ({ netMilligrams, elementMilligrams: { Nd } });
  const created = (lot: string) => {
    const mined = { type: 'lot-created', lot, origin: 'mined', country: 'CN', material };
    return at(1, 'MINE', { ...mined, quantity: quantity(9e15, 6e15) });
  };
  const merged = { type: 'lot-transformed', step: 'beneficiation', inputs: [{ lot: 'ONE' }, { lot: 'OTHER' }] };
  const outputs = [{ lot: 'MUCH', material: { ...material, form: 'concentrate' }, quantity: quantity(9e12, 7e12) }];
  await withLedger(ledger, async (open) => {
    await recordAll(open, [
      at(0, 'OPERATOR', { type: 'party-registered', party: 'MINE', name: 'MINE', roles: ['mine'], country: 'CN' }),
      created('ONE'),
      created('OTHER'),
      at(2, 'MINE', { ...merged, outputs }),
    ]);
    const half = ['ONE', 'OTHER'].map((lot) => [lot, 3_500_000_000_000, '0.500000']);
    const expected = [{ element: 'Nd', milligrams: 7e12, unknownMilligrams: 0, origins: half }];
    expect(originsOf(await attributeSubject(open, 'MUCH', undefined))).toEqual(expected);
    expect(originsOf(await keepLineage(open, 'masses').attribute('MUCH'))).toEqual(expected);
    expect(originsOf(await keepLineage(open, 'graph').attribute('MUCH'))).toEqual(expected);
  });
});

/** The origins of every lot and shipment. */
async function traceAll(open: Ledger): Promise<ReadonlyMap<string, unknown>> {
  const lots = await browseLots(open, { limit: LIMIT });
  const shipments = await browseShipments(open, { limit: LIMIT });
  const traced = new Map<string, unknown>();
  for (const id of [...lots.map(({ lot }) => lot), ...shipments.map(({ shipment }) => shipment)]) {
    const options = { direction: 'up', element: undefined, depth: 0, asKnownAt: undefined } as const;
    const trace = await traceSubject(open, { id, ...options });
    const elements = Object.entries(trace?.elements ?? {}).map(
      ([element, { milligrams, unknownMilligrams, origins }]) => {
        const of = origins.map(({ lot, milligrams: mass, share }) => [lot, mass, share]);
        return { element, milligrams, unknownMilligrams, origins: of };
      },
    );
    traced.set(id, elements);
  }
  return traced;
}

/** The same of an attribution. */
function originsOf(attributed: Attributed | null): unknown {
  return [...(attributed?.elements ?? [])].map(([element, { milligrams, unknownMilligrams, origins }]) => {
    const of = origins.map(({ lotNumber, milligrams: mass, share }) => {
      return [attributed?.nameOfOrigin.get(lotNumber), Number(mass), share];
    });
    return { element, milligrams: Number(milligrams), unknownMilligrams: Number(unknownMilligrams), origins: of };
  });
}
