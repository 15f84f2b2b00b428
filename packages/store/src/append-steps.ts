/** What an append does in the database, step by step. */
import { digestToBytes } from '@lodestone/proof/digest.ts';
import type { AppendRows, EntryRow, EventRow, OpeningRow } from './append-rows.ts';
import type { CopyColumn } from './copy.ts';
import type { FlightStep } from './flight.ts';
import { rowsStep } from './rows-step.ts';

/**
 * First the head onto the last entry, which locks it; then events, entries, the views, and what opens sealed members if
 * anything does. All of it is checked when it is committed: see migration 0028.
 */
export function* appendSteps(
  ledgerId: number,
  { entries, events, facts, openings }: AppendRows,
): Generator<FlightStep> {
  yield moveHead(ledgerId, entries);
  yield rowsStep('ledger.event', EVENT_COLUMNS, ledgerId, events);
  yield rowsStep('ledger.entry', ENTRY_COLUMNS, ledgerId, entries);
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

const ENTRY_COLUMNS: readonly CopyColumn<EntryRow>[] = [
  { name: 'position', type: 'bigint', value: (entry) => entry.position },
  { name: 'leaf_hash', type: 'digest', value: (entry) => entry.leafHash },
  { name: 'author', type: 'text', value: (entry) => entry.author },
  { name: 'submission', type: 'uuid', value: (entry) => entry.submission },
  { name: 'body', type: 'bytea', value: (entry) => entry.body },
];

const EVENT_COLUMNS: readonly CopyColumn<EventRow>[] = [
  { name: 'position', type: 'bigint', value: (event) => event.position },
  { name: 'ordinal', type: 'integer', value: (event) => event.ordinal },
  { name: 'event_id', type: 'uuid', value: (event) => event.eventId },
  { name: 'digest', type: 'digest', value: (event) => event.digest },
  { name: 'type', type: 'text', value: (event) => event.type },
  { name: 'occurred_at', type: 'timestamptz', value: (event) => Date.parse(event.occurredAt) },
  { name: 'body', type: 'bytea', value: (event) => event.body },
];

const OPENING_COLUMNS: readonly CopyColumn<OpeningRow>[] = [
  { name: 'event_id', type: 'uuid', value: (opening) => opening.eventId },
  { name: 'field', type: 'text', value: (opening) => opening.field },
  { name: 'ciphertext', type: 'bytea', value: (opening) => opening.ciphertext },
];
