/** A row of `ledger.event` checked where it lies in the bytes from the server: at most a hash and a walk over them. */
import { digestBytes } from '@lodestone/proof/digest.ts';
import { createCanonicalShapes } from '@lodestone/proof/canonical-shapes.ts';
import { EVENT_MAX_BYTES, EVENT_MAX_DEPTH, EVENT_PREFIX } from '@lodestone/proof/event-bytes.ts';
import { POSTGRES_EPOCH_MILLISECONDS } from '@lodestone/store/column-type.ts';
import { type CopyRows, fieldEnd, fieldStart } from '@lodestone/store/copy-rows.ts';
import { EVENT_COLUMN } from '@lodestone/store/read-log.ts';
import { sha256 } from './node-crypto.ts';

/** In ascending order, as they come in canonical bytes. */
const NAMES = ['id', 'occurredAt', 'type'].map((name) => Buffer.from(name));
const [ID, OCCURRED_AT, TYPE] = [0, 1, 2] as const;
const shapes = createCanonicalShapes(EVENT_MAX_DEPTH, NAMES);
const { places } = shapes;

/** `prefix ‖ event bytes`, to be hashed at once; used again for every row. */
const scratch = Buffer.alloc(EVENT_PREFIX.length + EVENT_MAX_BYTES);
scratch.set(EVENT_PREFIX);
/** The part of it that an event of so many bytes fills: for a million events there are only some thousand lengths. */
const filled: Buffer[] = [];
const FILLED_MAX_BYTES = 8_192;

function filledBy(eventBytes: number): Buffer {
  const part = filled[eventBytes] ?? scratch.subarray(0, EVENT_PREFIX.length + eventBytes);
  if (eventBytes < FILLED_MAX_BYTES) filled[eventBytes] = part;
  return part;
}

/**
 * True when a row is certain to be the event that was signed: its bytes have the digest that stands in `signed` from
 * `at` on and are canonical, and every other column says what they say. False says nothing; `checkEvent` then finds out
 * what is wrong, if anything is.
 */
export function isRowAsSigned(rows: CopyRows, row: number, signed: string, at: number): boolean {
  const { bytes } = rows;
  const start = fieldStart(rows, row, EVENT_COLUMN.body);
  const end = fieldEnd(rows, row, EVENT_COLUMN.body);
  if (end - start > EVENT_MAX_BYTES) return false;
  bytes.copy(scratch, EVENT_PREFIX.length, start, end);
  const digest = digestBytes(filledBy(end - start), sha256);
  if (!signed.startsWith(digest, at)) return false;
  const digestStart = fieldStart(rows, row, EVENT_COLUMN.digest);
  if (bytes.toString('base64url', digestStart, fieldEnd(rows, row, EVENT_COLUMN.digest)) !== digest) return false;
  return (
    shapes.recognize(bytes, rows.view, start, end) &&
    isUuidText(bytes, fieldStart(rows, row, EVENT_COLUMN.eventId), places.starts[ID] ?? 0, places.ends[ID] ?? 0) &&
    isTypeText(rows, fieldStart(rows, row, EVENT_COLUMN.type), fieldEnd(rows, row, EVENT_COLUMN.type)) &&
    isTimeText(rows, fieldStart(rows, row, EVENT_COLUMN.occurredAt))
  );
}

/** Says whether the type in the column is the one in the bytes. */
function isTypeText({ bytes }: CopyRows, start: number, end: number): boolean {
  const other = places.starts[TYPE] ?? 0;
  if (end - start !== (places.ends[TYPE] ?? 0) - other) return false;
  for (let index = 0; index < end - start; index++) if (bytes[start + index] !== bytes[other + index]) return false;
  return true;
}

const HYPHEN = 0x2d;
const UUID_CHARACTERS = 36;
const UUID_BYTES = 16;
/** Where the text of a UUID has its hyphens, and where the two digits of each byte begin (RFC 9562 §4). */
const HYPHEN_PLACES = [8, 13, 18, 23] as const;
const DIGIT_PLACES = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);
const HEXADECIMAL_DIGITS = Buffer.from('0123456789abcdef');

/** Says whether a text is the lower-case spelling of the UUID of 16 bytes that begins at `uuid`. */
function isUuidText(bytes: Buffer, uuid: number, start: number, end: number): boolean {
  if (end - start !== UUID_CHARACTERS) return false;
  for (let index = 0; index < UUID_BYTES; index++) {
    const byte = bytes[uuid + index] as number;
    const at = start + (DIGIT_PLACES[index] as number);
    if (bytes[at] !== HEXADECIMAL_DIGITS[byte >> 4] || bytes[at + 1] !== HEXADECIMAL_DIGITS[byte & 15]) return false;
  }
  for (const place of HYPHEN_PLACES) if (bytes[start + place] !== HYPHEN) return false;
  return true;
}

/** Says whether the text of `occurredAt` is the one spelling of the time in the column: 2026-03-01T08:00:00.000Z. */
function isTimeText({ view, bytes }: CopyRows, column: number): boolean {
  const start = places.starts[OCCURRED_AT] ?? 0;
  if ((places.ends[OCCURRED_AT] ?? 0) - start !== TIME_TEMPLATE.length) return false;
  for (let index = 0; index < TIME_TEMPLATE.length; index++) {
    const isDigit = TIME_TEMPLATE[index] === DIGIT_ZERO;
    const value = (bytes[start + index] as number) - (TIME_TEMPLATE[index] as number);
    if (value < 0 || value > (isDigit ? 9 : 0)) return false;
  }
  const hours = twoDigits(bytes, start + 11);
  const minutes = twoDigits(bytes, start + 14);
  const seconds = twoDigits(bytes, start + 17);
  if (hours > 23 || minutes > 59 || seconds > 59) return false;
  const thousandths = twoDigits(bytes, start + 20) * 10 + (bytes[start + 22] as number) - DIGIT_ZERO;
  const years = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const day = midnight(years, twoDigits(bytes, start + 5), twoDigits(bytes, start + 8));
  const milliseconds = day + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + thousandths;
  const microseconds = view.getInt32(column) * 2 ** 32 + view.getUint32(column + 4);
  // Up to 2^53 microseconds both sides are exact; a day that does not exist is NaN and equals nothing.
  return Number.isSafeInteger(microseconds) && (milliseconds - POSTGRES_EPOCH_MILLISECONDS) * 1_000 === microseconds;
}

const DIGIT_ZERO = 0x30;
const TIME_TEMPLATE = Buffer.from('0000-00-00T00:00:00.000Z');

function twoDigits(bytes: Buffer, at: number): number {
  return ((bytes[at] as number) - DIGIT_ZERO) * 10 + (bytes[at + 1] as number) - DIGIT_ZERO;
}

// Events come by the day: the last one asked for is nearly always the next.
let known = { years: 0, months: 0, days: 0, milliseconds: Number.NaN };

/** The beginning of a day, NaN for one that does not exist. */
function midnight(years: number, months: number, days: number): number {
  if (years !== known.years || months !== known.months || days !== known.days) {
    const date = new Date(Date.UTC(years, months - 1, days));
    // Years below 100 are taken for 19xx, and 30 February for 2 March.
    const exists = date.getUTCFullYear() === years && date.getUTCMonth() + 1 === months && date.getUTCDate() === days;
    known = { years, months, days, milliseconds: exists ? date.getTime() : Number.NaN };
  }
  return known.milliseconds;
}
