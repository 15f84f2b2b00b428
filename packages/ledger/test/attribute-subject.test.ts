import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { expect, test } from 'vitest';
import { attributeSubject } from '../src/attribute-subject.ts';
import { browseLots, browseShipments } from '../src/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { traceSubject } from '../src/trace-subject.ts';
import { createTestLedger, lastPosition, testFolders, withLedger } from './test-ledger.ts';
import { askedOf, historyOf, LIMIT, tell, tellTo } from './told-history.ts';

const SEED = 20_261_123;
const ACTS = 240;
const TIMEOUT_MILLISECONDS = 60_000;

const testing = testDatabase();
const folders = testFolders();

test(
  'every lot and shipment of a random history is attributed as it is traced, now and as known before',
  async () => {
    const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/attributed');
    await withLedger(ledger, async (open) => {
      const telling = await tellTo(open);
      const played = askedOf(historyOf(SEED, ACTS).played);
      await tell(telling, played.slice(0, played.length >> 1));
      const half = await lastPosition(open);
      await tell(telling, played.slice(played.length >> 1));
      let asked = 0;
      for (const asKnownAt of [half, undefined]) {
        const lots = await browseLots(open, { limit: LIMIT, asKnownAt });
        const shipments = await browseShipments(open, { limit: LIMIT, asKnownAt });
        for (const id of [...lots.map(({ lot }) => lot), ...shipments.map(({ shipment }) => shipment)]) {
          const traced = await tracedOrigins(open, id, asKnownAt);
          expect(await attributedOrigins(open, id, asKnownAt), `${id} as known at ${asKnownAt}`).toEqual(traced);
          asked += 1;
        }
      }
      expect(asked).toBeGreaterThan(50);
    });
  },
  TIMEOUT_MILLISECONDS,
);

async function tracedOrigins(open: Ledger, id: string, asKnownAt: string | undefined) {
  const trace = await traceSubject(open, { id, direction: 'up', element: undefined, depth: 0, asKnownAt });
  return Object.entries(trace?.elements ?? {}).map(([element, { milligrams, unknownMilligrams, origins }]) => {
    return {
      element,
      milligrams,
      unknownMilligrams,
      origins: origins.map((origin) => [origin.lot, origin.milligrams, origin.share]),
    };
  });
}

async function attributedOrigins(open: Ledger, id: string, asKnownAt: string | undefined) {
  const attributed = await attributeSubject(open, id, asKnownAt);
  return [...(attributed?.elements ?? [])].map(([element, { milligrams, unknownMilligrams, origins }]) => ({
    element,
    milligrams: Number(milligrams),
    unknownMilligrams: Number(unknownMilligrams),
    origins: origins.map(({ lotNumber, milligrams: mass, share }) => [
      attributed?.nameOfOrigin.get(lotNumber),
      Number(mass),
      share,
    ]),
  }));
}
