import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkSubmissions } from '../src/append/check-submissions.ts';
import { keysFolder } from '../src/files/data-folder.ts';
import { createKey, type KeyringKey } from '../src/keys/keyring.ts';
import type { Ledger } from '../src/open-ledger.ts';
import type { Receipt } from '../src/append/outcome.ts';
import { readSubmissions } from '../src/record/read-submissions.ts';
import { StopRecording } from '../src/record/recording-refusal.ts';
import { type SignOptions, signEvents } from '../src/record/sign-events.ts';
import type { SignedSubmission } from '../src/append/submission.ts';
import { type SubmitOptions, submitFile } from '../src/record/submit-file.ts';
import { enrolment, eventOf, oreLot, registration } from './submissions.ts';
import { audit, createTestLedger, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let dataFolder: string;
/** What a mine has: keys, and the ledger's name. */
let mineFolder: string;
let ledger: TestLedger;
let name: string;
let key: KeyringKey;

beforeAll(async () => {
  dataFolder = await folders.make();
  mineFolder = await folders.make();
  ledger = await createTestLedger(testing.url, dataFolder, 'example.org/submit');
  key = await createKey(keysFolder(mineFolder), 'MINE');
  await withLedger(ledger, async (open) => {
    name = open.name;
    const events = [registration('MINE', ['mine']), enrolment(open, 'MINE', await key.unlock())];
    await record(
      open,
      events.map((event) => ({ by: 'OPERATOR', event })),
    );
  });
});

async function* chunksOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function sign(events: readonly object[], options: Partial<SignOptions> = {}): Promise<string> {
  let file = '';
  const write = async (text: string) => {
    file += text;
  };
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const defaults = { dataFolder: mineFolder, ledger: name, by: 'MINE', keyNumber: undefined, together: 1 };
  const result = await signEvents(chunksOf(lines), { ...defaults, write, ...options });
  expect(result.refused).toBeNull();
  return file;
}

async function submit(file: string | Uint8Array, options: Partial<SubmitOptions> = {}) {
  const receipts: Receipt[] = [];
  const onReceipt = async (receipt: Receipt) => void receipts.push(receipt);
  const result = await withLedger(ledger, (open) =>
    submitFile(open, chunksOf(file), { dryRun: false, acceptClock: false, onReceipt, ...options }),
  );
  return { result, receipts };
}

/** Reads a file to its end, signatures included: the line where it is refused, null when it is as it was signed. */
async function lineAtFault(file: Uint8Array): Promise<number | null> {
  const submissions: { readonly line: number; readonly signed: SignedSubmission }[] = [];
  try {
    for await (const filed of readSubmissions(chunksOf(file))) submissions.push(filed);
  } catch (error) {
    if (error instanceof StopRecording) return error.refusal.line;
    throw error;
  }
  const { valid, refused } = checkSubmissions(submissions.map(({ signed }) => signed));
  return refused === null ? null : (submissions[valid.length]?.line ?? null);
}

describe('a file that was signed elsewhere', () => {
  test('is recorded in order, and a second time gives the same receipts', async () => {
    const events = [oreLot('S-1'), oreLot('S-2'), oreLot('S-3')];
    const file = await sign(events, { together: 2 });
    const first = await submit(file);
    expect(first.result).toMatchObject({ recorded: 3, alreadyRecorded: 0, submissions: 2, refused: null });
    expect(first.receipts.map(({ position }) => position)).toEqual([2, 3]);
    const second = await submit(file);
    expect(second.result).toEqual({ recorded: 0, alreadyRecorded: 3, submissions: 0, earliest: null, refused: null });
    expect(second.receipts).toEqual(first.receipts);
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
  });

  test('goes on after a crash at any receipt, with nothing twice', async () => {
    const file = await sign(Array.from({ length: 5 }, (_, index) => oreLot(`CRASH-${index}`)));
    for (let survives = 0; survives < 5; survives++) {
      let given = 0;
      const onReceipt = async () => {
        if (given === survives) throw new Error('crash');
        given += 1;
      };
      await expect(submit(file, { onReceipt })).rejects.toThrow('crash');
    }
    const { result, receipts } = await submit(file);
    expect(result).toMatchObject({ recorded: 0, alreadyRecorded: 5, refused: null });
    expect(new Set(receipts.map(({ position }) => position)).size).toBe(5);
  });

  test('may repeat what record has recorded from the same author, and is then passed over', async () => {
    const events = [oreLot('R-1'), oreLot('R-2')];
    const online = { ...ledger, place: { ...ledger.place, dataFolder: mineFolder } };
    const lines = events.map((event) => ({ by: 'MINE', event }));
    await withLedger(online, (open) => record(open, lines, { createKeys: false }));
    const { result, receipts } = await submit(await sign([...events, oreLot('R-3')]));
    expect(result).toMatchObject({ recorded: 1, alreadyRecorded: 2, refused: null });
    // Those that another submission recorded have no receipt of their own.
    expect(receipts).toHaveLength(1);
  });

  test('stops at what a rule refuses: what is before stays, what is after is not looked at', async () => {
    const good = [oreLot('T-1'), oreLot('T-2')];
    const other = oreLot('T-3');
    const bad = { ...other, facility: 'NOWHERE' };
    const file = await sign([...good, bad, oreLot('T-4')]);
    const { result } = await submit(file);
    expect(result).toMatchObject({ recorded: 2, submissions: 2 });
    expect(result.refused).toMatchObject({ line: 7, event: other['id'], reason: 'unknown-facility' });
    // Corrected and signed again, everything else is as it was.
    const corrected = await submit(await sign([...good, other, oreLot('T-4')]));
    expect(corrected.result).toMatchObject({ recorded: 2, alreadyRecorded: 2, refused: null });
  });

  test('rehearsed, records nothing', async () => {
    const file = await sign([oreLot('DRY-1')]);
    expect((await submit(file, { dryRun: true })).result).toMatchObject({ recorded: 1, refused: null });
    expect((await submit(file)).result).toMatchObject({ recorded: 1, alreadyRecorded: 0 });
  });

  test('says how late its earliest event is', async () => {
    const occurredAt = '2026-03-01T08:00:00.000Z';
    const late: JsonObject = { ...oreLot('LATE-1'), occurredAt };
    const { result } = await submit(await sign([oreLot('LATE-2'), late]));
    expect(result.earliest).toMatchObject({ event: late['id'], occurredAt });
    expect(Date.parse(result.earliest?.recordedAt ?? '')).toBeGreaterThan(Date.parse('2026-03-02'));
  });

  test('is refused whole for another ledger', async () => {
    const other = await sign([oreLot('O-1')], { ledger: name.replace('example.org/submit', 'example.org/other') });
    expect((await submit(other)).result).toMatchObject({
      recorded: 0,
      refused: { line: 2, reason: 'submission-differs' },
    });
  });

  test('may hold several files, one after the other', async () => {
    const [one, two] = [await sign([oreLot('A-1')]), await sign([oreLot('A-2')])];
    expect((await submit(one + two)).result).toMatchObject({ recorded: 2, refused: null });
  });
});

describe('a damaged file', () => {
  test('is refused whichever byte was changed, and wherever it was cut off', async () => {
    const file = Buffer.from(await sign([oreLot('D-1'), oreLot('D-2'), oreLot('D-3')], { together: 2 }));
    expect(await lineAtFault(file)).toBeNull();
    const lines = (bytes: number) => file.subarray(0, bytes).filter((byte) => byte === 0x0a).length + 1;
    for (let at = 0; at < file.length - 1; at++) {
      const changed = Buffer.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const line = await lineAtFault(changed);
      expect(line, `byte ${at}`).not.toBeNull();
      // A submission that is altered is noticed at its own line or where its events stand; never before it.
      expect(line, `byte ${at}`).toBeGreaterThanOrEqual(lines(at) - 2);
      expect(await lineAtFault(file.subarray(0, at)), `cut at ${at}`).not.toBeNull();
    }
  });

  test('is named with its line and reason, and what is whole before it is recorded', async () => {
    const file = await sign([oreLot('E-1'), oreLot('E-2')]);
    const { result } = await submit(file.replace('"E-2"', '"E-9"'));
    expect(result).toMatchObject({ recorded: 1, refused: { line: 5, reason: 'damaged' } });
    expect(result.refused?.message).toMatch(
      /^these are not the bytes of the event that was signed: .* the submission at line 4 signs/,
    );
    const without = file.split('\n').toSpliced(3, 2).join('\n');
    expect((await submit(without)).result.refused).toMatchObject({ line: 4, facts: { expected: 2, found: 1 } });
    const cut = file.split('\n').slice(0, 3).join('\n');
    expect((await submit(`${cut}\n`)).result.refused?.message).toMatch(/^the file ends here without its last line/);
    expect((await submit('')).result.refused).toMatchObject({ line: 1, reason: 'damaged' });
    expect((await submit('{"by":"MINE"}\n')).result.refused?.message).toMatch(/plain events go to lodestone record/);
  });

  test('with another signature is refused as forged', async () => {
    const other = await createKey(keysFolder(await folders.make()), 'MINE');
    const file = await sign([oreLot('F-1')]);
    const forged = file.replace(key.publicKey, other.publicKey);
    expect((await submit(forged)).result.refused).toMatchObject({ line: 2, reason: 'signature' });
  });
});

async function refusedWith(text: string, options: Partial<SignOptions> = {}) {
  const defaults = { dataFolder: mineFolder, ledger: name, by: 'MINE', keyNumber: undefined, together: 1_000 };
  return (await signEvents(chunksOf(text), { ...defaults, write: async () => undefined, ...options })).refused;
}

const lineOf = (event: object): string => `${JSON.stringify(event)}\n`;

describe('signing', () => {
  test('stops at a line that is no event, or that nobody here can sign', async () => {
    const good = lineOf(oreLot('G-1'));
    expect(await refusedWith(`${good}\n{"oops"\n`)).toMatchObject({ line: 3, reason: 'bad-line' });
    expect(await refusedWith(good, { by: undefined })).toMatchObject({ line: 1, reason: 'no-key' });
    expect(await refusedWith(good, { by: 'REFINER' })).toMatchObject({ reason: 'no-key', facts: { party: 'REFINER' } });
    expect((await refusedWith(good, { keyNumber: 7 }))?.message).toMatch(/has no key 7 of MINE: it has 1$/);
  });

  test('finds an id that stands twice in a submission', async () => {
    const twice = oreLot('TWICE');
    const text = lineOf(twice) + lineOf({ ...twice, lot: 'OTHER' });
    expect(await refusedWith(text)).toMatchObject({ line: 2, event: twice['id'], reason: 'event-recorded' });
  });

  test('signs with the key that is named, else with the newest', async () => {
    const folder = await folders.make();
    const [one, two] = [await createKey(keysFolder(folder), 'MINE'), await createKey(keysFolder(folder), 'MINE')];
    const event = eventOf({ type: 'shipment-unpacked', shipment: 'S' });
    expect(await sign([event], { dataFolder: folder })).toContain(two.publicKey);
    expect(await sign([event], { dataFolder: folder, keyNumber: 1 })).toContain(one.publicKey);
  });
});

/** A party with a key of its own, whose folder is given back with the key. */
async function entered(party: string) {
  const folder = await folders.make();
  const own = await createKey(keysFolder(folder), party);
  const signingKey = await own.unlock();
  await byOperator(registration(party, ['mine']), (open) => enrolment(open, party, signingKey));
  return { dataFolder: folder, by: party, publicKey: own.publicKey };
}

function byOperator(...events: (JsonObject | ((open: Ledger) => JsonObject))[]) {
  return withLedger(ledger, async (open) => {
    const lines = events.map((event) => ({
      by: 'OPERATOR',
      event: typeof event === 'function' ? event(open) : event,
    }));
    expect((await record(open, lines)).refused).toBeNull();
  });
}

const forMine = (lot: string) => ({ ...oreLot(lot), onBehalfOf: 'MINE' });

describe('what was lawful when it was signed', () => {
  test('is refused when the key was revoked before it is recorded', async () => {
    const { publicKey, ...signer } = await entered('LATE-MINE');
    const file = await sign([oreLot('LATE-1')], signer);
    await byOperator(eventOf({ type: 'key-revoked', key: publicKey, reason: 'stolen' }));
    const { result } = await submit(file);
    expect(result.refused).toMatchObject({ reason: 'key-revoked', facts: { key: publicKey, party: 'LATE-MINE' } });
  });

  test('is refused when the mandate was ended before it is recorded', async () => {
    const { publicKey: _, ...agent } = await entered('LATE-AGENT');
    const mandate = { agent: 'LATE-AGENT', acts: ['lot-created'] };
    await submit(await sign([eventOf({ type: 'mandate-given', ...mandate })]));
    const [first, second] = [await sign([forMine('FOR-MINE-1')], agent), await sign([forMine('FOR-MINE-2')], agent)];
    expect((await submit(first)).result).toMatchObject({ recorded: 1, refused: null });
    await submit(await sign([eventOf({ type: 'mandate-ended', agent: 'LATE-AGENT' })]));
    expect((await submit(second)).result.refused).toMatchObject({
      reason: 'no-mandate',
      facts: { principal: 'MINE', agent: 'LATE-AGENT', act: 'lot-created' },
    });
  });
});
