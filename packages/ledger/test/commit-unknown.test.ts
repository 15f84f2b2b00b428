import { connect, createServer, type Server, type Socket } from 'node:net';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createGroupCommit } from '../src/append/group-commit.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { ArrivingSubmission } from '../src/append/submission.ts';
import { operatorKey, registration, sign } from './submissions.ts';
import { openOwner, type Owner } from './tampering.ts';
import { audit, createTestLedger, record, type TestLedger, testFolders } from './test-ledger.ts';

// The connection is cut between COMMIT and its answer: the database has recorded, and nobody was told.

/** Passes everything between client and server; once armed, the answers to a flight that commits never arrive. */
interface Proxy {
  readonly url: string;
  /** From here on the answer to the next commit is swallowed, and its connection cut once `isCommitted` says so. */
  cutNextCommit(isCommitted: () => Promise<boolean>): void;
  /** From here on the next commit itself is swallowed, and its connection cut. */
  cutBeforeNextCommit(): void;
  readonly cuts: () => number;
  close(): Promise<void>;
}

async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCommitted: (() => Promise<boolean>) | null = null;
  let cutsBefore = false;
  let cuts = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    let isSwallowing = false;
    let hasBegun = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      hasBegun ||= chunk.includes('begin');
      // A transaction that was begun ends with a commit, a flight with the statement that moves the head.
      const commits = (hasBegun ? ['commit'] : ['move-head', 'append-single']).some((name) => chunk.includes(name));
      if (cutsBefore && commits) {
        cutsBefore = false;
        cuts += 1;
        client.destroy();
        return;
      }
      if (isCommitted !== null && commits) {
        const wait = isCommitted;
        isCommitted = null;
        isSwallowing = true;
        void vi.waitUntil(wait, { timeout: 10_000, interval: 10 }).finally(() => {
          cuts += 1;
          client.destroy();
        });
      }
      if (chunk.includes('commit') || chunk.includes('rollback')) hasBegun = false;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (!isSwallowing) client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  return {
    url: url.href,
    cutNextCommit: (committed) => {
      isCommitted = committed;
    },
    cutBeforeNextCommit: () => {
      cutsBefore = true;
    },
    cuts: () => cuts,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let proxy: Proxy;
let ledger: Ledger;
let operator: SigningKey;
let owner: Owner;

beforeAll(async () => {
  proxy = await startProxy(testing.url);
  const dataFolder = await folders.make();
  place = await createTestLedger(testing.url, dataFolder, 'example.org/unknown');
  ledger = await openLedger({ dataFolder, databaseUrl: proxy.url }, place.origin);
  operator = await operatorKey(ledger);
  owner = await openOwner(testing.url);
});

afterAll(async () => {
  await ledger.abandon();
  await ledger.database.close();
  await proxy.close();
  await owner.close();
  expect((await audit(place)).failures).toEqual([]);
});

const size = async () => {
  const [head] = await owner.query<{ size: number }>(
    'select size::integer as size from ledger.head where ledger_id = $1',
    [ledger.ledgerId],
  );
  return head?.size ?? 0;
};

function arriving(name: string): ArrivingSubmission {
  const { submission, signature, events } = sign(ledger, operator, registration(name));
  return { submission, signature, bodies: events.map(({ bytes }) => bytes) };
}

/** What the driver says of a connection that was cut. */
const CUT = /Connection terminated|connection error|ECONNRESET/;

describe('a commit that never arrives', () => {
  test('fails for the caller, is not in the ledger, and the same submission can be made again', async () => {
    const group = await createGroupCommit(ledger);
    // The first one goes under the lock, the second as one flight.
    for (const name of ['UNSENT-LOCKED', 'UNSENT-AHEAD']) {
      const before = await size();
      const cutsBefore = proxy.cuts();
      proxy.cutBeforeNextCommit();
      const submission = arriving(name);
      await expect(group.submit(submission)).rejects.toThrow(CUT);
      expect(proxy.cuts()).toBe(cutsBefore + 1);
      expect(await size()).toBe(before);
      const [again, next] = await Promise.all([group.submit(submission), group.submit(arriving(`${name}-NEXT`))]);
      expect(again).toMatchObject({ status: 'recorded' });
      expect(next).toMatchObject({ status: 'recorded' });
      expect(await size()).toBe(before + 2);
    }
    await group.close();
  });
});

describe('a commit whose answer is lost', () => {
  test('fails for the caller, is in the ledger, and the same submission gets its receipt', async () => {
    const group = await createGroupCommit(ledger);
    // The first one goes under the lock, the second as one flight.
    for (const name of ['UNKNOWN-LOCKED', 'UNKNOWN-AHEAD']) {
      const before = await size();
      const cutsBefore = proxy.cuts();
      proxy.cutNextCommit(async () => (await size()) > before);
      const submission = arriving(name);
      await expect(group.submit(submission)).rejects.toThrow(CUT);
      expect(proxy.cuts()).toBe(cutsBefore + 1);
      expect(await size()).toBe(before + 1);
      expect(await group.submit(submission)).toMatchObject({
        status: 'already-recorded',
        receipt: { position: before },
      });
      expect(await size()).toBe(before + 1);
      // What was remembered before the failure is not believed after it.
      expect(await group.submit(arriving(`${name}-NEXT`))).toMatchObject({ status: 'recorded' });
    }
    await group.close();
  });

  test('ends the recording of a file, and recording it again passes over what was committed', async () => {
    const lines = ['FILE-1', 'FILE-2', 'FILE-3'].map((name) => ({ by: 'OPERATOR', event: registration(name) }));
    const before = await size();
    proxy.cutNextCommit(async () => (await size()) > before);
    await expect(record(ledger, lines)).rejects.toThrow(CUT);
    expect(await record(ledger, lines)).toMatchObject({ recorded: 0, alreadyRecorded: 3, refused: null });
  });
});
