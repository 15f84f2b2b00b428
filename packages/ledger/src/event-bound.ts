import { eventNumberOf } from '@lodestone/custody/fact.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import { readEntryBody } from '@lodestone/store/read-events.ts';
import { readHead } from '@lodestone/store/read-ledger.ts';
import { type EventBound, WHOLE_LEDGER } from '@lodestone/store/read-lineage.ts';
import type { Ledger } from './open-ledger.ts';

/**
 * The first event number recorded after `time`, beyond all of them when no time is given. Recorded times never go back,
 * so halving finds it.
 */
export async function boundAt({ database, ledgerId }: Ledger, time: string | undefined): Promise<EventBound> {
  if (time === undefined) return WHOLE_LEDGER;
  const head = await readHead(database, ledgerId);
  let low = 0;
  let high = head?.size ?? 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const body = await readEntryBody(database, ledgerId, middle);
    const entry = body === null ? null : parseEntry(body);
    if (entry === null || !entry.ok) throw new Error(`entry ${middle} cannot be read: run verify`);
    if (entry.value.recordedAt <= time) low = middle + 1;
    else high = middle;
  }
  return eventNumberOf(low, 0);
}
