import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGroupCommit, type GroupCommit } from '../src/append/group-commit.ts';
import { createMetrics } from '../src/metrics.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { Outcome } from '../src/append/outcome.ts';
import type { ArrivingSubmission, SignedSubmission } from '../src/append/submission.ts';
import { uuidOf } from './own-chain.ts';
import { enrolment, newKey, operatorKey, oreLot, registration, sign, signAs } from './submissions.ts';
import { openOwner } from './tampering.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

// Many callers at once, each with a submission of its own, share transactions and know nothing of each other.

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let other: Ledger;
let operator: SigningKey;
let group: GroupCommit;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/group');
  ledger = await openLedger(place.place, place.origin);
  other = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
  group = await createGroupCommit(ledger);
});

afterAll(async () => {
  await group.close();
  expect((await audit(place)).failures).toEqual([]);
  await ledger.close();
  await other.close();
});

const arriving = ({ submission, signature, events }: SignedSubmission): ArrivingSubmission => ({
  submission,
  signature,
  bodies: events.map(({ bytes }) => bytes),
});
const byOperator = (...events: object[]) => arriving(sign(ledger, operator, ...events));
const positionsOf = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) => ('receipt' in outcome ? outcome.receipt.position : -1)).sort((one, two) => one - two);
/** In how many transactions the entries from a position on were written. */
const countTransactions = async (position: number) => {
  const owner = await openOwner(testing.url);
  const [row] = await owner.query(
    'select count(distinct xmin::text)::integer as count from ledger.entry where position >= $1',
    [position],
  );
  await owner.close();
  return row?.['count'] as number;
};

describe('callers at the same time', () => {
  test('are all recorded, in one order without gaps, in far fewer transactions than submissions', async () => {
    const before = await ledgerSize();
    const submissions = Array.from({ length: 200 }, (_, index) => byOperator(registration(`AT-ONCE-${index}`)));
    const outcomes = await Promise.all(submissions.map((submission) => group.submit(submission)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['recorded']));
    expect(positionsOf(outcomes)).toEqual(Array.from({ length: 200 }, (_, index) => before + index));
    expect(await countTransactions(before)).toBeLessThan(50);
  });

  test('are refused each for itself: neighbours in the same transaction are recorded', async () => {
    const forged = { ...byOperator(registration('GROUP-FORGED')), signature: new Uint8Array(64) };
    const malformed = {
      ...byOperator(registration('GROUP-BAD')),
      bodies: [Buffer.from('{"type":"party-registered"}')],
    };
    const taken = byOperator(registration('AT-ONCE-1'));
    const [one, two, three] = ['GROUP-1', 'GROUP-2', 'GROUP-3'].map((name) => byOperator(registration(name)));
    const outcomes = await Promise.all(
      [one, forged, two, malformed, taken, three].map((submission) => group.submit(submission as ArrivingSubmission)),
    );
    expect(outcomes.map((outcome) => ('refusal' in outcome ? outcome.refusal.code : outcome.status))).toEqual([
      'recorded',
      'signature',
      'recorded',
      'not-an-event',
      'id-used',
      'recorded',
    ]);
  });

  test('may build on each other, once the first has its receipt', async () => {
    const key = newKey();
    await group.submit(byOperator(registration('GROUP-MINE', ['mine']), enrolment(ledger, 'GROUP-MINE', key)));
    const lots = Array.from({ length: 20 }, (_, index) => arriving(sign(ledger, key, oreLot(`GROUP-LOT-${index}`))));
    const outcomes = await Promise.all(lots.map((lot) => group.submit(lot)));
    expect(outcomes.map(({ status }) => status)).toEqual(lots.map(() => 'recorded'));
  });
});

describe('the same submission', () => {
  test('many times at once is recorded once, and everybody gets the same receipt', async () => {
    const submission = byOperator(registration('SAME'));
    const others = Array.from({ length: 10 }, (_, index) => byOperator(registration(`SAME-BESIDE-${index}`)));
    const size = await ledgerSize();
    // While somebody holds the head they gather, so that many come in one batch and others in the next.
    const owner = await openOwner(testing.url);
    await owner.query('begin');
    await owner.query('select from ledger.head for update');
    const beside = Promise.all(others.map((submitted) => group.submit(submitted)));
    const submitting = Promise.all(Array.from({ length: 50 }, () => group.submit(submission)));
    await sleep(100);
    await owner.query('commit');
    await owner.close();
    expect(new Set((await beside).map(({ status }) => status))).toEqual(new Set(['recorded']));
    const outcomes = await submitting;
    expect(outcomes.filter(({ status }) => status === 'recorded')).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => JSON.stringify('receipt' in outcome && outcome.receipt))).size).toBe(1);
    expect(await ledgerSize()).toBe(size + others.length + 1);
    const again = await group.submit(submission);
    expect(again).toMatchObject({ status: 'already-recorded' });
  });

  test('through two processes at once is recorded once, with one receipt', async () => {
    const second = await createGroupCommit(other);
    const submissions = Array.from({ length: 40 }, (_, index) => byOperator(registration(`BOTH-${index}`)));
    const size = await ledgerSize();
    const outcomes = await Promise.all(
      submissions.flatMap((submission) => [group.submit(submission), second.submit(submission)]),
    );
    await second.close();
    expect(await ledgerSize()).toBe(size + submissions.length);
    for (let index = 0; index < outcomes.length; index += 2) {
      const [one, two] = [outcomes[index], outcomes[index + 1]];
      expect(new Set([one?.status, two?.status])).toEqual(new Set(['already-recorded', 'recorded']));
      expect(one && 'receipt' in one && one.receipt).toEqual(two && 'receipt' in two && two.receipt);
    }
  });

  test('id with other content is refused, whoever comes first', async () => {
    const id = uuidOf('group: one id, two contents');
    const [one, two] = ['CONTENT-1', 'CONTENT-2'].map((name) =>
      arriving(signAs(operator, { ledger: ledger.name, id }, registration(name))),
    );
    const outcomes = await Promise.all([
      group.submit(one as ArrivingSubmission),
      group.submit(two as ArrivingSubmission),
    ]);
    // Which of the two comes first is nobody's promise: their signatures are checked side by side.
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['recorded', 'refused']);
    const refused = outcomes.find(({ status }) => status === 'refused');
    expect(refused).toMatchObject({ refusal: { code: 'submission-differs' } });
  });

  test('event in another submission is refused, and keeps nobody from being recorded', async () => {
    const event = registration('EVENT-TWICE');
    await group.submit(byOperator(event));
    const again = arriving(
      signAs(operator, { ledger: ledger.name, id: uuidOf('group: event again') }, event, registration('EVENT-NEXT')),
    );
    const outcomes = await Promise.all([
      group.submit(byOperator(registration('BEFORE-TWICE'))),
      group.submit(again),
      group.submit(byOperator(registration('AFTER-TWICE'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['recorded', 'refused', 'recorded']);
  });
});

describe('what is counted', () => {
  test('are the events recorded and the refusals with their reasons', async () => {
    const metrics = createMetrics();
    const counted = await createGroupCommit(ledger, { metrics });
    const forged = { ...byOperator(registration('COUNTED-FORGED')), signature: new Uint8Array(64) };
    const twice = byOperator(registration('COUNTED-1'));
    await counted.submit(twice);
    await Promise.all([counted.submit(byOperator(registration('COUNTED-2'))), counted.submit(forged)]);
    await counted.submit(twice);
    await counted.close();
    const text = await metrics.text();
    expect(text).toContain('lodestone_events_appended_total 2\n');
    expect(text).toContain('lodestone_submissions_total{outcome="recorded",reason=""} 2\n');
    expect(text).toContain('lodestone_submissions_total{outcome="refused",reason="signature"} 1\n');
    expect(text).toContain('lodestone_submissions_total{outcome="already-recorded",reason=""} 1\n');
    expect(text).toMatch(/lodestone_commit_seconds_count [12]\n/);
  });
});

describe('a lost database', () => {
  test('is told to everybody who waits, and sending again is answered', async () => {
    const owner = await openOwner(testing.url);
    const submissions = Array.from({ length: 30 }, (_, index) => byOperator(registration(`LOST-${index}`)));
    const first = submissions.map((submission) => group.submit(submission));
    await owner.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
    );
    await owner.close();
    const settled = await Promise.allSettled(first);
    const again = await Promise.all(submissions.map((submission) => group.submit(submission)));
    for (const [index, outcome] of again.entries()) {
      expect(outcome.status).toMatch(/^(already-)?recorded$/);
      const before = settled[index];
      if (before?.status === 'fulfilled' && 'receipt' in before.value) {
        expect(outcome).toMatchObject({ status: 'already-recorded', receipt: before.value.receipt });
      }
    }
  });
});

async function ledgerSize(): Promise<number> {
  const owner = await openOwner(testing.url);
  const [row] = await owner.query('select size::integer as size from ledger.head where ledger_id = $1', [
    ledger.ledgerId,
  ]);
  await owner.close();
  return row?.['size'] as number;
}
