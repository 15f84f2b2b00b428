import { setTimeout as sleep } from 'node:timers/promises';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { PublishedCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { createPublisher } from '../src/publish/publisher.ts';
import { growTo, openGrower } from './grow-ledger.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let grower: Owner;
let ledger: Ledger;

beforeAll(async () => {
  grower = await openGrower(testing.url);
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/publisher');
  ledger = await openLedger(created.place, created.origin);
});

afterAll(async () => {
  await ledger.close();
  await grower.close();
});

test('publishes what is new at its interval, and tells who waits for it', async () => {
  const publisher = createPublisher(ledger, { intervalMilliseconds: 10 });
  await growTo(grower, ledger, 3);
  const published = await publisher.waitPublished(2);
  expect(published.checkpoint.size).toBe(3);
  expect(publisher.last).toBe(published);
  expect(await publisher.waitPublished(1)).toBe(published);
  await growTo(grower, ledger, 5);
  expect((await publisher.waitPublished(4)).number).toBe(published.number + 1);
  await publisher.close();
});

test('publishes on demand whatever is recorded by then, without waiting for the interval', async () => {
  const publisher = createPublisher(ledger, { intervalMilliseconds: 1_000_000 });
  await growTo(grower, ledger, 10);
  const waiting = publisher.waitPublished(9);
  const published = await publisher.publishNow();
  expect(published.checkpoint.size).toBe(10);
  expect(await waiting).toBe(published);
  await publisher.close();
});

/** Publications that end when the test says so; each reads the size when it begins. */
function controlled() {
  const running: { readonly size: number; readonly finish: () => void; readonly fail: (error: Error) => void }[] = [];
  const state = { size: 1, running, atOnce: 0, atOnceMax: 0 };
  const publish = (): Promise<PublishedCheckpoint> => {
    const { size } = state;
    state.atOnce += 1;
    state.atOnceMax = Math.max(state.atOnceMax, state.atOnce);
    const root = digestFromBytes(Buffer.alloc(32));
    return new Promise<PublishedCheckpoint>((resolve, reject) => {
      const published = { number: size, checkpoint: { origin: 'example.org/p', size, root }, note: '', isNew: true };
      running.push({ size, finish: () => resolve(published), fail: reject });
    }).finally(() => {
      state.atOnce -= 1;
    });
  };
  const next = async () => {
    await vi.waitUntil(() => running.length > 0, { timeout: 5_000, interval: 1 });
    return running.shift() as (typeof running)[number];
  };
  return { state, publish, next };
}

describe('of publications that take their time', () => {
  let control: ReturnType<typeof controlled>;
  beforeEach(() => {
    control = controlled();
  });

  test('one is under way at once, and one more for all who ask meanwhile: it sees what they have recorded', async () => {
    const publisher = createPublisher(ledger, { intervalMilliseconds: 1_000_000, publish: control.publish });
    const first = publisher.publishNow();
    const running = await control.next();
    control.state.size = 7;
    const later = [publisher.publishNow(), publisher.publishNow(), publisher.publishNow()];
    running.finish();
    expect((await first).checkpoint.size).toBe(1);
    (await control.next()).finish();
    expect((await Promise.all(later)).map(({ checkpoint }) => checkpoint.size)).toEqual([7, 7, 7]);
    expect(control.state.atOnceMax).toBe(1);
    await publisher.close();
  });

  test('one that fails is told to who waits and to nobody else, and the next goes on', async () => {
    const failures: unknown[] = [];
    const publisher = createPublisher(ledger, {
      intervalMilliseconds: 1,
      publish: control.publish,
      onFailure: (error) => failures.push(error),
    });
    const away = new Error('the database is away');
    const running = await control.next();
    const waiting = publisher.waitPublished(0);
    running.fail(away);
    await expect(waiting).rejects.toBe(away);
    expect(failures).toEqual([away]);
    const again = publisher.waitPublished(0);
    (await control.next()).finish();
    expect((await again).checkpoint.size).toBe(1);
    const closing = publisher.close();
    for (const left of control.state.running) left.finish();
    await closing;
  });

  test('closing waits for the one under way and starts none after it; who still waits is told', async () => {
    const publisher = createPublisher(ledger, { intervalMilliseconds: 1, publish: control.publish });
    const running = await control.next();
    const waiting = publisher.waitPublished(100);
    const order: string[] = [];
    const closing = publisher.close().finally(() => order.push('closed'));
    await sleep(10);
    order.push('finished');
    running.finish();
    await closing;
    expect(order).toEqual(['finished', 'closed']);
    await expect(waiting).rejects.toThrow('the publisher is closed');
    await expect(publisher.publishNow()).rejects.toThrow('the publisher is closed');
    await expect(publisher.waitPublished(100)).rejects.toThrow('the publisher is closed');
    expect(control.state.running).toEqual([]);
  });
});
