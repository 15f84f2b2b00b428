/** The key monitor: what is done in a party's name, nothing twice, nothing passed over, and no other history taken. */
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendSubmissions } from '../src/append/append-submissions.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { SignedSubmission } from '../src/append/submission.ts';
import { HistoryChanged, startWatching, type Watched, watchOnce } from '../src/audit/watch-party.ts';
import { keepWatched, readWatched } from '../src/audit/watch-state.ts';
import { appenderOf, enrolment, eventOf, newKey, operatorKey, oreLot, registration, sign } from './submissions.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: Ledger;
let operator: SigningKey;
let mine: SigningKey;
let made = 0;

beforeEach(async () => {
  made += 1;
  const created = await createTestLedger(testing.url, await folders.make(), `example.org/watched-${made}`);
  ledger = await openLedger(created.place, created.origin);
  operator = await operatorKey(ledger);
  mine = newKey();
});

afterEach(() => ledger.close());

async function append(...submissions: SignedSubmission[]): Promise<void> {
  const outcomes = await appendSubmissions(appenderOf(ledger), submissions);
  expect(outcomes.map(({ status }) => status)).toEqual(submissions.map(() => 'recorded'));
}

const byOperator = (...events: object[]) => sign(ledger, operator, ...events);
const enter = () => append(byOperator(registration('MINE-A', ['mine']), enrolment(ledger, 'MINE-A', mine)));
let lots = 0;
const ore = () => {
  lots += 1;
  return oreLot(`ORE-${lots}`);
};

/** Reads to the end. */
async function watch(from: Watched) {
  const notices: string[] = [];
  let watched = from;
  for await (const page of watchOnce(ledger, 'MINE-A', from)) {
    notices.push(
      ...page.notices.map(
        (one) => `${one.what} ${one.type} ${one.position}.${one.ordinal} ${one.isOwn ? 'here' : 'elsewhere'}`,
      ),
    );
    watched = page.watched;
  }
  return { notices, watched };
}

/** As the owner of the tables: nothing refuses this. */
async function asOwner(statement: string): Promise<void> {
  const client = await ledger.database.pool.connect();
  try {
    await client.query('set role none');
    for (const table of ['ledger.entry', 'ledger.event'])
      await client.query(`alter table ${table} disable trigger user`);
    await client.query(statement, [ledger.ledgerId]);
  } finally {
    client.release(true);
  }
}

describe('watching from the first entry', () => {
  test('tells keys that come and go, what each signs, and what agents do', async () => {
    await enter();
    const [second, agent] = [newKey(), newKey()];
    await append(
      byOperator(registration('AGENT-X', ['trader']), enrolment(ledger, 'AGENT-X', agent)),
      sign(ledger, mine, enrolment(ledger, 'MINE-A', second), ore()),
      sign(ledger, second, eventOf({ type: 'mandate-given', agent: 'AGENT-X', acts: ['lot-created'] })),
      sign(ledger, agent, { ...ore(), onBehalfOf: 'MINE-A' }),
      byOperator(eventOf({ type: 'key-revoked', key: second.publicKey, reason: 'lost' })),
      byOperator(eventOf({ type: 'key-revoked', key: agent.publicKey, reason: 'lost' })),
    );
    const { notices, watched } = await watch(await startWatching(ledger, 'MINE-A', 0));
    expect(notices).toEqual([
      'key-enrolled key-enrolled 1.1 here',
      'key-enrolled key-enrolled 3.0 elsewhere',
      'filed lot-created 3.1 elsewhere',
      'filed mandate-given 4.0 elsewhere',
      'filed-on-behalf lot-created 5.0 elsewhere',
      'key-revoked key-revoked 6.0 here',
    ]);
    expect(watched.keys).toEqual([mine.publicKey, second.publicKey]);
    expect(watched.head?.size).toBe(8);
  });

  test('over many pages comes to the end, each notice once', async () => {
    await enter();
    await append(...Array.from({ length: 150 }, () => sign(ledger, mine, ore())));
    const { notices, watched } = await watch(await startWatching(ledger, 'MINE-A', 0));
    expect(notices).toHaveLength(151);
    expect(watched.head?.size).toBe(152);
    expect((await watch(watched)).notices).toEqual([]);
  });
});

describe('watching from the end', () => {
  test('tells what comes later, by keys that were there before too', async () => {
    await enter();
    const start = await startWatching(ledger, 'MINE-A', undefined);
    expect(start.keys).toEqual([mine.publicKey]);
    expect((await watch(start)).notices).toEqual([]);
    await append(sign(ledger, mine, ore()));
    const { notices, watched } = await watch(start);
    expect(notices).toEqual(['filed lot-created 2.0 elsewhere']);
    await append(byOperator(registration('TRADER-T')), sign(ledger, mine, ore()));
    expect((await watch(watched)).notices).toEqual(['filed lot-created 4.0 elsewhere']);
  });

  test('begins nowhere beyond it', async () => {
    await expect(startWatching(ledger, 'MINE-A', 2)).rejects.toThrow('the ledger has 1 entry,');
  });
});

describe('another history', () => {
  let watched: Watched;
  beforeEach(async () => {
    await enter();
    await append(sign(ledger, mine, ore()), sign(ledger, mine, ore()));
    ({ watched } = await watch(await startWatching(ledger, 'MINE-A', 0)));
    await append(sign(ledger, mine, ore()), sign(ledger, mine, ore()));
  });

  test.each([
    ['the entry that was seen last', 3, 'the history was changed: entry 3 had the leaf hash'],
    ['an entry that was not seen yet', 4, 'entry 4'],
  ])('is found when %s was changed', async (_, position, says) => {
    await asOwner(
      `update ledger.entry set body = set_byte(body, 60, get_byte(body, 60) # 1) where ledger_id = $1 and position = ${position}`,
    );
    const work = watch(watched);
    await expect(work).rejects.toThrow(HistoryChanged);
    await expect(work).rejects.toThrow(says);
  });

  test('is found when entries are gone', async () => {
    await asOwner('delete from ledger.entry where ledger_id = $1 and position >= 3');
    await expect(watch(watched)).rejects.toThrow('now it has no such entry');
  });

  test('is found when an entry is gone that was not seen yet', async () => {
    await asOwner('delete from ledger.entry where ledger_id = $1 and position = 4');
    await expect(watch(watched)).rejects.toThrow(HistoryChanged);
  });

  test.each([
    [
      'an event was changed',
      `update ledger.event set body = convert_to(replace(convert_from(body, 'UTF8'), '"CN"', '"AU"'), 'UTF8')
       where ledger_id = $1 and position = 4`,
    ],
    ['an event is hidden', 'delete from ledger.event where ledger_id = $1 and position = 4'],
    ['an event is nobody’s', 'update ledger.event set position = 4, ordinal = 1 where ledger_id = $1 and position = 5'],
  ])('is found when %s', async (_, statement) => {
    await asOwner(statement);
    await expect(watch(watched)).rejects.toThrow(HistoryChanged);
  });
});

describe('what the data folder remembers', () => {
  test('is read as it was kept, for each party and ledger by itself', async () => {
    await enter();
    const watched = await startWatching(ledger, 'MINE-A', undefined);
    expect(await readWatched(ledger, 'MINE-A')).toBeNull();
    await keepWatched(ledger, 'MINE-A', watched);
    expect(await readWatched(ledger, 'MINE-A')).toEqual(watched);
    expect(await readWatched(ledger, 'MINE-B')).toBeNull();
    expect(await readWatched({ ...ledger, name: 'example.org/other#x' }, 'MINE-A')).toBeNull();
    const empty = await startWatching(ledger, 'MINE-A', 0);
    await keepWatched(ledger, 'MINE-A', empty);
    expect(await readWatched(ledger, 'MINE-A')).toEqual({ head: null, keys: [] });
  });
});
