import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCosignerKey, openCosignatures } from '@lodestone/proof/cosignature.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { parseWitnessPolicy, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { verifyEd25519 } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger, readRecordedAt } from '../src/open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import type { KeptCheckpoint } from '../src/audit/verify-checkpoints.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { openGrower } from './grow-ledger.ts';
import { registration } from './submissions.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, record, testFolders } from './test-ledger.ts';
import { corruptLine, createCosigner, type TestCosigner } from './test-witness.ts';

// Who may say that a ledger is witnessed, and what an attacker with the database can make of it.

const testing = testDatabase();
const folders = testFolders();
const [w1, w2, w3] = ['w1', 'w2', 'w3'].map((name) => createCosigner(`${name}.example/w`)) as [
  TestCosigner,
  TestCosigner,
  TestCosigner,
];
let owner: Owner;
let ledger: Ledger;
let key: VerifierKey;
/** Of 3, 4 and 5 entries; there are 6. */
const published: PublishedCheckpoint[] = [];

beforeAll(async () => {
  owner = await openGrower(testing.url);
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/witnessed');
  ledger = await openLedger(created.place, created.origin);
  const [named] = await readActiveCheckpointKeys(ledger, 1);
  if (named === undefined) throw new Error('no key');
  key = named;
  const recordOne = (party: string) => record(ledger, [{ by: 'OPERATOR', event: registration(party) }]);
  await recordOne('TRADER-A');
  for (const party of ['TRADER-B', 'TRADER-C', 'TRADER-D']) {
    await recordOne(party);
    published.push(await publishCheckpoint(ledger));
  }
  await recordOne('TRADER-E');
});

afterEach(() => owner.query('delete from ledger.cosignature'));

afterAll(async () => {
  await ledger.close();
  await owner.close();
});

const at = (index: number) => published[index] as PublishedCheckpoint;
const now = () => Math.floor(Date.now() / 1_000);

/** What somebody who owns the database puts there. */
const put = (index: number, line: string) =>
  owner.query('insert into ledger.cosignature values ($1, $2, $3)', [ledger.ledgerId, at(index).number, line]);
const cosign = async (index: number, ...cosigners: readonly TestCosigner[]) => {
  for (const cosigner of cosigners) await put(index, cosigner.cosign(at(index).note, now()));
};

function policyOf(quorum: string, witnesses: readonly TestCosigner[] = [w1, w2, w3]): WitnessPolicy {
  const lines = witnesses.map((witness, index) => `witness w${index + 1} ${formatCosignerKey(witness.key)}`);
  const parsed = parseWitnessPolicy([...lines, quorum].join('\n'));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

const TWO = 'group two 2 w1 w2 w3\nquorum two';

const verify = (policy: WitnessPolicy | null = policyOf(TWO), kept: readonly KeptCheckpoint[] = [], keys = [key]) =>
  verifyLedger(ledger, { only: 'chain', trust: { keys, kept, policy, timestamps: null } });

/** A kept note as the command reads it. */
function keep(note: string, size: number, policy: WitnessPolicy): KeptCheckpoint {
  const opened = openCosignatures(
    note,
    policy.witnesses.map((witness) => witness.key),
    verifyEd25519,
  );
  if (!opened.ok) throw new Error(opened.problem);
  const { checkpoint } = published.find((each) => each.checkpoint.size === size) ?? at(0);
  return { ...checkpoint, cosignatures: opened.value };
}

describe('the level witnessed', () => {
  test('is that of the largest checkpoint on which the quorum agrees; the rest keeps its own level', async () => {
    await cosign(0, w1, w2, w3);
    await cosign(1, w1, w3);
    await cosign(2, w2);
    const verdict = await verify();
    expect(verdict).toMatchObject({ verdict: 'valid', level: 'witnessed', failures: [] });
    expect(verdict.checkpoint?.size).toBe(at(1).checkpoint.size);
    const [size0, size1, size2] = published.map(({ checkpoint }) => checkpoint.size);
    expect(verdict.reach).toEqual({ chain: Number(size2) + 1, checkpoint: size2, witnessed: size1 });
    expect(size0).toBeLessThan(Number(size1));
    expect(verdict.witnesses.map(({ name }) => name).sort()).toEqual(['w1.example/w', 'w3.example/w']);
    for (const { witnessedAt } of verdict.witnesses)
      expect(Math.abs(Date.parse(witnessedAt) - Date.now())).toBeLessThan(60_000);
  });

  test('is not reached by fewer than the policy asks for, nor without a policy, nor by one that asks for none', async () => {
    await cosign(2, w1);
    for (const policy of [policyOf(TWO), null, policyOf('quorum none')]) {
      expect(await verify(policy)).toMatchObject({
        verdict: 'valid',
        level: 'checkpoint',
        witnesses: [],
        reach: { witnessed: null },
      });
    }
  });

  test('is lost with the cosignatures, which is how somebody notices that they are gone', async () => {
    await cosign(2, w1, w2);
    expect((await verify()).level).toBe('witnessed');
    await owner.query('delete from ledger.cosignature where starts_with(line, $1)', [`\u2014 ${w2.key.name} `]);
    expect((await verify()).level).toBe('checkpoint');
  });

  test('is reached by a note that was kept, also together with what is stored', async () => {
    const policy = policyOf(TWO);
    const { note, checkpoint } = at(1);
    const line = (cosigner: TestCosigner) => cosigner.cosign(note, now());
    const both = keep(`${note}${line(w1)}${line(w2)}`, checkpoint.size, policy);
    expect(await verify(policy, [both])).toMatchObject({ level: 'witnessed', checkpoint: { size: checkpoint.size } });
    const one = keep(`${note}${line(w1)}`, checkpoint.size, policy);
    expect((await verify(policy, [one])).level).toBe('checkpoint');
    await cosign(1, w3);
    expect(await verify(policy, [one])).toMatchObject({ level: 'witnessed', checkpoint: { size: checkpoint.size } });
    // The same witness twice is one witness.
    await owner.query('delete from ledger.cosignature');
    await cosign(1, w1);
    expect((await verify(policy, [one])).level).toBe('checkpoint');
  });

  test('needs a checkpoint that a trusted key has signed, whoever has cosigned it', async () => {
    await cosign(2, w1, w2, w3);
    const other = { ...key, name: 'example.org/other' };
    expect(await verify(policyOf(TWO), [], [other])).toMatchObject({ verdict: 'invalid', level: 'chain' });
  });

  test('needs a root that is that of the entries', async () => {
    await cosign(2, w1, w2);
    const { size } = at(2).checkpoint;
    // The entries are other ones from here on; the checkpoint and its witnesses say what they were.
    const [row] = await owner.query<{ body: Buffer }>('select body from ledger.entry where position = $1', [size - 1]);
    const changed = row?.body.toString('utf8').replace('"recordedAt":"2', '"recordedAt":"3');
    await owner.query('update ledger.entry set body = $2 where position = $1', [size - 1, Buffer.from(changed ?? '')]);
    const verdict = await verify();
    await owner.query('update ledger.entry set body = $2 where position = $1', [size - 1, row?.body]);
    expect(verdict).toMatchObject({ verdict: 'invalid', level: 'checkpoint', reach: { witnessed: null } });
  });
});

const lineOf = (index: number, cosigner = w1) => cosigner.cosign(at(index).note, now());

describe('of what is stored as a cosignature', () => {
  // Whoever owns the database is not held up by what the table asks of a line.
  beforeAll(() => owner.query('alter table ledger.cosignature drop constraint cosignature_is_one_line'));

  test.each<[string, () => string, string]>([
    ['a signature that was changed', () => corruptLine(lineOf(2), 40), 'is not one of this checkpoint'],
    ['a time that was changed', () => corruptLine(lineOf(2), 11), 'is not one of this checkpoint'],
    ['a cosignature of another checkpoint', () => lineOf(1), 'is not one of this checkpoint'],
    ['one of another log', () => w1.cosign('example.org/other\n3\nx\n\n', now()), 'is not one of this checkpoint'],
    [
      'one with an extension line',
      () => w1.cosign(at(2).note.replace('\n\n', '\nmore\n\n'), now()),
      'is not one of this checkpoint',
    ],
    ['one of size 0', () => w1.cosign(at(2).note.replace(/\n\d+\n/, '\n0\n'), now()), 'is not one of this checkpoint'],
    [
      'one of a huge size',
      () => w1.cosign(at(2).note.replace(/\n\d+\n/, '\n18446744073709551616\n'), now()),
      'is not one of this',
    ],
    [
      'base64 in a second spelling',
      () => lineOf(2).replace(/.==\n$/, (end) => `${end === 'B==\n' ? 'C' : 'B'}==\n`),
      'base64',
    ],
    ['base64 without padding', () => lineOf(2).replace('==', ''), 'base64'],
    ['no signature at all', () => `\u2014 ${w1.key.name} AAAA\n`, 'expected a key id of 4 and more'],
    ['an empty line', () => '', 'it is not one signature line'],
    ['two lines', () => lineOf(2) + lineOf(2, w2), 'it is not one signature line'],
    [
      'a text that was signed instead',
      () => `x\n\n${w1.cosignText(`${at(2).note}x\n`, now())}`,
      'it is not one signature line',
    ],
    ['a space too many', () => lineOf(2).replace(' w', '  w'), 'is not a signature line'],
  ])('%s is found, and counts for nobody', async (_, line, message) => {
    await put(2, line());
    await cosign(2, w2);
    const { verdict, level, failures } = await verify();
    expect({ verdict, level }).toEqual({ verdict: 'invalid', level: 'checkpoint' });
    expect(failures).toMatchObject([{ kind: 'cosignature', position: at(2).checkpoint.size - 1 }]);
    expect(failures[0]?.message).toContain(message);
    expect(failures[0]?.expected).not.toBe(failures[0]?.found);
  });

  test('what nobody here knows is ignored: other names, other keys of the same name', async () => {
    const impostor = createCosigner(w1.key.name);
    await put(2, lineOf(2, createCosigner('stranger.example/w')));
    await put(2, lineOf(2, impostor));
    await put(2, lineOf(2).replace(w1.key.name, 'w4.example/w'));
    await cosign(2, w2);
    expect(await verify()).toMatchObject({ verdict: 'valid', level: 'checkpoint', failures: [] });
  });

  test('what is stored for no checkpoint, or for no ledger, is found', async () => {
    await owner.query('insert into ledger.cosignature values ($1, 99, $3), ($2, 0, $3)', [
      ledger.ledgerId,
      ledger.ledgerId + 1_000,
      lineOf(2),
    ]);
    const { failures } = await verify();
    expect(failures).toMatchObject([{ kind: 'cosignature' }, { kind: 'cosignature' }]);
    expect(failures[0]?.message).toMatch(/is stored for checkpoint \d+, which is not there/);
  });

  test('the witnesses that the data folder names are checked, and never decide on the level', async () => {
    const own = createCosigner('own.example/w');
    const path = join(ledger.dataFolder, 'witness-policy.txt');
    await writeFile(path, `witness own ${formatCosignerKey(own.key)}\nquorum own\n`);
    await put(2, lineOf(2, own));
    expect(await verify(null)).toMatchObject({ verdict: 'valid', level: 'checkpoint', reach: { witnessed: null } });
    await put(1, lineOf(2, own));
    expect(await verify(null)).toMatchObject({ verdict: 'invalid', failures: [{ kind: 'cosignature' }] });
    await writeFile(path, 'quorum none\n');
  });
});

const seconds = async (position: number) =>
  Math.floor(Date.parse((await readRecordedAt(ledger, position)) ?? '') / 1_000);
const cosignAt = (index: number, timestamp: number, cosigner = w1) =>
  put(index, cosigner.cosign(at(index).note, timestamp));
const position = (index: number) => at(index).checkpoint.size;

describe('a time of recording that a witness contradicts', () => {
  test('is found where an entry was seen more than five minutes before it says that it was recorded', async () => {
    const last = position(2) - 1;
    await cosignAt(2, (await seconds(last)) - 301);
    const { failures } = await verify();
    expect(failures).toMatchObject([{ kind: 'time', position: last, found: await readRecordedAt(ledger, last) }]);
    expect(failures[0]?.expected).toMatch(/ and 5 minutes at the latest$/);
    expect(failures[0]?.message).toContain('w1.example/w has cosigned the log with it at');
  });

  test('is found where it was not there more than five minutes after it says so', async () => {
    const next = position(2);
    await cosignAt(2, (await seconds(next)) + 302);
    const { failures } = await verify();
    expect(failures).toMatchObject([{ kind: 'time', position: next, found: await readRecordedAt(ledger, next) }]);
    expect(failures[0]?.expected).toMatch(/ less 5 minutes at the earliest$/);
    expect(failures[0]?.message).toContain('has cosigned the log without it at');
  });

  test('is none within five minutes, either way', async () => {
    await cosignAt(2, (await seconds(position(2) - 1)) - 299, w1);
    await cosignAt(2, (await seconds(position(2))) + 299, w2);
    expect((await verify()).failures).toEqual([]);
  });

  test('is found by any cosignature of a known witness, whether it makes a quorum or not, and by none of a stranger', async () => {
    const stranger: TestCosigner = createCosigner('stranger.example/w');
    await cosignAt(1, (await seconds(0)) - 86_400, stranger);
    expect((await verify()).failures).toEqual([]);
    await cosignAt(1, (await seconds(0)) - 86_400, w3);
    expect((await verify()).failures).toMatchObject([{ kind: 'time', position: position(1) - 1 }]);
  });

  test('is found of a time beyond any calendar', async () => {
    await cosignAt(2, Number.MAX_SAFE_INTEGER);
    const { failures } = await verify();
    expect(failures).toMatchObject([{ kind: 'time', position: position(2) }]);
    expect(failures[0]?.message).toContain('9007199254740991 seconds after 1970');
  });

  test('is found by a note that was kept', async () => {
    const policy = policyOf(TWO);
    const { note, checkpoint } = at(0);
    const line = w1.cosign(note, (await seconds(position(0) - 1)) - 3_600);
    const { failures } = await verify(policy, [keep(`${note}${line}`, checkpoint.size, policy)]);
    expect(failures).toMatchObject([{ kind: 'time', position: position(0) - 1 }]);
  });
});
