import { ownerOf } from '@lodestone/custody/testing/history/account.ts';
import { isUsedUp, textOf } from '@lodestone/custody/testing/history/account-amounts.ts';
import { byTerm, textOfWeight } from '@lodestone/custody/testing/history/check-history.ts';
import { type Act, histories } from '@lodestone/custody/testing/history/history-acts.ts';
import { type History, type PlayedEvent, playHistory } from '@lodestone/custody/testing/history/play-history.ts';
import { weighAccount } from '@lodestone/custody/testing/history/weigh-account.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceSteps } from '../src/balance-steps.ts';
import {
  browseDisputes,
  browseEvents,
  browseLots,
  browseShipments,
  browseTransfers,
  browseUnit,
} from '../src/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/rebuild-views.ts';
import { takeInventory } from '../src/take-inventory.ts';
import { traceSubject } from '../src/trace-subject.ts';
import { weighLedger } from '../src/weigh-ledger.ts';
import { digestOf } from './corrected-story.ts';
import { audit, createTestLedger, lastPosition, type Line, record, testFolders, withLedger } from './test-ledger.ts';

// The same as in packages/custody/test/random-history.test.ts, through the database: docs/random-histories.md.
const TIMES = Number(process.env['LODESTONE_HISTORY_TIMES'] ?? 1);
const SEED = Number(process.env['LODESTONE_HISTORY_SEED'] ?? 20_261_122);

const ACTS = 360;
/** So often in a history everything is asked, to be asked again as known then. */
const QUESTIONS = 4;
const LIMIT = 100_000;
const TIMEOUT_MILLISECONDS = 120_000;

const testing = testDatabase();
const folders = testFolders();

/** A history whose keys are the ledger's: they are enrolled as they are needed. Instead of losing any, more is corrected. */
function historyOf(seed: number): History {
  const [acts = []] = fc.sample<readonly Act[]>(histories(ACTS, ACTS), { seed, numRuns: 1 });
  const own = acts.map(
    (act): Act => (act.kind === 'changeKey' || act.kind === 'changeCheckpointKey' ? { ...act, kind: 'correct' } : act),
  );
  return playHistory(own, { digestOf });
}

describe.each(Array.from({ length: TIMES }, (_, index) => SEED + index))('a random history (seed %i)', (seed) => {
  test(
    'is decided, weighed and audited alike by a ledger, which answers as known then what it answered then',
    async () => {
      const history = historyOf(seed);
      const ledger = await createTestLedger(testing.url, await folders.make(), `example.org/history-${seed}`);
      const said = new Map<string, unknown>();
      await withLedger(ledger, async (open) => {
        for (const part of partsOf(history.played)) {
          await recordAsPlayed(open, part);
          said.set(await lastPosition(open), await answersOf(open, undefined));
        }
      });
      const { verdict, failures } = await audit(ledger);
      expect({ verdict, failures }).toEqual({ verdict: 'valid', failures: [] });
      await withLedger(ledger, async (open) => {
        await expectBooked(open, history);
        await rebuildViews(open);
        for (const [position, answers] of said) expect(await answersOf(open, position), position).toEqual(answers);
      });
      expect((await audit(ledger)).failures).toEqual([]);
      expect(said.size).toBe(QUESTIONS);
    },
    TIMEOUT_MILLISECONDS,
  );
});

/** Equal parts of what a ledger is asked to record. It enrols the keys itself, of whoever signs, by events of its own. */
function partsOf(played: readonly PlayedEvent[]): PlayedEvent[][] {
  const enrolments = new Set(played.filter(({ event }) => event['type'] === 'key-enrolled').map(({ event }) => event));
  const digests = new Set([...enrolments].map(digestOf));
  const unasked = new Set(['unreadable', 'key-not-enrolled']);
  const asked = played.filter(({ event, outcome }) => {
    return !unasked.has(outcome) && !enrolments.has(event) && !digests.has(String(event['corrects']));
  });
  const length = Math.ceil(asked.length / QUESTIONS);
  return Array.from({ length: QUESTIONS }, (_, part) => asked.slice(part * length, (part + 1) * length));
}

/** Records what was accepted, and sees refused what was refused, for the same reason. */
async function recordAsPlayed(open: Ledger, part: readonly PlayedEvent[]): Promise<void> {
  let accepted: Line[] = [];
  const flush = async () => {
    const { refused, recorded } = await record(open, accepted);
    expect({ refused, recorded }).toEqual({ refused: null, recorded: accepted.length });
    accepted = [];
  };
  for (const { outcome, ...line } of part) {
    if (outcome === 'accepted') {
      accepted.push(line);
      continue;
    }
    await flush();
    const { refused } = await record(open, [line]);
    expect(refused?.reason, JSON.stringify(line)).toBe(outcome);
  }
  await flush();
}

/** All that can be asked as known at a moment. */
async function answersOf(open: Ledger, asKnownAt: string | undefined) {
  const lots = await browseLots(open, { limit: LIMIT, asKnownAt });
  const events = await browseEvents(open, { limit: LIMIT, asKnownAt });
  const traces = [];
  for (const { lot } of lots.filter((_, index) => index % 29 === 0)) {
    for (const direction of ['up', 'down'] as const) {
      traces.push(await traceSubject(open, { id: lot, direction, element: undefined, depth: undefined, asKnownAt }));
    }
  }
  const units = [];
  for (const unit of new Set(lots.map((lot) => lot.unit))) {
    if (unit !== null) units.push(await browseUnit(open, unit, asKnownAt));
  }
  return {
    lots,
    events,
    traces,
    units,
    transfers: await browseTransfers(open, { limit: LIMIT, asKnownAt }),
    disputes: await browseDisputes(open, { limit: LIMIT, asKnownAt, settledToo: true }),
    shipments: await browseShipments(open, { limit: LIMIT, asKnownAt }),
    inventory: await takeInventory(open, { by: ['party', 'owner', 'form', 'facility'], asKnownAt }),
    balance: await balanceSteps(open, { by: ['step', 'facility', 'month'], asKnownAt }),
    weight: await weighLedger(open, asKnownAt),
  };
}

/** That the ledger and the account of the history say the same of every lot and of the whole. */
async function expectBooked(open: Ledger, { account }: History): Promise<void> {
  const { terms, differenceMilligrams, overdrawnLots } = await weighLedger(open);
  expect({ differenceMilligrams, overdrawnLots }).toEqual({ differenceMilligrams: {}, overdrawnLots: 0 });
  expect(textOfWeight(byTerm(terms))).toBe(textOfWeight(weighAccount(account)));
  const rows = await browseLots(open, { limit: LIMIT });
  const said = rows.map((row) => {
    const { lot, custodian, status, within, unit, owner, hold, form, remaining } = row;
    return [lot, { custodian, status, within, unit, owner, form, isOnHold: hold !== null, left: textOf(remaining) }];
  });
  const booked = [...account.lots.values()].flatMap((lot) => {
    const { custodian, within, unit, form, isOnHold, remaining, isStock } = lot;
    const status = lot.status === 'held' && isUsedUp(remaining) ? 'spent' : lot.status;
    const entry = { custodian, status, within, unit, owner: ownerOf(lot), form, isOnHold, left: textOf(remaining) };
    return isStock ? [] : [[lot.lot, entry]];
  });
  expect(Object.fromEntries(said)).toEqual(Object.fromEntries(booked));
}
