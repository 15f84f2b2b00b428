import { leafHash } from '@lodestone/proof/entry.ts';
import { digestEvent } from '@lodestone/proof/event-bytes.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { Failure, Verdict } from '../src/audit/verdict.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { recordPublishedChain } from './recorded-chain.ts';
import { type Change, changesOf, type Column, listColumns, openOwner, type Owner, unprotect } from './tampering.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

// Somebody who owns the database changes what is in it, one thing at a time; verify finds each of them and says where.

const testing = testDatabase();
const folders = testFolders();
let owner: Owner;
let ledger: TestLedger;
let openedLedger: Ledger;
let restore: (table?: string) => Promise<void>;
let columns: Column[];
let size: number;

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/tampered');
  await recordPublishedChain(ledger);
  size = (await audit(ledger)).entries;
  owner = await openOwner(testing.url);
  columns = await listColumns(owner);
  ({ restore } = await unprotect(owner));
  openedLedger = await openLedger(ledger.place, ledger.origin);
});

afterEach(async () => {
  await restore();
});

afterAll(async () => {
  // What was restored is what was there: otherwise the tests would have found each other's traces.
  const after = await audit(ledger);
  expect(after.failures).toEqual([]);
  await openedLedger.close();
  await owner.close();
});

const TABLES = [
  'ledger.checkpoint',
  'ledger.cosignature',
  'ledger.entry',
  'ledger.event',
  'ledger.head',
  'ledger.ledger',
  'ledger.opening',
  'ledger.published',
  'ledger.tile',
  'view.assay',
  'view.assay_withdrawal',
  'view.awaited_end',
  'view.awaited_line',
  'view.awaited_receipt',
  'view.change',
  'view.checkpoint_key',
  'view.checkpoint_key_retirement',
  'view.consumption',
  'view.correction',
  'view.dispute',
  'view.docket_step',
  'view.document',
  'view.facility',
  'view.finding',
  'view.finding_answer',
  'view.finding_rule',
  'view.hold',
  'view.input',
  'view.key',
  'view.key_revocation',
  'view.lot',
  'view.lot_revision',
  'view.mandate',
  'view.movement',
  'view.on_behalf',
  'view.opening_erasure',
  'view.ownership',
  'view.party',
  'view.policy',
  'view.receipt_line',
  'view.sealed_member',
  'view.settlement',
  'view.shipment',
  'view.shipment_end',
  'view.shipment_line',
  'view.shipment_revision',
  'view.step',
  'view.transfer',
  'view.transfer_end',
  'view.transfer_line',
  'view.transfer_revision',
  'view.unit',
  'view.unit_line',
  'view.yield_range',
];

test('every table is among those that are tampered with, and none is empty', async () => {
  expect([...new Set(columns.map(({ table }) => table))]).toEqual(TABLES);
  for (const table of TABLES) {
    expect(await countRows(table), table).toBeGreaterThan(0);
  }
});

/** What is published, and the kinds of failure that say so. */
const PUBLISHED_TABLES: ReadonlySet<string> = new Set([
  'ledger.checkpoint',
  'ledger.cosignature',
  'ledger.published',
  'ledger.tile',
]);
const PUBLISHED_KINDS: ReadonlySet<string> = new Set(['checkpoint', 'tile', 'cosignature']);

const hashOf = async (statement: string) => {
  const [row] = await owner.query<{ hash: Buffer }>(statement);
  return (row?.hash ?? Buffer.alloc(0)).toString('base64url');
};

describe('what is found names the kind of difference and shows both values', () => {
  const byteChanged = 'set_byte(body, 40, get_byte(body, 40) # 1)';

  test('bytes of an event: the digest that was signed, and that of the bytes', async () => {
    const signed = await hashOf('select digest as hash from ledger.event where position = 3 and ordinal = 0');
    const [row] = await owner.query<{ body: Buffer }>(
      `update ledger.event set body = ${byteChanged} where position = 3 and ordinal = 0 returning body`,
    );
    const found = digestEvent(row?.body ?? Buffer.alloc(0), sha256);
    const [first] = (await audit(ledger)).failures;
    expect(first).toMatchObject({ kind: 'event-digest', position: 3, ordinal: 0, expected: signed, found });
  });

  test('a digest: the one that was signed, and the one in the column', async () => {
    const signed = await hashOf('select digest as hash from ledger.event where position = 3 and ordinal = 0');
    await owner.query(`update ledger.event set digest = sha256(digest) where position = 3 and ordinal = 0`);
    const found = await hashOf('select digest as hash from ledger.event where position = 3 and ordinal = 0');
    const { failures } = await audit(ledger);
    expect(failures).toMatchObject([{ kind: 'event-digest', position: 3, ordinal: 0, expected: signed, found }]);
  });

  test('bytes of an entry: its leaf hash, and the link of the next one', async () => {
    const stored = await hashOf('select leaf_hash as hash from ledger.entry where position = 4');
    // Another time of recording is an entry as good as this one, but for its hash.
    await owner.query(
      `update ledger.entry set body = replace(convert_from(body, 'UTF8'), '"recordedAt":"2', '"recordedAt":"1')::bytea where position = 4`,
    );
    const { failures } = await audit(ledger);
    // What was published says so too: both checkpoints, and the tile that has the entry.
    expect(failures.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['checkpoint', 'tile']));
    const found = leafHash(
      (await owner.query<{ body: Buffer }>('select body from ledger.entry where position = 4'))[0]?.body ??
        Buffer.alloc(0),
      sha256,
    );
    expect(failures.filter(({ kind }) => !PUBLISHED_KINDS.has(kind))).toEqual([
      expect.objectContaining({ kind: 'entry-hash', position: 4, expected: stored, found }),
      expect.objectContaining({ kind: 'time', position: 4 }),
      // Recorded a thousand years ago, its event is dated ahead, which no view says.
      expect.objectContaining({ kind: 'view', position: 4, found: 'no row' }),
      expect.objectContaining({ kind: 'link', position: 5, expected: found, found: stored }),
    ]);
  });

  test('a leaf hash: the one of the bytes, and the one in the column', async () => {
    await owner.query('update ledger.entry set leaf_hash = sha256(leaf_hash) where position = 4');
    const { failures } = await audit(ledger);
    expect(failures).toMatchObject([{ kind: 'entry-hash', position: 4 }]);
    expect(failures[0]?.message).toContain(failures[0]?.expected);
    expect(failures[0]?.message).toContain(failures[0]?.found);
  });

  test.each([
    ["update ledger.entry set author = author || 'x' where position = 2", 'submission'],
    ['update ledger.entry set submission = gen_random_uuid() where position = 2', 'submission'],
    ["update ledger.event set type = 'lot-created' where position = 2 and ordinal = 0", 'event-encoding'],
    ['update ledger.event set event_id = gen_random_uuid() where position = 2 and ordinal = 0', 'event-encoding'],
    [
      "update ledger.event set occurred_at = occurred_at + interval '1 day' where position = 2 and ordinal = 0",
      'event-encoding',
    ],
    ["update view.lot set net_milligrams = net_milligrams + 1 where lot = 'ORE-1'", 'view'],
    ["update ledger.head set recorded_at = recorded_at + interval '1 second'", 'head'],
  ])('%s', async (statement, kind) => {
    await owner.query(statement);
    const { failures } = await audit(ledger);
    expect(failures).toMatchObject([{ kind }]);
    expect(failures[0]?.expected).not.toBe(failures[0]?.found);
  });

  test('a mass in a view: what a replay gives, and what is there', async () => {
    await owner.query("update view.lot set net_milligrams = net_milligrams + 1 where lot = 'ORE-1'");
    const { failures } = await audit(ledger);
    expect(failures).toMatchObject([{ kind: 'view', expected: '1000000000', found: '1000000001' }]);
    expect(failures[0]?.message).toContain('view.lot.net_milligrams');
  });
});

describe.each(TABLES.filter(isOfLedger))('in %s', (table) => {
  test('a change of any column is found', async () => {
    let tried = 0;
    const own = columns.filter((column) => column.table === table && !isUnsaid(column));
    for (const column of own) {
      for (const [index, change] of changesOf(column).entries()) {
        const changed = await changeOneRow(column, change, index);
        if (changed === null) continue;
        tried += 1;
        expectFound(await audit(ledger), changed);
        await restore(table);
      }
    }
    expect(tried).toBeGreaterThanOrEqual(own.length);
  });
});

// What a witness has said and is gone is missed by whoever trusts that witness: see verify-witnessed.test.ts. What opens a
// sealed member may never have come.
const MAY_BE_GONE: ReadonlySet<string> = new Set(['ledger.cosignature', 'ledger.opening']);
describe.each(TABLES.filter((table) => isOfLedger(table) && !MAY_BE_GONE.has(table)))('in %s', (table) => {
  test('a row that is gone is missed', async () => {
    for (let place = 0; place < PLACES_OF_ROWS; place++) {
      const gone = await deleteOneRow(table, place);
      expectFound(await audit(ledger), gone);
      await restore(table);
    }
  });
});

// An audit names the view in which it finds something, so one tells of many views: one change in each of them.
describe('in the views', () => {
  const views = TABLES.filter((table) => !isOfLedger(table));

  test('a change of any column is found', async () => {
    const toTry = views.map((table) =>
      columns
        .filter((column) => column.table === table)
        .flatMap((column) => changesOf(column).map((change, index) => ({ column, change, index }))),
    );
    const tried = new Set<string>();
    for (let round = 0; toTry.some((changes) => round < changes.length); round++) {
      const changed: Tampered[] = [];
      for (const changes of toTry) {
        const next = changes[round];
        const row = next === undefined ? null : await changeOneRow(next.column, next.change, next.index);
        if (row !== null) changed.push(row);
        if (row !== null && next !== undefined) tried.add(`${next.column.table}.${next.column.name}`);
      }
      const verdict = await verifyLedger(openedLedger, { only: undefined });
      for (const each of changed) expectFound(verdict, each);
      await restore();
    }
    const all = columns.map(({ table, name }) => `${table}.${name}`).filter((name) => name.startsWith('view.'));
    expect([...tried].sort()).toEqual(all.sort());
  });

  test('a row that is gone is missed', async () => {
    for (let place = 0; place < PLACES_OF_ROWS; place++) {
      const gone: Tampered[] = [];
      for (const table of views) gone.push(await deleteOneRow(table, place));
      const verdict = await verifyLedger(openedLedger, { only: undefined });
      for (const each of gone) expectFound(verdict, each);
      await restore();
    }
  });
});

/** What opens a sealed member, which its reader alone can hold against the event, and whether it is here: see sealing.test.ts. */
function isUnsaid({ table, name }: Column): boolean {
  return table === 'ledger.opening' && (name === 'ciphertext' || name === 'ledger_id');
}

function isOfLedger(table: string): boolean {
  return table.startsWith('ledger.');
}

/** The first row, one in the middle, the last. */
const PLACES_OF_ROWS = 3;

/** What was done to a row, and where an audit should point to. */
interface Tampered {
  readonly table: string;
  readonly positions: readonly number[] | 'published' | 'opening';
  readonly what: string;
}

async function deleteOneRow(table: string, place: number): Promise<Tampered> {
  const offset = Math.floor(((await countRows(table)) - 1) * (place / (PLACES_OF_ROWS - 1)));
  const [row = {}] = await owner.query(`select * from ${table} order by ${orderOf(table)} offset $1 limit 1`, [offset]);
  await owner.query(`delete from ${table} where ctid = ${rowAt(table)}`, [offset]);
  return { table, positions: positionsOf(table, row), what: `${table} without row ${offset}` };
}

/** Changes a row in which `change` makes a difference, another one for each change; null when there is none. */
async function changeOneRow(column: Column, { expression, what }: Change, turn: number): Promise<Tampered | null> {
  const { table, name } = column;
  const differs = `(${expression}) is distinct from "${name}"`;
  const candidates = await owner.query(
    `select ctid::text as ctid, * from ${table} where ${differs} order by ${orderOf(table)}`,
  );
  for (let attempt = 0; attempt < candidates.length; attempt++) {
    const { ctid, ...row } = candidates[(turn * 7 + attempt) % candidates.length] as Record<string, unknown>;
    try {
      const [changed] = await owner.query<{ after: string }>(
        `update ${table} set "${name}" = ${expression} where ctid = $1 returning "${name}"::text as after`,
        [ctid],
      );
      const { event_number, position, ordinal, lot_number } = row;
      const key = textOf({ event_number, position, ordinal, lot_number });
      const values = `${textOf(row[name])} is now ${changed?.after ?? 'null'}`;
      return { table, positions: positionsOf(table, row), what: `${table}.${name} of ${key}, ${what}: ${values}` };
    } catch (error) {
      // A key that another row has, a number out of range: the next row may do.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  return null;
}

function textOf(value: unknown): string {
  if (value instanceof Buffer) return value.toString('hex');
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
}

async function countRows(table: string): Promise<number> {
  return (await owner.query(`select from ${table}`)).length;
}

function orderOf(table: string): string {
  if (table === 'ledger.checkpoint' || table === 'ledger.cosignature') return 'number';
  if (table === 'ledger.tile') return 'level, index';
  if (table === 'ledger.event') return 'position, ordinal';
  if (table === 'ledger.entry') return 'position';
  return table.startsWith('ledger.') ? 'ledger_id' : 'event_number, ctid';
}

function rowAt(table: string): string {
  return `(select ctid from ${table} order by ${orderOf(table)} offset $1 limit 1)`;
}

/** Where an audit should point to. A head that is gone is missed where it should begin, a ledger where it should end. */
function positionsOf(table: string, row: Record<string, unknown>): Tampered['positions'] {
  if (table === 'ledger.opening') return 'opening';
  if (PUBLISHED_TABLES.has(table)) return 'published';
  if (table === 'ledger.entry' || table === 'ledger.event') return [Number(row['position'])];
  if (table === 'ledger.head') return [0, size - 1, size];
  return table === 'ledger.ledger' ? [0, size - 1] : [Math.floor(Number(row['event_number']) / 1_000)];
}

/** Invalid; the place is named, and the view, or that it is something published; every failure shows both values. */
function expectFound(verdict: Verdict, { table, positions, what }: Tampered): void {
  expect(verdict.verdict, what).toBe('invalid');
  for (const failure of verdict.failures) expectBothValues(failure, what);
  if (positions === 'published') {
    const kinds = verdict.failures.map(({ kind }) => kind);
    expect(
      kinds.filter((kind) => PUBLISHED_KINDS.has(kind)),
      `${what}; ${kinds.join()}`,
    ).not.toEqual([]);
    return;
  }
  if (positions === 'opening') {
    expect(verdict.failures, what).toMatchObject([{ kind: 'opening' }]);
    return;
  }
  const there = verdict.failures.filter(({ position }) => position !== null && positions.includes(position));
  const named = there.filter(({ message }) => isOfLedger(table) || message.includes(table));
  expect(
    named,
    `${what}; ${verdict.failures.map(({ position, message }) => `${position}: ${message}`).join('; ')}`,
  ).not.toEqual([]);
}

function expectBothValues({ expected, found, message }: Failure, what: string): void {
  expect(message, what).not.toBe('');
  expect(expected, what).not.toBe(found);
}
