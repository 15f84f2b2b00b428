import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { writeCosignatures } from '@lodestone/store/log/cosignatures.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findCoveringCheckpoint, isWitnessed, NotCovered } from '../src/witness/covering-checkpoint.ts';
import { readWitnessPolicy } from '../src/witness/ask-witnesses.ts';
import { draftCheckpointKey } from '../src/keys/rotate-checkpoint-key.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { proveClaim } from '../src/evidence/prove-claim.ts';
import { type PublishedCheckpoint, publishCheckpoint, readLastCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { registration } from './submissions.ts';
import { createTestLedger, record, testFolders } from './test-ledger.ts';
import { createCosigner, type TestCosigner } from './test-witness.ts';

// What a bundle is made with that is to be as of a checkpoint which witnesses have had time to cosign.

const testing = testDatabase();
const folders = testFolders();
const audit = createCosigner('audit.example/w');
const customs = createCosigner('customs.example/w');
let ledger: Ledger;
/** After entries 1 to 4; entry 5 is in none. */
const published: PublishedCheckpoint[] = [];
const events = ['A', 'B', 'C', 'D', 'E'].map((name) => registration(`TRADER-${name}`));

beforeAll(async () => {
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/published');
  ledger = await openLedger(created.place, created.origin);
  for (const event of events) {
    await record(ledger, [{ by: 'OPERATOR', event }]);
    if (event !== events.at(-1)) published.push(await publishCheckpoint(ledger));
  }
  await cosign(0, audit, customs);
  await cosign(1, audit, customs);
  await cosign(2, audit);
  await cosign(3, createCosigner('stranger.example/w'));
});

afterAll(() => ledger.close());

async function cosign(index: number, ...cosigners: readonly TestCosigner[]): Promise<void> {
  const { number, note } = published[index] as PublishedCheckpoint;
  const lines = cosigners.map((cosigner) => cosigner.cosign(note, Math.floor(Date.now() / 1_000)));
  await writeCosignatures(ledger.database, ledger.ledgerId, number, lines);
}

async function policyOf(quorum: string) {
  const lines = [audit, customs].map(({ key }, index) => `witness w${index} ${formatCosignerKey(key)}`);
  const text = [...lines, 'group both all w0 w1', `quorum ${quorum}`, ''].join('\n');
  await writeFile(join(ledger.dataFolder, 'witness-policy.txt'), text);
  const policy = await readWitnessPolicy(ledger.dataFolder);
  if (policy === null) throw new Error('no policy');
  return policy;
}

test.each([
  ['the quorum has cosigned', 'both', 2, 3],
  ['one of two has cosigned', 'w0', 2, 4],
  ['anybody has cosigned, where the policy asks for nobody,', 'none', 2, 4],
  ['is the newest, where none that is large enough is cosigned by the quorum,', 'both', 4, 5],
])('of the checkpoints that cover the subject the newest that %s is taken', async (_, quorum, size, expected) => {
  const policy = await policyOf(quorum);
  const found = await findCoveringCheckpoint(ledger, policy, size);
  expect(found.checkpoint.size).toBe(expected);
  expect(found).toEqual({ ...published[expected - 2], isNew: false });
  expect(await isWitnessed(ledger, policy, found)).toBe(expected < 5);
});

test('the newest is taken where there is no policy', async () => {
  expect((await findCoveringCheckpoint(ledger, null, 2)).checkpoint.size).toBe(5);
});

test('what was recorded after the last checkpoint is not covered: both sizes are named', async () => {
  const covering = findCoveringCheckpoint(ledger, null, 6);
  await expect(covering).rejects.toThrow(NotCovered);
  await expect(covering).rejects.toThrow(/in the first 6 entries, and what is published has 5 entries: run lodestone/);
});

test('a bundle as published has the cosignatures, and publishes nothing', async () => {
  await policyOf('both');
  const prove = (index: number, asPublished: boolean) => {
    const id = events[index]?.['id'];
    if (typeof id !== 'string') throw new Error(`event ${index} has no id`);
    return proveClaim(ledger, { id, withhold: [], showsUses: true, openings: [], asPublished });
  };
  // Of a key that signs later checkpoints the subject's need not know.
  const { by, event } = await draftCheckpointKey(ledger);
  await record(ledger, [{ by, event }]);
  const proved = await prove(1, true);
  expect(proved?.verdict).toMatchObject({ verdict: 'valid', size: 3 });
  expect(proved?.isWitnessed).toBe(true);
  expect(Buffer.from(proved?.bytes ?? []).toString('utf8')).toContain(' audit.example/w ');
  await expect(prove(4, true)).rejects.toThrow(NotCovered);
  expect((await readLastCheckpoint(ledger))?.checkpoint.size).toBe(5);
  expect(await prove(4, false)).toMatchObject({ isWitnessed: false, verdict: { size: 7 } });
  // Of a policy that names nobody nothing is missing.
  await writeFile(join(ledger.dataFolder, 'witness-policy.txt'), 'quorum none\n');
  expect(await prove(4, false)).toMatchObject({ isWitnessed: null });
});
