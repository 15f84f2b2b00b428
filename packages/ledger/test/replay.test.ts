import { lawfulChain } from '@lodestone/custody/testing/lawful-chain.ts';
import type { Fact } from '@lodestone/custody/fact.ts';
import { parseEntry, leafHash } from '@lodestone/proof/entry.ts';
import { streamEntries, streamEvents } from '@lodestone/store/log/read-log.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../src/keys/node-crypto.ts';
import { type Replay, type ReplayedEvent, type ReplayOptions, withReplay } from '../src/audit/replay.ts';
import { openScratch } from '../src/files/scratch.ts';
import { createTestLedger, record, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
const EVENTS = 600;
let log: ReplayedEvent[];
let firstLeafHash: ReturnType<typeof leafHash>;
const ORIGIN = 'example.org/replayed';

beforeAll(async () => {
  const ledger = await createTestLedger(testing.url, await folders.make(), ORIGIN);
  await withLedger(ledger, async (open) => {
    const { refused } = await record(open, [...lawfulChain(7, EVENTS)]);
    if (refused !== null) throw new Error(refused.message);
    const client = await open.database.pool.connect();
    const signed = new Map<number, Pick<ReplayedEvent, 'author' | 'recordedAt'>>();
    for await (const { position, body } of streamEntries(client, open.ledgerId)) {
      const entry = parseEntry(body);
      if (!entry.ok) throw new Error(entry.problem);
      if (position === 0) firstLeafHash = leafHash(body, sha256);
      signed.set(position, entry.value);
    }
    log = [];
    for await (const { position, ordinal, body } of streamEvents(client, open.ledgerId)) {
      const { author = '', recordedAt = '' } = signed.get(position) ?? {};
      log.push({ position, ordinal, author, recordedAt, body: Buffer.from(body) });
    }
    client.release();
  });
});

/** Lends a replay that knows which ledger it is. */
function replaying<Result>(options: ReplayOptions, work: (replay: Replay) => Result): Promise<Result> {
  return withReplay((replay) => {
    replay.setFirstLeafHash(ORIGIN, firstLeafHash);
    return work(replay);
  }, options);
}

const replayAll = (options: ReplayOptions) =>
  replaying(options, (replay) =>
    log.map((event) => {
      const replayed = replay.event(event);
      if (!replayed.accepted) throw new Error(`${event.position}: ${replayed.message}`);
      return replayed.facts;
    }),
  );

describe('a replay that keeps next to nothing in memory', () => {
  test.each([1, 2, 7])(
    'of %i names to a generation makes the same facts as one that keeps all',
    async (generationNames) => {
      const all: (readonly Fact[])[] = await replayAll({});
      expect(all.flat().length).toBeGreaterThan(EVENTS / 2);
      expect(await replayAll({ generationNames })).toEqual(all);
    },
  );

  test('refuses the id of a lot that was on disk for long, and takes no lot twice', async () => {
    await replaying({ generationNames: 1 }, (replay) => {
      for (const event of log) replay.event(event);
      const created = log.findIndex(({ body }) => Buffer.from(body).includes('"type":"lot-created"'));
      const first = log[created] as ReplayedEvent;
      const text = Buffer.from(first.body).toString('utf8');
      const again = Buffer.from(text.replace(/"id":"[^"]*"/, '"id":"00000000-0000-4000-8000-000000000000"'));
      expect(replay.event({ ...first, body: again })).toMatchObject({ accepted: false, code: 'id-used' });
    });
  });
});

test('an event that is recorded twice is refused the second time, however long ago the first was', async () => {
  await replaying({ generationNames: 1 }, (replay) => {
    for (const event of log) replay.event(event);
    for (const event of log) expect(replay.event(event)).toMatchObject({ accepted: false, code: 'event-recorded' });
  });
});

test('other spellings than the canonical one are refused', async () => {
  await replaying({}, (replay) => {
    const [first] = log as [ReplayedEvent];
    const spaced = Buffer.concat([Buffer.from(first.body), Buffer.from(' ')]);
    expect(replay.event({ ...first, body: spaced })).toMatchObject({ accepted: false, code: 'not-an-event' });
  });
});

test('a scratch tells what was set last, and of a set whether a member is new', () => {
  const scratch = openScratch();
  const map = scratch.openMap('map');
  const set = scratch.openSet('set');
  expect(map.get('a')).toBeNull();
  map.set('a', '1');
  map.set('a', '2');
  map.set('A', '3');
  expect([map.get('a'), map.get('A')]).toEqual(['2', '3']);
  expect([set.add('a'), set.add('a'), set.add('A')]).toEqual([true, false, true]);
  scratch.close();
});
