import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createGroupCommit, type GroupCommit } from '../src/append/group-commit.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { Outcome } from '../src/append/outcome.ts';
import type { ArrivingSubmission } from '../src/append/submission.ts';
import { operatorKey, registration, sign } from './submissions.ts';
import { openOwner } from './tampering.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

// The signature of a caller who comes alone is checked while the database writes the rows: a forged one must leave
// nothing behind, in the ledger or in memory, and must be told that it is forged whatever else is wrong.

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let operator: SigningKey;
let group: GroupCommit;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/lone');
  ledger = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
});

afterAll(async () => {
  expect((await audit(place)).failures).toEqual([]);
  await ledger.close();
});

beforeEach(async () => {
  group = await createGroupCommit(ledger);
  return () => group.close();
});

function byOperator(...events: object[]): ArrivingSubmission {
  const { submission, signature, events: encoded } = sign(ledger, operator, ...events);
  return { submission, signature, bodies: encoded.map(({ bytes }) => bytes) };
}

const forged = (...events: object[]) => ({ ...byOperator(...events), signature: new Uint8Array(64) });
const codeOf = (outcome: Outcome) => (outcome.status === 'refused' ? outcome.refusal.code : outcome.status);
const submit = async (arriving: ArrivingSubmission) => codeOf(await group.submit(arriving));

async function entries(): Promise<number> {
  const owner = await openOwner(testing.url);
  const [row] = await owner.query('select count(*)::integer as count from ledger.entry');
  await owner.close();
  return row?.['count'] as number;
}

test('a forged submission is refused, and what it says is free for whoever signs it', async () => {
  await submit(byOperator(registration('LONE-1')));
  const before = await entries();
  const event = registration('LONE-2');
  expect(await submit(forged(event))).toBe('signature');
  expect(await entries()).toBe(before);
  expect(await submit(byOperator(event))).toBe('recorded');
  expect(await submit(byOperator(registration('LONE-3')))).toBe('recorded');
});

test('a forged submission is refused for its signature when a rule refuses it too', async () => {
  await submit(byOperator(registration('LONE-TAKEN')));
  expect(await submit(forged(registration('LONE-TAKEN')))).toBe('signature');
});

test('a forged submission is refused for its signature when its event is recorded', async () => {
  const event = registration('LONE-AGAIN');
  await submit(byOperator(event));
  expect(await submit(forged(event, registration('LONE-BESIDE')))).toBe('signature');
});

test('those who come while a forged submission is on its way are recorded', async () => {
  await submit(byOperator(registration('LONE-4')));
  const first = submit(forged(registration('LONE-5')));
  const others = ['LONE-6', 'LONE-7', 'LONE-8'].map((name) => submit(byOperator(registration(name))));
  expect(await first).toBe('signature');
  expect(await Promise.all(others)).toEqual(['recorded', 'recorded', 'recorded']);
});

test('after a forged submission others are checked before anything is asked of the database', async () => {
  expect(await submit(forged(registration('LONE-9')))).toBe('signature');
  expect(await submit(byOperator(registration('LONE-12')))).toBe('recorded');
  const owner = await openOwner(testing.url);
  await owner.query('begin');
  await owner.query('select from ledger.head for update');
  expect(await submit(forged(registration('LONE-10')))).toBe('signature');
  await owner.query('rollback');
  await owner.close();
  expect(await submit(byOperator(registration('LONE-11')))).toBe('recorded');
});
