import { describe, expect, test } from 'vitest';
import { commitmentOf, formatOpening, parseOpening, parseOpeningValue } from '../src/sealed-field.ts';
import { encodeUtf8 } from '../src/utf8.ts';
import { nodeSha256, readVectors, titleOf, type Vector } from './vectors.ts';

interface Sealed {
  /** The text of the opening. */
  opening: string;
  commitment: string;
}

const { cases } = readVectors('sealed-field.json') as { cases: Vector<Sealed>[] };

/** What a verifier asks: these bytes are an opening, and they give this commitment. */
function opens({ opening, commitment }: Sealed): boolean {
  const parsed = parseOpening(encodeUtf8(opening));
  return parsed.ok && commitmentOf(parsed.value, nodeSha256) === commitment;
}

describe('sealed-field.json', () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_, vector) => {
    expect(opens(vector)).toBe(vector.result === 'accepted');
  });

  test('an opening is written as it was read', () => {
    for (const { opening, result } of cases) {
      const parsed = parseOpening(encodeUtf8(opening));
      if (parsed.ok) expect(formatOpening(parsed.value)).toEqual(encodeUtf8(opening));
      else expect(result).toBe('refused');
    }
  });
});

const OPENING = {
  event: '0195f3a2-7b1c-7003-8def-0123456789ab',
  field: 'note',
  salt: 'A'.repeat(43),
  value: 'a secret',
};

test('a refusal names the member at fault, and shows neither salt nor value', () => {
  expect(parseOpeningValue({ ...OPENING, event: 7 })).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/^event: /),
  });
  expect(parseOpeningValue({ ...OPENING, field: 'a b' })).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/^field: /),
  });
  const short = parseOpeningValue({ ...OPENING, salt: 'QUJD' });
  expect(short).toEqual({ ok: false, problem: 'salt: expected 32 bytes in base64url, found 3 bytes' });
  const deep = parseOpeningValue({ ...OPENING, value: JSON.parse('['.repeat(16) + ']'.repeat(16)) });
  expect(deep).toEqual({ ok: false, problem: 'value: nests deeper than 15 levels' });
  expect(parseOpeningValue('opening')).toMatchObject({ ok: false });
});

test('what is too large for any event is not even read', () => {
  const bytes = encodeUtf8(JSON.stringify({ ...OPENING, value: 'x'.repeat(2 * 1024 * 1024) }));
  expect(parseOpening(bytes).ok).toBe(true);
  const larger = encodeUtf8(JSON.stringify({ ...OPENING, value: 'x'.repeat(2 * 1024 * 1024 + 256) }));
  expect(parseOpening(larger)).toMatchObject({ ok: false, problem: expect.stringMatching(/at most 2097408 bytes/) });
});
