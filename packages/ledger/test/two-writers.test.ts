import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { describe, expect, test } from 'vitest';
import { expectNothingLost, startWriter } from './fault-processes.ts';
import { openOwner } from './tampering.ts';
import { audit, createTestLedger, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();

/** LODESTONE_FAULT_SUBMISSIONS=1000 is enough to look for one mistake. */
const SUBMISSIONS = Number(process.env['LODESTONE_FAULT_SUBMISSIONS'] ?? 10_000);
const BOTH = SUBMISSIONS / 10;
const CALLERS = 64;

describe('two processes with 64 callers each', () => {
  test(`make one chain of ${SUBMISSIONS} submissions: no gap, none twice, every receipt true`, async () => {
    const { place, origin } = await createTestLedger(testing.url, await folders.make(), 'example.org/two-writers');
    // What is in the middle both submit: one of them records it, both get its receipt.
    const half = SUBMISSIONS / 2;
    const jobs = [
      { from: 0, to: half + BOTH / 2 },
      { from: half - BOTH / 2, to: SUBMISSIONS },
    ];
    const writers = jobs.map((range) => startWriter({ place, origin, prefix: 'TWO', callers: CALLERS, ...range }));
    for (const { ended } of writers) expect(await ended).toEqual({ code: 0, stderr: '' });
    const told = writers.flatMap((writer) => writer.told);
    expect(told).toHaveLength(SUBMISSIONS + BOTH);
    expect(told.filter(({ status }) => status === 'recorded')).toHaveLength(SUBMISSIONS);
    const owner = await openOwner(testing.url);
    const ledgerId = await withLedger({ place, origin }, async (ledger) => ledger.ledgerId);
    const parties = Array.from({ length: SUBMISSIONS }, (_, index) => `TWO-${index}`);
    await expectNothingLost(owner, ledgerId, told, parties);
    await owner.close();
    expect(await audit({ place, origin })).toMatchObject({ verdict: 'valid', failures: [] });
  });
});
