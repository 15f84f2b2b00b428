import { lawfulChain } from '@lodestone/custody/testing/lawful-chain.ts';
import { randomSource } from '@lodestone/custody/testing/random-source.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { browseEvents, browseLots, type BrowsedEvent } from '../src/ask/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
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
const ROUNDS = 3;
const CORRECTIONS_PER_ROUND = 40;
const SEED = 20_261_122;
const LIMIT = 100_000;

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
const outcomes = new Map<string, number>();
/** What was answered after each round, by the position of the last entry then. */
const answers = new Map<string, unknown>();

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/corrected');
  const lines = [...lawfulChain(SEED, EVENTS)];
  const random = randomSource(SEED);
  await withLedger(ledger, async (open) => {
    for (let round = 0; round < ROUNDS; round++) {
      // What a correction has taken away may be missed later: the file goes on behind it as far as it can.
      for (const line of lines.slice((round * EVENTS) / ROUNDS, ((round + 1) * EVENTS) / ROUNDS)) {
        await record(open, [line]);
      }
      answers.set(await lastPosition(open), await answersOf(open, undefined));
      const events = await browseEvents(open, { limit: LIMIT });
      const targets = events.filter(({ type }) => type === 'lot-created' || type === 'lot-transformed');
      for (let index = 0; index < CORRECTIONS_PER_ROUND; index++) {
        const target = random.chance(50) ? random.pick(targets.slice(-12)) : random.pick(targets);
        const replacement = random.chance(40)
          ? {}
          : { replacement: rescaled(target, random.pick([500, 999, 1_001, 1_500])) };
        const id = uuidOf(`${round} ${index}`);
        const event = {
          type: 'event-corrected',
          id,
          occurredAt: LATE,
          corrects: target.digest,
          reason: 'wrong',
          ...replacement,
        };
        const { refused } = await record(open, [{ by: target.onBehalfOf ?? target.party ?? '', event }]);
        if (refused !== null) count(refused.reason);
      }
      answers.set(await lastPosition(open), await answersOf(open, undefined));
    }
    for (const { corrections, type } of await browseEvents(open, { limit: LIMIT })) {
      if (type === 'event-corrected') for (const { outcome } of corrections) count(outcome);
    }
  });
});

/** After everything of the chain, so that time goes on along each lot. */
const LATE = '2031-01-01T00:00:00.000Z';

function count(outcome: string): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

/** The event with all masses in so many thousandths. */
function rescaled({ event }: BrowsedEvent, thousandths: number): object {
  const scale = (_: string, value: unknown) =>
    typeof value === 'number' ? Math.max(1, Math.floor((value * thousandths) / 1_000)) : value;
  const copy: unknown = JSON.parse(JSON.stringify(event));
  if (event['type'] === 'lot-created') {
    return { ...event, quantity: JSON.parse(JSON.stringify(event['quantity']), scale) as unknown };
  }
  return { ...(copy as object), outputs: JSON.parse(JSON.stringify(event['outputs']), scale) as unknown };
}

/** All lots, all events, and the traces of some lots. */
async function answersOf(open: Ledger, asKnownAt: string | undefined) {
  const lots = await browseLots(open, { limit: LIMIT, asKnownAt });
  const events = await browseEvents(open, { limit: LIMIT, asKnownAt });
  const traces = [];
  for (const { lot } of lots.filter((_, index) => index % 17 === 0)) {
    for (const direction of ['up', 'down'] as const) {
      traces.push(await traceSubject(open, { id: lot, direction, element: undefined, depth: undefined, asKnownAt }));
    }
  }
  return { lots, events, traces };
}

describe('a random chain with corrections', () => {
  test('has corrections of each outcome', () => {
    for (const outcome of ['voided', 'replaced', 'contested']) {
      expect(outcomes.get(outcome) ?? 0, `${outcome}: ${JSON.stringify([...outcomes])}`).toBeGreaterThan(3);
    }
  });

  test('is verified: a replay comes to the same rows, and so does a rebuild', async () => {
    expect((await audit(ledger)).failures).toEqual([]);
    await withLedger(ledger, (open) => rebuildViews(open));
    expect((await audit(ledger)).failures).toEqual([]);
  });

  test('conserves every element to the milligram, now and as known after each round', async () => {
    await withLedger(ledger, async (open) => {
      for (const asKnownAt of [undefined, ...answers.keys()]) {
        const weight = await weighLedger(open, asKnownAt);
        expect(
          isConserved(weight),
          `${asKnownAt}: ${JSON.stringify(weight, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`,
        ).toBe(true);
      }
    });
  });

  test('answers as known then what it answered then', async () => {
    await withLedger(ledger, async (open) => {
      for (const [position, answered] of answers) expect(await answersOf(open, position), position).toEqual(answered);
    });
  });
});
