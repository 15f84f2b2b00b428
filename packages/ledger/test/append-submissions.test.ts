import { createHash } from 'node:crypto';
import { parseEntry } from '@lodestone/proof/entry.ts';
import { readEntryBody } from '@lodestone/store/log/read-entry.ts';
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendSubmissions } from '../src/append/append-submissions.ts';
import { aheadOf } from '../src/append/appender.ts';
import type { Outcome } from '../src/append/outcome.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { SignedSubmission } from '../src/append/submission.ts';
import { uuidOf } from './own-chain.ts';
import {
  appenderOf,
  encode,
  enrolment,
  eventOf,
  newKey,
  operatorKey,
  oreLot,
  registration,
  sign,
  signAs,
} from './submissions.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let operator: SigningKey;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/appending');
  ledger = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
});

afterAll(async () => {
  // Whatever the tests did, the ledger is whole.
  expect((await audit(place)).failures).toEqual([]);
  await ledger.close();
});

const append = (...submissions: SignedSubmission[]) => appendSubmissions(appenderOf(ledger), submissions);
const byOperator = (...events: object[]) => sign(ledger, operator, ...events);
const sizeNow = async () => (await readHead(ledger.database, ledger.ledgerId))?.size ?? 0;
const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);
const refusalOf = (outcomes: readonly Outcome[]) => {
  const last = outcomes.at(-1);
  if (last?.status !== 'refused') throw new Error(`not refused: ${JSON.stringify(outcomes)}`);
  return last.refusal;
};
const receiptOf = (outcome: Outcome | undefined) => {
  if (outcome === undefined || outcome.status === 'refused') throw new Error(`refused: ${JSON.stringify(outcome)}`);
  return outcome.receipt;
};
async function isRecorded(eventId: unknown): Promise<boolean> {
  const { rowCount } = await ledger.database.pool.query(
    'select from ledger.event where ledger_id = $1 and event_id = $2',
    [ledger.ledgerId, eventId],
  );
  return rowCount === 1;
}

/** One hash over the digests of a submission's events. */
const hashOf = (...digests: readonly string[]) => createHash('sha256').update(digests.join('')).digest('base64url');

describe('a submission', () => {
  test('is recorded with a receipt that says where', async () => {
    const before = await sizeNow();
    const submission = byOperator(registration('RECEIPT-1'), registration('RECEIPT-2'));
    const receipt = receiptOf((await append(submission))[0]);
    expect(receipt).toMatchObject({
      ledger: ledger.name,
      position: before,
      submission: submission.submission.submission,
    });
    const head = await readHead(ledger.database, ledger.ledgerId);
    expect(head).toMatchObject({ size: before + 1, leafHash: receipt.leafHash });
  });

  test('is recorded whole or not at all', async () => {
    const before = await sizeNow();
    const [fine, alsoFine, repeated] = [registration('WHOLE-1'), registration('WHOLE-2'), registration('WHOLE-1')];
    const refusal = refusalOf(await append(byOperator(fine, alsoFine, repeated)));
    expect(refusal).toMatchObject({ code: 'id-used', ordinal: 2, facts: { party: 'WHOLE-1' } });
    expect(await sizeNow()).toBe(before);
    expect(await isRecorded(fine['id'])).toBe(false);
  });

  test('that is refused ends the batch: what is before it is recorded, what is after it not looked at', async () => {
    const appender = appenderOf(ledger);
    const before = byOperator(registration('ENDS-1'));
    const refused = byOperator(registration('ENDS-2'), registration('ENDS-1'));
    const after = byOperator(registration('ENDS-3'));
    const outcomes = await appendSubmissions(appender, [before, refused, after]);
    expect(statuses(outcomes)).toEqual(['recorded', 'refused']);
    expect(refusalOf(outcomes)).toMatchObject({ code: 'id-used', ordinal: 1 });
    expect(await isRecorded(before.events[0]?.event.id)).toBe(true);
    expect(await isRecorded(after.events[0]?.event.id)).toBe(false);
    // Nor is anything of it remembered by the appender.
    const next = await appendSubmissions(appender, [byOperator(registration('ENDS-2')), after]);
    expect(statuses(next)).toEqual(['recorded', 'recorded']);
  });

  test('is answered with the first receipt when it comes again, later or in the same batch', async () => {
    const submission = byOperator(registration('AGAIN-1'));
    const [first, second] = await append(submission, submission);
    expect(statuses([first, second] as Outcome[])).toEqual(['recorded', 'already-recorded']);
    const before = await sizeNow();
    const [third] = await append(submission);
    expect(receiptOf(second)).toEqual(receiptOf(first));
    expect(receiptOf(third)).toEqual(receiptOf(first));
    expect(await sizeNow()).toBe(before);
  });

  test('is refused when its id stands for other events, with a hash over the digests of both', async () => {
    const id = uuidOf('an id used twice');
    const [one, other] = [registration('ID-1'), registration('ID-2')];
    const known = signAs(operator, { ledger: ledger.name, id }, one);
    const different = signAs(operator, { ledger: ledger.name, id }, other);
    const longer = signAs(operator, { ledger: ledger.name, id }, one, other);
    expect(statuses(await append(known, different))).toEqual(['recorded', 'refused']);
    expect(refusalOf(await append(different))).toMatchObject({
      code: 'submission-differs',
      ordinal: null,
      facts: { expected: hashOf(encode(one).digest), found: hashOf(encode(other).digest) },
    });
    expect(refusalOf(await append(longer)).code).toBe('submission-differs');
    expect(await isRecorded(other['id'])).toBe(false);
  });

  test('may have the id of another author’s', async () => {
    const id = uuidOf('an id that two authors use');
    const key = newKey();
    await append(byOperator(registration('SHARED', ['mine']), enrolment(ledger, 'SHARED', key)));
    const outcomes = await append(
      signAs(operator, { ledger: ledger.name, id }, registration('SHARED-1')),
      signAs(key, { ledger: ledger.name, id }, oreLot('SHARED-LOT')),
    );
    expect(statuses(outcomes)).toEqual(['recorded', 'recorded']);
  });
});

describe('an event', () => {
  test('that is recorded with other content is refused with both digests, and what is before it is recorded', async () => {
    const recorded = registration('CONTENT-1');
    await append(byOperator(recorded));
    const changed = { ...recorded, name: 'another name', party: 'CONTENT-2' };
    const before = byOperator(registration('CONTENT-3'));
    const outcomes = await append(
      before,
      byOperator(registration('CONTENT-4'), changed),
      byOperator(registration('CONTENT-5')),
    );
    expect(statuses(outcomes)).toEqual(['recorded', 'refused']);
    const [recordedDigest, found] = [encode(recorded).digest, encode(changed).digest];
    expect(refusalOf(outcomes)).toMatchObject({
      code: 'event-recorded',
      ordinal: 1,
      facts: { event: recorded['id'], recorded: recordedDigest, found },
    });
    expect(refusalOf(outcomes).message).toContain(`digest ${recordedDigest} there, ${found} here`);
    expect(await isRecorded(before.events[0]?.event.id)).toBe(true);
  });

  test('that is on its way in the same batch with other content is refused as well', async () => {
    const first = registration('BATCH-1');
    const outcomes = await append(byOperator(first), byOperator({ ...first, party: 'BATCH-2' }));
    expect(statuses(outcomes)).toEqual(['recorded', 'refused']);
    expect(refusalOf(outcomes)).toMatchObject({ code: 'event-recorded', ordinal: 0 });
  });

  test('that stands twice in one submission is refused, and nothing of that is recorded', async () => {
    const first = registration('TWICE-1');
    const before = byOperator(registration('TWICE-0'));
    const outcomes = await append(before, byOperator(first, { ...first, party: 'TWICE-2' }));
    expect(statuses(outcomes)).toEqual(['recorded', 'refused']);
    expect(refusalOf(outcomes)).toMatchObject({ code: 'event-recorded', ordinal: 1, facts: { event: first['id'] } });
    expect(await isRecorded(first['id'])).toBe(false);
  });

  test('that is recorded by another submission is refused though it is the same', async () => {
    const event = registration('SAME-1');
    await append(byOperator(event));
    const outcomes = await append(byOperator(event, registration('SAME-2')));
    expect(refusalOf(outcomes)).toMatchObject({ ordinal: 0 });
    expect(refusalOf(outcomes).code).toMatch(/^(event-recorded|id-used)$/);
  });
});

describe('the signature', () => {
  test('must be by the author: a changed byte refuses that submission, and ends the batch', async () => {
    const before = byOperator(registration('SIGNED-1'));
    const good = byOperator(registration('SIGNED-2'));
    for (const byte of [0, 31, 32, 63]) {
      const signature = Uint8Array.from(good.signature);
      signature[byte] = (signature[byte] ?? 0) ^ 1;
      const outcomes = await append(before, { ...good, signature }, byOperator(registration('SIGNED-3')));
      expect(outcomes).toHaveLength(2);
      expect(outcomes[0]?.status).not.toBe('refused');
      expect(refusalOf(outcomes)).toMatchObject({ code: 'signature', facts: { author: operator.publicKey } });
    }
    expect(await isRecorded(good.events[0]?.event.id)).toBe(false);
    expect(statuses(await append(good))).toEqual(['recorded']);
  });

  test('by another key over the same submission is refused', async () => {
    const good = byOperator(registration('SIGNED-4'));
    const forged = signAs(newKey(), { ledger: ledger.name, id: good.submission.submission }, registration('SIGNED-4'));
    expect(refusalOf(await append({ ...good, signature: forged.signature })).code).toBe('signature');
  });

  test('for another ledger of the same origin is refused, with both names', async () => {
    const otherName = `${ledger.origin}#${'A'.repeat(43)}`;
    for (const name of [otherName, ledger.origin]) {
      const replayed = signAs(operator, { ledger: name, id: uuidOf(name) }, registration('REPLAYED'));
      const refusal = refusalOf(await append(replayed));
      expect(refusal.facts).toEqual({ expected: ledger.name, found: name });
    }
  });
});

describe('the key', () => {
  test('must be enrolled', async () => {
    const stranger = newKey();
    const refusal = refusalOf(await append(sign(ledger, stranger, registration('BY-A-STRANGER'))));
    expect(refusal).toMatchObject({ code: 'key-not-enrolled', ordinal: 0 });
    expect(refusal.message).toContain(stranger.publicKey);
  });

  test('can be enrolled and used in one batch, and is not used after it was revoked', async () => {
    const key = newKey();
    const [registered, enrolled] = [registration('MINER', ['mine']), enrolment(ledger, 'MINER', key)];
    const lot = sign(ledger, key, oreLot('MINER-1'));
    expect(statuses(await append(byOperator(registered, enrolled), lot))).toEqual(['recorded', 'recorded']);

    const revocation = byOperator(eventOf({ type: 'key-revoked', key: key.publicKey, reason: 'lost' }));
    const late = sign(ledger, key, oreLot('MINER-2'));
    const outcomes = await append(revocation, late);
    expect(statuses(outcomes)).toEqual(['recorded', 'refused']);
    expect(refusalOf(outcomes).code).toBe('key-revoked');
    // What it signed before is answered as before.
    expect(statuses(await append(lot))).toEqual(['already-recorded']);
  });

  test('is enrolled only with a proof made for this ledger, this party and this key', async () => {
    const [key, other] = [newKey(), newKey()];
    await append(byOperator(registration('PROVED')));
    const enrolled = enrolment(ledger, 'PROVED', key);
    const { proof: proofOfAnother } = enrolment(ledger, 'PROVED', other);
    const { proof: forAnotherParty } = enrolment(ledger, 'OPERATOR', key);
    const { proof: forAnotherLedger } = enrolment({ ...ledger, name: ledger.origin }, 'PROVED', key);
    for (const proof of [proofOfAnother, forAnotherParty, forAnotherLedger]) {
      expect(refusalOf(await append(byOperator({ ...enrolled, proof: proof as string }))).code).toBe('key-proof');
    }
    expect(statuses(await append(byOperator(enrolled)))).toEqual(['recorded']);
  });
});

const recordedAt = async (position: number) => {
  const entry = parseEntry((await readEntryBody(ledger.database, ledger.ledgerId, position)) ?? Buffer.alloc(0));
  if (!entry.ok) throw new Error(entry.problem);
  return Date.parse(entry.value.recordedAt);
};
const appendAt = (time: number, party: string, acceptClock = false) =>
  appendSubmissions(appenderOf(ledger, { now: () => time, acceptClock }), [byOperator(registration(party))]);

const lastTime = async () => recordedAt((await sizeNow()) - 1);

describe('the clock of the ledger', () => {
  const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
  test('may be a day ahead of the last entry, and no millisecond more', async () => {
    const last = await lastTime();
    const refusal = refusalOf(await appendAt(last + DAY_MILLISECONDS + 1, 'CLOCK-1'));
    expect(refusal).toMatchObject({
      code: 'clock-ahead',
      facts: { clock: new Date(last + DAY_MILLISECONDS + 1).toISOString(), last: new Date(last).toISOString() },
    });
    const { position } = receiptOf((await appendAt(last + DAY_MILLISECONDS, 'CLOCK-1'))[0]);
    expect(await recordedAt(position)).toBe(last + DAY_MILLISECONDS);
  });

  test('may be further ahead when somebody says that it is right', async () => {
    const time = (await lastTime()) + 100 * DAY_MILLISECONDS;
    const { position } = receiptOf((await appendAt(time, 'CLOCK-2', true))[0]);
    expect(await recordedAt(position)).toBe(time);
  });

  test('never makes recorded time go back', async () => {
    const last = await lastTime();
    for (const [index, back] of [1, 1_000, 1_000 * DAY_MILLISECONDS].entries()) {
      const { position } = receiptOf((await appendAt(last - back, `CLOCK-BACK-${index}`))[0]);
      expect(await recordedAt(position)).toBe(last);
    }
  });

  test('never makes recorded time go back within a batch, nor in batches decided ahead', async () => {
    const before = await sizeNow();
    const last = await lastTime();
    // A clock that jumps forth and back; the batches are on their way together.
    const readings = [5, 900, 40, 3_000, 20, 10, 2_999, 3_001, 0].map((offset) => last + offset);
    let reading = 0;
    const now = () => readings[reading++ % readings.length] as number;
    const appender = appenderOf(ledger, { now, ahead: aheadOf(ledger.database, ledger.ledgerId) });
    for (let round = 0; round < 3; round++) {
      const batches = [0, 1].map((batch) =>
        appendSubmissions(
          appender,
          [0, 1, 2].map((index) => byOperator(registration(`JUMP-${round}-${batch}-${index}`))),
        ),
      );
      for (const outcomes of batches) expect(statuses(await outcomes)).toEqual(['recorded', 'recorded', 'recorded']);
    }
    const times: number[] = [];
    for (let position = before - 1; position < (await sizeNow()); position++) times.push(await recordedAt(position));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.at(-1)).toBe(last + 3_001);
  });
});
