/** What receipts and shipments do: who answers for a lot from then on, what goes back of it, what leaves. */
import { amountsOf, subtractAmounts } from '@lodestone/custody/amounts.ts';
import { keptPart } from '@lodestone/custody/kept-part.ts';
import { type BookRecord, emptyRecord, type LotAmounts } from './book.ts';
import { type BookState, lotInBook, noteUnchecked, requireUsable } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { type Found, memberOf, readAnyObject, readChoice, readList, readText, wrong } from './read-members.ts';
import { readOptionalText, readQuantity } from './read-quantity.ts';
import type { Recomputed } from './recomputed.ts';

/** What the events that are shown say of a transfer. */
export interface ShownTransfer {
  readonly dispatch: {
    readonly eventNumber: number;
    readonly consignor: string;
    readonly consignee: string;
    readonly lots: readonly string[];
    /** By a later event of the book: then it may say otherwise to whom it went. */
    readonly isCorrected: boolean;
  } | null;
  /** Receipts that name the consignor, in case they came before. */
  readonly receipts: readonly number[];
}

/** By the id of the transfer. */
export type Transfers = ReadonlyMap<string, ShownTransfer>;

/** Gathers the transfers of all events that are shown; `corrected` are those that corrections have replaced. */
export function transfersOf(events: Iterable<AuthoredEvent>, corrected: ReadonlySet<number>): Transfers {
  const transfers = new Map<string, ShownTransfer>();
  for (const { type, found, event, party, eventNumber } of events) {
    if (type !== 'transfer-dispatched' && type !== 'transfer-received') continue;
    const transfer = readText(memberOf(found, event, 'transfer'));
    const shown = transfers.get(transfer) ?? { dispatch: null, receipts: [] };
    if (type === 'transfer-received') {
      const receipts = event['consignor'] === undefined ? shown.receipts : [...shown.receipts, eventNumber];
      transfers.set(transfer, { ...shown, receipts });
      continue;
    }
    const consignee = readText(memberOf(found, event, 'consignee'));
    const lots = readList(memberOf(found, event, 'lines'), (line) =>
      readText(memberOf(line, readAnyObject(line), 'lot')),
    );
    const isCorrected = corrected.has(eventNumber);
    transfers.set(transfer, { ...shown, dispatch: { eventNumber, consignor: party, consignee, lots, isCorrected } });
  }
  return transfers;
}

/** Says whether a receipt that is shown came before the dispatch of a transfer at this place. */
export function waitsFor(transfers: Transfers, transfer: string, dispatch: number): boolean {
  return transfers.get(transfer)?.receipts.some((receipt) => receipt < dispatch) ?? false;
}

/** A receipt moves what it accepts to whoever signs it, and divides what it accepts in part. */
export function receivedRecord(state: BookState, authored: AuthoredEvent, transfers: Transfers): Recomputed {
  const { found, event, party, eventNumber } = authored;
  const transfer = readText(memberOf(found, event, 'transfer'));
  const dispatch = transfers.get(transfer)?.dispatch ?? null;
  const isBefore = dispatch !== null && dispatch.eventNumber < eventNumber;
  if (!isBefore && event['consignor'] !== undefined) {
    if (dispatch !== null) return { isKnown: true, record: emptyRecord(eventNumber) };
    return {
      isKnown: false,
      why: `the dispatch of transfer ${transfer} is not shown, so whether this receipt waited for it is not known`,
    };
  }
  let record = emptyRecord(eventNumber);
  for (const line of readList(memberOf(found, event, 'lines'), readReceiptLine)) {
    if (!state.listed.has(line.lot)) continue;
    const field = `${line.found.field}.lot`;
    if (isBefore && dispatch.isCorrected) {
      noteUnchecked(
        state,
        eventNumber,
        line.lot,
        `the dispatch of lot ${line.lot} by transfer ${transfer} was corrected`,
      );
    } else if (isBefore) requireSent(authored, dispatch, transfer, line.lot, field);
    else
      noteUnchecked(
        state,
        eventNumber,
        line.lot,
        `the dispatch of lot ${line.lot} by transfer ${transfer} is not shown`,
      );
    if (line.outcome === 'rejected') continue;
    const lot = lotInBook(state, field, line.lot);
    if (line.rejectedLot !== null) record = divide(state, authored, record, line);
    if (lot.custodian !== party) record = { ...record, moved: [...record.moved, { lot: line.lot, custodian: party }] };
  }
  return { isKnown: true, record };
}

interface ReceiptLine {
  readonly found: Found;
  readonly lot: string;
  readonly outcome: 'accepted' | 'partly-accepted' | 'rejected';
  readonly rejectedLot: string | null;
}

function readReceiptLine(found: Found): ReceiptLine {
  const line = readAnyObject(found);
  const outcome = readChoice(memberOf(found, line, 'outcome'), ['accepted', 'partly-accepted', 'rejected']);
  const rejectedLot = outcome === 'partly-accepted' ? readText(memberOf(found, line, 'rejectedLot')) : null;
  return { found, lot: readText(memberOf(found, line, 'lot')), outcome, rejectedLot };
}

function requireSent(
  { party, found }: AuthoredEvent,
  { consignor, consignee, lots }: NonNullable<ShownTransfer['dispatch']>,
  transfer: string,
  lot: string,
  field: string,
): void {
  if (party !== consignor && party !== consignee) {
    wrong({ ...found, kind: 'custody' }, `a receipt by ${consignee} or ${consignor}`, `one by ${party}`);
  }
  // What comes back of a lot has another name than what was sent.
  if (party === consignee && !lots.includes(lot)) {
    wrong({ kind: 'custody', field, value: undefined }, `a lot that was sent by ${transfer}`, `lot ${lot}`);
  }
}

/** What is not kept goes back under an id of its own: a split, of which the receiver says how much. */
function divide(
  state: BookState,
  { party, event, found }: AuthoredEvent,
  record: BookRecord,
  { found: line, lot: name, rejectedLot }: ReceiptLine,
): BookRecord {
  const lot = lotInBook(state, `${line.field}.lot`, name);
  const measured = amountsOf(readQuantity(memberOf(line, readAnyObject(line), 'measured')));
  const field = line.field.slice(found.field.length + 1);
  const kept = keptPart(`${field}.measured`, { lot: name, remaining: lot.remaining }, measured);
  const rest = subtractAmounts(lot.remaining, kept);
  const taken: LotAmounts = { lot: name, amounts: rest };
  const divided = { ...record, taken: [...record.taken, taken] };
  if (rejectedLot === null || !state.listed.has(rejectedLot)) return divided;
  const { form, product, country } = lot.made;
  const origin = { kind: 'transformed' as const, party: lot.custodian, facility: null, country, form, product };
  const { uncertaintyPartsPerMillion } = lot;
  const part = { lot: rejectedLot, consumption: null, circuit: null, uncertaintyPartsPerMillion, amounts: rest };
  const facility = readOptionalText(found, event, 'facility');
  const step = { name: 'split', party, facility, givenElementMilligrams: rest.elementMilligrams, losses: [] };
  return { ...divided, step, made: [...record.made, { ...origin, ...part }] };
}

/** The shipment of the claim takes all that is left of its lots; another one changes nothing of them. */
export function packedRecord(state: BookState, { found, event, party, eventNumber }: AuthoredEvent): BookRecord {
  const shipment = readText(memberOf(found, event, 'shipment'));
  if (shipment !== state.shipment) return emptyRecord(eventNumber);
  const lots = readList(memberOf(found, event, 'lots'), (item): LotAmounts => {
    const lot = lotInBook(state, item.field, readText(item));
    requireUsable(lot, party, item.field);
    return { lot: lot.made.lot, amounts: lot.remaining };
  });
  return { ...emptyRecord(eventNumber), packed: { shipment, lots } };
}
