/** What dispatches and receipts do: where a lot is, who answers for it from then on, and what goes back of it. */
import { type Amounts, amountsOf, NO_AMOUNTS, subtractAmounts } from '@lodestone/custody/amounts.ts';
import { keptPart } from '@lodestone/custody/decide/kept-part.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import { Refused } from '@lodestone/custody/refusal.ts';
import { findVariances, transferTolerances } from '@lodestone/custody/transfer-variance.ts';
import { type BookRecord, emptyRecord } from './book.ts';
import {
  type BookState,
  lotInBook,
  type LotInBook,
  makeLot,
  noteUnchecked,
  requireUsable,
  setLot,
  weighed,
} from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { type Found, memberOf, readAnyObject, readChoice, readList, readText, wrong } from './read-members.ts';
import { readOptionalText, readQuantity } from './read-quantity.ts';
import type { Recomputed } from './recomputed.ts';
import type { ReceiptLine, TransferInBook } from './transfer-in-book.ts';

/** The consignor lets go of whole lots. What its consignee says that it has received already is received by that. */
export function dispatchedRecord(state: BookState, authored: AuthoredEvent): BookRecord {
  const { found, event, party: consignor, eventNumber } = authored;
  const transfer = readText(memberOf(found, event, 'transfer'));
  const consignee = readText(memberOf(found, event, 'consignee'));
  requireNewTransfer(state, memberOf({ ...found, kind: 'custody' }, event, 'transfer'), transfer);
  state.transfers.set(transfer, { consignor, consignee, disputes: [] });
  const arrived = new Map<string, Arrival>();
  for (const receipt of state.waiting) {
    if (receipt.transfer !== transfer) continue;
    state.waiting.delete(receipt);
    if (receipt.consignee !== consignee) continue;
    for (const line of receipt.lines)
      arrived.set(line.lot, { line, transfer, receiver: consignee, facility: receipt.facility });
  }
  let record = emptyRecord(eventNumber);
  for (const name of readList(memberOf(found, event, 'lines'), lotOf)) {
    const lot = state.lots.get(name);
    if (lot === undefined) continue;
    requireUsable(state, lot, consignor, found.field);
    setLot(state, { ...lot, place: `in-transit ${transfer}` });
    const arrival = arrived.get(name);
    if (arrival === undefined) continue;
    try {
      record = receive(state, record, lot, arrival);
    } catch (error) {
      // Who has received it could not know the book: then it is under way, and is received anew.
      if (!(error instanceof Refused)) throw error;
    }
  }
  return record;
}

/** Whoever could dispatch by the transfer of another would say to whom the other's lots go. A correction takes the first away before. */
function requireNewTransfer({ transfers }: BookState, field: Found, transfer: string): void {
  const before = transfers.get(transfer);
  if (before !== undefined)
    wrong(field, 'a transfer that was not dispatched before', `one of ${before.consignor} to ${before.consignee}`);
}

/** A receipt moves what it accepts to whoever signs it, and divides what it accepts in part. */
export function receivedRecord(state: BookState, authored: AuthoredEvent): Recomputed {
  const { found, event, party, eventNumber } = authored;
  const transfer = readText(memberOf(found, event, 'transfer'));
  const consignor = readOptionalText(found, event, 'consignor');
  const facility = readOptionalText(found, event, 'facility');
  const lines = readList(memberOf(found, event, 'lines'), readReceiptLine);
  const shown = state.transfers.get(transfer);
  if (shown === undefined && consignor !== null) {
    if (!state.dispatched.has(transfer)) {
      const why = `the dispatch of transfer ${transfer} is not shown, so whether this receipt waited for it is not known`;
      return { isKnown: false, why };
    }
    state.waiting.add({ eventNumber, transfer, consignor, consignee: party, facility, lines });
    return { isKnown: true, record: emptyRecord(eventNumber) };
  }
  let record = emptyRecord(eventNumber);
  for (const line of lines) {
    const lot = state.lots.get(line.lot);
    if (lot === undefined) continue;
    if (shown !== undefined) requireUnderWay(state, authored, shown, transfer, { line, lot });
    else if (state.listed.has(line.lot)) {
      const message = `the dispatch of lot ${line.lot} by transfer ${transfer} is not shown`;
      noteUnchecked(state, eventNumber, line.lot, message);
    }
    const arrival = { line, transfer, receiver: party, facility };
    record = weighed(state, line.lot, () => receive(state, record, lot, arrival)) ?? record;
  }
  return { isKnown: true, record };
}

interface Arrival {
  readonly line: ReceiptLine;
  readonly transfer: string;
  readonly receiver: string;
  readonly facility: string | null;
}

/** The lot is its receiver's, or goes back; what is not kept of it goes back under an id of its own. */
function receive(state: BookState, record: BookRecord, lot: LotInBook, arrival: Arrival): BookRecord {
  const { line, transfer, receiver, facility } = arrival;
  const { outcome, rejectedLot, measured } = line;
  const { remaining, custodian, made } = lot;
  if (outcome === 'rejected') {
    setLot(state, { ...lot, place: `returning ${transfer}` });
    return record;
  }
  const kept =
    rejectedLot === null ? remaining : keptPart(`${line.place}.measured`, { lot: made.lot, remaining }, measured);
  noteDispute(state, record.eventNumber, lot, kept, arrival);
  setLot(state, { ...lot, remaining: kept, custodian: receiver, place: 'held' });
  if (rejectedLot === null) return record;
  const rest = subtractAmounts(remaining, kept);
  const { form, product, country } = made;
  const origin = { kind: 'transformed' as const, party: custodian, facility: null, country, form, product };
  const { uncertaintyPartsPerMillion } = lot;
  const part = { lot: rejectedLot, consumption: null, circuit: null, uncertaintyPartsPerMillion, amounts: rest };
  makeLot(state, { ...origin, ...part });
  setLot(state, { ...lotInBook(state, line.place, rejectedLot), place: `returning ${transfer}` });
  if (state.holds.has(made.lot)) state.holds.add(rejectedLot);
  return {
    ...record,
    step: { name: 'split', party: receiver, facility, givenElementMilligrams: rest.elementMilligrams, losses: [] },
    taken: [...record.taken, { lot: made.lot, amounts: rest }],
    made: [...record.made, { ...origin, ...part }],
  };
}

/** Two scales that disagree beyond what is tolerated open a dispute. */
function noteDispute(
  { transfers, policy, tolerances }: BookState,
  eventNumber: number,
  { made: { lot, form }, uncertaintyPartsPerMillion }: LotInBook,
  declared: Amounts,
  { line, transfer, receiver }: Arrival,
): void {
  const shown = transfers.get(transfer);
  if (shown === undefined) return;
  const { measured } = line;
  const said = { declared, measured, declaredUncertaintyPartsPerMillion: uncertaintyPartsPerMillion };
  const allowed = transferTolerances(
    { ...policy, ...tolerances.get(receiver) },
    null,
    FORMS.find((each) => each === form) ?? null,
  );
  const { uncertaintyPartsPerMillion: sureness } = line;
  if (findVariances({ ...said, uncertaintyPartsPerMillion: sureness }, allowed).length === 0) return;
  const dispute = { lot, eventNumber, declared, measured, proposals: [] };
  transfers.set(transfer, { ...shown, disputes: [...shown.disputes, dispute] });
}

function lotOf(line: Found): string {
  return readText(memberOf(line, readAnyObject(line), 'lot'));
}

function readReceiptLine(found: Found): ReceiptLine {
  const line = readAnyObject(found);
  const outcome = readChoice(memberOf(found, line, 'outcome'), ['accepted', 'partly-accepted', 'rejected']);
  const rejectedLot = outcome === 'partly-accepted' ? readText(memberOf(found, line, 'rejectedLot')) : null;
  const quantity = memberOf(found, line, 'measured');
  const stated = quantity.value === undefined ? null : readQuantity(quantity);
  return {
    place: found.field,
    lot: lotOf(found),
    outcome,
    rejectedLot,
    measured: stated === null ? NO_AMOUNTS : amountsOf(stated),
    uncertaintyPartsPerMillion: stated?.uncertaintyPartsPerMillion ?? null,
  };
}

/** Only what is under way by the transfer is received by it, by whom it goes to. */
function requireUnderWay(
  { listed }: BookState,
  { party, found }: AuthoredEvent,
  { consignor, consignee }: TransferInBook,
  transfer: string,
  { line, lot }: { readonly line: ReceiptLine; readonly lot: LotInBook },
): void {
  if (!listed.has(line.lot)) return;
  if (party !== consignor && party !== consignee) {
    wrong({ ...found, kind: 'custody' }, `a receipt by ${consignee} or ${consignor}`, `one by ${party}`);
  }
  const places = [party === consignee ? 'in-transit' : '', party === consignor ? 'returning' : ''];
  if (places.some((place) => lot.place === `${place} ${transfer}`)) return;
  const place: Found = { kind: 'custody', field: `${line.place}.lot`, value: undefined };
  wrong(place, `lot ${line.lot} under way to ${party} by ${transfer}`, lot.place);
}
