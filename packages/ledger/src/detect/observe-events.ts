/** Everything that a ledger has recorded, as observations in its order: what the rules that look for findings are shown. */
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { Observation } from '@lodestone/lineage/observation.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readEventPages } from '@lodestone/store/log/read-event-page.ts';
import { readFirstLotNumber } from '@lodestone/store/detect/read-observed-lots.ts';
import { readYieldRangesSet } from '@lodestone/store/detect/read-observed-steps.ts';
import type { Ledger } from '../open-ledger.ts';
import { observeEvent, type Surroundings } from './observe-event.ts';
import { createObservedLots } from './observed-lots.ts';
import { readObservedPage } from './observed-page.ts';

/** What some whole entries show. */
export interface PageOfObservations {
  /** Made as they are asked for, which is to be before the next page is: so they go as they come, and nobody holds all of them. */
  readonly observations: Iterable<Observation>;
  readonly events: number;
  /** So many entries of the ledger are looked through with it. */
  readonly size: number;
}

/**
 * The observations of the events numbered from `from` on and below the bound, which lies at or before the end of what is
 * recorded; both are where an entry begins. What it holds at a time is a page and the lots that were named lately, whatever the size of the ledger.
 */
export async function* observeEvents(
  ledger: Ledger,
  { from, bound }: { readonly from: number; readonly bound: EventBound },
): AsyncGenerator<PageOfObservations> {
  const { database, ledgerId } = ledger;
  const lots = createObservedLots(ledger, bound);
  const yieldRanges = await readYieldRangesSet(database, ledgerId, bound);
  let firstLotNumber = await readFirstLotNumber(database, ledgerId, from);
  for await (const rows of readEventPages(database, ledgerId, { from, bound })) {
    const page = await readObservedPage(ledger, rows, { firstLotNumber, lots, bound });
    yield {
      observations: observeAll({ page, lots, yieldRanges }),
      events: rows.length,
      size: placeOfEvent(rows.at(-1)?.eventNumber ?? from).position + 1,
    };
    firstLotNumber = page.nextLotNumber;
    lots.forgetOld();
  }
}

function* observeAll(around: Surroundings): Generator<Observation> {
  for (const event of around.page.events) yield* observeEvent(event, around);
}
