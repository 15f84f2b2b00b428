/** Whatever happens, and however it is corrected, what a ledger proves is proven whole, and says what its trace says. */
import { isDeepStrictEqual } from 'node:util';
import { type Act, histories } from '@lodestone/custody/testing/history/history-acts.ts';
import { playHistory } from '@lodestone/custody/testing/history/play-history.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { browseLots, browseShipments } from '../src/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { proveClaim } from '../src/prove-claim.ts';
import { traceSubject } from '../src/trace-subject.ts';
import { digestOf } from './corrected-story.ts';
import { createTestLedger, type Line, record, testFolders, withLedger } from './test-ledger.ts';

const TIMES = Number(process.env['LODESTONE_HISTORY_TIMES'] ?? 1);
const SEED = Number(process.env['LODESTONE_HISTORY_SEED'] ?? 20_261_122);
const ACTS = 240;
const LIMIT = 100_000;
const TIMEOUT_MILLISECONDS = 240_000;

const testing = testDatabase();
const folders = testFolders();

/** What of a history is accepted. The ledger enrols the keys itself. */
function linesOf(seed: number): Line[] {
  const [acts = []] = fc.sample<readonly Act[]>(histories(ACTS, ACTS), { seed, numRuns: 1 });
  const own = acts.map(
    (act): Act => (act.kind === 'changeKey' || act.kind === 'changeCheckpointKey' ? { ...act, kind: 'correct' } : act),
  );
  const { played } = playHistory(own, { digestOf });
  const enrolments = new Set(played.filter(({ event }) => event['type'] === 'key-enrolled').map(({ event }) => event));
  return played
    .filter(({ event, outcome }) => outcome === 'accepted' && !enrolments.has(event))
    .map(({ by, event }) => ({ by, event }));
}

describe.each(Array.from({ length: TIMES }, (_, index) => SEED + index))('a random history (seed %i)', (seed) => {
  test(
    'is proved lot by lot and shipment by shipment, as it is traced',
    async () => {
      const ledger = await createTestLedger(testing.url, await folders.make(), `example.org/proved-${seed}`);
      await withLedger(ledger, async (open) => {
        const { refused } = await record(open, linesOf(seed));
        expect(refused).toBeNull();
        const ids = await subjectsOf(open);
        expect(ids.length).toBeGreaterThan(20);
        for (const id of ids) await expectProved(open, id);
      });
    },
    TIMEOUT_MILLISECONDS,
  );
});

async function subjectsOf(open: Ledger): Promise<string[]> {
  const lots = await browseLots(open, { limit: LIMIT });
  const shipments = await browseShipments(open, { limit: LIMIT });
  return [...lots.map(({ lot }) => lot), ...shipments.map(({ shipment }) => shipment)];
}

async function expectProved(open: Ledger, id: string): Promise<void> {
  const proved = await proveClaim(open, { id, withhold: [], showsUses: true, openings: [] });
  const trace = await traceSubject(open, {
    id,
    direction: 'up',
    element: undefined,
    depth: undefined,
    asKnownAt: undefined,
  });
  // What was voided has neither.
  const failure = proved?.verdict.failure ?? null;
  const believed = (proved?.verdict.notChecked ?? []).filter(({ kind }) => kind === 'book');
  const isAsTraced = isDeepStrictEqual(proved?.verdict.trace ?? null, trace);
  expect.soft({ id, failure, isAsTraced, believed }).toEqual({ id, failure: null, isAsTraced: true, believed: [] });
}
