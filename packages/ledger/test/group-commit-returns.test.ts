import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGroupCommit, type GroupCommit } from '../src/append/group-commit.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { ArrivingSubmission } from '../src/append/submission.ts';
import { eventOf, newKey, operatorKey, sign } from './submissions.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

const LOCATION = { latitudeMicrodegrees: 24_907_000, longitudeMicrodegrees: 114_790_000 };

// Monthly returns that come to a group commit are held against the ledger, as those of a file are.

const testing = testDatabase();
const folders = testFolders();
let ledger: Ledger;
let operator: SigningKey;
let group: GroupCommit;

beforeAll(async () => {
  const place = await createTestLedger(testing.url, await folders.make(), 'example.org/returns');
  ledger = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
  group = await createGroupCommit(ledger);
  const depot = {
    facility: 'DEPOT',
    party: 'OPERATOR',
    name: 'Depot',
    country: 'CN',
    activities: [],
    location: LOCATION,
  };
  await group.submit(signed(operator, eventOf({ type: 'facility-registered', ...depot })));
});

afterAll(async () => {
  await group.close();
  await ledger.close();
});

function signed(key: SigningKey, ...events: object[]): ArrivingSubmission {
  const { submission, signature, events: encoded } = sign(ledger, key, ...events);
  return { submission, signature, bodies: encoded.map(({ bytes }) => bytes) };
}

/** The depot has nothing, so what says that it took 5 mg of Nd in says something else than the ledger. */
function returnOf(month: string, inMilligrams: number): object {
  const others = { openingMilligrams: 0, madeMilligrams: 0, usedMilligrams: 0, outMilligrams: 0, lostMilligrams: 0 };
  const row = { form: 'oxide', element: 'Nd', ...others, inMilligrams, closingMilligrams: inMilligrams };
  return eventOf({ type: 'return-filed', facility: 'DEPOT', month, figures: inMilligrams === 0 ? [] : [row] });
}

test('a return that contradicts the ledger is refused with both values, and nothing of its submission is recorded', async () => {
  const both = signed(operator, returnOf('2026-01', 0), returnOf('2026-02', 5));
  expect(await group.submit(both)).toMatchObject({
    status: 'refused',
    refusal: {
      code: 'return-contradicts',
      facts: { facility: 'DEPOT', month: '2026-02', figure: 'inMilligrams', filed: 5, computed: 0, differences: 2 },
      ordinal: 1,
    },
  });
  // It was not kept: who files the first alone is the first to do so.
  expect(await group.submit(signed(operator, returnOf('2026-01', 0)))).toMatchObject({ status: 'recorded' });
});

test('a way in that is told to takes it, and from then on it has its receipt everywhere', async () => {
  const wrong = signed(operator, returnOf('2026-03', 5));
  const lenient = await createGroupCommit(ledger, { acceptContradiction: true });
  expect(await lenient.submit(wrong)).toMatchObject({ status: 'recorded' });
  await lenient.close();
  expect(await group.submit(wrong)).toMatchObject({ status: 'already-recorded' });
});

test('a forged return is refused for its signature, before it is held against anything', async () => {
  const { submission, bodies } = signed(operator, returnOf('2026-04', 5));
  const { signature } = signed(newKey(), returnOf('2026-04', 5));
  expect(await group.submit({ submission, signature, bodies })).toMatchObject({
    status: 'refused',
    refusal: { code: 'signature' },
  });
});
