import { digestFromBytes, digestToBytes } from '@lodestone/proof/digest.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntryRow, EventRow } from '../src/append/append-rows.ts';
import { makeRows, sha256, uuidOf } from './chain-rows.ts';
import { makeTwoEntryLedger } from './two-entry-ledger.ts';

// An entry with one event is appended by a call that no trigger looks after: what continues-chain.test.ts has refused to
// plain SQL, the call itself refuses. The ledger has entries 0 and 1, and whatever a test adds is rolled back.

const testing = testDatabase();
let owner: pg.Client;
let ledgerId: number;
let last: EntryRow;

beforeAll(async () => {
  ({ ledgerId, last } = await makeTwoEntryLedger(testing.url));
  owner = new pg.Client({ connectionString: testing.url });
  await owner.connect();
});

afterAll(() => owner.end());

interface Single {
  readonly entry: EntryRow;
  readonly event: EventRow;
}

/** Entry 2, as it should be. */
function next(change: Partial<Parameters<typeof makeRows>[0]> = {}): Single {
  const { entry, events } = makeRows({ position: 2, previous: last.leafHash, events: 1, ...change });
  return { entry, event: events[0] as EventRow };
}

const CALL = 'select ledger.append_single($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)';

/** Calls as the writer; answers what is there then, as one text. */
async function attempt({ entry, event }: Single): Promise<unknown> {
  await owner.query('begin; set local role lodestone_writer');
  try {
    const { position, previous, leafHash, recordedAt, author, submission, body } = entry;
    const ofHead = [previous === null ? null : digestToBytes(previous), recordedAt];
    const ofEntry = [position, digestToBytes(leafHash), author, submission, body];
    const ofEvent = [event.eventId, digestToBytes(event.digest), event.type, event.occurredAt, event.body];
    await owner.query(CALL, [ledgerId, ...ofHead, ...ofEntry, ...ofEvent]);
    await owner.query('set constraints all immediate');
    const { rows } = await owner.query(
      `select h.size, h.leaf_hash, h.recorded_at, e.leaf_hash as own_hash, e.author, e.submission, e.body, v.ordinal,
         v.event_id, v.digest, v.type, v.occurred_at, v.body as event_body
       from ledger.head h join ledger.entry e on e.ledger_id = h.ledger_id and e.position = h.size - 1
       join ledger.event v on v.ledger_id = e.ledger_id and v.position = e.position where h.ledger_id = $1`,
      [ledgerId],
    );
    return rows;
  } finally {
    await owner.query('rollback');
  }
}

/** An entry whose bytes say something else, under the hash that these bytes have. */
function rewritten(single: Single, change: (text: string) => string): Single {
  const body = Buffer.from(change(Buffer.from(single.entry.body).toString()));
  return { ...single, entry: { ...single.entry, body, leafHash: leafOf(body) } };
}

const leafOf = (body: Buffer) => digestFromBytes(sha256(Buffer.concat([Buffer.from([0]), body])));
const someHash = digestFromBytes(sha256(Buffer.from('something else')));

test('adds an entry with its event, and moves the head onto it', async () => {
  const { entry, event } = next();
  expect(await attempt({ entry, event })).toEqual([
    {
      size: '3',
      leaf_hash: Buffer.from(digestToBytes(entry.leafHash)),
      recorded_at: new Date(entry.recordedAt),
      own_hash: Buffer.from(digestToBytes(entry.leafHash)),
      author: entry.author,
      submission: entry.submission,
      body: Buffer.from(entry.body),
      ordinal: 0,
      event_id: event.eventId,
      digest: Buffer.from(digestToBytes(event.digest)),
      type: event.type,
      occurred_at: new Date(event.occurredAt),
      event_body: Buffer.from(event.body),
    },
  ]);
});

const withEntry = (change: Partial<EntryRow>) => (single: Single) => ({
  ...single,
  entry: { ...single.entry, ...change },
});
const withEvent = (change: Partial<EventRow>) => (single: Single) => ({
  ...single,
  event: { ...single.event, ...change },
});
const withText = (change: (text: string) => string) => (single: Single) => rewritten(single, change);

describe('refuses an entry', () => {
  test.each<[string, () => Single, string]>([
    ['in the place of another', () => next({ position: 1 }), 'the head cannot move from size 2 to size 2'],
    ['with a gap before it', () => next({ position: 3 }), 'the head cannot move from size 2 to size 4'],
    ['that is recorded back in time', () => next({ recordedAt: '2026-03-01T08:00:00.000Z' }), 'the head cannot move'],
    [
      'as a second entry 0',
      () => next({ position: 0, previous: null, variant: 1 }),
      'the head cannot move from size 2',
    ],
    ['that names no predecessor', () => next({ previous: null }), 'does not continue the chain'],
  ])('%s', async (_, rows, message) => {
    await expect(attempt(rows())).rejects.toThrow(message);
  });

  test('that names another predecessor, and shows both', async () => {
    const { entry, event } = next({ previous: someHash });
    const bytes = (previous: string) =>
      `{"author":"${entry.author}","events":["...,"position":2,"previous":"${previous}","recordedAt":"...","submission":"${entry.submission}","v":1}`;
    const message = `entry 2 does not continue the chain under its leaf hash: its bytes are ${bytes(someHash)}, expected ${bytes(last.leafHash)}`;
    await expect(attempt({ entry, event })).rejects.toThrow(message);
    const claims = { entry: { ...entry, previous: last.leafHash }, event };
    await expect(attempt(claims)).rejects.toThrow(message);
  });

  test.each<[string, (single: Single) => Single]>([
    ['a leaf hash that is not that of its bytes', withEntry({ leafHash: someHash })],
    ['an author that its bytes do not name', withEntry({ author: 'ed25519:AA' })],
    ['a submission that its bytes do not name', withEntry({ submission: uuidOf('another submission') })],
    ['a place that its bytes do not say', withText((text) => text.replace('"position":2', '"position":7'))],
    ['bytes that are no JSON', withText((text) => text.slice(1))],
    ['no bytes', withText(() => '')],
    ['a space at its end', withText((text) => `${text} `)],
    ['a space among its members', withText((text) => text.replace('"position":2', '"position": 2'))],
    ['one member more', withText((text) => text.replace(/\}$/, ',"w":1}'))],
    ['a time in other words', withText((text) => text.replace(/("recordedAt":"[^"]+)\.000Z"/, '$1Z"'))],
  ])('under or with %s', async (_, change) => {
    await expect(attempt(change(next()))).rejects.toMatchObject({ constraint: 'entry_continues_chain' });
  });

  test.each<[string, (single: Single) => Single]>([
    ['that lists no event', withText((text) => text.replace(/"events":\[[^\]]*\]/, '"events":[]'))],
    ['that lists its event in another way', withText((text) => text.replace('"],"ledger"', '" ],"ledger"'))],
    ['that lists another event', withEvent({ digest: someHash })],
    ['that lists one event more', (single) => withText((text) => text.replace('"],"l', `","${someHash}"],"l`))(single)],
    [
      'whose event has bytes of another digest',
      (single) => withEvent({ body: next({ variant: 1 }).event.body })(single),
    ],
  ])('%s', async (_, change) => {
    const refusal = attempt(change(next()));
    await expect(refusal).rejects.toThrow(/not the ones that it lists|does not continue the chain/);
  });

  test('of an author and submission, or with an event, that are recorded', async () => {
    const again = rewritten(next(), (text) => text.replace(next().entry.submission, last.submission));
    await expect(attempt(withEntry({ submission: last.submission })(again))).rejects.toMatchObject({
      constraint: 'entry_submission_is_unique',
    });
    const { eventId } = makeRows({ position: 0, previous: null, events: 1 }).events[0] as EventRow;
    await expect(attempt(withEvent({ eventId })(next()))).rejects.toMatchObject({ constraint: 'event_id_is_unique' });
  });
});

test('the writer cannot become whom triggers let pass, who may do nothing else', async () => {
  const { rows } = await owner.query("select pg_has_role('lodestone_writer', 'lodestone_appender', 'member') as may");
  expect(rows).toEqual([{ may: false }]);
  await owner.query('begin; set local role lodestone_appender');
  await expect(owner.query('create table ledger.more ()')).rejects.toThrow('permission denied');
  await owner.query('rollback');
});
