import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendSubmissions } from '../src/append/append-submissions.ts';
import type { Outcome, Receipt } from '../src/append/outcome.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { appenderOf, enrolment, eventOf, newKey, operatorKey, oreLot, registration, sign } from './submissions.ts';
import { audit, createTestLedger, record, type TestLedger, testFolders } from './test-ledger.ts';

// Two ledgers opened on one database are what two commands are: each has its own connections and its own memory.

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let one: Ledger;
let other: Ledger;
let operator: SigningKey;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/together');
  one = await openLedger(place.place, place.origin);
  other = await openLedger(place.place, place.origin);
  operator = await operatorKey(one);
});

afterAll(async () => {
  await one.close();
  await other.close();
});

function receiptsOf(outcomes: readonly Outcome[]): Receipt[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'refused') throw new Error(outcome.refusal.message);
    return outcome.receipt;
  });
}

const byPosition = (left: { position: number }, right: { position: number }) => left.position - right.position;

const take = (lot: string, net: number) =>
  eventOf({
    type: 'lot-transformed',
    step: 'split',
    inputs: [{ lot: 'HEAP', netMilligrams: net }],
    outputs: [{ lot, material: { form: 'ore', product: 'ore' }, quantity: { netMilligrams: net } }],
  });

describe('two that append at once', () => {
  test('make one order without gaps, and every receipt holds', async () => {
    const before = (await readHead(one.database, one.ledgerId))?.size ?? 0;
    const receipts: Receipt[] = [];
    const appendAll = async (ledger: Ledger, name: string) => {
      const appender = appenderOf(ledger);
      for (let batch = 0; batch < 15; batch++) {
        const submissions = Array.from({ length: 1 + (batch % 4) }, (_, index) =>
          sign(
            ledger,
            operator,
            registration(`${name}-${batch}-${index}`),
            registration(`${name}-${batch}-${index}-B`),
          ),
        );
        receipts.push(...receiptsOf(await appendSubmissions(appender, submissions)));
      }
    };
    await Promise.all([appendAll(one, 'LEFT'), appendAll(other, 'RIGHT')]);

    const positions = receipts.map(({ position }) => position).sort((a, b) => a - b);
    expect(positions).toEqual(Array.from({ length: positions.length }, (_, index) => before + index));
    const { rows } = await one.database.pool.query<{ position: bigint; leaf_hash: Buffer; submission: string }>(
      'select position, leaf_hash, submission from ledger.entry where ledger_id = $1 and position >= $2',
      [one.ledgerId, before],
    );
    const stored = rows.map(({ position, leaf_hash: hash, submission }) => {
      return { ledger: one.name, position: Number(position), leafHash: hash.toString('base64url'), submission };
    });
    expect(stored.sort(byPosition)).toEqual(receipts.sort(byPosition));
    expect((await audit(place)).failures).toEqual([]);
  });

  test('with the same submission get the same receipt, and it is recorded once', async () => {
    const [left, right] = [appenderOf(one), appenderOf(other)];
    for (let round = 0; round < 10; round++) {
      const submission = sign(one, operator, registration(`SAME-${round}`));
      const [first, second] = await Promise.all([
        appendSubmissions(left, [submission]),
        appendSubmissions(right, [submission]),
      ]);
      expect(receiptsOf(first)).toEqual(receiptsOf(second));
      expect(new Set([first[0]?.status, second[0]?.status])).toEqual(new Set(['already-recorded', 'recorded']));
    }
  });

  test('with the same event id and other content record one of them and refuse the other', async () => {
    const [left, right] = [appenderOf(one), appenderOf(other)];
    for (let round = 0; round < 10; round++) {
      const event = registration(`EITHER-${round}`);
      const outcomes = await Promise.all([
        appendSubmissions(left, [sign(one, operator, event)]),
        appendSubmissions(right, [sign(one, operator, { ...event, party: `OR-${round}` })]),
      ]);
      const statuses = new Set(outcomes.map(([outcome]) => outcome?.status));
      expect(statuses).toEqual(new Set(['recorded', 'refused']));
    }
    expect((await audit(place)).failures).toEqual([]);
  });
});

describe('what an appender remembers', () => {
  test('is right after another one has appended: keys', async () => {
    const [left, right] = [appenderOf(one), appenderOf(other)];
    const key = newKey();
    const entering = sign(one, operator, registration('MINER', ['mine']), enrolment(one, 'MINER', key));
    expect(receiptsOf(await appendSubmissions(left, [entering]))).toHaveLength(1);
    expect(receiptsOf(await appendSubmissions(left, [sign(one, key, oreLot('ORE-1'))]))).toHaveLength(1);
    const revocation = eventOf({ type: 'key-revoked', key: key.publicKey, reason: 'lost' });
    expect(receiptsOf(await appendSubmissions(right, [sign(other, operator, revocation)]))).toHaveLength(1);
    const [late] = await appendSubmissions(left, [sign(one, key, oreLot('ORE-2'))]);
    expect(late).toMatchObject({ status: 'refused', refusal: { code: 'key-revoked' } });
  });

  test('is right after another one has appended: what remains of a lot', async () => {
    const [left, right] = [appenderOf(one), appenderOf(other)];
    const key = newKey();
    const entering = sign(one, operator, registration('MINER-2', ['mine']), enrolment(one, 'MINER-2', key));
    await appendSubmissions(left, [entering, sign(one, key, oreLot('HEAP'))]);
    expect((await appendSubmissions(left, [sign(one, key, take('PART-1', 400))]))[0]?.status).toBe('recorded');
    expect((await appendSubmissions(right, [sign(one, key, take('PART-2', 400))]))[0]?.status).toBe('recorded');
    const [over] = await appendSubmissions(left, [sign(one, key, take('PART-3', 201))]);
    expect(over).toMatchObject({
      status: 'refused',
      refusal: { code: 'overdrawn', facts: { asked: '201', remaining: '200' } },
    });
    expect((await appendSubmissions(right, [sign(one, key, take('PART-4', 200))]))[0]?.status).toBe('recorded');
    const [spent] = await appendSubmissions(left, [sign(one, key, take('PART-5', 1))]);
    expect(spent).toMatchObject({ status: 'refused', refusal: { code: 'spent' } });
    expect((await audit(place)).failures).toEqual([]);
  });
});

const appendMany = async () => {
  const appender = appenderOf(one);
  for (let round = 0; round < 40; round++) {
    const [first, second] = [registration(`BUSY-${round}`), registration(`BUSY-${round}-B`)];
    await appendSubmissions(appender, [sign(one, operator, first, second)]);
  }
};
const auditAndRebuild = async () => {
  for (let round = 0; round < 8; round++) {
    expect((await verifyLedger(other, { only: undefined })).failures).toEqual([]);
    await rebuildViews(other);
  }
};

describe('one that appends', () => {
  test('goes on while another one verifies and rebuilds, and neither sees half of anything', async () => {
    await Promise.all([appendMany(), auditAndRebuild()]);
    expect((await audit(place)).failures).toEqual([]);
  });

  test('and another that records a file share one ledger', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => ({ by: 'OPERATOR', event: registration(`FILE-${index}`) }));
    const appender = appenderOf(other);
    const [result] = await Promise.all([
      record(one, lines),
      appendSubmissions(appender, [sign(other, operator, registration('BESIDE-1'))]),
      appendSubmissions(appenderOf(one), [sign(other, operator, registration('BESIDE-2'))]),
    ]);
    expect(result).toMatchObject({ recorded: 60, refused: null });
    expect((await audit(place)).failures).toEqual([]);
  });
});
