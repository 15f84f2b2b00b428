import type { ServerResponse } from 'node:http';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { cosignCheckpoint, readCosignedNote } from '../src/witness/cosign-checkpoint.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { growTo, openGrower } from './grow-ledger.ts';
import { registration } from './submissions.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, record, testFolders } from './test-ledger.ts';
import { answeringServer, corruptLine, createCosigner, startWitness, type TestWitness } from './test-witness.ts';

const testing = testDatabase();
const folders = testFolders();
const script = await answeringServer();
const cosigner = createCosigner('scripted.example/w1');
let grower: Owner;
let ledger: Ledger;
let key: VerifierKey;
let published: PublishedCheckpoint;

const openNew = async (origin: string) => {
  const created = await createTestLedger(testing.url, await folders.make(), origin);
  const opened = await openLedger(created.place, created.origin);
  const [named] = await readActiveCheckpointKeys(opened, 1);
  if (named === undefined) throw new Error('no key');
  return { opened, named };
};

beforeAll(async () => {
  grower = await openGrower(testing.url);
  const { opened, named } = await openNew('example.org/cosigned');
  ledger = opened;
  key = named;
  await growTo(grower, ledger, 300);
  published = await publishCheckpoint(ledger);
});

afterAll(async () => {
  await ledger.close();
  await grower.close();
});

const publishAt = async (size: number) => {
  await growTo(grower, ledger, size);
  published = await publishCheckpoint(ledger);
  return published;
};

describe('a witness', () => {
  let serving: TestWitness;
  beforeAll(async () => {
    serving = await startWitness('real', [key], await folders.make());
  });
  afterAll(() => serving.close());

  test('cosigns the first checkpoint, and each that continues it, by one question each', async () => {
    const first = await cosignCheckpoint(ledger, serving.witness, published);
    expect(first).toMatchObject({ outcome: 'cosigned', cosignature: { key: serving.witness.key } });
    const next = await publishAt(310);
    expect(await cosignCheckpoint(ledger, serving.witness, next)).toMatchObject({ outcome: 'cosigned' });
    expect(serving.answers).toEqual([
      '200 cosigned size 300 of example.org/cosigned',
      '200 cosigned size 310 of example.org/cosigned',
    ]);
    if (first.outcome !== 'cosigned') throw new Error('not cosigned');
    expect(await readCosignedNote(ledger, { ...published, number: 0, note: '' })).toBe(first.cosignature.line);
    expect(await readCosignedNote(ledger, next)).toMatch(/^example[^]*\n\n\u2014 example.*\n\u2014 real\.example.*\n$/);
  });

  test('that has cosigned more than is known here says so, and is asked once more', async () => {
    const { witness, answers } = serving;
    // An answer that was lost: the witness knows more than is stored here.
    await grower.query('delete from ledger.cosignature');
    expect(await cosignCheckpoint(ledger, witness, await publishAt(330))).toMatchObject({ outcome: 'cosigned' });
    expect(answers.slice(-2)).toEqual([
      '409 this witness has cosigned size 310 of the log, the old size is 0',
      '200 cosigned size 330 of example.org/cosigned',
    ]);
  });

  test('that knows neither the log nor its key says which it is', async () => {
    const folder = await folders.make();
    const stranger = createCosigner('other.example/log').key;
    const other = await startWitness('stranger', [{ ...key, name: stranger.name }], folder);
    expect(await cosignCheckpoint(ledger, other.witness, published)).toMatchObject({
      outcome: 'unknown-log',
      message: expect.stringContaining('does not know the log example.org/cosigned (404)'),
    });
    await other.close();
    const keyless = await startWitness('keyless', [{ ...key, keyId: '00000000' }], folder);
    expect(await cosignCheckpoint(ledger, keyless.witness, published)).toMatchObject({ outcome: 'refused' });
    await keyless.close();
  });
});

/** What the scripted witness answers, and what comes of it. */
const answerOf = async (status: number, body: string, headers: Record<string, string> = {}) => {
  script.answering = (_, response) => response.writeHead(status, headers).end(body);
  return cosignScripted();
};
const cosignAt = (url: string) => cosignCheckpoint(ledger, { name: 'scripted', key: cosigner.key, url }, published);
const cosignScripted = () => cosignAt(`${script.url}/`);
const now = () => Math.floor(Date.now() / 1_000);
const countStored = async () => (await grower.query('select from ledger.cosignature')).length;

describe('of the answers of a witness', () => {
  let before: number;
  beforeEach(async () => {
    before = await countStored();
    script.asked.length = 0;
  });

  test.each([
    [403, '', 'refused', 'does not know the key that signed the checkpoint (403)'],
    [404, '', 'unknown-log', 'does not know the log example.org/cosigned (404)'],
    [422, 'no\n', 'inconsistent', 'does not continue what it has cosigned (422)'],
    [500, 'x', 'failed', 'status 500'],
    [301, '', 'failed', 'status 301'],
    [204, '', 'failed', 'status 204'],
    [409, '', 'failed', '409 with "" instead of a size'],
    [409, '12', 'failed', '409 with "12" instead of a size'],
    [409, '012\n', 'failed', '409 with "012\\n" instead of a size'],
    [409, '1e2\n', 'failed', 'instead of a size'],
    [409, '-1\n', 'failed', 'instead of a size'],
    [409, '9007199254740992\n', 'failed', 'instead of a size'],
    [
      409,
      '9007199254740991\n',
      'conflict',
      'has cosigned 9,007,199,254,740,991 entries of this ledger, the checkpoint has',
    ],
    [409, '1\n', 'conflict', 'has cosigned 1 entry, then "1"'],
    [200, '', 'failed', 'no signature lines'],
    [200, 'thanks\n', 'failed', 'no signature lines'],
  ])('%i with %j is the outcome %s', async (status, body, outcome, message) => {
    expect(await answerOf(status, body, { location: script.url })).toEqual({
      outcome,
      message: expect.stringContaining(message),
    });
    expect(await countStored()).toBe(before);
  });

  test('one without an end is not read to it', async () => {
    const message = 'its answer is longer than 65536 bytes';
    expect(await answerOf(200, 'x'.repeat(100_000))).toEqual({ outcome: 'no-answer', message });
  });

  test('one that nobody gave is an outcome as well', async () => {
    for (const url of ['http://127.0.0.1:1', 'https://127.0.0.1:1']) {
      expect(await cosignAt(url)).toEqual({ outcome: 'no-answer', message: expect.stringContaining('ECONNREFUSED') });
    }
    for (const url of ['not-an-address', 'file:///etc/passwd']) {
      expect(await cosignAt(url)).toEqual({
        outcome: 'no-answer',
        message: expect.stringContaining('no URL that begins'),
      });
    }
    script.answering = (_, response) => response.destroy();
    expect(await cosignScripted()).toMatchObject({ outcome: 'no-answer' });
  });

  test('only lines of its own key are kept, whoever else has signed beside it', async () => {
    const other = createCosigner('other.example/w1');
    const own = cosigner.cosign(published.note, now());
    const answered = await answerOf(200, `${other.cosign(published.note, now())}${own}\u2014 x.example/log AAAAAAAA\n`);
    expect(answered).toMatchObject({ outcome: 'cosigned', cosignature: { line: own } });
    const stored = await grower.query<{ line: string }>('select line from ledger.cosignature order by number desc');
    expect(stored.map(({ line }) => line)).toContain(own);
    expect(stored).toHaveLength(before + 1);
    // It is not asked for what it has said already.
    script.asked.length = 0;
    expect(await cosignScripted()).toEqual(answered);
    expect(script.asked).toEqual([]);
  });
});

describe('nothing is kept of', () => {
  let before: number;
  beforeEach(async () => {
    await grower.query('delete from ledger.cosignature');
    before = await countStored();
  });
  const expectNothingKept = async (body: string, outcome: string, message: string) => {
    expect(await answerOf(200, body)).toEqual({ outcome, message: expect.stringContaining(message) });
    expect(await countStored()).toBe(before);
  };
  test('a cosignature of another checkpoint', async () => {
    const other = published.note.replace(/\n\d+\n/, '\n7\n');
    await expectNothingKept(cosigner.cosign(other, now()), 'failed', 'is not one of this checkpoint');
  });

  test('a cosignature of another text that the answer itself brings along', async () => {
    // Concatenated with the note, what is before the last empty line would be the text that was signed.
    const smuggled = '\nexample.org/cosigned\n7\n';
    const whole = `${published.note}${smuggled}\n`;
    const signed = cosigner.cosignText(whole.slice(0, whole.lastIndexOf('\n\n') + 1), now());
    await expectNothingKept(`${smuggled}\n${signed}`, 'failed', 'no signature lines');
  });

  test.each([4, 11, 12, 75])('a cosignature with byte %i changed', async (place) => {
    const line = corruptLine(cosigner.cosign(published.note, now()), place);
    await expectNothingKept(line, 'failed', 'its answer is no cosignature');
  });

  test('a good cosignature beside a bad one by the same key', async () => {
    const good = cosigner.cosign(published.note, now());
    await expectNothingKept(good + corruptLine(good, 30), 'failed', 'is not one of this checkpoint');
  });

  test('a good cosignature by another key, even of the same name', async () => {
    const other = createCosigner(cosigner.key.name);
    const message = 'no line of the key scripted.example/w1';
    await expectNothingKept(other.cosign(published.note, now()), 'failed', message);
  });

  test.each([
    ['with base64 in another spelling', (line: string) => line.replace(/.==\n$/, 'B==\n'), 'base64'],
    ['with base64 without padding', (line: string) => line.replace('==', ''), 'base64'],
    ['with two spaces', (line: string) => line.replace(' s', '  s'), 'not a signature line'],
  ])('a line %s', async (_, change, message) => {
    await expectNothingKept(change(cosigner.cosign(published.note, now())), 'failed', message);
  });

  test('a cosignature of the future', async () => {
    const line = cosigner.cosign(published.note, now() + 301);
    await expectNothingKept(line, 'clock', 'one of the clocks is wrong');
  });
});

test('a cosignature that contradicts what was recorded when is not kept, either way', async () => {
  const { opened, named } = await openNew('example.org/clocks');
  try {
    const recordOne = (party: string) => record(opened, [{ by: 'OPERATOR', event: registration(party) }]);
    await recordOne('TRADER-A');
    const early = await publishCheckpoint(opened);
    const behind = await startWitness('behind', [named], await folders.make(), () => Date.now() - 301_000);
    expect(await cosignCheckpoint(opened, behind.witness, early)).toEqual({
      outcome: 'clock',
      message: expect.stringMatching(/cosigned at .* what has an entry recorded at .*: one of the clocks is wrong/),
    });
    await behind.close();
    // What is sent late says, by the clock of the witness, that the entries since were not there.
    await recordOne('TRADER-B');
    const late = await startWitness('late', [named], await folders.make(), () => Date.now() + 302_000);
    const options = { now: () => Date.now() + 302_000 };
    expect(await cosignCheckpoint(opened, late.witness, early, options)).toEqual({
      outcome: 'clock',
      message: expect.stringMatching(/a checkpoint without entry \d+, recorded at .*: publish again/),
    });
    expect(await readCosignedNote(opened, early)).toBe(early.note);
    const current = await publishCheckpoint(opened);
    expect(await cosignCheckpoint(opened, late.witness, current, options)).toMatchObject({ outcome: 'cosigned' });
    await late.close();
  } finally {
    await opened.close();
  }
});

test('neither publishing nor recording waits for a witness that hangs', async () => {
  const { opened } = await openNew('example.org/hanging');
  const hanging: ServerResponse[] = [];
  script.answering = (_, response) => void hanging.push(response);
  const stop = new AbortController();
  try {
    const first = await publishCheckpoint(opened);
    const witness = { name: 'hanging', key: cosigner.key, url: script.url };
    const asking = cosignCheckpoint(opened, witness, first, { signal: stop.signal });
    await expect.poll(() => hanging.length).toBe(1);
    const { refused } = await record(opened, [{ by: 'OPERATOR', event: registration('TRADER-A') }]);
    expect(refused).toBeNull();
    expect((await publishCheckpoint(opened)).checkpoint.size).toBeGreaterThan(first.checkpoint.size);
    stop.abort();
    expect(await asking).toEqual({ outcome: 'no-answer', message: 'it did not answer in time' });
  } finally {
    stop.abort();
    for (const response of hanging) response.destroy();
    await opened.close();
  }
});
