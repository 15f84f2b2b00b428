import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withSnapshot } from '@lodestone/store/connect/snapshot.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import type { Failure } from '../src/audit/verdict.ts';
import { auditPublished } from '../src/audit/verify-published.ts';
import { growTo, leafHashes, openGrower } from './grow-ledger.ts';
import { changesOf, type Column, listColumns, type Owner, unprotect } from './tampering.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

// What the database says was published is checked against the entries, whose leaf hashes are given here.

const testing = testDatabase();
const folders = testFolders();
let owner: Owner;
let ledger: Ledger;
let leaves: Uint8Array[];
let columns: Column[];
let restore: (table?: string) => Promise<void>;

const TABLES = ['ledger.checkpoint', 'ledger.published', 'ledger.tile'] as const;
const SIZES = [1, 5, 300, 770];
const SIZE = 800;

beforeAll(async () => {
  owner = await openGrower(testing.url);
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/published');
  // Of its own: what is common to all that run on the machine may be cleared away by any of them.
  const anchorPath = join(created.place.dataFolder, 'anchored');
  ledger = await openLedger({ ...created.place, anchorPath }, created.origin);
  for (const size of SIZES) {
    await growTo(owner, ledger, size);
    await publishCheckpoint(ledger);
  }
  await growTo(owner, ledger, SIZE);
  leaves = leafHashes(await firstLeaf(ledger), SIZE);
  columns = await listColumns(owner);
  // Somebody who owns the database is not held up by keys either.
  for (const table of TABLES) await owner.query(`alter table ${table} drop constraint ${table.split('.')[1]}_pkey`);
  ({ restore } = await unprotect(owner));
});

afterEach(async () => {
  for (const table of TABLES) await restore(table);
});

afterAll(async () => {
  expect(await audit()).toEqual([]);
  await ledger.close();
  await owner.close();
});

async function firstLeaf({ ledgerId }: Ledger): Promise<Buffer> {
  const [row] = await owner.query<{ leaf_hash: Buffer }>(
    'select leaf_hash from ledger.entry where ledger_id = $1 and position = 0',
    [ledgerId],
  );
  return row?.leaf_hash ?? Buffer.alloc(0);
}

function audit(given: readonly Uint8Array[] = leaves, of: Ledger = ledger): Promise<Failure[]> {
  const failures: Failure[] = [];
  return withSnapshot(of.database, 1, async ([client]) => {
    if (client === undefined) throw new Error('no snapshot');
    const published = await auditPublished(client, of, (failure) => failures.push(failure));
    for (const leaf of given) await published.entry(leaf);
    await published.end();
    return failures;
  });
}

function expectFound(failures: readonly Failure[], kind: string, what: string): void {
  expect(
    failures.map((failure) => failure.kind),
    what,
  ).toContain(kind);
  for (const { expected, found, message } of failures) {
    expect(message, what).not.toBe('');
    expect(expected, `${what}: ${message}`).not.toBe(found);
  }
}

test('what was published is found to be right', async () => {
  expect(await audit()).toEqual([]);
});

test('tiles that are written ahead of their checkpoint are right as well, and those beyond may be missing', async () => {
  await growTo(owner, ledger, SIZE);
  await owner.query('delete from ledger.checkpoint where number = 3');
  await owner.query('update ledger.published set count = 3, size = 300');
  const unanchored = { ...ledger, anchorPath: `${ledger.dataFolder}/none` };
  expect(await audit(leaves, unanchored)).toEqual([]);
  await owner.query('delete from ledger.tile where level = 0 and index > 0');
  expect(await audit(leaves, unanchored)).toEqual([]);
});

describe.each(TABLES)('in %s', (table) => {
  const kind = table === 'ledger.tile' ? 'tile' : 'checkpoint';

  // A test that is given up goes on beside those after it: it must change nothing any more.
  test('a change of any column is found', async ({ signal }) => {
    let tried = 0;
    const own = columns.filter((column) => column.table === table);
    expect(own.length).toBeGreaterThan(2);
    for (const column of own) {
      for (const [turn, { expression, what }] of changesOf(column).entries()) {
        const rows = await owner.query<{ ctid: string }>(
          `select ctid::text from ${table} where (${expression}) is distinct from "${column.name}" order by 1`,
        );
        const row = rows[(turn * 7) % Math.max(1, rows.length)];
        if (row === undefined) continue;
        signal.throwIfAborted();
        await owner.query(`update ${table} set "${column.name}" = ${expression} where ctid = $1`, [row.ctid]);
        expectFound(await audit(), kind, `${table}.${column.name}, ${what}`);
        tried += 1;
        signal.throwIfAborted();
        await restore(table);
      }
    }
    expect(tried).toBeGreaterThanOrEqual(own.length);
  });

  test('a row that is gone is missed, and one that is there twice is found', async ({ signal }) => {
    const rows = await owner.query<{ ctid: string }>(`select ctid::text from ${table} order by ctid`);
    for (const place of new Set([0, Math.floor(rows.length / 2), rows.length - 1])) {
      const again = await owner.query<{ ctid: string }>(`select ctid::text from ${table} order by ctid`);
      const ctid = again[place]?.ctid;
      signal.throwIfAborted();
      await owner.query(`insert into ${table} select * from ${table} where ctid = $1`, [ctid]);
      expectFound(await audit(), kind, `${table} with row ${place} twice`);
      signal.throwIfAborted();
      await restore(table);
      const restored = await owner.query<{ ctid: string }>(`select ctid::text from ${table} order by ctid`);
      await owner.query(`delete from ${table} where ctid = $1`, [restored[place]?.ctid]);
      expectFound(await audit(), kind, `${table} without row ${place}`);
      signal.throwIfAborted();
      await restore(table);
    }
  });
});

test('in a tile of a higher level, a node that does not follow from the tiles below is found', async () => {
  const size = 65_536 + 300;
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/two-levels');
  const large = await openLedger(created.place, created.origin);
  try {
    await growTo(owner, large, size);
    await publishCheckpoint(large);
    const given = leafHashes(await firstLeaf(large), size);
    expect(await audit(given, large)).toEqual([]);
    await owner.query(
      'update ledger.tile set nodes = set_byte(nodes, 8192, get_byte(nodes, 8192) # 1) where ledger_id = $1 and level = 1',
      [large.ledgerId],
    );
    expect(await audit(given, large)).toMatchObject([
      { kind: 'tile', position: 0, message: expect.stringMatching(/^node 256 of tile 0 of level 1 is stored as /) },
    ]);
    await owner.query('delete from ledger.tile where ledger_id = $1 and level = 1', [large.ledgerId]);
    expect(await audit(given, large)).toMatchObject([
      { kind: 'tile', expected: 'tile 0 of level 1', found: 'no tile' },
    ]);
  } finally {
    await large.close();
  }
});

describe('checkpoints', () => {
  test('with another root than their entries have show both roots', async () => {
    const changed = leaves.with(2, Buffer.alloc(32));
    const failures = (await audit(changed)).filter((failure) => failure.kind === 'checkpoint');
    // The first is of one entry, before the change; the last one stands in the database and in the anchor.
    expect(failures.map(({ position }) => position)).toEqual([4, 299, 769, 769]);
    expect(failures[0]?.message).toMatch(/checkpoint 1 has the root .{44} for the first 5 entries, which have .{44}/);
  });

  test('of more entries than there are', async () => {
    const failures = await audit(leaves.slice(0, 299));
    expect(failures).toContainEqual(
      expect.objectContaining({ kind: 'checkpoint', expected: '300 entries', found: '299 entries' }),
    );
  });

  test('with a gap in their numbers', async () => {
    await owner.query('update ledger.checkpoint set number = 4 where number = 3');
    expect(await audit()).toMatchObject([{ kind: 'checkpoint', position: 769, expected: '3', found: '4' }]);
  });

  test('that carry another signature beside their own', async () => {
    const line = "'— example.org/witness AAAAAAAAAAAA' || E'\\n'";
    await owner.query(`update ledger.checkpoint set note = note || ${line} where number = 1`);
    expectFound(await audit(), 'checkpoint', 'a second signature');
  });
});

const anchorPath = () => `${ledger.dataFolder}/anchor`;

const noteOf = async (number: number) => {
  const [row] = await owner.query<{ note: string }>(
    'select note from ledger.checkpoint where ledger_id = $1 and number = $2',
    [ledger.ledgerId, number],
  );
  return row?.note ?? '';
};

describe('the anchor', () => {
  afterEach(() => rm(anchorPath(), { force: true }));

  test('that is behind is no fault', async () => {
    await writeFile(anchorPath(), await noteOf(1));
    expect(await audit(leaves, { ...ledger, anchorPath: anchorPath() })).toEqual([]);
  });

  test('that is ahead of the entries, or of what the database has published, is reported', async () => {
    await writeFile(anchorPath(), await noteOf(3));
    const anchored = { ...ledger, anchorPath: anchorPath() };
    await owner.query('delete from ledger.checkpoint where number = 3');
    await owner.query('update ledger.published set count = 3, size = 300');
    expect(await audit(leaves, anchored)).toMatchObject([
      { kind: 'checkpoint', expected: 'a checkpoint of size 770', found: 'the last of size 300' },
    ]);
    expect(await audit(leaves.slice(0, 769), anchored)).toContainEqual(
      expect.objectContaining({ kind: 'checkpoint', expected: '770 entries', found: '769 entries' }),
    );
  });

  test('that is damaged is reported', async () => {
    await writeFile(anchorPath(), 'nothing');
    expect(await audit(leaves, { ...ledger, anchorPath: anchorPath() })).toMatchObject([{ kind: 'checkpoint' }]);
  });
});
