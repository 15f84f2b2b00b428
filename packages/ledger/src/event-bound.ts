import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import { readEntryBody } from '@lodestone/store/read-events.ts';
import { readHead } from '@lodestone/store/read-ledger.ts';
import { type EventBound, WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import type { Ledger } from './open-ledger.ts';

/** The position of an entry, as people write it. */
const POSITION = /^\d{1,12}$/;

/**
 * The first event number recorded after `moment`, beyond all of them when none is given. It is a time, or the position of
 * the last entry that counts. Recorded times never go back, so halving finds it.
 */
export async function boundAt({ database, ledgerId }: Ledger, moment: string | undefined): Promise<EventBound> {
  if (moment === undefined) return WHOLE_LEDGER;
  if (POSITION.test(moment)) return eventNumberOf(Number(moment) + 1, 0);
  const head = await readHead(database, ledgerId);
  let low = 0;
  let high = head?.size ?? 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const body = await readEntryBody(database, ledgerId, middle);
    const entry = body === null ? null : parseEntry(body);
    if (entry === null || !entry.ok) throw new Error(`entry ${middle} cannot be read: run verify`);
    if (entry.value.recordedAt <= moment) low = middle + 1;
    else high = middle;
  }
  return eventNumberOf(low, 0);
}
