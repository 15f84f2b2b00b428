/** What a stranger gets about the own chain, and what the verifier says of it with nothing but the checkpoint key. */
import { createHash } from 'node:crypto';
import { verifyBundle } from '@lodestone/evidence/verify-bundle.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { mutationsOf } from '@lodestone/evidence/testing/mutations.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { sha256, verifyEd25519 } from '../src/keys/node-crypto.ts';
import { type Evidenced, proveClaim, type ProveRequest } from '../src/evidence/prove-claim.ts';
import { OWN_CHAIN } from './own-chain.ts';
import { recordOwnChain } from './recorded-chain.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { createTestLedger, testFolders, type TestLedger, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
let key: VerifierKey;

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/evidence');
  await recordOwnChain(ledger);
  const [active] = await withLedger(ledger, (open) => readActiveCheckpointKeys(open, 1));
  if (active === undefined) throw new Error('no key');
  key = active;
});

async function prove(id: string, request: Partial<ProveRequest> = {}): Promise<Evidenced> {
  const proved = await withLedger(ledger, (open) =>
    proveClaim(open, { id, withhold: [], showsUses: true, openings: [], ...request }),
  );
  if (proved === null) throw new Error(`nothing is under ${id}`);
  return proved;
}

const verify = (bytes: Uint8Array) => verifyBundle(bytes, { keys: [key], policy: null });
const verifyQuickly = (bytes: Uint8Array) =>
  verifyBundle(bytes, { keys: [key], policy: null }, { sha256, verify: verifyEd25519 });

const eventId = (type: string) => {
  const line = OWN_CHAIN.find(({ event }) => 'type' in event && event.type === type);
  return line !== undefined && 'id' in line.event ? String(line.event.id) : '';
};

describe('a bundle of an event', () => {
  test('is valid for whoever trusts the checkpoint key, in plain JavaScript too', async () => {
    const { bytes, verdict } = await prove(eventId('shipment-exited'));
    expect(verdict).toMatchObject({
      verdict: 'valid',
      level: 'checkpoint',
      failure: null,
      parties: ['OPERATOR', 'WORKS'],
    });
    expect(verify(bytes)).toEqual(verdict);
  });

  test('counts the keys that the ledger holds for its members', async () => {
    const { verdict } = await prove(eventId('lot-created'));
    expect(verdict.keys).toEqual({ heldByLedger: 1, recovery: 0, stolen: 0 });
  });

  test('says which events are withheld, and why', async () => {
    const id = eventId('lot-created');
    const withhold = [{ what: 'facility-registered', why: 'a site of ours' }];
    const { verdict } = await prove(id, { withhold });
    expect(verdict.verdict).toBe('valid');
    const message = expect.stringMatching(/^event \d+\.\d+ is withheld: a site of ours$/);
    expect(verdict.notChecked).toContainEqual({ kind: 'withheld', event: expect.any(String), lot: null, message });
  });

  test('does not hold without the event itself', async () => {
    const id = eventId('lot-created');
    const { verdict } = await prove(id, { withhold: [{ what: id, why: 'secret' }] });
    expect(verdict).toMatchObject({ verdict: 'invalid', failure: { kind: 'subject' } });
  });

  test('is refused by whoever trusts another key', async () => {
    const { bytes } = await prove(eventId('lot-created'));
    expect(verifyBundle(bytes, { keys: [], policy: null }).failure?.kind).toBe('checkpoint');
  });

  test('of something that is not there is none', async () => {
    const request = { id: '00000000-0000-4000-8000-000000000000', withhold: [], showsUses: true, openings: [] };
    expect(await withLedger(ledger, (open) => proveClaim(open, request))).toBeNull();
  });
});

describe('a bundle of a lot or a shipment', () => {
  test('of everything in the chain is proven whole, with the lineage that trace gives', async () => {
    const ids = await namesOf('lot', 'shipment');
    expect(ids.length).toBeGreaterThan(20);
    await withLedger(ledger, async (open) => {
      for (const id of ids) {
        const proved = await proveClaim(open, { id, withhold: [], showsUses: true, openings: [] });
        const request = { id, direction: 'up', element: undefined, depth: undefined, asKnownAt: undefined } as const;
        const trace = await traceSubject(open, request);
        // What was voided has neither.
        const { failure, notChecked } = proved?.verdict ?? { failure: null, notChecked: [] };
        const believed = notChecked.filter(({ kind }) => kind === 'book');
        const found = proved && { id, failure, believed, trace: proved.verdict.trace };
        expect.soft(found).toEqual(trace && { id, failure: null, believed: [], trace });
      }
    });
  });
});

describe('a claim that was forged, its digest made anew,', () => {
  test('is refused when masses move from one origin to another', async () => {
    const claim = claimOf(await prove('SHP-1'));
    const [first, second] = claim.trace.elements['Nd']?.origins ?? [];
    if (first === undefined || second === undefined) throw new Error('SHP-1 has two origins of Nd at least');
    first.milligrams -= 1;
    second.milligrams += 1;
    const { failure } = verify(withClaim(await prove('SHP-1'), claim));
    expect(failure).toMatchObject({ kind: 'trace', field: 'claim.trace.elements.Nd.origins[0].milligrams' });
  });

  test('is refused when anything of its book or its trace is another', async () => {
    const proved = await prove('SHP-1');
    const { subject, book, trace } = JSON.parse(JSON.stringify(claimOf(proved)));
    const survivors: string[] = [];
    const mutations = [...mutationsOf({ book, trace })];
    // Some of each kind: the whole small space is tried in packages/evidence/test/attack.test.ts.
    for (const [index, { name, value }] of mutations.entries()) {
      if (index % EVERY !== 0) continue;
      const changed = withClaim(proved, { subject, ...Object(value) });
      if (verifyQuickly(changed).verdict === 'valid') survivors.push(name);
    }
    expect(survivors).toEqual([]);
    expect(mutations.length).toBeGreaterThan(100 * EVERY);
  });

  test('that says more of an event that is withheld is believed, and the verdict names lot, event and why', async () => {
    const withhold = [{ what: 'lot-assayed', why: 'a secret of the laboratory' }];
    const { verdict } = await prove('OX-LA', { withhold });
    expect(verdict.failure).toBeNull();
    expect(verdict.notChecked).toContainEqual(
      expect.objectContaining({ kind: 'book', lot: 'OX-LA', message: expect.stringContaining('it is withheld') }),
    );
  });
});

const EVERY = 29;

interface ReadClaim {
  readonly book: readonly object[];
  readonly trace: { readonly elements: Record<string, { readonly origins: { milligrams: number }[] }> };
}

function claimOf({ bytes }: Evidenced): ReadClaim {
  return JSON.parse(Buffer.from(bytes).toString('utf8')).claim;
}

/** The bundle with another claim, and a digest that fits. */
function withClaim({ bytes }: Evidenced, claim: object): Uint8Array {
  const { digest: _, ...bundle } = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const undigested = { ...bundle, claim: JSON.parse(JSON.stringify(claim)) };
  const digest = createHash('sha256')
    .update(`lodestone/bundle/1\n${canonicalize(undigested)}`)
    .digest('base64url');
  return Buffer.from(canonicalize({ ...undigested, digest }));
}

/** The names of all things of these kinds that the ledger has recorded. */
async function namesOf(...kinds: readonly ('lot' | 'shipment')[]): Promise<string[]> {
  return withLedger(ledger, async ({ database, ledgerId }) => {
    const names: string[] = [];
    for (const kind of kinds) {
      const { rows } = await database.pool.query<{ name: string }>(
        `select ${kind} as name from view.${kind} where ledger_id = $1`,
        [ledgerId],
      );
      names.push(...rows.map(({ name }) => name));
    }
    return names;
  });
}
