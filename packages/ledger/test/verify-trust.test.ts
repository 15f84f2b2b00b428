import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { checkPublicKey, formatPublicKey } from '@lodestone/proof/public-key.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import type { Trust } from '../src/audit/verify-checkpoints.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { registration } from './submissions.ts';
import { createTestLedger, record, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: Ledger;
let key: VerifierKey;
let first: PublishedCheckpoint;
let last: PublishedCheckpoint;

const recordOne = async (party: string) => {
  const { refused } = await record(ledger, [{ by: 'OPERATOR', event: registration(party) }]);
  expect(refused).toBeNull();
};

beforeAll(async () => {
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/trusted');
  ledger = await openLedger(created.place, created.origin);
  const [named] = await readActiveCheckpointKeys(ledger, 1);
  if (named === undefined) throw new Error('no key');
  key = named;
  await recordOne('TRADER-A');
  first = await publishCheckpoint(ledger);
  await recordOne('TRADER-B');
  last = await publishCheckpoint(ledger);
  await recordOne('TRADER-C');
});

afterAll(() => ledger.close());

/** A checkpoint that nobody has cosigned. */
const keptOf = (checkpoint: Checkpoint) => ({ ...checkpoint, cosignatures: [] });

const verify = (trust?: Partial<Trust>) =>
  verifyLedger(ledger, {
    only: 'chain',
    ...(trust === undefined ? {} : { trust: { keys: [key], kept: [], policy: null, timestamps: null, ...trust } }),
  });

describe('the level of a verdict', () => {
  test('is chain when nothing was brought along, whatever the database has', async () => {
    expect(await verify()).toMatchObject({ verdict: 'valid', level: 'chain', checkpoint: null });
  });

  test('is checkpoint with a key that has signed one; entries after it are counted apart', async () => {
    const { verdict, level, checkpoint, entries } = await verify({});
    expect({ verdict, level }).toEqual({ verdict: 'valid', level: 'checkpoint' });
    expect(checkpoint?.size).toBe(last.checkpoint.size);
    expect(entries).toBe(last.checkpoint.size + 1);
  });

  test('is that of a checkpoint that was kept, too', async () => {
    const kept = [keptOf(first.checkpoint), keptOf(last.checkpoint)];
    expect(await verify({ kept })).toMatchObject({ verdict: 'valid', level: 'checkpoint', failures: [] });
  });

  test('is not given by another key: both are named', async () => {
    const other = checkPublicKey(formatPublicKey(Buffer.from(OTHER_KEY, 'hex')));
    if (!other.ok) throw new Error(other.problem);
    const { verdict, level, failures } = await verify({ keys: [{ ...key, publicKey: other.value }] });
    expect({ verdict, level }).toEqual({ verdict: 'invalid', level: 'chain' });
    expect(failures).toMatchObject([{ kind: 'checkpoint' }]);
    expect(failures[0]?.expected).not.toBe(failures[0]?.found);
    expect(failures[0]?.message).toContain(failures[0]?.expected);
    expect(failures[0]?.message).toContain(failures[0]?.found);
  });
});

/** RFC 8032 §7.1, test 1. */
const OTHER_KEY = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

describe('a checkpoint that was kept and is not of this history', () => {
  const root = digestFromBytes(Buffer.alloc(32, 7));

  test.each([1, 2])('with another root at size %i is found', async (size) => {
    const kept = [keptOf({ origin: ledger.origin, size, root })];
    const { verdict, failures } = await verify({ kept });
    expect(verdict).toBe('invalid');
    expect(failures).toMatchObject([{ kind: 'checkpoint', position: size - 1 }]);
    expect(failures[0]?.message).toContain('the checkpoint that was kept has the root');
  });

  test('with more entries than there are is found, beside one that fits', async () => {
    const kept = [keptOf({ origin: ledger.origin, size: 99, root }), keptOf(first.checkpoint)];
    const { failures } = await verify({ kept });
    const message = `the checkpoint that was kept has 99 entries, there are ${last.checkpoint.size + 1} entries`;
    expect(failures.map((failure) => failure.message)).toEqual([message]);
  });
});

test('a checkpoint of another ledger that was kept is named as such, whatever its size', async () => {
  const kept = [keptOf({ ...first.checkpoint, origin: 'example.org/other' })];
  const { verdict, failures } = await verify({ kept });
  expect(verdict).toBe('invalid');
  expect(failures).toMatchObject([{ kind: 'checkpoint', expected: ledger.origin, found: 'example.org/other' }]);
});

test('a checkpoint of an empty log says nothing, and changes nothing', async () => {
  const kept = [keptOf({ origin: ledger.origin, size: 0, root: digestFromBytes(Buffer.alloc(32)) })];
  expect(await verify({ kept })).toMatchObject({ verdict: 'valid', level: 'checkpoint' });
});
