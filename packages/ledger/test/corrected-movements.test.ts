import { lawfulChain } from '@lodestone/custody/testing/lawful-chain.ts';
import type { LawfulEvent } from '@lodestone/custody/testing/lawful-event.ts';
import { type RandomSource, randomSource } from '@lodestone/custody/testing/random-source.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  browseDisputes,
  browseEvents,
  type BrowsedEvent,
  browseLots,
  browseShipments,
  browseTransfers,
} from '../src/ask/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { isConserved, weighLedger } from '../src/ask/weigh-ledger.ts';
import { uuidOf } from './own-chain.ts';
import {
  audit,
  createTestLedger,
  lastPosition,
  record,
  testFolders,
  type TestLedger,
  withLedger,
} from './test-ledger.ts';

const EVENTS = 360;
const ROUNDS = 2;
const GROUPS_PER_ROUND = 4;
const CORRECTIONS_PER_GROUP = 16;
const SEED = 20_261_123;
const LIMIT = 100_000;

const TYPES = [
  'transfer-dispatched',
  'transfer-received',
  'transfer-cancelled',
  'transfer-settled',
  'unit-packed',
  'unit-unpacked',
  'shipment-packed',
  'shipment-unpacked',
  'shipment-exited',
] as const;

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
/** How often each type was voided, replaced or contested. */
const outcomes = new Map<string, number>();
/** What was answered after each round, by the position of the last entry then. */
const answers = new Map<string, unknown>();

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/corrected-movements');
  const lines = [...lawfulChain(SEED, EVENTS)];
  const random = randomSource(SEED);
  for (let round = 0; round < ROUNDS; round++) {
    await withLedger(ledger, async (open) => {
      await recordWhatCan(open, lines.slice((round * EVENTS) / ROUNDS, ((round + 1) * EVENTS) / ROUNDS));
      await packUnits(open, round);
      answers.set(await lastPosition(open), await answersOf(open, undefined));
    });
    for (let group = 0; group < GROUPS_PER_ROUND; group++) {
      // Each group is decided on what the database says, as by whoever comes new.
      await withLedger(ledger, (open) => correctSome(open, random, `${round} ${group}`));
    }
    await withLedger(ledger, async (open) => {
      answers.set(await lastPosition(open), await answersOf(open, undefined));
    });
  }
  await withLedger(ledger, async (open) => {
    const events = await browseEvents(open, { limit: LIMIT });
    const typeAt = new Map(events.map(({ position, ordinal, type }) => [`${position}.${ordinal}`, type]));
    for (const { corrections, type } of events) {
      if (type !== 'event-corrected') continue;
      for (const { target, outcome } of corrections) count(`${typeAt.get(target)} ${outcome}`);
    }
  });
});

/** What a correction has undone may be missed later: the file goes on behind it as far as it can. */
async function recordWhatCan(open: Ledger, lines: readonly LawfulEvent[]): Promise<void> {
  let left = [...lines];
  for (;;) {
    const { refused } = await record(open, left);
    if (refused === null) return;
    left = left.filter(({ event }) => event.id !== refused.event);
  }
}

const UNITS_PER_ROUND = 8;

/** Puts lots into units, which the chain does not, and takes every second one out again. */
async function packUnits(open: Ledger, round: number): Promise<void> {
  const lots = await browseLots(open, { status: 'held', limit: LIMIT });
  for (const [index, { lot, custodian }] of lots.slice(-UNITS_PER_ROUND).entries()) {
    const unit = `DRUM-${round}-${index}`;
    const common = { occurredAt: LATE, unit };
    await record(open, [
      { by: custodian, event: { ...common, id: uuidOf(`${unit} packed`), type: 'unit-packed', lots: [lot] } },
    ]);
    if (index % 2 === 0) continue;
    await record(open, [
      { by: custodian, event: { ...common, id: uuidOf(`${unit} unpacked`), type: 'unit-unpacked' } },
    ]);
  }
}

/** Takes back or repeats, in words of its own, some of the latest events of each type: receipts by both parties. */
async function correctSome(open: Ledger, random: RandomSource, name: string): Promise<void> {
  const events = await browseEvents(open, { limit: LIMIT });
  const transfers = await browseTransfers(open, { limit: LIMIT });
  for (let index = 0; index < CORRECTIONS_PER_GROUP; index++) {
    const type = TYPES[index % TYPES.length];
    const targets = events.filter((event) => event.type === type && !isVoided(event)).slice(-4);
    if (targets.length === 0) continue;
    const target = random.pick(targets);
    const replacement = random.chance(50) ? {} : { replacement: { ...target.event, note: `as corrected ${name}` } };
    const transfer = transfers.find((row) => row.transfer === target.event['transfer']);
    const isReceipt = type === 'transfer-received' && transfer !== undefined;
    const author = target.onBehalfOf ?? target.party ?? '';
    for (const by of isReceipt ? [transfer.consignor, transfer.consignee] : [author]) {
      const { digest: corrects } = target;
      const said = { type: 'event-corrected', corrects, reason: 'wrong', ...replacement };
      const event = { ...said, id: uuidOf(`${name} ${index} ${by}`), occurredAt: LATE };
      const { refused } = await record(open, [{ by, event }]);
      if (refused !== null) count(`refused ${refused.reason}`);
    }
  }
}

const isVoided = ({ corrections }: BrowsedEvent) => corrections.some(({ outcome }) => outcome === 'voided');

/** After everything of the chain, so that time goes on along each lot. */
const LATE = '2031-01-01T00:00:00.000Z';

function count(outcome: string): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

/** Everything that corrections of movements may change. */
async function answersOf(open: Ledger, asKnownAt: string | undefined) {
  const filter = { limit: LIMIT, asKnownAt };
  return {
    lots: await browseLots(open, filter),
    events: await browseEvents(open, filter),
    transfers: await browseTransfers(open, filter),
    disputes: await browseDisputes(open, { ...filter, settledToo: true }),
    shipments: await browseShipments(open, filter),
  };
}

describe('a random chain whose movements are corrected', () => {
  test('has corrections of many types that took effect, and some that could not', () => {
    const said = JSON.stringify([...outcomes]);
    const effective = TYPES.filter((type) => outcomes.has(`${type} voided`) || outcomes.has(`${type} replaced`));
    expect(effective.length, said).toBeGreaterThan(3);
    expect([...outcomes.keys()].filter((outcome) => outcome.endsWith('contested')).length, said).toBeGreaterThan(1);
  });

  test('is verified: a replay comes to the same rows, and so does a rebuild', async () => {
    expect((await audit(ledger)).failures).toEqual([]);
    await withLedger(ledger, (open) => rebuildViews(open));
    expect((await audit(ledger)).failures).toEqual([]);
  });

  test('conserves every element to the milligram, now and as known after each round', async () => {
    await withLedger(ledger, async (open) => {
      for (const asKnownAt of [undefined, ...answers.keys()]) {
        expect(isConserved(await weighLedger(open, asKnownAt)), asKnownAt).toBe(true);
      }
    });
  });

  test('answers as known then what it answered then', async () => {
    await withLedger(ledger, async (open) => {
      for (const [position, answered] of answers) expect(await answersOf(open, position), position).toEqual(answered);
    });
  });
});
