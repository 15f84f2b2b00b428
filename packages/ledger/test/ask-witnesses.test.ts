import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cosignerKeyOf, formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { publicKeyOf, signEd25519 } from '@lodestone/proof/ed25519.ts';
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { createWitness } from '@lodestone/witness/witness.ts';
import { serveWitness, type WitnessServer } from '@lodestone/witness/witness-server.ts';
import { openWitnessState, type WitnessState } from '@lodestone/witness/witness-state.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { type Ledger, LedgerCutShort, openLedger } from '../src/open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { cutTo, growTo, openGrower, unpublish } from './grow-ledger.ts';
import { registration } from './submissions.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, record, type TestLedger, testFolders } from './test-ledger.ts';

// An old backup is back, and all that this machine remembers with it: only the witnesses still know better.

const testing = testDatabase();
const folders = testFolders();
const secret = randomBytes(32);
const witnessKey = cosignerKeyOf('witness.example/w1', formatPublicKey(publicKeyOf(secret)));
const sign = (message: Uint8Array) => signEd25519(secret, message);
let grower: Owner;
let state: WitnessState;
let server: WitnessServer;
let made: TestLedger;

async function withOpen<Result>(use: (ledger: Ledger) => Promise<Result>): Promise<Result> {
  const ledger = await openLedger(made.place, made.origin);
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}

const post = (body: string) => fetch(`${server.url}/add-checkpoint`, { method: 'POST', body });
const policyOf = (url: string) => `witness w1 ${formatCosignerKey(witnessKey)} ${url}\nquorum none\n`;
const trust = (url: string) => writeFile(join(made.place.dataFolder, 'witness-policy.txt'), policyOf(url));

/** Takes back what was recorded and published, and forgets it: database, data folder and anchor. */
async function restore(ledger: Ledger, size: number): Promise<void> {
  await cutTo(grower, ledger, size);
  await unpublish(grower, ledger, 0, 0);
  await rm(ledger.anchorPath, { force: true });
}

const forget = () => rm(join(made.place.dataFolder, 'ledgers.json'), { force: true });

beforeAll(async () => {
  grower = await openGrower(testing.url);
  made = await createTestLedger(testing.url, await folders.make(), 'example.org/witnessed');
  state = openWitnessState(join(await folders.make(), 'witness.sqlite'));
  const [key] = await withOpen((ledger) => readActiveCheckpointKeys(ledger, 1));
  if (key === undefined) throw new Error('no key');
  const witness = createWitness({ key: witnessKey, sign, logs: [key], state, now: Date.now });
  server = await serveWitness(witness, { host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await server.close();
  state.close();
  await grower.close();
});

async function expectRefused(message: RegExp): Promise<void> {
  await withOpen(async (ledger) => {
    const publishing = publishCheckpoint(ledger);
    await expect(publishing).rejects.toThrow(LedgerCutShort);
    await expect(publishing).rejects.toThrow(message);
    const recording = record(ledger, [{ by: 'OPERATOR', event: registration('AFTER') }]);
    await expect(recording).rejects.toThrow(message);
  });
  await forget();
}

test('what a witness has cosigned is not gone back behind, nor is another history begun', async () => {
  const published: PublishedCheckpoint = await withOpen(async (ledger) => {
    await growTo(grower, ledger, 300);
    return publishCheckpoint(ledger);
  });
  expect((await post(`old 0\n\n${published.note}`)).status).toBe(200);
  await withOpen((ledger) => restore(ledger, 200));
  await forget();
  await trust(`${server.url}/`);
  const where = server.url.replaceAll('.', '\\.');
  await expectRefused(new RegExp(`has 200 entries, a checkpoint of 300 was published \\(${where}/\\): some were lost`));

  await withOpen(async (ledger) => {
    await growTo(grower, ledger, 320);
    await grower.query(
      `update ledger.entry set leaf_hash = sha256('another') where ledger_id = $1 and position = 250`,
      [ledger.ledgerId],
    );
  });
  await forget();
  await expectRefused(/the root of the first 300 entries is .*, published was .*: this is another history/);
});

test('a ledger that goes on from there is signed', async () => {
  await withOpen(async (ledger) => {
    await cutTo(grower, ledger, 250);
    await growTo(grower, ledger, 330);
    expect((await publishCheckpoint(ledger)).checkpoint.size).toBe(330);
  });
});

test('a witness that does not answer, or answers nonsense, holds nothing up', async () => {
  await withOpen((ledger) => restore(ledger, 100));
  await forget();
  const nonsense = createServer((_, response) => response.end('x'.repeat(100_000)));
  nonsense.listen(0, '127.0.0.1');
  await once(nonsense, 'listening');
  const { port } = nonsense.address() as AddressInfo;
  for (const url of [`http://127.0.0.1:${port}`, 'http://127.0.0.1:1', 'not-an-address']) {
    await trust(url);
    await withOpen(async (ledger) => {
      await growTo(grower, ledger, 101);
      await expect(publishCheckpoint(ledger)).resolves.toMatchObject({ checkpoint: { size: 101 } });
      await restore(ledger, 100);
    });
    await forget();
  }
  nonsense.close();
  await once(nonsense, 'close');
});

test('a policy that cannot be read stops, and says where it is wrong', async () => {
  await writeFile(join(made.place.dataFolder, 'witness-policy.txt'), 'quorum W\n');
  await withOpen(async (ledger) => {
    await expect(publishCheckpoint(ledger)).rejects.toThrow(/witness-policy\.txt: line 1: "W" is no witness or group/);
  });
});
