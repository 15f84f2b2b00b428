/** What the views of a lot are computed from: its events, and those of the lot that a receipt divided it from. */
import type { JsonObject, JsonValue } from '@lodestone/proof/json-text.ts';
import type { LotRow } from '@lodestone/store/ask/read-lots.ts';
import type { Ledger } from '../open-ledger.ts';
import { type BrowsedEvent, browseEvents, browseLots } from './browse.ts';
import { standingEvents } from './standing-events.ts';
import type { ViewedLot } from './view-lot.ts';

/** Gathers it for `lot`, of which `history` is all that happened to it, in the order of recording. */
export async function browseViewedLot(
  ledger: Ledger,
  lot: LotRow,
  history: readonly BrowsedEvent[],
  known: { readonly asKnownAt: string | undefined; readonly limit: number },
): Promise<ViewedLot> {
  const standing = standingEvents(history);
  const events = standing.map(({ event }) => event);
  for (const receipt of standing) {
    const whole = wholeOf(receipt.event, lot.lot);
    if (whole === null) continue;
    const [row] = await browseLots(ledger, { lot: whole, limit: 1, asKnownAt: known.asKnownAt });
    if (row === undefined) continue;
    const dividedAt = numberOf(madeBy(standing, receipt, whole));
    const along = await browseEvents(ledger, { lot: whole, ...known });
    // What was found in the part that stays since, says nothing of the part that went back.
    const before = along.filter((event) => numberOf(event) < dividedAt);
    return { lot, events, dividedFrom: await browseViewedLot(ledger, row, before, known) };
  }
  return { lot, events, dividedFrom: null };
}

/** The lot of which a receipt, or what one is replaced by, sends `part` back; null where it does not. */
function wholeOf(event: JsonObject, part: string): string | null {
  const replacement = objectOf(event['replacement']);
  if (replacement !== null) return wholeOf(replacement, part);
  const line = linesOf(event).find(({ rejectedLot }) => event['type'] === 'transfer-received' && rejectedLot === part);
  return typeof line?.['lot'] === 'string' ? line['lot'] : null;
}

/** The event that divided the lot: the receipt, or the dispatch where that was recorded after it. */
function madeBy(standing: readonly BrowsedEvent[], receipt: BrowsedEvent, whole: string): BrowsedEvent {
  const dispatch = standing.find(
    ({ type, event }) =>
      type === 'transfer-dispatched' &&
      event['transfer'] === receipt.event['transfer'] &&
      linesOf(event).some(({ lot }) => lot === whole),
  );
  return dispatch ?? receipt;
}

/** The place of an event in the order of recording; a correction has that of the event that it corrects. */
function numberOf({ position, ordinal, corrections }: BrowsedEvent): number {
  const own = `${position}.${ordinal}`;
  const target = corrections.find(({ correction }) => correction === own)?.target ?? own;
  const [entry = 0, index = 0] = target.split('.').map(Number);
  return entry * 1000 + index;
}

function linesOf({ lines }: JsonObject): JsonObject[] {
  return Array.isArray(lines) ? lines.map(objectOf).filter((line) => line !== null) : [];
}

function objectOf(value: JsonValue | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}
