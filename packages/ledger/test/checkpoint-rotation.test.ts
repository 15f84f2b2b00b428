/** The key that signs checkpoints is changed: who trusts the old one, or the new one, is served, and nobody is deceived. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { verifyBundle } from '@lodestone/evidence/verify-bundle.ts';
import { type Checkpoint, openCheckpoint, signCheckpointByAll } from '@lodestone/proof/checkpoint.ts';
import { formatSignedNote, parseSignedNote } from '@lodestone/proof/signed-note.ts';
import { showVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findCheckpointSigners, readCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { exportFolder } from '../src/publish/export-folder.ts';
import { sha256, type SigningKey, verifyEd25519 } from '../src/keys/node-crypto.ts';
import { type Ledger, LedgerCutShort, openLedger } from '../src/open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { type Evidenced, proveClaim } from '../src/evidence/prove-claim.ts';
import { publishFolder } from '../src/publish/publish-folder.ts';
import {
  draftCheckpointKey,
  draftRetirement,
  listCheckpointKeys,
  NoRotation,
} from '../src/keys/rotate-checkpoint-key.ts';
import type { Verdict } from '../src/audit/verdict.ts';
import { verifyFolder } from '../src/audit/verify-folder.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { newKey, registration } from './submissions.ts';
import { createTestLedger, record, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: Ledger;
let made = 0;

beforeEach(async () => {
  made += 1;
  const origin = `example.org/rotated-${made}`;
  const created = await createTestLedger(testing.url, await folders.make(), origin);
  ledger = await openLedger({ ...created.place, anchorPath: join(await folders.make(), 'checkpoint') }, origin);
});

afterEach(() => ledger.close());

let parties = 0;
async function grow(): Promise<void> {
  parties += 1;
  await recordOne({ by: 'OPERATOR', event: registration(`TRADER-${parties}`) });
}

async function recordOne({ by, event }: { by: string; event: object }): Promise<void> {
  expect((await record(ledger, [{ by, event }])).refused).toBeNull();
}

const rotate = async () => recordOne(await draftCheckpointKey(ledger));
const retire = async (key?: string) =>
  recordOne(await draftRetirement(ledger, { key, reason: 'a new key each spring' }));

async function keysNow(): Promise<VerifierKey[]> {
  return (await listCheckpointKeys(ledger)).map(({ key }) => key);
}

/** Grows the ledger and publishes. */
async function publish(): Promise<PublishedCheckpoint> {
  await grow();
  return publishCheckpoint(ledger);
}

const signersOf = ({ note }: PublishedCheckpoint, keys: readonly VerifierKey[]) => {
  const opened = openCheckpoint(note, keys, verifyEd25519);
  if (!opened.ok) throw new Error(opened.problem);
  return opened.value.signedBy.map((key) => keys.indexOf(key));
};
const linesOf = (note: string) => {
  const parsed = parseSignedNote(note);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
};
const verify = (...keys: readonly VerifierKey[]) =>
  verifyLedger(ledger, { only: undefined, trust: { keys, kept: [], policy: null, timestamps: null } });
const summary = ({ verdict, level, checkpoint, failures }: Verdict) => {
  return { verdict, level, size: checkpoint?.size ?? null, failures: failures.map(({ message }) => message) };
};

const PROTECTED = ['ledger.event', 'ledger.checkpoint'] as const;

/** As the owner of the tables: nothing refuses this. */
async function asOwner(statement: string, values: unknown[]): Promise<void> {
  const client = await ledger.database.pool.connect();
  try {
    await client.query('set role none');
    for (const table of PROTECTED) await client.query(`alter table ${table} disable trigger user`);
    await client.query(statement, values);
  } finally {
    client.release(true);
  }
}
const replaceNote = (number: number, note: string) =>
  asOwner('update ledger.checkpoint set note = $3 where ledger_id = $1 and number = $2', [
    ledger.ledgerId,
    number,
    note,
  ]);

const signed = (checkpoint: Checkpoint, ...signers: readonly (SigningKey | undefined)[]) =>
  signCheckpointByAll(
    checkpoint,
    signers.filter((signer) => signer !== undefined),
  );

describe('from the entry that adds a key', () => {
  test('both sign, in the order of coming in, and after the retirement the new one alone', async () => {
    const before = await publish();
    await rotate();
    const during = await publish();
    const further = await publish();
    await retire();
    const after = await publish();
    const keys = await keysNow();
    expect([before, during, further, after].map((each) => signersOf(each, keys))).toEqual([[0], [0, 1], [0, 1], [1]]);
    expect([before, during, further, after].map(({ note }) => linesOf(note).signatures.length)).toEqual([1, 2, 2, 1]);
    expect((await listCheckpointKeys(ledger)).map(({ status, isHere }) => ({ status, isHere }))).toEqual([
      { status: 'retired', isHere: true },
      { status: 'active', isHere: true },
    ]);
  });

  test('the very checkpoint that covers it has both signatures, that of the entry before has one', async () => {
    const before = await publish();
    await rotate();
    const after = await publishCheckpoint(ledger);
    expect(after.checkpoint.size).toBe(before.checkpoint.size + 1);
    const keys = await keysNow();
    expect([before, after].map((each) => signersOf(each, keys))).toEqual([[0], [0, 1]]);
  });

  test('a verifier with the old key reaches all of it, one with the new key as well', async () => {
    await publish();
    await rotate();
    await publish();
    await retire();
    const last = await publish();
    const [old, young] = await keysNow();
    if (old === undefined || young === undefined) throw new Error('no keys');
    const all = { verdict: 'valid', level: 'checkpoint', size: last.checkpoint.size, failures: [] };
    expect(summary(await verify(old))).toEqual(all);
    expect(summary(await verify(young))).toEqual(all);
    expect(summary(await verify(old, young))).toEqual(all);
  });

  test('a verifier with the old key stops where nothing leads on to the new one', async () => {
    const before = await publish();
    await rotate();
    await retire();
    const last = await publish();
    const [old, young] = await keysNow();
    if (old === undefined || young === undefined) throw new Error('no keys');
    expect(summary(await verify(old))).toMatchObject({ verdict: 'valid', size: before.checkpoint.size });
    expect(summary(await verify(young))).toMatchObject({ verdict: 'valid', size: last.checkpoint.size });
  });

  test('a checkpoint that was kept leads on as well', async () => {
    await rotate();
    const overlap = await publish();
    await retire();
    const last = await publish();
    const [old] = await keysNow();
    if (old === undefined) throw new Error('no key');
    await asOwner('delete from ledger.checkpoint where ledger_id = $1 and number = 0', [ledger.ledgerId]);
    const trust = { keys: [old], kept: [{ ...overlap.checkpoint, cosignatures: [] }], policy: null, timestamps: null };
    const { checkpoint } = await verifyLedger(ledger, { only: 'chain', trust });
    expect(checkpoint?.size).toBe(last.checkpoint.size);
  });

  test('the anchor, the published folder and the export go on', async () => {
    const published = await folders.make();
    const exported = await folders.make();
    await publishFolder(ledger, published);
    await exportFolder(ledger, exported);
    await rotate();
    await publish();
    await publishFolder(ledger, published);
    await exportFolder(ledger, exported);
    await retire();
    const last = await publish();
    await publishFolder(ledger, published);
    await exportFolder(ledger, exported);
    expect(await readFile(join(published, 'checkpoint'), 'utf8')).toBe(last.note);
    expect(await readFile(ledger.anchorPath, 'utf8')).toBe(last.note);
    for (const key of await keysNow()) {
      const { verdict } = await verifyFolder(exported, {
        trust: { keys: [key], kept: [], policy: null, timestamps: null },
      });
      expect(summary(verdict)).toMatchObject({ verdict: 'valid', level: 'checkpoint', size: last.checkpoint.size });
    }
  });
});

describe('a note is found that', () => {
  let keys: VerifierKey[];
  let secrets: SigningKey[];
  let during: PublishedCheckpoint;
  let after: PublishedCheckpoint;

  beforeEach(async () => {
    await publish();
    await rotate();
    during = await publish();
    await retire();
    after = await publish();
    keys = await keysNow();
    secrets = await findCheckpointSigners(ledger.dataFolder, keys);
  });

  const found = async (of: PublishedCheckpoint, note: string) => {
    expect((await verify(...keys)).verdict).toBe('valid');
    await replaceNote(of.number, note);
    const { verdict, failures } = await verify(...keys);
    expect(verdict).toBe('invalid');
    return failures.filter(({ kind }) => kind === 'checkpoint').map(({ message }) => message);
  };

  test.each([0, 1])('lacks the signature of active key %i', async (index) => {
    const [message] = await found(during, signed(during.checkpoint, secrets[1 - index]));
    expect(message).toContain('1 signature');
    expect(message).toContain(keys[index]?.publicKey);
  });

  test('has the signature of a retired key', async () => {
    const [message] = await found(after, signed(after.checkpoint, ...secrets));
    expect(message).toContain('2 signatures');
  });

  test('has the signature of the retired key alone', async () => {
    expect(await found(after, signed(after.checkpoint, secrets[0]))).toHaveLength(1);
  });

  test('has a signature twice', async () => {
    const { text, signatures } = linesOf(during.note);
    const note = formatSignedNote({ text, signatures: [...signatures, ...signatures.slice(1)] });
    expect(await found(during, note)).toHaveLength(1);
  });

  test('has a bad signature of an active key beside a good one', async () => {
    const { text, signatures } = linesOf(during.note);
    const [one, two] = signatures;
    if (one === undefined || two === undefined) throw new Error('no signatures');
    const bad = { ...two, signature: one.signature };
    expect(await found(during, formatSignedNote({ text, signatures: [one, bad] }))).toHaveLength(1);
  });

  test('is signed by a key that no entry names, though a row says so', async () => {
    const thief = newKey();
    const body = JSON.stringify({ key: thief.publicKey, type: 'checkpoint-key-added' });
    await asOwner(
      `insert into ledger.event (ledger_id, position, ordinal, event_id, digest, type, occurred_at, body)
       values ($1, 1, 7, gen_random_uuid(), sha256('x'), 'checkpoint-key-added', now(), $2)`,
      [ledger.ledgerId, Buffer.from(body)],
    );
    await replaceNote(after.number, signed(after.checkpoint, secrets[1], thief));
    const { verdict, failures } = await verify(...keys);
    expect(verdict).toBe('invalid');
    expect(failures).toContainEqual(expect.objectContaining({ kind: 'event-digest', position: 1, ordinal: 7 }));
  });
});

/** Records an event and proves it. */
async function prove(): Promise<Evidenced> {
  parties += 1;
  const id = randomUUID();
  const event = { ...registration(`TRADER-${parties}`), id };
  await recordOne({ by: 'OPERATOR', event });
  const proved = await proveClaim(ledger, { id, withhold: [], showsUses: true, openings: [] });
  if (proved === null) throw new Error('nothing to prove');
  return proved;
}
/** The keys by which trust goes from one of them, or why it goes nowhere. */
const pathFrom = ({ bytes }: Evidenced, keys: readonly VerifierKey[], index: number) => {
  const trusted = keys.slice(index, index + 1);
  const { failure, trustedKeys } = verifyBundle(
    bytes,
    { keys: trusted, policy: null },
    { sha256, verify: verifyEd25519 },
  );
  return failure?.message ?? trustedKeys.map((each) => keys.map(showVerifierKey).indexOf(each));
};

describe('a bundle of a ledger whose key was changed', () => {
  test('is for holders of every key that ever signed, when each overlapped with the next', async () => {
    await publish();
    for (let change = 0; change < 2; change++) {
      await rotate();
      await publish();
      await retire();
      await publish();
    }
    const proved = await prove();
    const keys = await keysNow();
    expect([0, 1, 2].map((index) => pathFrom(proved, keys, index))).toEqual([[0, 1, 2], [1, 2], [2]]);
  });

  test('has one change for keys that were retired between the same checkpoints', async () => {
    await rotate();
    await rotate();
    await publish();
    await retire();
    await retire();
    const proved = await prove();
    const keys = await keysNow();
    expect([0, 1, 2].map((index) => pathFrom(proved, keys, index))).toEqual([[0, 2], [1, 2], [2]]);
    expect(JSON.parse(new TextDecoder().decode(proved.bytes)).keyChanges).toHaveLength(1);
  });

  test('leads nobody on from a key that was lost before another overlapped, and says what to do', async () => {
    await publish();
    await rotate();
    await retire();
    const proved = await prove();
    const keys = await keysNow();
    expect(pathFrom(proved, keys, 1)).toEqual([1]);
    expect(pathFrom(proved, keys, 0)).toContain('ask the operator');
    expect(proved.verdict.verdict).toBe('valid');
  });

  test('needs no change while both keys sign, nor where none was made', async () => {
    expect(new TextDecoder().decode((await prove()).bytes)).not.toContain('keyChanges');
    await rotate();
    const proved = await prove();
    const keys = await keysNow();
    expect([0, 1].map((index) => pathFrom(proved, keys, index))).toEqual([[0], [1]]);
    expect(new TextDecoder().decode(proved.bytes)).not.toContain('keyChanges');
  });
});

describe('a database that was put back to before the change', () => {
  test('is refused by the anchor, which the new key alone has signed', async () => {
    const before = await publish();
    await rotate();
    await publish();
    await retire();
    await publish();
    const anchor = await readFile(ledger.anchorPath);
    await asOwner('delete from ledger.event where ledger_id = $1 and position >= $2', [
      ledger.ledgerId,
      before.checkpoint.size,
    ]);
    await mkdir(dirname(ledger.anchorPath), { recursive: true });
    await writeFile(ledger.anchorPath, anchor);
    await copyFile(ledger.anchorPath, `${ledger.anchorPath}.copy`);
    const refused = publishCheckpoint(ledger);
    await expect(refused).rejects.toThrow(LedgerCutShort);
    await expect(refused).rejects.toThrow('if its key was added later than all that the database has');
  });
});

describe('keys are changed with care', () => {
  test('the last one is not retired, nor one that signs nothing', async () => {
    await expect(draftRetirement(ledger, { key: undefined, reason: 'none' })).rejects.toThrow(NoRotation);
    await rotate();
    await expect(draftRetirement(ledger, { key: 'ed25519:none', reason: 'none' })).rejects.toThrow(NoRotation);
  });

  test('a key that was made before a crash and never added is taken', async () => {
    const first = await draftCheckpointKey(ledger);
    const again = await draftCheckpointKey(ledger);
    expect(again.key).toBe(first.key);
    await recordOne(again);
    expect((await draftCheckpointKey(ledger)).key).not.toBe(first.key);
  });

  test('more than four at once are too many', async () => {
    for (let count = 1; count < 4; count++) await rotate();
    await expect(draftCheckpointKey(ledger)).rejects.toThrow('4 keys sign checkpoints already');
    await retire();
    await rotate();
    const last = await publish();
    expect(signersOf(last, await keysNow())).toEqual([1, 2, 3, 4]);
    expect((await verify(...(await keysNow()).slice(4))).failures).toEqual([]);
  });

  test('the keys that sizes have follow the entries, whatever is recorded later', async () => {
    await rotate();
    await retire();
    const keys = await readCheckpointKeys(ledger.database.pool, ledger.ledgerId, ledger.origin);
    const counts = [0, 1, 2, 3].map((size) => [keys.activeAt(size).length, keys.namedWithin(size).length]);
    // Entry 1 adds a key, entry 2 retires the first.
    expect(counts).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [1, 2],
    ]);
  });
});
