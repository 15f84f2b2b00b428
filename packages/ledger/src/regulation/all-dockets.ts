/** Dockets of a kind, whole and one after the other, however many there are. */
import type { DocketKind, DocketState } from '@lodestone/custody/docket.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readDockets } from '@lodestone/store/state/read-dockets.ts';
import type { Ledger } from '../open-ledger.ts';

const PAGE_DOCKETS = 500;

/** In the order of their subjects, with what is numbered below the bound. A page is held at a time. */
export async function* allDockets(ledger: Ledger, kind: DocketKind, bound: EventBound): AsyncGenerator<DocketState> {
  const { database, ledgerId } = ledger;
  for (let after: string | undefined; ; ) {
    const page = await readDockets(database, ledgerId, { kind, after, limit: PAGE_DOCKETS, bound });
    yield* page;
    if (page.length < PAGE_DOCKETS) return;
    after = page.at(-1)?.subject;
  }
}
