import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { expect, test } from 'vitest';
import { type Attributed, attributeSubject } from '../src/attribute-subject.ts';
import { browseLots, browseShipments } from '../src/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { traceSubject } from '../src/trace-subject.ts';
import { keepLineage } from '../src/warm-lineage.ts';
import { createTestLedger, lastPosition, testFolders, withLedger } from './test-ledger.ts';
import { askedOf, historyOf, LIMIT, tell, tellTo } from './told-history.ts';

const SEED = 20_261_123;
const ACTS = 160;
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
      for (const [position, traced] of said) {
        expect(traced.size).toBeGreaterThan(20);
        for (const [id, origins] of traced) {
          expect(originsOf(await attributeSubject(open, id, position)), `${id} as of ${position}`).toEqual(origins);
        }
      }
    });
  },
  TIMEOUT_MILLISECONDS,
);

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
