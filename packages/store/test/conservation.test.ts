import { weighTerms } from '@lodestone/custody/conservation.ts';
import { conservationOfFacts } from '@lodestone/custody/testing/conservation-of-facts.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendToNewLedger } from '../src/append.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { readConservation } from '../src/read-conservation.ts';
import { WHOLE_LEDGER } from '../src/read-lineage.ts';
import { emptyState, lawfulLines, recordLines } from './lawful-ledger.ts';

const testing = testDatabase();
let database: Database;

beforeAll(async () => {
  database = await openDatabase(testing.url);
});
afterAll(() => database.close());

test.each([11, 12, 13])('the database weighs a random chain (seed %i) as folding its facts does', async (seed) => {
  let ledgerId = -1;
  const append = appendToNewLedger(database, `example.org/weight-${seed}`);
  const facts = await append(async (transaction) => {
    ledgerId = transaction.ledgerId;
    return recordLines((work) => work(transaction), emptyState(), [...lawfulLines(seed, 1_200)]);
  });
  const folded = conservationOfFacts(facts);
  expect(folded.differenceMilligrams).toEqual({});

  const { terms, overdrawnLots } = await readConservation(database, ledgerId, WHOLE_LEDGER);
  expect(overdrawnLots).toBe(0);
  // Losses are not among the facts that the database adds up.
  const losses = folded.terms.filter(({ name }) => name === 'losses');
  const read = weighTerms([...terms, ...losses]);
  expect(read.differenceMilligrams).toEqual({});
  const byName = ({ terms: all }: typeof read) => new Map(all.map((term) => [`${term.side} ${term.name}`, term]));
  expect(byName(read)).toEqual(byName(folded));
});
