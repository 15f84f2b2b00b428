import { ownerOf } from '@lodestone/custody/testing/history/account.ts';
import { isUsedUp, textOf } from '@lodestone/custody/testing/history/account-amounts.ts';
import { byTerm, textOfWeight } from '@lodestone/custody/testing/history/check-history.ts';
import type { History, PlayedEvent } from '@lodestone/custody/testing/history/play-history.ts';
import { weighAccount } from '@lodestone/custody/testing/history/weigh-account.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { describe, expect, test } from 'vitest';
import { balanceSteps } from '../src/ask/balance-steps.ts';
import {
  browseDisputes,
  browseEvents,
  browseLots,
  browseShipments,
  browseTransfers,
  browseUnit,
} from '../src/ask/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { recallLots } from '../src/ask/recall-lots.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { listCheckpointKeys } from '../src/keys/rotate-checkpoint-key.ts';
import { takeInventory } from '../src/ask/take-inventory.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { weighLedger } from '../src/ask/weigh-ledger.ts';
import { audit, createTestLedger, lastPosition, testFolders, withLedger } from './test-ledger.ts';
import { askedOf, historyOf, LIMIT, type Stolen, stolenOf, tell, tellTo } from './told-history.ts';

// The same as in packages/custody/test/random-history.test.ts, through the database: docs/random-histories.md.
const TIMES = Number(process.env['LODESTONE_HISTORY_TIMES'] ?? 1);
const SEED = Number(process.env['LODESTONE_HISTORY_SEED'] ?? 20_261_122);

const ACTS = 360;
/** So often in a history everything is asked, to be asked again as known then. */
const QUESTIONS = 4;
const TIMEOUT_MILLISECONDS = 120_000;

const testing = testDatabase();
const folders = testFolders();

describe.each(Array.from({ length: TIMES }, (_, index) => SEED + index))('a random history (seed %i)', (seed) => {
  test(
    'is decided, weighed and audited alike by a ledger, which answers as known then what it answered then',
    async () => {
      const history = historyOf(seed, ACTS);
      const ledger = await createTestLedger(testing.url, await folders.make(), `example.org/history-${seed}`);
      const said = new Map<string, unknown>();
      const { stolen, counted } = await withLedger(ledger, async (open) => {
        const telling = await tellTo(open);
        for (const part of partsOf(askedOf(history.played))) {
          await tell(telling, part);
          said.set(await lastPosition(open), await answersOf(open, undefined));
        }
        const signing = [...history.account.checkpointKeys].map(([name, status]) => [telling.keys.get(name), status]);
        const listed = await listCheckpointKeys(open);
        expect(listed.map(({ key, status }) => [key.publicKey, status === 'active' ? 'signs' : status])).toEqual(
          signing,
        );
        const found = await stolenOf(telling);
        const entries = new Set(found.map(({ position }) => position)).size;
        const ofThieves = { keys: telling.thefts.length, entries, events: found.length };
        return { stolen: found, counted: { heldByLedger: 0, recovery: telling.recoveries, stolen: ofThieves } };
      });
      const { verdict, failures, keys } = await audit(ledger);
      expect({ verdict, failures, keys }).toEqual({ verdict: 'valid', failures: [], keys: counted });
      await withLedger(ledger, async (open) => {
        await expectBooked(open, history);
        await expectRecalled(open);
        await expectStolen(open, stolen);
        await rebuildViews(open);
        await expectStolen(open, stolen);
        for (const [position, answers] of said) expect(await answersOf(open, position), position).toEqual(answers);
      });
      expect((await audit(ledger)).failures).toEqual([]);
      expect(said.size).toBe(QUESTIONS);
    },
    TIMEOUT_MILLISECONDS,
  );
});

/** Equal parts of what a ledger is asked to record. */
function partsOf(asked: readonly PlayedEvent[]): PlayedEvent[][] {
  const length = Math.ceil(asked.length / QUESTIONS);
  return Array.from({ length: QUESTIONS }, (_, part) => asked.slice(part * length, (part + 1) * length));
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
  const origins = lots.filter(({ kind, status }) => kind !== 'transformed' && status !== 'voided');
  const ids = origins.filter((_, index) => index % 7 === 0).map(({ lot }) => lot);
  const units = [];
  for (const unit of new Set(lots.map((lot) => lot.unit))) {
    if (unit !== null) units.push(await browseUnit(open, unit, asKnownAt));
  }
  return {
    lots,
    events,
    traces,
    recall: await recallWhole(open, ids, asKnownAt),
    units,
    transfers: await browseTransfers(open, { limit: LIMIT, asKnownAt }),
    disputes: await browseDisputes(open, { limit: LIMIT, asKnownAt, settledToo: true }),
    shipments: await browseShipments(open, { limit: LIMIT, asKnownAt }),
    inventory: await takeInventory(open, { by: ['party', 'owner', 'form', 'facility'], asKnownAt }),
    balance: await balanceSteps(open, { by: ['step', 'facility', 'month'], asKnownAt }),
    weight: await weighLedger(open, asKnownAt),
  };
}

/** With its rows made, to be compared. */
async function recallWhole(open: Ledger, ids: readonly string[], asKnownAt: string | undefined) {
  const answer = await recallLots(open, { ids, asKnownAt });
  if (!answer.found) return answer;
  return { ...answer.recall, lots: [...answer.recall.lots], wastes: [...answer.recall.wastes] };
}

/** That these are marked, and no others, and are those that are listed as signed by thieves. */
async function expectStolen(open: Ledger, stolen: readonly Stolen[]): Promise<void> {
  const all = await browseEvents(open, { limit: LIMIT, asKnownAt: undefined });
  const listed = await browseEvents(open, { limit: LIMIT, asKnownAt: undefined, stolen: true });
  const ids = stolen.map(({ id }) => id).toSorted();
  const marked = all.filter(({ stolenKey }) => stolenKey !== null);
  expect(marked.map(({ eventId }) => eventId).toSorted()).toEqual(ids);
  expect(listed.map(({ eventId }) => eventId).toSorted()).toEqual(ids);
}

/** That every milligram of suspect lots is in one place; where all lots are suspect, that is what remains of each. */
async function expectRecalled(open: Ledger): Promise<void> {
  const rows = (await browseLots(open, { limit: LIMIT })).filter(({ status }) => status !== 'voided');
  const all = await recallLots(open, { ids: rows.map(({ lot }) => lot) });
  const some = await recallLots(open, { ids: rows.filter((_, index) => index % 5 === 0).map(({ lot }) => lot) });
  for (const answer of [all, some]) {
    if (!answer.found) throw new Error(`${answer.id} is not found`);
    const elements = Object.entries(answer.recall.elements);
    expect(elements.length).toBeGreaterThan(3);
    for (const [element, { suspectMilligrams, fates }] of elements) {
      const sum = Object.values(fates).reduce((total, milligrams) => total + milligrams, 0n);
      expect([element, sum]).toEqual([element, suspectMilligrams]);
    }
  }
  if (!all.found) return;
  const listed = new Map([...all.recall.lots].map((row) => [row.lot, row]));
  for (const { lot, custodian, remaining } of rows) {
    const row = listed.get(lot);
    const left = Object.entries(row?.elements ?? {}).map(([element, { milligrams }]) => [element, milligrams]);
    const book = Object.entries(remaining.elementMilligrams).filter(([, milligrams]) => milligrams !== 0n);
    expect([lot, row?.holder, Object.fromEntries(left.filter(([, milligrams]) => milligrams !== 0n))]).toEqual([
      lot,
      custodian,
      Object.fromEntries(book),
    ]);
  }
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
