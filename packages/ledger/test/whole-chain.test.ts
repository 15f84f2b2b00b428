import type { Ledger } from '../src/open-ledger.ts';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { describe, expect, test } from 'vitest';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { recordOwnChain } from './recorded-chain.ts';
import { OWN_CHAIN, SHIPMENT_LOTS, SHIPMENT_ORIGINS } from './own-chain.ts';
import {
  audit,
  createTestLedger,
  record,
  recordText,
  type TestLedger,
  testFolders,
  withLedger,
} from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();

const newLedger = async (origin: string): Promise<TestLedger> =>
  createTestLedger(testing.url, await folders.make(), origin);

const upward = { direction: 'up', element: undefined, depth: undefined, asKnownAt: undefined } as const;

describe('a chain from mine to magnet', () => {
  test('is recorded, traced to the milligram, verified and rebuilt', async () => {
    const own = await newLedger('example.org/own');
    await recordOwnChain(own);
    await withLedger(own, async (ledger) => {
      const trace = await traceSubject(ledger, { id: 'SHP-1', ...upward });
      expect(trace?.lots.map(({ lot }) => lot.replace(/@.*/, '')).sort()).toEqual([...SHIPMENT_LOTS].sort());
      const elements = Object.entries(trace?.elements ?? {}).map(
        ([element, { origins, milligrams, unknownMilligrams }]) => [
          element,
          {
            milligrams,
            unknownMilligrams,
            origins: origins.map(({ lot, milligrams: mass, share }) => ({ lot, milligrams: mass, share })),
          },
        ],
      );
      expect(Object.fromEntries(elements)).toEqual(SHIPMENT_ORIGINS);
    });
    expect(await audit(own)).toMatchObject({ verdict: 'valid', level: 'chain', failures: [], failuresOmitted: 0 });
    const rebuilt = await withLedger(own, (ledger) => rebuildViews(ledger));
    // The opening, five keys that the ledger made, and what the works did about theirs.
    expect(rebuilt.events).toBe(OWN_CHAIN.length + 1 + 5 + 2);
    expect(await audit(own)).toMatchObject({ verdict: 'valid', events: rebuilt.events });
  });

  test('recorded again, records nothing', async () => {
    const own = await newLedger('example.org/again');
    await withLedger(own, async (ledger) => {
      const first = await record(ledger, OWN_CHAIN);
      expect(first).toMatchObject({ recorded: OWN_CHAIN.length, alreadyRecorded: 0, enrolled: 5, refused: null });
      // The works smelt where they are registered to cast: noticed, with the line, and recorded.
      const line = OWN_CHAIN.findIndex(({ event }) => 'step' in event && event.step === 'electrolysis') + 1;
      expect(first.findings.first).toContainEqual({
        line,
        code: 'step-not-among-activities',
        message: expect.stringContaining('not for electrolysis') as string,
      });
      expect(first.findings.count).toBe(await countFindings(ledger));
      const again = await record(ledger, OWN_CHAIN);
      expect(again).toEqual({
        recorded: 0,
        alreadyRecorded: OWN_CHAIN.length,
        enrolled: 0,
        submissions: 0,
        findings: { count: 0, first: [] },
        refused: null,
      });
    });
  });

  test('is known at an earlier time as it was then', async () => {
    const own = await newLedger('example.org/earlier');
    await withLedger(own, async (ledger) => {
      await record(ledger, OWN_CHAIN.slice(0, 12));
      // Times are whole milliseconds: what comes is recorded after this one.
      const asKnownAt = new Date().toISOString();
      await sleep(5);
      await record(ledger, OWN_CHAIN);
      const then = { ...upward, asKnownAt };
      expect(await traceSubject(ledger, { id: 'SHP-1', ...then })).toBeNull();
      expect(await traceSubject(ledger, { id: 'MAG', ...then })).toBeNull();
      const ore = await traceSubject(ledger, { id: 'ORE-3', ...then });
      expect(ore?.lots.map(({ lot }) => lot)).toEqual(['ORE-3', 'ORE-1', 'ORE-2']);
      expect(await traceSubject(ledger, { id: 'SHP-1', ...upward })).not.toBeNull();

      // What was recorded at a moment was known at that moment, and not a millisecond before.
      const { rows } = await ledger.database.pool.query<{ time: string }>(
        `select min(convert_from(e.body, 'UTF8')::jsonb ->> 'recordedAt') as time from ledger.entry e join view.lot l
           on l.ledger_id = $1 and l.lot = 'MAG' and e.ledger_id = $1 and e.position = l.event_number / 1000`,
        [ledger.ledgerId],
      );
      const moment = rows[0]?.time ?? '';
      const before = new Date(Date.parse(moment) - 1).toISOString();
      expect(await traceSubject(ledger, { id: 'MAG', ...upward, asKnownAt: moment })).not.toBeNull();
      expect(await traceSubject(ledger, { id: 'MAG', ...upward, asKnownAt: before })).toBeNull();
    });
  });
});

/** The case lies beside the checkout where Lodestone is developed, and is not part of it. */
const CASE = new URL('../../../../shared/cases/mine-to-magnet/', import.meta.url);

describe.skipIf(!existsSync(CASE))('the case mine-to-magnet', () => {
  test('is recorded, traced as expected, valid, and recorded once', async () => {
    const file = readFileSync(new URL('events.jsonl', CASE));
    const expected: {
      lotsUpstream: string[];
      elements: Record<
        string,
        {
          milligrams: number;
          unknownMilligrams: number;
          origins: Record<string, { milligramsExact: string; share: string }>;
        }
      >;
    } = JSON.parse(readFileSync(new URL('expected-trace.json', CASE), 'utf8'));
    const ledger = await newLedger('example.org/first');

    const first = await withLedger(ledger, (open) => recordText(open, file));
    expect(first).toMatchObject({ recorded: 41, alreadyRecorded: 0, enrolled: 5, refused: null });
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid', failures: [], events: 41 + 5 + 1 });

    const trace = await withLedger(ledger, (open) => traceSubject(open, { id: 'SHP-2026-001', ...upward }));
    expect(trace?.lots.map(({ lot }) => lot).sort()).toEqual(expected.lotsUpstream);
    expect(Object.keys(trace?.elements ?? {}).sort()).toEqual(Object.keys(expected.elements).sort());
    for (const [element, { milligrams, unknownMilligrams, origins }] of Object.entries(trace?.elements ?? {})) {
      const should = expected.elements[element];
      expect({ milligrams, unknownMilligrams }, element).toEqual({
        milligrams: should?.milligrams,
        unknownMilligrams: should?.unknownMilligrams,
      });
      const shares = Object.fromEntries(origins.map(({ lot, share }) => [lot, share]));
      const expectedShares = Object.entries(should?.origins ?? {}).map(([lot, { share }]) => [lot, share]);
      expect(shares, element).toEqual(Object.fromEntries(expectedShares));
      for (const origin of origins) {
        // Rounding for the whole shipment moves each mass by less than a milligram.
        const exact = Number(should?.origins[origin.lot]?.milligramsExact);
        expect(Math.abs(origin.milligrams - exact), `${element} of ${origin.lot}`).toBeLessThan(1);
      }
      expect(
        origins.reduce((sum, origin) => sum + origin.milligrams, unknownMilligrams),
        element,
      ).toBe(milligrams);
    }

    const again = await withLedger(ledger, (open) => recordText(open, file));
    expect(again).toMatchObject({ recorded: 0, alreadyRecorded: 41, enrolled: 0, submissions: 0, refused: null });
  });
});

async function countFindings({ database, ledgerId }: Ledger): Promise<number> {
  const { rows } = await database.pool.query<{ count: bigint }>(
    'select count(*) as count from view.finding where ledger_id = $1',
    [ledgerId],
  );
  return Number(rows[0]?.count);
}
