/** A row of `ledger.event` checked where it lies in the bytes from the server: at most a hash and a walk over them. */
import { digestBytes } from '@lodestone/proof/digest.ts';
import { createCanonicalShapes } from '@lodestone/proof/canonical-shapes.ts';
import { EVENT_MAX_BYTES, EVENT_MAX_DEPTH, EVENT_PREFIX } from '@lodestone/proof/event-bytes.ts';
import { SHA256_BYTES } from '@lodestone/proof/hash.ts';
import { POSTGRES_EPOCH_MILLISECONDS } from '@lodestone/store/wire/column-type.ts';
import { type CopyRows, fieldEnd, fieldStart } from '@lodestone/store/wire/copy-rows.ts';
import { EVENT_COLUMN } from '@lodestone/store/log/read-log.ts';
import { sha256 } from '../keys/node-crypto.ts';

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
  return (
    isDigestText(digest, bytes, digestStart, fieldEnd(rows, row, EVENT_COLUMN.digest)) &&
    shapes.recognize(bytes, rows.view, start, end) &&
    isUuidText(rows, fieldStart(rows, row, EVENT_COLUMN.eventId), places.starts[ID] ?? 0, places.ends[ID] ?? 0) &&
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

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The six bits of each character of base64url (RFC 4648 §5); −1 of every other, which no bytes come to. */
const SIX_BITS = new Int8Array(128).fill(-1);
for (let bits = 0; bits < BASE64URL.length; bits++) SIX_BITS[BASE64URL.charCodeAt(bits)] = bits;
/** So many of a hash's bytes are written by three in four characters; the last two are written in three. */
const WHOLE_BYTES = 30;

/** Says whether a digest is the text of the hash in [start, end), without making a text of that, which costs more. */
function isDigestText(digest: string, bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== SHA256_BYTES) return false;
  let character = 0;
  for (let at = start; at < start + WHOLE_BYTES; at += 3) {
    const left = (sixBits(digest, character) << 6) | sixBits(digest, character + 1);
    const right = (sixBits(digest, character + 2) << 6) | sixBits(digest, character + 3);
    const three = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    if (((left << 12) | right) !== three) return false;
    character += 4;
  }
  const left = (sixBits(digest, character) << 6) | sixBits(digest, character + 1);
  const two = ((bytes[end - 2] as number) << 8) | (bytes[end - 1] as number);
  return ((left << 6) | sixBits(digest, character + 2)) === two << 2;
}

function sixBits(digest: string, character: number): number {
  return SIX_BITS[digest.charCodeAt(character)] as number;
}

const HYPHEN = 0x2d;
const UUID_CHARACTERS = 36;
const UUID_BYTES = 16;
/** Where the text of a UUID has its hyphens, and where the two digits of each byte begin (RFC 9562 §4). */
const HYPHEN_PLACES = [8, 13, 18, 23] as const;
const DIGIT_PLACES = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);
/** The two digits of every byte as they lie in a text, read as one number, little end first. */
const DIGITS = Uint16Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16LE(),
);

/** Says whether a text is the lower-case spelling of the UUID of 16 bytes that begins at `uuid`. */
function isUuidText({ bytes, view }: CopyRows, uuid: number, start: number, end: number): boolean {
  if (end - start !== UUID_CHARACTERS) return false;
  for (let index = 0; index < UUID_BYTES; index++) {
    const digits = DIGITS[bytes[uuid + index] as number];
    if (view.getUint16(start + (DIGIT_PLACES[index] as number), true) !== digits) return false;
  }
  for (const place of HYPHEN_PLACES) if (bytes[start + place] !== HYPHEN) return false;
  return true;
}

/** A time is written in one way: 2026-03-01T08:00:00.000Z. */
const TIME_CHARACTERS = 24;
const DIGIT_ZERO = 0x30;
const COLON = 0x3a;
const FULL_STOP = 0x2e;
const LETTER_Z = 0x5a;

/** Says whether the text of `occurredAt` is the one spelling of the time in the column. */
function isTimeText(rows: CopyRows, column: number): boolean {
  const { view, bytes } = rows;
  const start = places.starts[OCCURRED_AT] ?? 0;
  if ((places.ends[OCCURRED_AT] ?? 0) - start !== TIME_CHARACTERS) return false;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return false;
  if (bytes[start + 19] !== FULL_STOP || bytes[start + 23] !== LETTER_Z) return false;
  const hours = twoDigits(bytes, start + 11);
  const minutes = twoDigits(bytes, start + 14);
  const seconds = twoDigits(bytes, start + 17);
  const hundredths = twoDigits(bytes, start + 20);
  const thousandths = twoDigits(bytes, start + 21);
  if (hours > 23 || minutes > 59 || seconds > 59 || hundredths > 99 || thousandths > 99) return false;
  const time = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + hundredths * 10 + (thousandths % 10);
  const milliseconds = midnight(rows, start) + time;
  const microseconds = view.getInt32(column) * 2 ** 32 + view.getUint32(column + 4);
  // Up to 2^53 microseconds both sides are exact; a day that does not exist is NaN and equals nothing.
  return Number.isSafeInteger(microseconds) && (milliseconds - POSTGRES_EPOCH_MILLISECONDS) * 1_000 === microseconds;
}

/** More than any two digits: what stands there is something else. */
const NO_DIGITS = 100;

function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) - DIGIT_ZERO;
  const ones = (bytes[at + 1] as number) - DIGIT_ZERO;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? NO_DIGITS : tens * 10 + ones;
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)T$/;
const DAY_CHARACTERS = 11;
// Events come by the day: the last one asked for is nearly always the next. Its text as three numbers of four bytes, the last of
// which has one of the second.
const known = { beginning: 0, middle: 0, ending: 0, milliseconds: Number.NaN };

/** The beginning of the day that is written from `start` on, NaN for one that does not exist. */
function midnight({ bytes, view }: CopyRows, start: number): number {
  const beginning = view.getInt32(start);
  const middle = view.getInt32(start + 4);
  const ending = view.getInt32(start + DAY_CHARACTERS - 4);
  if (beginning !== known.beginning || middle !== known.middle || ending !== known.ending) {
    const [, years, months, days] = (DAY.exec(bytes.toString('latin1', start, start + DAY_CHARACTERS)) ?? []).map(
      Number,
    );
    if (years === undefined || months === undefined || days === undefined) return Number.NaN;
    const date = new Date(Date.UTC(years, months - 1, days));
    // Years below 100 are taken for 19xx, and 30 February for 2 March.
    const exists = date.getUTCFullYear() === years && date.getUTCMonth() + 1 === months && date.getUTCDate() === days;
    known.beginning = beginning;
    known.middle = middle;
    known.ending = ending;
    known.milliseconds = exists ? date.getTime() : Number.NaN;
  }
  return known.milliseconds;
}
