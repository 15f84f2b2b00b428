import { digestFromBytes, digestToBytes } from '@lodestone/proof/digest.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntryRow, EventRow } from '../src/append/append-rows.ts';
import { type ChainRows, makeRows, sha256, uuidOf } from './chain-rows.ts';
import { makeTwoEntryLedger } from './two-entry-ledger.ts';

// Rows that do not continue the chain are refused by the database itself, even from the owner of its tables. The ledger
// here has entries 0 and 1; every test tries to add to it by plain SQL, and what it added is rolled back.

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

/** Entry 2, as it should be. */
const next = (events = 2): ChainRows => makeRows({ position: 2, previous: last.leafHash, events });
const someHash = digestFromBytes(sha256(Buffer.from('something else')));

/** The statements of one append; a test leaves one out, or gives it something else. */
interface Append {
  readonly entries: readonly EntryRow[];
  readonly events: readonly EventRow[];
  readonly head: Partial<{ size: number; leafHash: Uint8Array | null; recordedAt: string | null }> | null;
}

const whole = (rows: ChainRows = next()): Append => ({ entries: [rows.entry], events: rows.events, head: {} });

/** Runs an append up to the checks that come with its commit. */
async function attempt({ entries, events, head }: Append): Promise<void> {
  await owner.query('begin');
  try {
    if (head !== null) await moveHead(entries.at(-1) ?? last, head);
    await insertEvents(events);
    await insertEntries(entries);
    await owner.query('set constraints all immediate');
  } finally {
    await owner.query('rollback');
  }
}

async function insertEntries(entries: readonly EntryRow[]): Promise<void> {
  if (entries.length === 0) return;
  await owner.query(
    `insert into ledger.entry (ledger_id, position, leaf_hash, author, submission, body)
     select $1, * from unnest($2::bigint[], $3::bytea[], $4::text[], $5::uuid[], $6::bytea[])`,
    [
      ledgerId,
      entries.map(({ position }) => position),
      entries.map(({ leafHash }) => digestToBytes(leafHash)),
      entries.map(({ author }) => author),
      entries.map(({ submission }) => submission),
      entries.map(({ body }) => body),
    ],
  );
}

async function insertEvents(events: readonly EventRow[]): Promise<void> {
  if (events.length === 0) return;
  await owner.query(
    `insert into ledger.event (ledger_id, position, ordinal, event_id, digest, type, occurred_at, body)
     select $1, * from unnest($2::bigint[], $3::integer[], $4::uuid[], $5::bytea[], $6::text[], $7::timestamptz[],
       $8::bytea[])`,
    [
      ledgerId,
      events.map(({ position }) => position),
      events.map(({ ordinal }) => ordinal),
      events.map(({ eventId }) => eventId),
      events.map(({ digest }) => digestToBytes(digest)),
      events.map(({ type }) => type),
      events.map(({ occurredAt }) => occurredAt),
      events.map(({ body }) => body),
    ],
  );
}

async function moveHead(entry: EntryRow, head: NonNullable<Append['head']>): Promise<void> {
  const { size = entry.position + 1, leafHash = digestToBytes(entry.leafHash), recordedAt = entry.recordedAt } = head;
  await owner.query('update ledger.head set size = $2, leaf_hash = $3, recorded_at = $4 where ledger_id = $1', [
    ledgerId,
    size,
    leafHash,
    recordedAt,
  ]);
}

/** The rows of an entry whose bytes say something else, with the hash that these bytes have. */
function rewritten(rows: ChainRows, change: (text: string) => string): ChainRows {
  const body = Buffer.from(change(Buffer.from(rows.entry.body).toString()));
  const leafHash = digestFromBytes(sha256(Buffer.concat([Buffer.from([0]), body])));
  return { ...rows, entry: { ...rows.entry, body, leafHash } };
}

test('rows that continue the chain are accepted, one entry or several at once', async () => {
  await expect(attempt(whole())).resolves.toBeUndefined();
  const third = next();
  const fourth = makeRows({ position: 3, previous: third.entry.leafHash, events: 3 });
  const entries = [third.entry, fourth.entry];
  await expect(attempt({ entries, events: [...third.events, ...fourth.events], head: {} })).resolves.toBeUndefined();
});

const attemptEntry = (change: (rows: ChainRows) => ChainRows) => attempt(whole(change(next())));

describe('an entry does not continue the chain', () => {
  const refused = /does not continue the chain/;

  test('with a gap before it', async () => {
    for (const previous of [last.leafHash, null]) {
      const afterGap = attempt(whole(makeRows({ position: 3, previous, events: 1 })));
      await expect(afterGap).rejects.toThrow(/does not continue the chain|the head cannot move from size 2 to size 4/);
    }
  });

  test('at a place that its bytes do not say', async () => {
    const claimsAnother = rewritten(next(), (text) => text.replace('"position":2', '"position":7'));
    await expect(attempt(whole(claimsAnother))).rejects.toThrow(refused);
  });

  test('in the place of another entry', async () => {
    const rows = makeRows({ position: 1, previous: last.leafHash, events: 1 });
    await expect(attempt(whole(rows))).rejects.toThrow('the head cannot move from size 2 to size 2');
    await expect(attempt({ entries: [rows.entry], events: [], head: { size: 3 } })).rejects.toMatchObject({
      constraint: 'entry_pkey',
    });
  });

  test('as a second entry 0', async () => {
    const rows = makeRows({ position: 0, previous: null, events: 1, variant: 1 });
    await expect(attempt(whole(rows))).rejects.toThrow('the head cannot move from size 2 to size 1');
    const head = { size: 3, recordedAt: last.recordedAt };
    await expect(attempt({ entries: [rows.entry], events: [], head })).rejects.toMatchObject({
      constraint: 'entry_pkey',
    });
  });

  test('that names another predecessor, and the refusal shows both', async () => {
    const other = makeRows({ position: 2, previous: someHash, events: 1 });
    const { author, submission } = other.entry;
    const bytes = (previous: string) =>
      `{"author":"${author}","events":["...,"position":2,"previous":"${previous}","recordedAt":"...","submission":"${submission}","v":1}`;
    await expect(attempt(whole(other))).rejects.toThrow(
      `entry 2 does not continue the chain under its leaf hash: its bytes are ${bytes(someHash)}, expected ${bytes(last.leafHash)}`,
    );
  });

  test('that names no predecessor', async () => {
    await expect(attempt(whole(makeRows({ position: 2, previous: null, events: 1 })))).rejects.toThrow(refused);
  });

  test('under a leaf hash that is not that of its bytes', async () => {
    await expect(attemptEntry((rows) => ({ ...rows, entry: { ...rows.entry, leafHash: someHash } }))).rejects.toThrow(
      refused,
    );
  });

  test('under an author that its bytes do not name', async () => {
    const author = `${last.author.slice(0, -2)}AA`;
    await expect(attemptEntry((rows) => ({ ...rows, entry: { ...rows.entry, author } }))).rejects.toThrow(refused);
  });

  test('under a submission that its bytes do not name', async () => {
    const submission = uuidOf('another submission');
    await expect(attemptEntry((rows) => ({ ...rows, entry: { ...rows.entry, submission } }))).rejects.toThrow(refused);
  });

  test('of an author and submission that are recorded', async () => {
    const again = rewritten(next(), (text) => text.replace(next().entry.submission, last.submission));
    const entry = { ...again.entry, submission: last.submission };
    await expect(attempt(whole({ ...again, entry }))).rejects.toMatchObject({
      constraint: 'entry_submission_is_unique',
    });
  });

  // As JSON all but the first of them say the same; none can ever be read as an entry, and none could be removed again.
  test.each<[string, (text: string) => string]>([
    ['not JSON', (text) => text.slice(1)],
    ['JSON with a space at its beginning', (text) => ` ${text}`],
    ['JSON with a space at its end', (text) => `${text} `],
    ['JSON with a space among its members', (text) => text.replace('"position":2', '"position": 2')],
    ['JSON with an escape that nothing asks for', (text) => text.replace('ed25519:', String.raw`\u0065d25519:`)],
    ['JSON with its members in another order', (text) => text.replace(/^\{(.*),("v":1)\}$/, '{$2,$1}')],
    ['JSON with one member more', (text) => text.replace(/\}$/, ',"w":1}')],
    ['JSON with a time in other words', (text) => text.replace(/("recordedAt":"[^"]+)\.000Z"/, '$1Z"')],
  ])('whose bytes are %s', async (_, change) => {
    await expect(attempt(whole(rewritten(next(), change)))).rejects.toThrow(refused);
  });

  test('on the entries of another ledger', async () => {
    await owner.query('begin');
    const { rows } = await owner.query<{ ledger_id: number }>(
      "insert into ledger.ledger (origin) values ('example.org/other') returning ledger_id",
    );
    await owner.query('insert into ledger.head (ledger_id, size) values ($1, 0)', [rows[0]?.ledger_id]);
    const own = ledgerId;
    ledgerId = rows[0]?.ledger_id ?? 0;
    try {
      await moveHead(next().entry, {});
      await insertEvents(next().events);
      await insertEntries([next().entry]);
      await expect(owner.query('set constraints all immediate')).rejects.toThrow(refused);
    } finally {
      ledgerId = own;
      await owner.query('rollback');
    }
  });
});

const attemptEvents = (change: (events: readonly EventRow[]) => readonly EventRow[]) => {
  const rows = next(3);
  return attempt({ ...whole(rows), events: change(rows.events) });
};
const spoil = (index: number, change: Partial<EventRow>) => (events: readonly EventRow[]) =>
  events.map((event, ordinal) => (ordinal === index ? { ...event, ...change } : event));

describe('events do not belong to an entry', () => {
  const refused = /the events of entry \d are not the ones that it lists/;
  const misplaced = /the events of entries \d to \d are added at another time/;

  test.each([0, 1, 2])('when event %i is missing', async (missing) => {
    await expect(attemptEvents((events) => events.filter(({ ordinal }) => ordinal !== missing))).rejects.toThrow(
      refused,
    );
  });

  test('when all of them are missing', async () => {
    await expect(attemptEvents(() => [])).rejects.toThrow('entry 2 was inserted without its events');
  });

  test('when there is one more', async () => {
    const surplus = makeRows({ position: 2, previous: last.leafHash, events: 4, variant: 0 }).events[3] as EventRow;
    await expect(attemptEvents((events) => [...events, surplus])).rejects.toThrow(refused);
  });

  test('when they change places', async () => {
    await expect(
      attemptEvents((events) => events.map((event) => ({ ...event, ordinal: 2 - event.ordinal }))),
    ).rejects.toThrow(refused);
  });

  test('under a digest that the entry does not list', async () => {
    await expect(attemptEvents(spoil(1, { digest: someHash }))).rejects.toThrow(refused);
  });

  test('with bytes of another digest', async () => {
    await expect(attemptEvents(spoil(1, { body: Buffer.from('{}') }))).rejects.toThrow(refused);
  });

  test('with other bytes and their digest', async () => {
    const other = makeRows({ position: 2, previous: last.leafHash, events: 1, variant: 1 }).events[0] as EventRow;
    await expect(attemptEvents(spoil(0, { body: other.body, digest: other.digest }))).rejects.toThrow(refused);
  });

  test('when the entry spells its list in another way', async () => {
    const { digest } = next().events[0] as EventRow;
    const spaced = rewritten(next(), (text) => text.replace(`${digest}",`, `${digest}", `));
    await expect(attempt(whole(spaced))).rejects.toThrow(refused);
  });

  test('when there is no such entry', async () => {
    await expect(attempt({ entries: [], events: next().events, head: null })).rejects.toThrow(misplaced);
    const head = { size: 3, leafHash: digestToBytes(next().entry.leafHash) };
    await expect(attempt({ entries: [], events: next().events, head })).rejects.toThrow('the head cannot move');
  });

  test('when they are added to an entry that has its own', async () => {
    const more = makeRows({ position: 1, previous: null, events: 3, variant: 1 }).events.slice(2);
    await expect(attempt({ entries: [], events: more, head: null })).rejects.toThrow(misplaced);
    await expect(attempt({ ...whole(), events: [...more, ...next().events] })).rejects.toThrow(misplaced);
  });

  test('when they come after their entry', async () => {
    const { entry, events } = next();
    await owner.query('begin');
    try {
      await moveHead(entry, {});
      await insertEntries([entry]);
      await expect(insertEvents(events)).rejects.toThrow(misplaced);
    } finally {
      await owner.query('rollback');
    }
  });

  test('under an id that is recorded', async () => {
    const { rows } = await owner.query('select event_id from ledger.event where position = 0');
    await expect(attemptEvents(spoil(1, { eventId: rows[0]?.event_id }))).rejects.toMatchObject({
      constraint: 'event_id_is_unique',
    });
  });
});

describe('the head does not move', () => {
  const refused = /the head cannot move from size 2 to size \d+/;

  test('by nothing: an entry without a move of the head is refused', async () => {
    const refusal = 'entry 2 was inserted without moving the head';
    await expect(attempt({ ...whole(), events: [], head: null })).rejects.toThrow(refusal);
  });

  test('past the last entry', async () => {
    await expect(attempt({ ...whole(), head: { size: 4 } })).rejects.toThrow(refused);
  });

  test('onto an entry before the last one', async () => {
    const third = next();
    const fourth = makeRows({ position: 3, previous: third.entry.leafHash, events: 1 });
    const events = [...third.events, ...fourth.events];
    const head = { size: 3, leafHash: digestToBytes(third.entry.leafHash) };
    const entries = [third.entry, fourth.entry];
    await expect(attempt({ entries, events, head })).rejects.toThrow('the events of entries 2 to 3 are added');
    await expect(attempt({ entries, events: third.events, head })).rejects.toThrow(
      'entry 3 was inserted without moving',
    );
  });

  test.each([0, 1, 2])('back to size %i', async (size) => {
    await expect(attempt({ entries: [], events: [], head: { size } })).rejects.toThrow(refused);
  });

  test('onto another leaf hash than the entry has', async () => {
    await expect(attempt({ ...whole(), head: { leafHash: sha256(Buffer.from('x')) } })).rejects.toThrow(refused);
    await expect(attempt({ ...whole(), head: { leafHash: null } })).rejects.toThrow(refused);
  });

  test('back in time, or to no time', async () => {
    await expect(attempt({ ...whole(), head: { recordedAt: '2026-03-01T08:00:00.000Z' } })).rejects.toThrow(refused);
    await expect(attempt({ ...whole(), head: { recordedAt: null } })).rejects.toThrow(refused);
  });

  test('to another ledger', async () => {
    const statement = 'update ledger.head set ledger_id = ledger_id + 1, size = size + 1';
    await expect(owner.query(statement)).rejects.toThrow(refused);
  });
});

describe('a head begins empty', () => {
  test.each([
    '(ledger_id, size) values ($1, 1)',
    "(ledger_id, size, leaf_hash) values ($1, 0, '\\x00')",
    '(ledger_id, size, recorded_at) values ($1, 0, now())',
  ])('and not as %s', async (row) => {
    await owner.query('begin');
    const { rows } = await owner.query(
      "insert into ledger.ledger (origin) values ('example.org/other') returning ledger_id",
    );
    await expect(owner.query(`insert into ledger.head ${row}`, [rows[0]?.ledger_id])).rejects.toThrow(
      /a head begins at size 0/,
    );
    await owner.query('rollback');
  });

  test('and there is one of each ledger', async () => {
    const second = 'insert into ledger.head (ledger_id, size) values ($1, 0)';
    await expect(owner.query(second, [ledgerId])).rejects.toMatchObject({ constraint: 'head_pkey' });
    await expect(owner.query(second, [ledgerId + 1_000])).rejects.toMatchObject({
      constraint: 'head_belongs_to_ledger',
    });
  });
});
