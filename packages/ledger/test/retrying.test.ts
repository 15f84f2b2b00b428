import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createGroupCommit, type GroupCommit } from '../src/append/group-commit.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { expectNothingLost } from './fault-processes.ts';
import type { WriterLine } from './fault-writer.ts';
import { operatorKey, registration, sign } from './submissions.ts';
import { openOwner, type Owner } from './tampering.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

// Callers who send again what failed until they are answered, through the same way into the ledger: whatever the server does
// to its sessions meanwhile, the process need not begin anew. LODESTONE_FAULT_SECONDS=300 for the long run.

const SECONDS = Number(process.env['LODESTONE_FAULT_SECONDS'] ?? 0);
const ROUNDS_MIN = 2;
const CALLERS = 24;
/** A caller whose submission failed tries again after this. */
const PAUSE_MILLISECONDS = 5;

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let operator: SigningKey;
let owner: Owner;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/retrying');
  ledger = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
  owner = await openOwner(testing.url);
});

afterAll(async () => {
  await owner.close();
  await ledger.close();
});

const OTHERS = 'from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
const endSessions = () => owner.query(`select pg_terminate_backend(pid) ${OTHERS}`);

/** What is set for a database holds for sessions that begin after it. */
async function withSetting(setting: string, value: string): Promise<void> {
  const name = `"${new URL(testing.url).pathname.slice(1)}"`;
  await owner.query(`alter database ${name} set ${setting} = '${value}'`);
  await endSessions();
  await sleep(50);
  await owner.query(`alter database ${name} reset ${setting}`);
  await endSessions();
}

/** What the server does to its sessions. Each is done until somebody has heard of it. */
const FAULTS: Readonly<Record<string, () => Promise<unknown>>> = {
  'a session is ended': () => owner.query(`select pg_terminate_backend(pid) ${OTHERS} order by random() limit 1`),
  'all sessions are ended': endSessions,
  'statements are cancelled': () => owner.query(`select pg_cancel_backend(pid) ${OTHERS} and state = 'active'`),
  'statements may take no time': () => withSetting('statement_timeout', '1ms'),
  'nothing may be written, as on a standby': () => withSetting('default_transaction_read_only', 'on'),
};

/** Callers at work until they are told to stop. */
function startCallers(group: GroupCommit) {
  const told: WriterLine[] = [];
  const failed: string[] = [];
  const work = { next: 0, isOver: false };
  const call = async () => {
    while (!work.isOver) {
      const party = `RETRYING-${work.next}`;
      work.next += 1;
      const { submission, signature, events } = sign(ledger, operator, registration(party));
      const arriving = { submission, signature, bodies: events.map(({ bytes }) => bytes) };
      for (let outcome = null; outcome === null; ) {
        outcome = await group.submit(arriving).catch((error: unknown) => {
          failed.push(String(error));
          return sleep(PAUSE_MILLISECONDS, null);
        });
        if (outcome === null) continue;
        const { position, leafHash } = 'receipt' in outcome ? outcome.receipt : { position: null, leafHash: null };
        told.push({ party, status: outcome.status, position, leafHash });
      }
    }
  };
  const calling = Promise.all(Array.from({ length: CALLERS }, call));
  const stop = () => {
    work.isOver = true;
    return calling;
  };
  return { told, failed, stop };
}

test(
  'callers who try again are all recorded once, whatever the server does to its sessions',
  async () => {
    const group = await createGroupCommit(ledger);
    const { told, failed, stop } = startCallers(group);
    const until = performance.now() + SECONDS * 1_000;
    let rounds = 0;
    do {
      for (const [fault, happen] of Object.entries(FAULTS)) {
        const [tellings, failures] = [told.length, failed.length];
        for (let attempts = 0; failed.length === failures; attempts++) {
          expect(attempts, `nobody hears of it when ${fault}`).toBeLessThan(100);
          await happen();
          await sleep(5);
        }
        // All of them go on afterwards, without anything being done for them.
        await vi.waitUntil(() => told.length >= tellings + CALLERS, { timeout: 20_000, interval: 5 });
      }
      rounds += 1;
    } while (rounds < ROUNDS_MIN || performance.now() < until);
    await stop();
    await group.close();
    expect(failed.filter((error) => error.includes('Bug:'))).toEqual([]);
    const parties = told.map(({ party }) => party);
    await expectNothingLost(owner, ledger.ledgerId, told, parties);
    expect(await audit(place)).toMatchObject({ verdict: 'valid', failures: [] });
  },
  60_000 + SECONDS * 2_000,
);
