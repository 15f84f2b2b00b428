import type { Finding } from '@lodestone/lineage/finding.ts';
import { ANSWERABLE_FINDING } from '@lodestone/lineage/testing/answerable-finding.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { sayOfFinding, withAnswers } from '../src/detect/answer-finding.ts';
import { boundAt } from '../src/ask/event-bound.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { ruleSettingsOf } from '../src/detect/rule-settings.ts';
import {
  audit,
  createTestLedger,
  lastPosition,
  record,
  testFolders,
  type TestLedger,
  withLedger,
} from './test-ledger.ts';

// What is said of findings, and how rules are set, stands in the ledger: later words count, and a replay says the same.

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/findings');
  const head = { id: randomUUID(), occurredAt: '2026-03-01T08:00:00.000Z' };
  const party = {
    ...head,
    type: 'party-registered',
    party: 'REFINER-B',
    name: '赣州精炼厂',
    roles: ['refiner'],
    country: 'CN',
  };
  const note = { ...head, id: randomUUID(), type: 'finding-answered', finding: 'D19/OLD', facts: 'A'.repeat(43) };
  const old = { by: 'REFINER-B', event: { ...note, outcome: 'disputed', reason: 'there never was such a lot' } };
  await withLedger(ledger, (open) => record(open, [{ by: 'OPERATOR', event: party }, old]));
});

const finding = ANSWERABLE_FINDING;
const grown: Finding = { ...finding, numbers: { yieldPartsPerMillion: 1_050_000 } };

async function statusOf(open: Ledger, one: Finding, bound = WHOLE_LEDGER): Promise<string> {
  const [answered] = await withAnswers(open, [one], bound);
  return `${answered?.status} ${answered?.closing?.outcome ?? '-'} ${answered?.answer?.party ?? '-'}`;
}

test('a finding is answered by the party, closed by an authority, and open again when it states something else', async () => {
  await withLedger(ledger, async (open) => {
    expect(await statusOf(open, finding)).toBe('open - -');
    const say = async (by: string, word: Parameters<typeof sayOfFinding>[1]['word']) => {
      const [now] = await withAnswers(open, [finding], WHOLE_LEDGER);
      if (now === undefined) throw new Error('there is no finding to speak of');
      return sayOfFinding(open, { finding: now, word, reason: '电路已清洗', by, acceptClock: true });
    };
    const answered = await say('REFINER-B', { type: 'finding-answered', outcome: 'explained' });
    expect(answered.refused).toBeNull();
    expect(await statusOf(open, finding)).toBe('answered - REFINER-B');
    const own = await say('REFINER-B', { type: 'finding-closed', outcome: 'cleared' });
    expect(own.refused?.reason).toBe('role');
    const before = await lastPosition(open);
    await say('OPERATOR', { type: 'finding-closed', outcome: 'cleared' });
    expect(await statusOf(open, finding)).toBe('closed cleared REFINER-B');
    expect(await statusOf(open, grown)).toBe('reopened cleared REFINER-B');
    expect(await statusOf(open, finding, await boundAt(open, before))).toBe('answered - REFINER-B');
    await say('OPERATOR', { type: 'finding-closed', outcome: 'reopened' });
    expect(await statusOf(open, finding)).toBe('reopened reopened REFINER-B');
    await rebuildViews(open);
    expect(await statusOf(open, finding)).toBe('reopened reopened REFINER-B');
  });
});

function set(members: object) {
  const head = { id: randomUUID(), occurredAt: '2026-03-05T08:00:00.000Z' };
  return { by: 'OPERATOR', event: { ...head, type: 'finding-rule-set', reason: 'as it is here', ...members } };
}

test('rules are set by an authority, in the order of the ledger', async () => {
  await withLedger(ledger, async (open) => {
    await record(open, [
      set({ rule: 'D02', from: '2026-01-01T00:00:00.000Z', thresholds: { windowDays: 30, deviationsMax: 4 } }),
      set({ rule: 'D22', isOff: true }),
    ]);
    expect(await ruleSettingsOf(open, WHOLE_LEDGER)).toEqual([
      { rule: 'D02', from: '2026-01-01T00:00:00.000Z', isOff: null, thresholds: { deviationsMax: 4, windowDays: 30 } },
      { rule: 'D22', from: '2026-03-05T08:00:00.000Z', isOff: true, thresholds: {} },
    ]);
    expect(await ruleSettingsOf(open, await boundAt(open, '1'))).toEqual([]);
  });
  expect((await audit(ledger)).verdict).toBe('valid');
});
