import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { type cosignCheckpoint, readCosignedNote } from '../src/witness/cosign-checkpoint.ts';
import { createMetrics } from '../src/metrics.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { PublishedCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { createPublisher } from '../src/publish/publisher.ts';
import type { WitnessAnswer } from '../src/witness/request-cosignature.ts';
import { createWitnessRounds } from '../src/witness/witness-rounds.ts';
import { growTo, openGrower } from './grow-ledger.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';
import { answeringServer, createCosigner, startWitness, type TestWitness } from './test-witness.ts';

const testing = testDatabase();
const folders = testFolders();
const script = await answeringServer();
let grower: Owner;
let ledger: Ledger;
let key: VerifierKey;

beforeAll(async () => {
  grower = await openGrower(testing.url);
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/rounds');
  ledger = await openLedger(created.place, created.origin);
  const [named] = await readActiveCheckpointKeys(ledger, 1);
  if (named === undefined) throw new Error('no key');
  key = named;
});

afterAll(async () => {
  await ledger.close();
  await grower.close();
});

const writePolicy = (...lines: string[]) =>
  writeFile(join(ledger.dataFolder, 'witness-policy.txt'), `${lines.join('\n')}\nquorum none\n`);
const lineOf = (name: string, url: string) => `witness ${name} ${formatCosignerKey(createCosigner(name).key)} ${url}`;
const checkpointOf = (size: number): PublishedCheckpoint => {
  const checkpoint = { origin: 'example.org/rounds', size, root: digestFromBytes(Buffer.alloc(32)) };
  return { number: size, checkpoint, note: '', isNew: true };
};

/** Witnesses that answer when the test says so. */
function controlled() {
  const asked: { readonly name: string; readonly size: number; readonly answer: (answer: WitnessAnswer) => void }[] =
    [];
  const ask: typeof cosignCheckpoint = (_, { name }, { checkpoint }, options) =>
    new Promise<WitnessAnswer>((answer) => {
      asked.push({ name, size: checkpoint.size, answer });
      options?.signal?.addEventListener('abort', () => answer(failed));
    });
  const next = async () => {
    await vi.waitUntil(() => asked.length > 0, { timeout: 5_000, interval: 1 });
    return asked.shift() as (typeof asked)[number];
  };
  return { asked, ask, next };
}

const cosigned = (): WitnessAnswer => {
  const { key: cosignerKey } = createCosigner('any.example/w');
  return { outcome: 'cosigned', cosignature: { key: cosignerKey, timestamp: 1, line: '' } };
};
const failed: WitnessAnswer = { outcome: 'no-answer', message: 'away' };

describe('a witness', () => {
  let control: ReturnType<typeof controlled>;
  let now: number;
  beforeEach(async () => {
    control = controlled();
    now = 1_000_000;
    await writePolicy(lineOf('slow', script.url));
  });
  const begin = () => createWitnessRounds(ledger, { ask: control.ask, now: () => now });

  test('is asked one thing at a time, and next about what is newest then', async () => {
    const rounds = begin();
    rounds.offer(checkpointOf(1));
    const first = await control.next();
    for (const size of [2, 3, 4]) rounds.offer(checkpointOf(size));
    await sleep(20);
    expect(control.asked).toEqual([]);
    first.answer(cosigned());
    expect((await control.next()).size).toBe(4);
    await rounds.close();
  });

  test('is not asked again about what it has cosigned', async () => {
    const rounds = begin();
    rounds.offer(checkpointOf(1));
    (await control.next()).answer(cosigned());
    await sleep(20);
    for (let time = 0; time < 3; time++) {
      rounds.offer(checkpointOf(1));
      await sleep(10);
    }
    expect(control.asked).toEqual([]);
    await rounds.close();
  });

  test('that fails is asked again with pauses that grow to a minute', async () => {
    const rounds = begin();
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      rounds.offer(checkpointOf(1));
      (await control.next()).answer(failed);
      await sleep(5);
      now += pause - 1;
      rounds.offer(checkpointOf(1));
      await sleep(10);
      expect(control.asked, `${pause}`).toEqual([]);
      now += 1;
    }
    await rounds.close();
  });

  test('that hangs does not hold up another, nor the end', async () => {
    await writePolicy(lineOf('slow', script.url), lineOf('quick', script.url));
    const rounds = createWitnessRounds(ledger);
    script.answering = () => undefined;
    script.asked.length = 0;
    rounds.offer(checkpointOf(1));
    await vi.waitUntil(() => script.asked.length === 2, { timeout: 5_000 });
    const started = Date.now();
    await rounds.close();
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

test('a policy that cannot be read is told, and the next offer reads it again', async () => {
  const control = controlled();
  const failures: unknown[] = [];
  const rounds = createWitnessRounds(ledger, { ask: control.ask, onFailure: (error) => failures.push(error) });
  await writePolicy('witness');
  rounds.offer(checkpointOf(1));
  await vi.waitUntil(() => failures.length === 1);
  expect(String(failures[0])).toContain('witness-policy.txt: line 1');
  await writePolicy(lineOf('mended', script.url));
  rounds.offer(checkpointOf(1));
  expect(await control.next()).toMatchObject({ name: 'mended', size: 1 });
  await rounds.close();
});

describe('a publisher', () => {
  const serving: TestWitness[] = [];
  afterAll(async () => {
    for (const witness of serving) await witness.close();
  });

  test('has each checkpoint cosigned beside it, and counts how far each witness is behind', async () => {
    serving.push(await startWitness('audit', [key], await folders.make()));
    const hanging = formatCosignerKey(createCosigner('hanging.example/w').key);
    script.answering = () => undefined;
    await writePolicy(serving[0]?.policyLine ?? '', `witness hanging ${hanging} ${script.url}`);
    const metrics = createMetrics();
    const failures: unknown[] = [];
    const onFailure = (error: unknown) => failures.push(error);
    const publisher = createPublisher(ledger, { intervalMilliseconds: 10, metrics, onFailure });
    await growTo(grower, ledger, 5);
    const first = await publisher.waitPublished(4);
    await vi.waitUntil(async () => (await readCosignedNote(ledger, first)).includes('audit.example'), {
      timeout: 5_000,
    });
    await growTo(grower, ledger, 9);
    const second = await publisher.waitPublished(8);
    await vi.waitUntil(async () => (await readCosignedNote(ledger, second)).includes('audit.example'), {
      timeout: 5_000,
    });
    await vi.waitUntil(
      async () => (await metrics.text()).includes('lodestone_witness_behind_seconds{witness="audit"} 0'),
      {
        timeout: 5_000,
      },
    );
    const text = await metrics.text();
    expect(text).toContain('lodestone_witness_cosigned_entries{witness="audit"} 9');
    expect(text).toContain('lodestone_witness_cosigned_entries{witness="hanging"} 0');
    expect(text).toMatch(/lodestone_witness_behind_seconds\{witness="hanging"\} (?!0$)/m);
    await publisher.close();
    expect(failures).toEqual([]);
  });

  test('that begins anew does not ask for what is cosigned', async () => {
    const asked = serving[0]?.answers.length;
    const publisher = createPublisher(ledger, { intervalMilliseconds: 10 });
    await publisher.publishNow();
    await sleep(100);
    await publisher.close();
    expect(serving[0]?.answers.length).toBe(asked);
  });
});
