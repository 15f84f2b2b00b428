import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { signCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultAnchorPath, readAnchor, writeAnchor } from '../src/publish/anchor.ts';
import { findCheckpointSigners, readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { createGroupCommit } from '../src/append/group-commit.ts';
import { type Ledger, LedgerCutShort, openLedger } from '../src/open-ledger.ts';
import { publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { cutTo, growTo, openGrower, unpublish } from './grow-ledger.ts';
import { registration } from './submissions.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, record, type TestLedger, testFolders } from './test-ledger.ts';

// An old backup of the database is back, and the data folder with it: only the anchor, elsewhere, still knows better.

const testing = testDatabase();
const folders = testFolders();
let grower: Owner;

beforeAll(async () => {
  grower = await openGrower(testing.url);
});

afterAll(() => grower.close());

const newLedger = async (name: string): Promise<TestLedger> =>
  createTestLedger(testing.url, await folders.make(), `example.org/${name}`);

async function withOpen<Result>({ place, origin }: TestLedger, use: (ledger: Ledger) => Promise<Result>) {
  const ledger = await openLedger(place, origin);
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}

/** Forgets what `ledgers.json` knows, as a restored data folder does. */
const forgetSeen = ({ place }: TestLedger) => rm(join(place.dataFolder, 'ledgers.json'), { force: true });

const expectNothingWritten = async (made: TestLedger, message: RegExp) =>
  withOpen(made, async (ledger) => {
    const before = await grower.query('select size from ledger.head where ledger_id = $1', [ledger.ledgerId]);
    const publishing = publishCheckpoint(ledger);
    await expect(publishing).rejects.toThrow(LedgerCutShort);
    await expect(publishing).rejects.toThrow(message);
    const recording = record(ledger, [{ by: 'OPERATOR', event: registration('AFTER') }]);
    await expect(recording).rejects.toThrow(LedgerCutShort);
    await expect(recording).rejects.toThrow(message);
    const opening = createGroupCommit(ledger);
    await expect(opening).rejects.toThrow(LedgerCutShort);
    await expect(opening).rejects.toThrow(message);
    expect(await grower.query('select size from ledger.head where ledger_id = $1', [ledger.ledgerId])).toEqual(before);
  });

/** A ledger with checkpoints of sizes 1, 300 and 600, back at its size of 300. */
async function restored(name: string, size: number): Promise<TestLedger> {
  const made = await newLedger(name);
  await withOpen(made, async (ledger) => {
    for (const grown of [1, 300, 600]) {
      await growTo(grower, ledger, grown);
      await publishCheckpoint(ledger);
    }
    await cutTo(grower, ledger, size);
    await unpublish(grower, ledger, size >= 600 ? 3 : 2, size >= 600 ? 600 : 300);
  });
  await forgetSeen(made);
  return made;
}

describe('after an old backup was restored', () => {
  test('nothing is appended or signed below what was published: both sizes are named', async () => {
    const made = await restored('fewer', 300);
    await expectNothingWritten(
      made,
      /has 300 entries, a checkpoint of 600 was published .*from a backup that is newer/,
    );
  });

  test('nothing is appended or signed on another history of the same size', async () => {
    const made = await restored('other-root', 300);
    await withOpen(made, async (ledger) => {
      await growTo(grower, ledger, 620);
      await grower.query(
        'update ledger.entry set leaf_hash = sha256(leaf_hash) where ledger_id = $1 and position = 305',
        [ledger.ledgerId],
      );
    });
    await expectNothingWritten(made, /the root of the first 600 entries is .{44}, published was .{44} \(/);
  });

  test('all goes on when the entries are all there and only the checkpoint was lost', async () => {
    const made = await restored('checkpoint-lost', 300);
    await withOpen(made, async (ledger) => {
      await growTo(grower, ledger, 620);
      expect(await publishCheckpoint(ledger)).toMatchObject({ number: 2, isNew: true, checkpoint: { size: 620 } });
    });
  });

  test('the data folder’s own memory refuses as well, by size and by leaf hash', async () => {
    const made = await newLedger('seen');
    await withOpen(made, (ledger) => record(ledger, [{ by: 'OPERATOR', event: registration('SEEN') }]));
    await withOpen(made, (ledger) => cutTo(grower, ledger, 1));
    await expectNothingWritten(made, /has 1 entry, the data folder has seen 2/);
    await withOpen(made, (ledger) => growTo(grower, ledger, 2));
    await expectNothingWritten(made, /the leaf hash of entry 1 is .{43}, the data folder has seen .{43}/);
  });
});

describe('the anchor', () => {
  test('is a lower bound: what another machine published since is no fault', async () => {
    const made = await newLedger('two-machines');
    const elsewhere = await folders.make();
    await cp(made.place.dataFolder, elsewhere, { recursive: true });
    const other: TestLedger = {
      ...made,
      place: { ...made.place, dataFolder: elsewhere, anchorPath: join(elsewhere, 'anchor') },
    };
    await withOpen(made, publishCheckpoint);
    await withOpen(other, async (ledger) => {
      await growTo(grower, ledger, 5);
      expect(await publishCheckpoint(ledger)).toMatchObject({ number: 1, isNew: true });
    });
    await withOpen(made, async (ledger) => {
      const published = await publishCheckpoint(ledger);
      expect(published).toMatchObject({ number: 1, isNew: false });
      expect(await readFile(ledger.anchorPath, 'utf8')).toBe(published.note);
    });
  });

  test('that another publisher moves on meanwhile is no fault either', async () => {
    const made = await newLedger('meanwhile');
    await withOpen(made, (one) =>
      withOpen(made, async (other) => {
        let size = 1;
        await publishCheckpoint(other);
        // Whenever one has read the head, the ledger is longer and published by the time it looks at anything else.
        const { pool } = one.database;
        const query = pool.query.bind(pool) as (...values: readonly unknown[]) => Promise<unknown>;
        const overtaken = async (...values: readonly unknown[]) => {
          const result = await query(...values);
          if (!String(values[0]).includes('from ledger.head')) return result;
          await growTo(grower, other, (size += 1));
          expect(await publishCheckpoint(other)).toMatchObject({ isNew: true, checkpoint: { size } });
          return result;
        };
        const overtakenPool = new Proxy(pool, {
          get: (target, name) => (name === 'query' ? overtaken : (Reflect.get(target, name) as unknown)),
        });
        const slow: Ledger = { ...one, database: { ...one.database, pool: overtakenPool } };
        for (let round = 0; round < 3; round++) {
          const before = size;
          const { checkpoint } = await publishCheckpoint(slow);
          expect(checkpoint.size).toBeGreaterThan(before);
          expect(await readFile(one.anchorPath, 'utf8')).toContain(`\n${size}\n`);
        }
      }),
    );
  });

  test('is in the state folder under the full name of the ledger, readable by its owner alone', async () => {
    const made = await newLedger('where');
    await withOpen(made, async (ledger) => {
      expect(ledger.anchorPath).toBe(
        join(String(process.env['XDG_STATE_HOME']), 'lodestone', ledger.name.replace('/', '~'), 'checkpoint'),
      );
      await publishCheckpoint(ledger);
      expect((await stat(ledger.anchorPath)).mode & 0o777).toBe(0o600);
      expect((await stat(dirname(ledger.anchorPath))).mode & 0o777).toBe(0o700);
      expect(await readdir(dirname(ledger.anchorPath))).not.toContainEqual(expect.stringContaining('unfinished'));
    });
  });

  test('is in ~/.local/state when the state folder is not named by an absolute path', () => {
    const home = defaultAnchorPath('example.org/first#hash', {});
    expect(home).toMatch(/\/\.local\/state\/lodestone\/example\.org~first#hash\/checkpoint$/);
    expect(defaultAnchorPath('example.org/first#hash', { XDG_STATE_HOME: 'state' })).toBe(home);
  });

  test('that is damaged, or another ledger’s, stops everything and stays as it is', async () => {
    const made = await newLedger('damaged');
    const { place } = made;
    const anchorPath = join(place.dataFolder, 'anchor');
    const other = await newLedger('of-another');
    await withOpen({ ...other, place: { ...other.place, anchorPath } }, publishCheckpoint);
    const foreign = await readFile(anchorPath, 'utf8');
    for (const content of [foreign, '', 'x', foreign.replace('\n1\n', '\n2\n')]) {
      await writeFile(anchorPath, content);
      await expectNothingWritten(
        { ...made, place: { ...place, anchorPath } },
        /the anchor .* is not a checkpoint of this/,
      );
      expect(await readFile(anchorPath, 'utf8')).toBe(content);
    }
  });

  test('that cannot be made stops before anything is signed', async () => {
    const made = await newLedger('no-place');
    const file = join(made.place.dataFolder, 'file');
    await writeFile(file, '');
    // No folder can be made in a file; and where there is a folder, nothing may be written in it.
    const unwritable = join(made.place.dataFolder, 'anchor');
    await mkdir(`${unwritable}.lock`);
    for (const anchorPath of [join(file, 'checkpoint'), unwritable]) {
      await withOpen({ ...made, place: { ...made.place, anchorPath } }, async (ledger) => {
        await expect(publishCheckpoint(ledger)).rejects.toThrow(/anchor/);
        expect(await grower.query('select from ledger.checkpoint where ledger_id = $1', [ledger.ledgerId])).toEqual([]);
      });
    }
  });

  test('never steps back, in whatever order it is written at once', async () => {
    const made = await newLedger('at-once');
    await withOpen(made, async (ledger) => {
      const [key] = await readActiveCheckpointKeys(ledger, 1);
      if (key === undefined) throw new Error('no key');
      const [signer] = await findCheckpointSigners(ledger.dataFolder, [key]);
      if (signer === undefined) throw new Error('no secret');
      const root = digestFromBytes(createHash('sha256').digest());
      const path = join(await folders.make(), 'deep', 'checkpoint');
      await mkdir(dirname(path));
      const sizes = [7, 3, 20, 1, 19, 12, 20, 5, 18, 2];
      await Promise.all(
        sizes.map((size) => {
          const checkpoint = { origin: ledger.origin, size, root };
          const note = signCheckpoint(checkpoint, signer.publicKey, (message) => signer.sign(message));
          return writeAnchor(path, [key], checkpoint, note);
        }),
      );
      expect(await readAnchor(path, [key])).toMatchObject({ kind: 'anchored', checkpoint: { size: 20 } });
    });
  });
});
