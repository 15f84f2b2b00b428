import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { browseEvents } from '../src/ask/browse.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { openGrower } from './grow-ledger.ts';
import { registration } from './submissions.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, record, testFolders } from './test-ledger.ts';
import { corruptLine, createCosigner, type TestCosigner } from './test-witness.ts';

const testing = testDatabase();
const folders = testFolders();
const audit = createCosigner('audit.example/w');
const customs = createCosigner('customs.example/w');
const stranger = createCosigner('stranger.example/w');
const NOW_SECONDS = 1_800_000_000;
let owner: Owner;
let ledger: Ledger;
/** After entries 1, 2 and 3; entry 4 is in none. */
const published: PublishedCheckpoint[] = [];

beforeAll(async () => {
  owner = await openGrower(testing.url);
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/clocks');
  ledger = await openLedger(created.place, created.origin);
  for (const party of ['TRADER-A', 'TRADER-B', 'TRADER-C', 'TRADER-D']) {
    await record(ledger, [{ by: 'OPERATOR', event: registration(party) }]);
    if (party !== 'TRADER-D') published.push(await publishCheckpoint(ledger));
  }
});

beforeEach(async () => {
  await owner.query('delete from ledger.cosignature');
  await writePolicy(audit, customs);
});

afterAll(async () => {
  await ledger.close();
  await owner.close();
});

function writePolicy(...witnesses: readonly TestCosigner[]): Promise<void> {
  const lines = witnesses.map(({ key }, index) => `witness w${index} ${formatCosignerKey(key)}`);
  return writeFile(join(ledger.dataFolder, 'witness-policy.txt'), [...lines, 'quorum none', ''].join('\n'));
}

async function put(index: number, line: (note: string) => string): Promise<void> {
  const { number, note } = published[index] as PublishedCheckpoint;
  await owner.query('insert into ledger.cosignature values ($1, $2, $3)', [ledger.ledgerId, number, line(note)]);
}

const cosign = (index: number, cosigner: TestCosigner, seconds: number) =>
  put(index, (note) => cosigner.cosign(note, NOW_SECONDS + seconds));

/** Seconds by the entries from 0 on; null where no witness has seen one. */
async function witnessedSeconds(): Promise<(number | null)[]> {
  const events = await browseEvents(ledger, { limit: 100 });
  const seconds = new Map(
    events.map(({ position, witnessedAt }) => [
      position,
      witnessedAt === null ? null : Date.parse(witnessedAt) / 1_000 - NOW_SECONDS,
    ]),
  );
  return [...seconds.values()];
}

test('without cosignatures nothing is witnessed', async () => {
  expect(await witnessedSeconds()).toEqual([null, null, null, null, null]);
});

test('an event was seen with the first cosigned checkpoint that has it, by the first who cosigned that', async () => {
  await cosign(0, audit, 30);
  await cosign(0, customs, 20);
  await cosign(2, audit, 50);
  expect(await witnessedSeconds()).toEqual([20, 20, 50, 50, null]);
});

test('only witnesses of the policy count', async () => {
  await cosign(0, stranger, 10);
  await cosign(1, customs, 40);
  expect(await witnessedSeconds()).toEqual([40, 40, 40, null, null]);
  await writePolicy(audit);
  expect(await witnessedSeconds()).toEqual([null, null, null, null, null]);
});

test('nobody’s word is taken for a witness’s', async () => {
  await put(1, (note) => corruptLine(audit.cosign(note, NOW_SECONDS), 20));
  await expect(browseEvents(ledger, { limit: 1 })).rejects.toThrow('cannot be read');
});
