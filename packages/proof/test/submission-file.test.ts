import { describe, expect, test } from 'vitest';
import { canonicalize } from '../src/canonical-json.ts';
import type { Digest } from '../src/digest.ts';
import type { PublicKey } from '../src/public-key.ts';
import {
  formatOpeningLine,
  formatSubmissionFileEnd,
  formatSubmissionLine,
  parseOpeningLine,
  parseSubmissionFileLine,
} from '../src/submission-file.ts';
import { encodeUtf8 } from '../src/utf8.ts';

const SUBMISSION = {
  author: 'ed25519:gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q' as PublicKey,
  events: ['L6qw5-ipAgXQobkOVqgHrsiPCSdJwicRskLU7NQjcmY' as Digest],
  ledger: 'example.org/first#gXZsME4SIQ2sm0KwKNyNjw62fFhquM2ga_w6XeT7TRc',
  submission: '1014fbfc-cb1b-8eac-8600-3e0607d65cfd',
};
const SIGNATURE = new Uint8Array(64).fill(7);

const parse = (text: string) => parseSubmissionFileLine(encodeUtf8(text));

describe('the lines of a file of submissions', () => {
  test('are read as they were written', () => {
    const line = formatSubmissionLine(SUBMISSION, SIGNATURE);
    expect(parse(line)).toEqual({
      ok: true,
      value: { kind: 'submission', submission: SUBMISSION, signature: SIGNATURE, openings: 0 },
    });
    const end = { submissions: 2, events: 1_001 };
    expect(parse(formatSubmissionFileEnd(end))).toEqual({ ok: true, value: { kind: 'end', ...end } });
  });

  const value = JSON.parse(formatSubmissionLine(SUBMISSION, SIGNATURE)) as Record<string, string | string[]>;
  const { author: _, ...withoutAuthor } = value;
  test.each([
    ['other spacing', JSON.stringify(value, null, 1), /canonical/],
    ['no object', '[]', /^a submission is a JSON object, found \[\]/],
    ['a member too few', canonicalize(withoutAuthor), /^author is missing from the submission$/],
    ['a member too many', canonicalize({ ...value, party: 'MINE-A' }), /^"party" is not a member of a submission$/],
    ['no events', canonicalize({ ...value, events: [] }), /^events: expected 1 to 1000 digests, found 0$/],
    ['a digest that is none', canonicalize({ ...value, events: ['abc'] }), /^events: \[0\] is "abc"/],
    [
      'a ledger without its hash',
      canonicalize({ ...value, ledger: 'example.org/first' }),
      /^ledger: .*expected the origin, #/,
    ],
    ['a short signature', canonicalize({ ...value, signature: 'AAAA' }), /^signature: expected 64 bytes/],
    [
      'a submission that is no UUID',
      canonicalize({ ...value, submission: 'one' }),
      /^submission: expected a lower-case UUID/,
    ],
    [
      'no openings, said so',
      canonicalize({ ...value, openings: 0 }),
      /^openings: expected a whole number from 1 to 32, found 0$/,
    ],
    ['more openings than can be', canonicalize({ ...value, openings: 33 }), /^openings: .*, found 33$/],
    ['a count below zero', '{"events":-1,"submissions":0}', /^events: expected a whole number from 0, found -1$/],
    ['half of an end', '{"submissions":0}', /^events is missing from the last line$/],
  ])('are refused with %s', (_name, text, problem) => {
    expect(parse(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) as string });
  });
});

describe('the line of an opening', () => {
  const opening = { event: '0195f3a2-7b1c-7003-8def-0123456789ab', field: 'permit', ciphertext: SIGNATURE };
  const value = JSON.parse(formatOpeningLine(opening)) as Record<string, string>;

  test('is read as it was written, and counted by the line of its submission', () => {
    expect(parseOpeningLine(encodeUtf8(formatOpeningLine(opening)))).toEqual({ ok: true, value: opening });
    const counted = parse(formatSubmissionLine(SUBMISSION, SIGNATURE, 2));
    expect(counted).toMatchObject({ ok: true, value: { kind: 'submission', submission: SUBMISSION, openings: 2 } });
  });

  test.each([
    ['other spacing', JSON.stringify(value, null, 1), /canonical/],
    ['nothing encrypted', canonicalize({ ...value, ciphertext: '' }), /^ciphertext: expected what was encrypted/],
    ['another spelling', canonicalize({ ...value, ciphertext: 'QUI=' }), /is not base64url/],
    ['an event that is none', canonicalize({ ...value, event: 'ORE-1' }), /^event: expected the id of an event/],
    ['a member too many', canonicalize({ ...value, value: 'in the clear' }), /^"value" is not a member of an opening$/],
    ['no object', '"opening"', /^an opening is a JSON object/],
  ])('is refused with %s', (_name, text, problem) => {
    expect(parseOpeningLine(encodeUtf8(text))).toEqual({
      ok: false,
      problem: expect.stringMatching(problem) as string,
    });
  });
});
