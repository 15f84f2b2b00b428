/** One row of `ledger.event`, held against its own bytes and against what its entry signs. */
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { digestEvent, parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';
import type { StoredEvent } from '@lodestone/store/log/read-log.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Failure, FailureKind } from './verdict.ts';

type Report = (failure: Failure) => void;

/** Checks a row for which its entry signs `signed`: null when it signs no such event, or cannot be read. */
export function checkEvent(row: StoredEvent, signed: Digest | null, entryIsReadable: boolean, report: Report): void {
  const { position, ordinal } = row;
  const place = `event ${ordinal} of entry ${position}`;
  const fail = (kind: FailureKind, expected: string, found: string, message: string) =>
    report({ kind, position, ordinal, expected, found, message });

  const digest = digestEvent(row.body, sha256);
  const column = encodeBase64Url(row.digest);
  if (signed === null && entryIsReadable) {
    fail('event-digest', 'no event', digest, `${place} is stored, the entry signs no such event`);
  } else if (signed !== null && digest !== signed) {
    fail('event-digest', signed, digest, `the stored bytes of ${place} are not those that were signed`);
  }
  if (column !== (signed ?? digest)) {
    fail(
      'event-digest',
      signed ?? digest,
      column,
      `${place} is stored with digest ${column}, signed is ${signed ?? digest}`,
    );
  }
  const json = parseEventBytes(row.body);
  if (!json.ok) {
    fail('event-encoding', 'an event in its one spelling', json.problem, `${place}: ${json.problem}`);
    return;
  }
  const { id, type, occurredAt } = json.value;
  const columns = [
    ['id', textOf(id), row.eventId],
    ['type', textOf(type), row.type],
    ['occurredAt', textOf(occurredAt), timeOf(row.occurredAtMilliseconds)],
  ] as const;
  for (const [name, expected, found] of columns) {
    if (expected !== found)
      fail('event-encoding', expected, found, `${place} says ${name} ${expected}, its column says ${found}`);
  }
}

/** Reports an event that the entry signs and that is not there. */
export function reportMissing(position: number, ordinal: number, signed: Digest, report: Report): void {
  const message = `event ${ordinal} of entry ${position} is missing: the entry signs ${signed}`;
  report({ kind: 'event-missing', position, ordinal, expected: signed, found: 'no event', message });
}

/** Reports an event for which there is no entry. */
export function reportOrphan({ position, ordinal, body }: StoredEvent, report: Report): void {
  const found = digestEvent(body, sha256);
  const message = `event ${ordinal} is stored for entry ${position}, which is missing`;
  report({ kind: 'event-missing', position, ordinal, expected: `entry ${position}`, found, message });
}

/** A text member as it is, anything else as JSON: a column can equal only the text. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** PostgreSQL has times that JavaScript has not, and infinity. */
function timeOf(milliseconds: number): string {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? `${milliseconds} milliseconds after 1970` : time.toISOString();
}
