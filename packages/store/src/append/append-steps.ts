/** What an append does in the database, step by step. */
import { digestToBytes } from '@lodestone/proof/digest.ts';
import type { AppendRows, EntryRow, EventRow, OpeningRow } from './append-rows.ts';
import type { CopyColumn } from '../wire/copy.ts';
import type { FlightStep } from '../wire/flight.ts';
import { fieldsOf } from '../wire/insert.ts';
import { rowsStep } from '../facts/rows-step.ts';

/**
 * First the head onto the last entry, which locks it; then events, entries, the views, and what opens sealed members if
 * anything does. All of it is checked when it is committed: see migration 0028. An entry with one event, which is what a
 * lone caller adds, takes one call for all three and is checked by it: see migration 0033.
 */
export function* appendSteps(
  ledgerId: number,
  { entries, events, facts, openings }: AppendRows,
): Generator<FlightStep> {
  const single = findSingle(entries, events);
  if (single === null) {
    yield moveHead(ledgerId, entries);
    yield rowsStep('ledger.event', EVENT_COLUMNS, ledgerId, events);
    yield rowsStep('ledger.entry', ENTRY_COLUMNS, ledgerId, entries);
  } else {
    yield appendSingle(ledgerId, single);
  }
  yield* facts.steps();
  if (openings.length > 0) yield rowsStep('ledger.opening', OPENING_COLUMNS, ledgerId, openings);
}

/** A head that is not where the first entry belongs moves nowhere, which its trigger refuses. */
const MOVE_HEAD = `
  update ledger.head set size = case size when $2 then $3 else size end, leaf_hash = $4, recorded_at = $5
  where ledger_id = $1`;

function moveHead(ledgerId: number, entries: readonly EntryRow[]): FlightStep {
  const [first, last] = [entries[0] as EntryRow, entries.at(-1) as EntryRow];
  const [from, to] = [String(first.position), String(last.position + 1)];
  const leafHash = Buffer.from(digestToBytes(last.leafHash));
  return { name: 'move-head', text: MOVE_HEAD, values: [String(ledgerId), from, to, leafHash, last.recordedAt] };
}

interface Single {
  readonly entry: EntryRow;
  readonly event: EventRow;
}

/** The entry and its event, when that is all. */
function findSingle(entries: readonly EntryRow[], events: readonly EventRow[]): Single | null {
  const [entry, event] = [entries[0], events[0]];
  if (entry === undefined || event === undefined || entries.length > 1 || events.length > 1) return null;
  return event.position === entry.position && event.ordinal === 0 ? { entry, event } : null;
}

function appendSingle(ledgerId: number, { entry, event }: Single): FlightStep {
  const values = [String(ledgerId), ...fieldsOf(SINGLE_COLUMNS, entry), ...fieldsOf(OWN_EVENT_COLUMNS, event)];
  return { name: 'append-single', text: APPEND_SINGLE, values };
}

const ENTRY_COLUMNS: readonly CopyColumn<EntryRow>[] = [
  { name: 'position', type: 'bigint', value: (entry) => entry.position },
  { name: 'leaf_hash', type: 'digest', value: (entry) => entry.leafHash },
  { name: 'author', type: 'text', value: (entry) => entry.author },
  { name: 'submission', type: 'uuid', value: (entry) => entry.submission },
  { name: 'body', type: 'bytea', value: (entry) => entry.body },
];

const OWN_EVENT_COLUMNS: readonly CopyColumn<EventRow>[] = [
  { name: 'event_id', type: 'uuid', value: (event) => event.eventId },
  { name: 'digest', type: 'digest', value: (event) => event.digest },
  { name: 'type', type: 'text', value: (event) => event.type },
  { name: 'occurred_at', type: 'timestamptz', value: (event) => Date.parse(event.occurredAt) },
  { name: 'body', type: 'bytea', value: (event) => event.body },
];

const EVENT_COLUMNS: readonly CopyColumn<EventRow>[] = [
  { name: 'position', type: 'bigint', value: (event) => event.position },
  { name: 'ordinal', type: 'integer', value: (event) => event.ordinal },
  ...OWN_EVENT_COLUMNS,
];

/** What the head is moved from, and what the entry does not hold in a column of its own, come first. */
const SINGLE_COLUMNS: readonly CopyColumn<EntryRow>[] = [
  { name: 'previous_hash', type: 'digest', value: (entry) => entry.previous },
  { name: 'at_time', type: 'timestamptz', value: (entry) => Date.parse(entry.recordedAt) },
  ...ENTRY_COLUMNS,
];

const APPEND_SINGLE = 'select ledger.append_single($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)';

const OPENING_COLUMNS: readonly CopyColumn<OpeningRow>[] = [
  { name: 'event_id', type: 'uuid', value: (opening) => opening.eventId },
  { name: 'field', type: 'text', value: (opening) => opening.field },
  { name: 'ciphertext', type: 'bytea', value: (opening) => opening.ciphertext },
];
