import { describe, expect, test } from 'vitest';
import { canonicalize } from '../src/canonical-json.ts';
import type { Digest } from '../src/digest.ts';
import type { PublicKey } from '../src/public-key.ts';
import { formatSubmissionFileEnd, formatSubmissionLine, parseSubmissionFileLine } from '../src/submission-file.ts';
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
      value: { kind: 'submission', submission: SUBMISSION, signature: SIGNATURE },
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
    ['a count below zero', '{"events":-1,"submissions":0}', /^events: expected a whole number from 0, found -1$/],
    ['half of an end', '{"submissions":0}', /^events is missing from the last line$/],
  ])('are refused with %s', (_name, text, problem) => {
    expect(parse(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) as string });
  });
});
