import { appendToNewLedger } from '../src/append/append-under-head-lock.ts';
import type { EntryRow } from '../src/append/append-rows.ts';
import { collectFacts } from '../src/facts/collect-facts.ts';
import { openDatabase } from '../src/database.ts';
import { makeRows } from './chain-rows.ts';

/** Makes a ledger of entry 0 with one event and entry 1 with two, for tests that try to add to it. */
export async function makeTwoEntryLedger(databaseUrl: string): Promise<{ ledgerId: number; last: EntryRow }> {
  const database = await openDatabase(databaseUrl);
  const append = appendToNewLedger(database, 'example.org/rows');
  const first = makeRows({ position: 0, previous: null, events: 1 });
  const second = makeRows({ position: 1, previous: first.entry.leafHash, events: 2 });
  const ledgerId = await append(async (transaction) => {
    await transaction.write({
      entries: [first.entry, second.entry],
      events: [...first.events, ...second.events],
      facts: collectFacts(transaction.ledgerId, []),
      openings: [],
    });
    return transaction.ledgerId;
  });
  await database.close();
  return { ledgerId, last: second.entry };
}
