/**
 * That the book of a claim holds: each record of an event that is shown is what follows from the event, to the milligram;
 * no lot gives more than it has; whoever uses one has it; every step gives no more than it takes.
 */
import { Refused } from '@lodestone/custody/refusal.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { type BookRecord, emptyRecord } from './book.ts';
import {
  believeRecord,
  type BookedRecord,
  type BookState,
  type LotInBook,
  noteUnchecked,
  requireNotNegative,
} from './book-state.ts';
import type { Bundle } from './bundle.ts';
import type { AuthoredEvent, Authors } from './check-authors.ts';
import type { ProvenLog } from './check-log.ts';
import { correctedRecord } from './corrected-record.ts';
import { fail } from './failure.ts';
import { firstDifference } from './first-difference.ts';
import { formatRecord } from './format-record.ts';
import { formatPlace } from './place.ts';
import { memberOf, readText } from './read-members.ts';
import { recompute } from './recompute.ts';
import { noteThing } from './thing-as-left.ts';
import type { Recomputed } from './recomputed.ts';
import { recordOfBook } from './record-of-book.ts';
import { policyOf } from './stated-policy.ts';

/** Goes through all events that are shown, in the order of the log; then what they did must be what the book says. */
export function checkBook({ claim }: Bundle, log: ProvenLog, authors: Authors): BookState {
  const booked = bookedRecords(claim.book);
  const state = openState(claim.subject, booked, authors);
  const proven = new Set(log.entries.flatMap(({ events }) => events.map(({ eventNumber }) => eventNumber)));
  const numbers = [...new Set([...booked.keys(), ...authors.events.keys()])].sort((left, right) => left - right);
  const records = new Map<number, BookRecord>();
  for (const eventNumber of numbers) {
    const said = booked.get(eventNumber);
    if (said !== undefined && !proven.has(eventNumber)) {
      const found = formatPlace(eventNumber);
      fail('book', `${said.field}.event`, { expected: 'an event of the bundle', found });
    }
    const authored = authors.events.get(eventNumber);
    const record = authored === undefined ? null : happen(state, authored);
    if (record === null) believe(state, said, authored);
    else records.set(eventNumber, record);
  }
  for (const [eventNumber, record] of records) {
    const expected = recordOfBook(state, record);
    requireRecord(state, expected, authors.events.get(eventNumber), booked.get(eventNumber));
  }
  for (const [lot, { remaining }] of state.lots) {
    if (state.listed.has(lot)) requireNotNegative('claim.book', lot, remaining);
  }
  return state;
}

/** The record of each event, and where it is; records rise, so an event has one. */
function bookedRecords(book: readonly BookRecord[]): ReadonlyMap<number, BookedRecord> {
  let least = 0;
  for (const [index, { eventNumber, corrects }] of book.entries()) {
    const field = `claim.book[${index}]`;
    if (eventNumber < least) {
      const expected = `an event after ${formatPlace(least - 1)}`;
      fail('book', `${field}.event`, { expected, found: formatPlace(eventNumber) });
    }
    if (corrects !== null && corrects >= eventNumber) {
      fail('book', `${field}.corrects`, { expected: 'an event before the correction', found: formatPlace(corrects) });
    }
    least = eventNumber + 1;
  }
  return new Map(book.map((record, index) => [record.eventNumber, { record, field: `claim.book[${index}]` }]));
}

function openState({ kind, id }: Bundle['claim']['subject'], booked: BookState['booked'], authors: Authors): BookState {
  const shown = [...authors.events.values()];
  const dispatches = shown.filter(({ type }) => type === 'transfer-dispatched');
  return {
    policy: policyOf(authors),
    shipment: kind === 'shipment' ? id : null,
    listed: new Set([...booked.values()].flatMap(({ record }) => record.made.map(({ lot }) => lot))),
    booked,
    lots: new Map(),
    found: new Map(),
    circuits: new Map(),
    holds: new Set(),
    transfers: new Map(),
    waiting: new Set(),
    dispatched: new Set(dispatches.map(({ found, event }) => readText(memberOf(found, event, 'transfer')))),
    tolerances: new Map(),
    happened: new Map(),
    ofThing: new Map(),
    superseded: new Set(),
    computed: new Set(),
    notes: [],
  };
}

/** Does what an event does, and gives its record; null where that does not follow from it. */
function happen(state: BookState, authored: AuthoredEvent): BookRecord | null {
  const { eventNumber, type } = authored;
  state.found.clear();
  const compute = type === 'event-corrected' ? correctedRecord : recompute;
  const recomputed = byTheRules(authored, () => compute(state, authored));
  if (!recomputed.isKnown) {
    const said = state.booked.get(eventNumber);
    if (said !== undefined) noteAmounts(state, said.record, recomputed.why);
    return null;
  }
  const before = new Map(state.found);
  const after = new Map([...before.keys()].flatMap((name) => lotNow(state, name)));
  const moved = [...after].flatMap(([lot, { custodian }]) => {
    const had = before.get(lot)?.custodian ?? custodian;
    return had === custodian ? [] : [{ lot, custodian }];
  });
  const record = { ...recomputed.record, moved };
  const words = new Map<string, string>();
  state.happened.set(eventNumber, { standing: authored, standingNumber: eventNumber, record, before, after, words });
  noteThing(state, authored);
  return record;
}

function lotNow({ lots }: BookState, name: string): (readonly [string, LotInBook])[] {
  const lot = lots.get(name);
  return lot === undefined ? [] : [[name, lot]];
}

/** What the rules refuse is in no ledger that keeps them. */
function byTheRules({ found }: AuthoredEvent, compute: () => Recomputed): Recomputed {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { field, message, facts } = error.refusal;
    const place = field === null ? found.field : `${found.field}.${field}`;
    const expected = 'an event that the rules allow';
    return fail('overdrawn', place, { expected, found: JSON.stringify(facts), sentence: message });
  }
}

/** Of an event that is withheld the book is all there is; but what a lot was before a correction is not in the book. */
function believe(state: BookState, said: BookedRecord | undefined, authored: AuthoredEvent | undefined): void {
  if (said === undefined) return;
  const { record, field } = said;
  const { corrects, made, taken, packed } = record;
  if (corrects !== null && (made.length + taken.length > 0 || packed !== null)) {
    const expected = `event ${formatPlace(corrects)} and its correction, both shown`;
    fail('book', `${field}.corrects`, { expected, found: 'one of them is withheld' });
  }
  if (authored === undefined) noteAmounts(state, record, 'it is withheld');
  believeRecord(state, record, field);
}

/** Compares the record of an event that is shown with what follows from it. */
function requireRecord(
  { computed }: BookState,
  record: BookRecord,
  authored: AuthoredEvent | undefined,
  booked: BookedRecord | undefined,
): void {
  const { eventNumber } = record;
  const { record: said = emptyRecord(eventNumber), field = 'claim.book' } = booked ?? {};
  const [expected, found] = [formatRecord(record), formatRecord(said)];
  if (canonicalize(found) === canonicalize(expected)) {
    if (booked !== undefined) computed.add(eventNumber);
    return;
  }
  const difference = firstDifference(expected, found);
  const place = difference.path === '' ? field : `${field}.${difference.path}`;
  const sentence = `of event ${formatPlace(eventNumber)}, ${authored?.type}, follows ${difference.expected}, the book says ${difference.found}`;
  fail('book', place, { expected: difference.expected, found: difference.found, sentence });
}

/** Names each lot of which a record is believed, and why; a record that names none is believed as well. */
function noteAmounts(
  state: BookState,
  { eventNumber, taken, made, changed, moved, packed }: BookRecord,
  why: string,
): void {
  const lots = new Set([...taken, ...made, ...changed, ...moved, ...(packed?.lots ?? [])].map(({ lot }) => lot));
  for (const lot of lots)
    noteUnchecked(state, eventNumber, lot, `what it did to lot ${lot} is as the book says: ${why}`);
  if (lots.size === 0)
    noteUnchecked(state, eventNumber, null, `that it did nothing to a lot is as the book says: ${why}`);
}
