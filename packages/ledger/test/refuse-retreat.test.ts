import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGroupCommit } from '../src/append/group-commit.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, LedgerCutShort, openLedger } from '../src/open-ledger.ts';
import type { ArrivingSubmission } from '../src/append/submission.ts';
import { cutTo, growTo, openGrower } from './grow-ledger.ts';
import { operatorKey, registration, sign } from './submissions.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

// The database goes back below what a running process has recorded in it, as a server does that fails over to a copy which
// was behind: whoever has a receipt must not find something else at its position.

const testing = testDatabase();
const folders = testFolders();
let grower: Owner;

beforeAll(async () => {
  grower = await openGrower(testing.url);
});

afterAll(() => grower.close());

interface Running {
  readonly ledger: Ledger;
  submit(party: string): Promise<string>;
  size(): Promise<number>;
}

/** A process that has recorded entries 1, 2 and 3. */
async function running(name: string, use: (running: Running) => Promise<void>): Promise<void> {
  const { place, origin } = await createTestLedger(testing.url, await folders.make(), `example.org/${name}`);
  const ledger = await openLedger(place, origin);
  const operator = await operatorKey(ledger);
  const group = await createGroupCommit(ledger);
  const submit = async (party: string) => (await group.submit(arriving(ledger, operator, party))).status;
  const size = async () => {
    const [row] = await grower.query('select size::integer from ledger.head where ledger_id = $1', [ledger.ledgerId]);
    return row?.['size'] as number;
  };
  for (const party of ['ONE', 'TWO', 'THREE']) expect(await submit(party)).toBe('recorded');
  try {
    await use({ ledger, submit, size });
    // Whoever starts next knows as well what was lost, though nothing of it was published.
    const next = await openLedger(place, origin);
    const starting = createGroupCommit(next);
    await expect(starting).rejects.toThrow(LedgerCutShort);
    await expect(starting).rejects.toThrow(/the data folder has seen/);
    await next.close();
  } finally {
    await group.close();
    await ledger.close();
  }
}

function arriving(ledger: Ledger, operator: SigningKey, party: string): ArrivingSubmission {
  const { submission, signature, events } = sign(ledger, operator, registration(party));
  return { submission, signature, bodies: events.map(({ bytes }) => bytes) };
}

/** A server that has failed over has none of the connections of before. */
async function endSessions(): Promise<void> {
  await grower.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

const CONNECTIONS_MAX = 8;

/** Whoever meets a connection that has just ended hears of that alone, and asks again. */
async function untilAnswered(submit: () => Promise<string>): Promise<string> {
  for (let ended = 0; ended < CONNECTIONS_MAX; ended += 1) {
    try {
      return await submit();
    } catch (error) {
      if (!(error instanceof Error && /terminat(?:ing|ed)/.test(error.message))) throw error;
    }
  }
  return submit();
}

describe('a database that goes back while it is recorded in', () => {
  test('gets nothing more, however often it is asked: both sizes are named', () =>
    running('shorter', async ({ ledger, submit, size }) => {
      await cutTo(grower, ledger, 2);
      for (const party of ['FOUR', 'FIVE']) {
        const submitting = submit(party);
        await expect(submitting).rejects.toThrow(LedgerCutShort);
        await expect(submitting).rejects.toThrow(/has 2 entries, 4 were recorded from here.*that is newer/);
      }
      expect(await size()).toBe(2);
    }));

  test('and has grown since by what others recorded gets nothing either: both leaf hashes are named', () =>
    running('another', async ({ ledger, submit, size }) => {
      await cutTo(grower, ledger, 2);
      await growTo(grower, ledger, 9);
      await endSessions();
      const submitting = untilAnswered(() => submit('FOUR'));
      await expect(submitting).rejects.toThrow(/leaf hash of entry 3 is .{43}, .{43} was recorded from here/);
      expect(await size()).toBe(9);
    }));
});
