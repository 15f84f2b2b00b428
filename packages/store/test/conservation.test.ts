import { weighTerms } from '@lodestone/custody/conservation.ts';
import { parseEvent } from '@lodestone/custody/event.ts';
import { conservationOfFacts } from '@lodestone/custody/testing/conservation-of-facts.ts';
import { randomSource } from '@lodestone/custody/testing/random-source.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendToNewLedger, appendUnderHeadLock } from '../src/append/append-under-head-lock.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { readConservation } from '../src/ask/read-conservation.ts';
import { WHOLE_LEDGER } from '../src/event-bound.ts';
import { uuidOf } from './chain-rows.ts';
import { emptyState, type LawfulLine, lawfulLines, type ReplayedState, recordLines } from './lawful-ledger.ts';

const testing = testDatabase();
let database: Database;

beforeAll(async () => {
  database = await openDatabase(testing.url);
});
afterAll(() => database.close());

/** Counts and ends of lots that their custodians hold at the end of a chain, by any amount. */
function stockKeeping(seed: number, { things }: ReplayedState): LawfulLine[] {
  const random = randomSource(seed);
  return [...things.values()].flatMap((thing) => {
    if (thing?.kind !== 'lot' || thing.whereabouts.status !== 'held') return [];
    const net = Number(thing.remaining.netMilligrams ?? 0n);
    if (net === 0 || random.chance(50)) return [];
    const common = { id: uuidOf(`${seed} ${thing.lot}`), occurredAt: '2036-06-01T00:00:00.000Z', lot: thing.lot };
    const event = random.chance(50)
      ? { type: 'lot-adjusted', ...common, quantity: { netMilligrams: random.below(2 * net) }, reason: 'count' }
      : { type: 'lot-disposed', ...common, quantity: { netMilligrams: 1 + random.below(net) }, reason: 'burnt' };
    const parsed = parseEvent(event);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return [{ by: thing.custodian, event: parsed.event }];
  });
}

test.each([11, 12, 13])('the database weighs a random chain (seed %i) as folding its facts does', async (seed) => {
  let ledgerId = -1;
  const state = emptyState();
  const append = appendToNewLedger(database, `example.org/weight-${seed}`);
  const facts = await append(async (transaction) => {
    ledgerId = transaction.ledgerId;
    return recordLines((work) => work(transaction), state, [...lawfulLines(seed, 1_200)]);
  });
  const kept = await recordLines(appendUnderHeadLock(database, ledgerId), state, stockKeeping(seed, state));
  const folded = conservationOfFacts([...facts, ...kept]);
  expect(folded.differenceMilligrams).toEqual({});
  expect(folded.terms.map(({ name }) => name)).toEqual(expect.arrayContaining(['adjusted', 'disposed', 'losses']));

  const { terms, overdrawnLots } = await readConservation(database, ledgerId, WHOLE_LEDGER);
  expect(overdrawnLots).toBe(0);
  // Losses are not among the facts that the database adds up.
  const losses = folded.terms.filter(({ name }) => name === 'losses');
  const read = weighTerms([...terms, ...losses]);
  expect(read.differenceMilligrams).toEqual({});
  const byName = ({ terms: all }: typeof read) => new Map(all.map((term) => [`${term.side} ${term.name}`, term]));
  expect(byName(read)).toEqual(byName(folded));
});
