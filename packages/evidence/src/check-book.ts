/**
 * That the book of a claim holds: each record of an event that is shown is what follows from the event, to the milligram;
 * no lot gives more than it has; whoever uses one has it; every step gives no more than it takes.
 */
import { acceptedPolicy } from '@lodestone/custody/accepted-policy.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { type BookRecord, emptyRecord, formatRecord } from './book.ts';
import { sortRecord } from './sort-record.ts';
import { applyRecord, type BookState, noteUnchecked, requireNotNegative, type WrongRecord } from './book-state.ts';
import type { Bundle } from './bundle.ts';
import type { AuthoredEvent, Authors } from './check-authors.ts';
import type { ProvenLog } from './check-log.ts';
import { fail } from './failure.ts';
import { firstDifference } from './first-difference.ts';
import { formatPlace } from './place.ts';
import { type Found, memberOf, readAnyObject, readChoice, readText, readWhole } from './read-members.ts';
import { recompute } from './recompute.ts';
import { type Transfers, transfersOf } from './recompute-handover.ts';

/** Goes through the book in the order of the log; the state is what the last record leaves. */
export function checkBook({ claim }: Bundle, log: ProvenLog, authors: Authors): BookState {
  const { book, subject } = claim;
  const places = placesOf(book);
  const state: BookState = {
    policy: policyOf(authors),
    shipment: subject.kind === 'shipment' ? subject.id : null,
    listed: new Set(book.flatMap(({ made }) => made.map(({ lot }) => lot))),
    lots: new Map(),
    circuits: new Map(),
    corrected: correctedLots(book),
    computed: new Set(),
    notes: [],
  };
  const proven = new Set(log.entries.flatMap(({ events }) => events.map(({ eventNumber }) => eventNumber)));
  const replaced = new Set(book.flatMap(({ corrects }) => corrects ?? []));
  const transfers = transfersOf(authors.events.values(), replaced);
  for (const { at, eventNumber } of inOrder(book, authors)) {
    const index = places.get(eventNumber);
    const field = index === undefined ? 'claim.book' : `claim.book[${index}]`;
    const booked = index === undefined ? undefined : book[index];
    const authored = authors.events.get(eventNumber);
    if (booked !== undefined && !proven.has(eventNumber)) {
      fail('book', `${field}.event`, { expected: 'an event of the bundle', found: formatPlace(eventNumber) });
    }
    if (authored !== undefined)
      checkRecord(state, authored, { transfers, booked, field, isReplaced: replaced.has(eventNumber) });
    else if (booked !== undefined) noteAmounts(state, booked, 'it is withheld');
    if (booked !== undefined && at !== eventNumber) checkCorrection(state, booked, authors, log, field);
    if (booked !== undefined) applyRecord(state, booked, field);
  }
  for (const [lot, { remaining }] of state.lots) requireNotNegative('claim.book', lot, remaining);
  return state;
}

/** Where the record of each event is in the book; records rise, so an event has one. */
function placesOf(book: readonly BookRecord[]): ReadonlyMap<number, number> {
  let least = 0;
  for (const [index, { eventNumber, corrects }] of book.entries()) {
    const field = `claim.book[${index}]`;
    if (eventNumber < least) {
      fail('book', `${field}.event`, {
        expected: `an event after ${formatPlace(least - 1)}`,
        found: formatPlace(eventNumber),
      });
    }
    if (corrects !== null && corrects >= eventNumber) {
      fail('book', `${field}.corrects`, { expected: 'an event before the correction', found: formatPlace(corrects) });
    }
    least = eventNumber + 1;
  }
  return new Map(book.map(({ eventNumber }, index) => [eventNumber, index]));
}

/** What a correction says counts in the place of what it corrects; every event that is shown is looked at. */
function inOrder(book: readonly BookRecord[], { events }: Authors): { at: number; eventNumber: number }[] {
  const corrects = new Map(book.map((record) => [record.eventNumber, record.corrects]));
  const numbers = new Set([...corrects.keys(), ...events.keys()]);
  return [...numbers]
    .map((eventNumber) => ({ at: corrects.get(eventNumber) ?? eventNumber, eventNumber }))
    .sort((left, right) => left.at - right.at || left.eventNumber - right.eventNumber);
}

/** From when until when the record of each lot that corrections have touched was wrong. */
function correctedLots(book: readonly BookRecord[]): ReadonlyMap<string, readonly WrongRecord[]> {
  const wrong = new Map<string, WrongRecord[]>();
  for (const { eventNumber, corrects, touches } of book) {
    if (corrects === null) continue;
    for (const lot of touches) {
      const known = wrong.get(lot) ?? [];
      wrong.set(lot, [...known, { from: corrects, until: eventNumber }]);
    }
  }
  return wrong;
}

interface Checking {
  readonly transfers: Transfers;
  readonly booked: BookRecord | undefined;
  readonly field: string;
  /** By a correction: then its own record counts no more, or not all of it. */
  readonly isReplaced: boolean;
}

/** Compares the record of an event that is shown with what follows from it. */
function checkRecord(
  state: BookState,
  authored: AuthoredEvent,
  { transfers, booked, field, isReplaced }: Checking,
): void {
  const { eventNumber, type } = authored;
  if (isReplaced || (booked !== undefined && isInDoubt(state, booked))) {
    if (booked === undefined) return;
    const why = isReplaced ? 'it was corrected' : 'its lots were corrected later';
    noteAmounts(state, booked, why);
    return;
  }
  const recomputed = recompute(state, authored, transfers, booked);
  if (!recomputed.isKnown) {
    if (booked !== undefined) noteAmounts(state, booked, recomputed.why);
    return;
  }
  const expected = formatRecord(sortRecord(recomputed.record));
  const found = formatRecord(booked ?? emptyRecord(eventNumber));
  if (canonicalize(found) === canonicalize(expected)) {
    if (booked !== undefined) state.computed.add(eventNumber);
    return;
  }
  const difference = firstDifference(expected, found);
  const place = difference.path === '' ? field : `${field}.${difference.path}`;
  const sentence = `of event ${formatPlace(eventNumber)}, ${type}, follows ${difference.expected}, the book says ${difference.found}`;
  fail('book', place, { expected: difference.expected, found: difference.found, sentence });
}

/** Between a correction and its target events rest on what was wrong; it takes the whole ledger to say how. */
function isInDoubt({ corrected }: BookState, { eventNumber, taken, changed, packed }: BookRecord): boolean {
  const lots = [...taken, ...changed, ...(packed?.lots ?? [])].map(({ lot }) => lot);
  return lots.some((lot) =>
    (corrected.get(lot) ?? []).some(({ from, until }) => from <= eventNumber && eventNumber <= until),
  );
}

/** Names each lot of which a record is believed, and why. */
function noteAmounts(
  state: BookState,
  { eventNumber, taken, made, changed, moved, packed }: BookRecord,
  why: string,
): void {
  const lots = new Set([...taken, ...made, ...changed, ...moved, ...(packed?.lots ?? [])].map(({ lot }) => lot));
  for (const lot of lots)
    noteUnchecked(state, eventNumber, lot, `what it did to lot ${lot} is as the book says: ${why}`);
}

/** A correction names its target by digest, which the entry of the target has. */
function checkCorrection(
  { notes }: BookState,
  { eventNumber, corrects }: BookRecord,
  authors: Authors,
  log: ProvenLog,
  field: string,
): void {
  const target = log.entries.flatMap(({ events }) => events).find((event) => event.eventNumber === corrects);
  if (target === undefined) {
    const found = corrects === null ? 'none' : formatPlace(corrects);
    return fail('book', `${field}.corrects`, { expected: 'an event of the bundle', found });
  }
  const authored = authors.events.get(eventNumber);
  const event = formatPlace(eventNumber);
  const message = `event ${event} corrects event ${formatPlace(target.eventNumber)}: that it took effect is as the book says`;
  notes.push({ kind: 'correction', event, lot: null, message });
  if (authored === undefined) return;
  const { found, event: correction, type } = authored;
  const digest = type === 'event-corrected' ? readText(memberOf(found, correction, 'corrects')) : type;
  if (digest !== target.digest) fail('book', `${field}.corrects`, { expected: target.digest, found: digest });
}

/** The policy that the first event states. */
function policyOf({ events }: Authors): BookState['policy'] {
  const opened = events.get(0);
  if (opened === undefined) throw new Error('Bug: the first event was checked to be shown');
  const found = memberOf(opened.found, opened.event, 'policy');
  const policy = readAnyObject(found);
  const enforcement = memberOf(found, policy, 'enforcement');
  const tolerances = memberOf(found, policy, 'tolerances');
  return acceptedPolicy({
    enforcement: enforcement.value === undefined ? undefined : readChoice(enforcement, ENFORCEMENTS),
    tolerances: tolerances.value === undefined ? undefined : readTolerances(tolerances),
  });
}

const ENFORCEMENTS = ['strict', 'observe'] as const;
const TOLERANCES = [
  'balancePartsPerMillion',
  'transferPartsPerMillion',
  'bulkTransferPartsPerMillion',
  'elementTransferPartsPerMillion',
] as const;

function readTolerances(found: Found): { [Name in (typeof TOLERANCES)[number]]?: number } {
  const tolerances = readAnyObject(found);
  const stated = TOLERANCES.filter((name) => tolerances[name] !== undefined);
  return Object.fromEntries(stated.map((name) => [name, readWhole(memberOf(found, tolerances, name))]));
}
