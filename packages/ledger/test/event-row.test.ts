import { digestEvent } from '@lodestone/proof/event-bytes.ts';
import { describe, expect, test } from 'vitest';
import { isRowAsSigned } from '../src/audit/event-row.ts';
import { sha256 } from '../src/keys/node-crypto.ts';
import { createRowBuffer } from '../src/audit/row-buffer.ts';

const COLUMNS = 7;

interface Row {
  readonly id: Buffer;
  readonly digest: Buffer;
  readonly type: Buffer;
  readonly milliseconds: number;
  readonly body: Buffer;
}

const ID = '019b76dc-80a8-73b6-b363-e15994032242';
const TYPE = 'lot-created';

function rowOf(occurredAt: string, milliseconds: number, idText = ID): Row {
  const body = Buffer.from(`{"id":"${idText}","lot":"A/1","occurredAt":"${occurredAt}","type":"${TYPE}"}`);
  const id = Buffer.from(ID.replaceAll('-', ''), 'hex');
  const digest = Buffer.from(digestEvent(body, sha256), 'base64url');
  return { id, digest, type: Buffer.from(TYPE), milliseconds, body };
}

/** The text that an entry has around the digest of a row, and where in it the digest stands. */
const BEFORE = '{"events":["';
const signedTextOf = ({ body }: Row) => `${BEFORE}${digestEvent(body, sha256)}","`;

const rows = createRowBuffer(COLUMNS);

function isCertain(row: Row, signed = signedTextOf(row)): boolean {
  rows.int64(7);
  rows.int32(0);
  rows.bytes(row.id);
  rows.bytes(row.digest);
  rows.bytes(row.type);
  rows.time(row.milliseconds);
  rows.bytes(row.body);
  const taken = rows.take();
  if (taken === null) throw new Error('no row');
  return isRowAsSigned(taken, 0, signed, BEFORE.length);
}

const TIME = '2026-03-01T08:00:00.000Z';
const ROW = rowOf(TIME, Date.parse(TIME));

/** Every way to change one byte, and the two ways to change the length by one. */
function* changed(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) {
    for (let byte = 0; byte < 256; byte++) {
      if (byte === bytes[at]) continue;
      const other = Buffer.from(bytes);
      other[at] = byte;
      yield other;
    }
  }
  yield bytes.subarray(0, -1);
  yield Buffer.concat([bytes, Buffer.from('0')]);
}

/** The one spelling of a time whose microseconds since 2000 a number holds exactly: of others nothing is certain. */
function isTimeNearBy(text: string): boolean {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== text) return false;
  return Number.isSafeInteger((milliseconds - Date.UTC(2000, 0)) * 1_000);
}

describe('a row of an event', () => {
  test('is as signed when its columns say what its bytes say', () => {
    expect(isCertain(ROW)).toBe(true);
  });

  test.each(['digest', 'type', 'body'] as const)('is not when any byte of its %s is another', (column) => {
    const signed = signedTextOf(ROW);
    const certain = [...changed(ROW[column])].filter((bytes) => isCertain({ ...ROW, [column]: bytes }, signed));
    expect(certain).toEqual([]);
  });

  test('is not when any byte of its id is another', () => {
    // A UUID has 16 bytes in every server.
    const others = [...changed(ROW.id)].filter(({ length }) => length === ROW.id.length);
    expect(others.filter((id) => isCertain({ ...ROW, id }))).toEqual([]);
  });

  test('is not when its id is written otherwise', () => {
    const texts = [...changed(Buffer.from(ID))].map((bytes) => bytes.toString('latin1'));
    expect(texts.filter((text) => isCertain(rowOf(TIME, ROW.milliseconds, text)))).toEqual([]);
  });

  test('is not when any character of the digest that is signed is another', () => {
    const digest = Buffer.from(digestEvent(ROW.body, sha256), 'latin1');
    const others = [...changed(digest)].filter(({ length }) => length === digest.length);
    const texts = others.map((other) => `${BEFORE}${other.toString('latin1')}","`);
    expect(texts.filter((signed) => isCertain(ROW, signed))).toEqual([]);
    expect(isCertain(ROW, signedTextOf(ROW).slice(0, BEFORE.length + digest.length - 1))).toBe(false);
  });

  test('is when its time is another with its own column, not when that is written otherwise', () => {
    // Which bytes may stand in a text is not asked here.
    const texts = [...changed(Buffer.from(TIME))].map(String).filter((text) => /^[ !#-[\]-~]*$/.test(text));
    expect(texts.filter((text) => isCertain(rowOf(text, ROW.milliseconds)))).toEqual([]);
    const certain = texts.filter((text) => isCertain(rowOf(text, Date.parse(text) || 0)));
    expect(certain).toEqual(texts.filter(isTimeNearBy));
    expect(certain.length).toBeGreaterThan(20);
  });

  test.each([
    ['2024-02-29T23:59:59.999Z', true],
    ['2023-02-29T00:00:00.000Z', false],
    ['2026-13-01T00:00:00.000Z', false],
    ['2026-00-10T00:00:00.000Z', false],
    ['2026-03-01T24:00:00.000Z', false],
    ['2026-03-01T23:60:00.000Z', false],
    ['2026-03-01T23:59:60.000Z', false],
    ['1999-12-31T23:59:59.999Z', true],
    ['1969-07-20T20:17:40.001Z', true],
    ['2285-06-01T00:00:00.000Z', true],
  ])('has at %s a time: %s', (text, isTime) => {
    const [day = '', time = ''] = text.split('T');
    const [years = 0, months = 0, days = 0] = day.split('-').map(Number);
    const [hours = 0, minutes = 0, seconds = 0] = time.slice(0, -1).split(':').map(Number);
    const milliseconds = Date.UTC(years, months - 1, days, hours, minutes) + Math.round(seconds * 1_000);
    expect(isCertain(rowOf(text, milliseconds))).toBe(isTime);
    expect(isCertain(rowOf(text, milliseconds + 1))).toBe(false);
    expect(isCertain(rowOf(text, milliseconds - 86_400_000))).toBe(false);
    // Whatever day was asked for before.
    expect(isCertain(ROW)).toBe(true);
  });
});
