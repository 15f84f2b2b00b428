/** What a stolen key signed: recorded, counted at its revocation, and the same in every replay. */
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendSubmissions } from '../src/append/append-submissions.ts';
import { browseEvents } from '../src/ask/browse.ts';
import { createGroupCommit } from '../src/append/group-commit.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { Outcome } from '../src/append/outcome.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import type { ArrivingSubmission, SignedSubmission } from '../src/append/submission.ts';
import { appenderOf, enrolment, eventOf, newKey, operatorKey, oreLot, registration, sign } from './submissions.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let operator: SigningKey;
let mine: SigningKey;
let party = 0;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/stolen');
  ledger = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
});

beforeEach(async () => {
  party += 1;
  mine = newKey();
  await appendAt(Date.now(), sign(ledger, operator, registration(name(), ['mine']), enrolment(ledger, name(), mine)));
});

afterAll(async () => {
  const verdict = await audit(place);
  expect(verdict.failures).toEqual([]);
  const { rows } = await ledger.database.pool.query<{ keys: bigint; entries: bigint; events: bigint }>(
    `select count(*) as keys, sum(signed_entries)::bigint as entries, sum(signed_events)::bigint as events
     from view.key_revocation where cause = 'stolen'`,
  );
  const { keys, entries, events } = rows[0] ?? { keys: 0n, entries: 0n, events: 0n };
  expect(verdict.keys.stolen).toEqual({ keys: Number(keys), entries: Number(entries), events: Number(events) });
  expect(Number(entries)).toBeGreaterThan(5);
  await ledger.close();
});

const name = () => `MINE-${party}`;
const stolen = (key: SigningKey, from: number) =>
  eventOf({
    type: 'key-revoked',
    key: key.publicKey,
    reason: 'the laptop is gone',
    cause: 'stolen',
    stolenFrom: new Date(from).toISOString(),
  });
let lots = 0;
const ore = () => {
  lots += 1;
  return oreLot(`ORE-${lots}`);
};

/** Clocks of this file only go forward, as the ledger's does. */
let clock = Date.now();
function later(): number {
  clock += 60_000;
  return clock;
}

async function appendAt(time: number, ...submissions: SignedSubmission[]): Promise<Outcome[]> {
  const outcomes = await appendSubmissions(appenderOf(ledger, { now: () => time }), submissions);
  expect(outcomes.map(({ status }) => status)).toEqual(submissions.map(() => 'recorded'));
  return outcomes;
}

const arriving = ({ submission, signature, events }: SignedSubmission): ArrivingSubmission => ({
  submission,
  signature,
  bodies: events.map(({ bytes }) => bytes),
});
const positionsOf = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap((outcome) => (outcome.status === 'recorded' ? [outcome.receipt.position] : []));
const findingsOf = (outcome: Outcome | undefined) =>
  outcome?.status === 'recorded' ? outcome.findings.map(({ message }) => message) : [];

test('what was recorded before the theft is not counted, what came from then on is', async () => {
  await appendAt(later(), sign(ledger, mine, ore()));
  const theft = later();
  const [first] = positionsOf(await appendAt(theft, sign(ledger, mine, ore(), ore())));
  const [last] = positionsOf(await appendAt(later(), sign(ledger, mine, ore())));
  const [outcome] = await appendAt(later(), sign(ledger, operator, stolen(mine, theft)));
  expect(findingsOf(outcome)).toEqual([
    expect.stringContaining(
      `of ${name()} signed 2 entries with 3 events, the first at position ${first}, the last at ${last}`,
    ),
  ]);
});

test('the entry of the revocation itself is not counted, signed with the stolen key as it may be', async () => {
  const theft = later();
  await appendAt(later(), sign(ledger, mine, ore()));
  const [outcome] = await appendAt(later(), sign(ledger, mine, ore(), stolen(mine, theft)));
  expect(findingsOf(outcome)).toEqual([expect.stringContaining('1 entry with 1 event,')]);
});

test('a key that signed nothing since has no finding', async () => {
  await appendAt(later(), sign(ledger, mine, ore()));
  const [outcome] = await appendAt(later(), sign(ledger, operator, stolen(mine, clock)));
  expect(findingsOf(outcome)).toEqual([]);
});

describe('what is recorded in the same batch before is counted', () => {
  test('by a key that the ledger knew', async () => {
    const theft = later();
    await appendAt(later(), sign(ledger, mine, ore()));
    const outcomes = await appendAt(later(), sign(ledger, mine, ore()), sign(ledger, operator, stolen(mine, theft)));
    expect(findingsOf(outcomes.at(-1))).toEqual([expect.stringContaining('2 entries with 2 events')]);
  });

  test('by one that it enrols, and revoked by another that it enrols', async () => {
    const [thief, rescue] = [newKey(), newKey()];
    const theft = later();
    const outcomes = await appendAt(
      later(),
      sign(ledger, mine, enrolment(ledger, name(), thief)),
      sign(ledger, thief, ore(), ore()),
      sign(ledger, mine, enrolment(ledger, name(), rescue)),
      sign(ledger, rescue, stolen(thief, theft)),
    );
    expect(findingsOf(outcomes.at(-1))).toEqual([expect.stringContaining('1 entry with 2 events')]);
  });
});

test('what is still on its way when the revocation comes is counted', async () => {
  const theft = later();
  const now = later();
  const commit = await createGroupCommit(ledger, { now: () => now });
  const outcomes = await Promise.all([
    commit.submit(arriving(sign(ledger, mine, ore()))),
    commit.submit(arriving(sign(ledger, mine, ore()))),
    commit.submit(arriving(sign(ledger, operator, stolen(mine, theft)))),
  ]);
  await commit.close();
  // Callers who do not wait for each other have no order: what comes after the revocation is refused.
  const positions = positionsOf(outcomes);
  const revokedAt = positions.at(-1) ?? 0;
  const before = positions.filter((position) => position < revokedAt).length;
  expect(before).toBeGreaterThan(0);
  const signed = before === 1 ? '1 entry with 1 event,' : `${before} entries with ${before} events,`;
  expect(findingsOf(outcomes.at(-1))).toEqual([expect.stringContaining(signed)]);
});

test('several revocations that were refused before change nothing of what is counted', async () => {
  const theft = later();
  await appendAt(later(), sign(ledger, mine, ore()));
  const appender = appenderOf(ledger, { now: later });
  const other = newKey();
  await appendAt(
    later(),
    sign(ledger, operator, registration(`OTHER-${party}`), enrolment(ledger, `OTHER-${party}`, other)),
  );
  const [refused] = await appendSubmissions(appender, [sign(ledger, other, stolen(mine, theft))]);
  expect(refused).toMatchObject({ status: 'refused', refusal: { code: 'role' } });
  const [ahead] = await appendSubmissions(appender, [sign(ledger, operator, stolen(mine, clock + 3_600_000))]);
  expect(ahead).toMatchObject({ status: 'refused', refusal: { code: 'stolen-later' } });
  const [outcome] = await appendSubmissions(appender, [sign(ledger, operator, stolen(mine, theft))]);
  expect(findingsOf(outcome)).toEqual([expect.stringContaining('1 entry with 1 event,')]);
});

test('the events that the stolen key signed are marked, and no others', async () => {
  const [before] = positionsOf(await appendAt(later(), sign(ledger, mine, ore())));
  const theft = later();
  const [during] = positionsOf(await appendAt(later(), sign(ledger, mine, ore())));
  const revokedAt = positionsOf(await appendAt(later(), sign(ledger, operator, stolen(mine, theft))))[0];
  const stolenKey = async (asKnownAt?: string) =>
    (await browseEvents(ledger, { party: name(), limit: 100, asKnownAt }))
      .filter(({ position }) => position === before || position === during)
      .map((event) => event.stolenKey);
  expect(await stolenKey()).toEqual([
    null,
    { revocation: `${revokedAt}.0`, stolenFrom: new Date(theft).toISOString() },
  ]);
  expect(await stolenKey(String(during))).toEqual([null, null]);
});

test('a rebuild counts the same', async () => {
  const counted = async () => {
    const { rows } = await ledger.database.pool.query('select * from view.key_revocation order by event_number');
    return rows;
  };
  const before = await counted();
  await rebuildViews(ledger);
  expect(await counted()).toEqual(before);
  expect(before.length).toBeGreaterThan(3);
});
