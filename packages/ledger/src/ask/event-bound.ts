import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import { readEntryBody } from '@lodestone/store/log/read-entry.ts';
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { type EventBound, WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import type { Ledger } from '../open-ledger.ts';

/** The position of an entry, as people write it. */
const POSITION = /^\d{1,12}$/;

/** An entry was asked for that is not recorded yet: an answer as known then would pass for more than it is. */
export class NotRecordedYet extends Error {}

/**
 * The first event number recorded after `moment`, beyond all of them when none is given. It is a time, or the position of
 * the last entry that counts, which must be there. Recorded times never go back, so halving finds it.
 */
export async function boundAt({ database, ledgerId }: Ledger, moment: string | undefined): Promise<EventBound> {
  if (moment === undefined) return WHOLE_LEDGER;
  const size = (await readHead(database, ledgerId))?.size ?? 0;
  if (POSITION.test(moment)) {
    if (Number(moment) < size) return eventNumberOf(Number(moment) + 1, 0);
    throw new NotRecordedYet(`entry ${moment} is not recorded yet: the last one is ${size - 1}`);
  }
  let low = 0;
  let high = size;
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
