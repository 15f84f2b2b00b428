import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import { formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import type { Entry } from '@lodestone/proof/entry.ts';
import { submissionMessage } from '@lodestone/proof/submission.ts';
import { parseWitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { writeCosignatures } from '@lodestone/store/log/cosignatures.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { keysFolder } from '../src/files/data-folder.ts';
import { listKeys } from '../src/keys/keyring.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import type { Verdict } from '../src/audit/verdict.ts';
import { type KeptCheckpoint, NO_TRUST, type Trust } from '../src/audit/verify-checkpoints.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { uuidOf } from './own-chain.ts';
import { recordOwnChain } from './recorded-chain.ts';
import { readLog, type WritableEntry, writeLog } from './rewriting.ts';
import { registration } from './submissions.ts';
import { openOwner, type Owner, unprotect } from './tampering.ts';
import { createTestLedger, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';
import { createCosigner } from './test-witness.ts';

// What the owner of the database can do with all the care there is, and who finds it: docs/threat-model.md has the table.
// Whoever verifies comes with a data folder that has seen nothing, and with no anchor.

/** The file in which a data folder remembers what it has seen. */
const isMemory = (path: string) => path.endsWith('ledgers.json');

const testing = testDatabase();
const folders = testFolders();
const witness = createCosigner('witness.example/attacks');
let owner: Owner;
let ledger: TestLedger;
/** With every key of the operator's, and nothing that remembers. */
let operator: TestLedger;
let restore: () => Promise<void>;
let kept: KeptCheckpoint;
let older: number;
let keys: Readonly<Record<string, SigningKey>>;
let trusts: Readonly<Record<Means, Trust>>;

/** What whoever verifies brings along: nothing; the key; the key and the last checkpoint; the key and a witness. */
const MEANS = ['nothing', 'key', 'kept', 'witness'] as const;
type Means = (typeof MEANS)[number];
const LEVELS: Readonly<Record<Means, Verdict['level']>> = {
  nothing: 'chain',
  key: 'checkpoint',
  kept: 'checkpoint',
  witness: 'witnessed',
};

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/attacked');
  await recordOwnChain(ledger);
  older = (await publishCosigned()).size;
  await withLedger(ledger, (open) => record(open, [{ by: 'OPERATOR', event: registration('TRADER-LATE') }]));
  kept = { ...(await publishCosigned()), cosignatures: [] };
  const folder = await folders.make();
  await cp(ledger.place.dataFolder, folder, { recursive: true, filter: (path) => !isMemory(path) });
  operator = { ...ledger, place: { ...ledger.place, dataFolder: folder, anchorPath: join(folder, 'no-anchor') } };
  const { all } = await withLedger(ledger, (open) => {
    return readCheckpointKeys(open.database.pool, open.ledgerId, open.origin);
  });
  const policy = parseWitnessPolicy(`witness w ${formatCosignerKey(witness.key)}\nquorum w\n`);
  if (all.length !== 1 || !policy.ok) throw new Error('no key');
  const withKey = { ...NO_TRUST, keys: all };
  trusts = {
    nothing: NO_TRUST,
    key: withKey,
    kept: { ...withKey, kept: [kept] },
    witness: { ...withKey, policy: policy.value },
  };
  keys = { operator: await keyOf('OPERATOR'), mine: await keyOf('MINE') };
  owner = await openOwner(testing.url);
  ({ restore } = await unprotect(owner));
});

afterEach(async () => {
  await restore();
  await rm(join(operator.place.dataFolder, 'ledgers.json'), { force: true });
  await rm(join(operator.place.dataFolder, 'no-anchor'), { force: true });
});

afterAll(() => owner.close());

async function keyOf(party: string): Promise<SigningKey> {
  const found = await listKeys(keysFolder(ledger.place.dataFolder), party);
  const key = await found.at(-1)?.unlock();
  if (key === undefined) throw new Error(`no key of ${party}`);
  return key;
}

function publishCosigned() {
  return withLedger(ledger, async (open) => {
    const { checkpoint, note, number } = await publishCheckpoint(open);
    const line = witness.cosign(note, Math.floor(Date.now() / 1_000));
    await writeCosignatures(open.database, open.ledgerId, number, [line]);
    return checkpoint;
  });
}

/** Says for each of the means whether somebody who has them notices: invalid, or not as far as the level that is asked for. */
async function whoNotices(): Promise<Record<Means, boolean>> {
  const noticed: Record<Means, boolean> = { nothing: false, key: false, kept: false, witness: false };
  for (const means of MEANS) {
    const dataFolder = await folders.make();
    const place = { ...ledger.place, dataFolder, anchorPath: join(dataFolder, 'no-anchor') };
    const verify = () =>
      withLedger({ ...ledger, place }, (open) => verifyLedger(open, { only: undefined, trust: trusts[means] }));
    const { verdict, level } = await verify();
    noticed[means] = verdict === 'invalid' || level !== LEVELS[means];
  }
  return noticed;
}

/** Takes away all that was published beyond `count` checkpoints, as if it had never been. */
async function unpublish(count: number): Promise<void> {
  await owner.query('delete from ledger.cosignature where number >= $1', [count]);
  await owner.query('delete from ledger.checkpoint where number >= $1', [count]);
  if (count === 0) await owner.query('delete from ledger.published');
  else await owner.query('update ledger.published set count = $1, size = $2', [count, older]);
  await owner.query('delete from ledger.tile');
}

/** Writes the log, and views that fit it. */
async function rewrite(log: readonly WritableEntry[], resign?: { position: number; by: SigningKey }): Promise<void> {
  await writeLog(owner, log, (entry) =>
    resign !== undefined && entry.position === resign.position ? signedBy(entry, resign.by) : entry,
  );
  await withLedger(operator, (open) => rebuildViews(open));
  await rm(join(operator.place.dataFolder, 'ledgers.json'), { force: true });
}

function signedBy({ events, ledger: name, submission }: Entry, key: SigningKey): Pick<Entry, 'author' | 'signature'> {
  const signed = { author: key.publicKey, events, ledger: name, submission };
  return { author: key.publicKey, signature: encodeBase64Url(key.sign(submissionMessage(signed))) };
}

const republish = () => withLedger(operator, (open) => publishCheckpoint(open));

/** The first entry by a member whose key the ledger holds that creates a lot, and its event with more in it. */
function withMoreOre(log: WritableEntry[]): number {
  const position = log.findIndex(({ events }) =>
    events.some(({ type, body }) => type === 'lot-created' && body.includes('"lot":"ORE-2"')),
  );
  const [event] = log[position]?.events.filter(({ body }) => body.includes('"lot":"ORE-2"')) ?? [];
  if (event === undefined) throw new Error('the chain does not create ORE-2');
  event.body = Buffer.from(event.body.toString().replace('"Nd":1000000', '"Nd":1000001'));
  return position;
}

/** Later by a millisecond: nobody signs when an entry is recorded but the ledger. */
function shiftTimes(log: WritableEntry[]): void {
  for (const each of log.slice(4)) {
    const later = new Date(Date.parse(each.entry.recordedAt) + 1).toISOString();
    each.entry = { ...each.entry, recordedAt: later };
  }
}

const EVERYBODY = { nothing: true, key: true, kept: true, witness: true };
const NOBODY = { nothing: false, key: false, kept: false, witness: false };

interface Attack {
  readonly does: string;
  readonly act: () => Promise<void>;
  readonly noticed: Record<Means, boolean>;
}

const BY_SUPERUSER: readonly Attack[] = [
  {
    does: 'changes one byte of an event',
    act: async () => {
      await owner.query('update ledger.event set body = set_byte(body, 9, get_byte(body, 9) # 1) where position = 5');
    },
    noticed: EVERYBODY,
  },
  {
    does: 'changes an event and computes every later hash, view, tile and root again',
    act: async () => {
      const log = await readLog(owner);
      withMoreOre(log);
      await writeLog(owner, log);
      await unpublish(0);
    },
    noticed: EVERYBODY,
  },
  {
    does: 'changes when entries were recorded, computes all again and leaves the checkpoints',
    act: async () => {
      const log = await readLog(owner);
      shiftTimes(log);
      await rewrite(log);
    },
    noticed: EVERYBODY,
  },
  {
    does: 'changes when entries were recorded, computes all again and removes the checkpoints',
    act: async () => {
      const log = await readLog(owner);
      shiftTimes(log);
      await rewrite(log);
      await unpublish(0);
    },
    noticed: { ...EVERYBODY, nothing: false },
  },
  {
    does: 'swaps two submissions, computes all again and removes the checkpoints',
    act: async () => {
      const log = await readLog(owner);
      const last = log.length - 1;
      const [one, other] = [log[last - 1], log[last]];
      if (one === undefined || other === undefined) throw new Error('the log is too short');
      const { recordedAt } = other.entry;
      log[last - 1] = { ...other, entry: { ...other.entry, recordedAt } };
      log[last] = { ...one, entry: { ...one.entry, recordedAt } };
      await rewrite(log);
      await unpublish(0);
    },
    noticed: { ...EVERYBODY, nothing: false },
  },
  {
    does: 'cuts off the tail with its checkpoint, or puts back an older copy',
    act: async () => {
      const log = await readLog(owner);
      await rewrite(log.slice(0, older));
      await unpublish(1);
    },
    noticed: { ...NOBODY, kept: true },
  },
  {
    does: 'removes a checkpoint between others',
    act: async () => {
      await owner.query('delete from ledger.cosignature where number = 0');
      await owner.query('delete from ledger.checkpoint where number = 0');
    },
    noticed: EVERYBODY,
  },
  {
    does: 'writes a cosignature of one checkpoint to another',
    act: async () => {
      await owner.query('delete from ledger.cosignature where number = 1');
      await owner.query('update ledger.cosignature set number = 1');
    },
    noticed: { ...NOBODY, witness: true },
  },
];

const BY_OPERATOR: readonly Attack[] = [
  {
    does: 'changes what a member said whose key it holds, computes all again and signs new checkpoints',
    act: async () => {
      const log = await readLog(owner);
      const position = withMoreOre(log);
      await rewrite(log, { position, by: keyNamed('mine') });
      await unpublish(0);
      await republish();
    },
    noticed: { ...NOBODY, kept: true, witness: true },
  },
  {
    does: 'inserts an entry of its own, computes all again and signs new checkpoints',
    act: async () => {
      const log = await readLog(owner);
      const at = 4;
      const before = log[at];
      if (before === undefined) throw new Error('the log is too short');
      const id = uuidOf('inserted');
      const occurredAt = '2026-03-01T08:00:00.000Z';
      const type = 'party-registered';
      const event = {
        country: 'CN',
        id,
        name: 'Inserted',
        occurredAt,
        party: 'TRADER-INSERTED',
        roles: ['trader'],
        type,
      };
      const row = { event_id: id, type, occurred_at: new Date(occurredAt), body: Buffer.from(JSON.stringify(event)) };
      const submission = 'aaaaaaaa-aaaa-8aaa-8aaa-aaaaaaaaaaaa';
      log.splice(at, 0, { entry: { ...before.entry, submission }, events: [row] });
      await rewrite(log, { position: at, by: keyNamed('operator') });
      await unpublish(0);
      await republish();
    },
    noticed: { ...NOBODY, kept: true, witness: true },
  },
  {
    does: 'replaces the key of a member, computes all again and signs new checkpoints',
    act: async () => {
      const log = await readLog(owner);
      const enrolment = log.findIndex(({ events }) =>
        events.some(({ type, body }) => type === 'key-enrolled' && body.includes(keyNamed('mine').publicKey)),
      );
      const [event] = log[enrolment]?.events ?? [];
      if (event === undefined) throw new Error('the mine has no key');
      const text = event.body.toString().replace(keyNamed('mine').publicKey, keyNamed('operator').publicKey);
      event.body = Buffer.from(text);
      await writeLog(owner, log, (entry) =>
        entry.position === enrolment ? signedBy(entry, keyNamed('operator')) : entry,
      );
      await unpublish(0);
      await republish();
    },
    noticed: EVERYBODY,
  },
  {
    does: 'replaces its checkpoint key in the first event',
    act: async () => {
      const log = await readLog(owner);
      const [opening] = log[0]?.events ?? [];
      if (opening === undefined) throw new Error('the log is empty');
      const other = keyNamed('mine').publicKey;
      opening.body = Buffer.from(opening.body.toString().replace(/("checkpointKey":")[^"]*/, `$1${other}`));
      await writeLog(owner, log, (entry) => (entry.position === 0 ? signedBy(entry, keyNamed('operator')) : entry));
      await unpublish(0);
    },
    noticed: EVERYBODY,
  },
];

function keyNamed(name: string): SigningKey {
  const key = keys[name];
  if (key === undefined) throw new Error(`no key ${name}`);
  return key;
}

test('nobody notices anything where nothing was done', async () => {
  expect(await whoNotices()).toEqual(NOBODY);
});

describe.each([
  ['a superuser of the database', BY_SUPERUSER],
  ['an operator with all its keys', BY_OPERATOR],
])('%s', (_, attacks) => {
  const named = attacks.map((attack) => [attack.does, attack] as const);
  test.each(named)('%s', async (__, { act, noticed }) => {
    await act();
    expect(await whoNotices()).toEqual(noticed);
  });
});
