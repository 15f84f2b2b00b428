/** Whatever happens, and however it is corrected, what a ledger proves is proven whole, and says what its trace says. */
import { isDeepStrictEqual } from 'node:util';
import { readBundle } from '@lodestone/evidence/bundle-bytes.ts';
import { verifyBundle } from '@lodestone/evidence/verify-bundle.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { showVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { describe, expect, test } from 'vitest';
import { browseLots, browseShipments } from '../src/ask/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { sha256, verifyEd25519 } from '../src/keys/node-crypto.ts';
import { type Evidenced, proveClaim } from '../src/evidence/prove-claim.ts';
import { listCheckpointKeys } from '../src/keys/rotate-checkpoint-key.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { createTestLedger, testFolders, withLedger } from './test-ledger.ts';
import { askedOf, historyOf, isFollowed, LIMIT, stolenOf, tell, tellTo } from './told-history.ts';

const TIMES = Number(process.env['LODESTONE_HISTORY_TIMES'] ?? 1);
const SEED = Number(process.env['LODESTONE_HISTORY_SEED'] ?? 20_261_122);
const ACTS = 240;
const TIMEOUT_MILLISECONDS = 240_000;

const testing = testDatabase();
const folders = testFolders();

describe.each(Array.from({ length: TIMES }, (_, index) => SEED + index))('a random history (seed %i)', (seed) => {
  test(
    'is proved lot by lot and shipment by shipment, as it is traced',
    async () => {
      const ledger = await createTestLedger(testing.url, await folders.make(), `example.org/proved-${seed}`);
      await withLedger(ledger, async (open) => {
        const telling = await tellTo(open);
        const asked = askedOf(historyOf(seed, ACTS).played);
        await tell(
          telling,
          asked.filter(({ outcome }) => outcome === 'accepted'),
        );
        const stolen = new Set((await stolenOf(telling)).map(({ position }) => position));
        const ids = await subjectsOf(open);
        expect(ids.length).toBeGreaterThan(20);
        let latest: Evidenced | null = null;
        for (const id of ids) latest = (await expectProved(open, id, stolen)) ?? latest;
        for (const { key } of await listCheckpointKeys(open)) {
          expect.soft(isTrustedBy(latest, key), key.publicKey).toBe(isFollowed(telling, key.publicKey));
        }
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

async function expectProved(open: Ledger, id: string, stolen: ReadonlySet<number>): Promise<Evidenced | null> {
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
  if (proved !== null) expectMarked(proved, stolen);
  expect.soft({ id, failure, isAsTraced, believed }).toEqual({ id, failure: null, isAsTraced: true, believed: [] });
  return proved;
}

/** That it names what thieves may have signed of it, and nothing else. */
function expectMarked({ bytes, verdict }: Evidenced, stolen: ReadonlySet<number>): void {
  const ofBundle = readBundle(bytes, sha256).entries.flatMap(({ entry }) => {
    const parsed = parseEntry(encodeUtf8(entry));
    return parsed.ok ? [parsed.value.position] : [];
  });
  const marked = ofBundle.filter((position) => stolen.has(position));
  const places = verdict.notChecked.filter(({ kind }) => kind === 'stolen').map(({ event }) => event);
  expect.soft({ stolen: verdict.keys.stolen, places: new Set(places) }).toEqual({
    stolen: marked.length,
    places: new Set(marked.map((position) => `${position}.0`)),
  });
}

/** Whether it holds for whoever trusts that key alone. */
function isTrustedBy(proved: Evidenced | null, key: VerifierKey): boolean {
  const trust = { keys: [key], policy: null };
  const { trustedKeys } = verifyBundle(proved?.bytes ?? new Uint8Array(), trust, { sha256, verify: verifyEd25519 });
  return trustedKeys[0] === showVerifierKey(key);
}
