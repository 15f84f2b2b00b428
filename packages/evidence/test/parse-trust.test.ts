import { cosignerKeyOf, formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import { showVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { describe, expect, test } from 'vitest';
import { parseTrust, parseTrustedKeys } from '../src/parse-trust.ts';
import { makeKey } from './forged-log.ts';

const [one, other] = [makeKey(), makeKey()];
const [first, second] = [one, other].map(({ verifierKey }) => showVerifierKey(verifierKey)) as [string, string];
const witness = `witness W ${formatCosignerKey(cosignerKeyOf('example.org/w', other.publicKey))}\nquorum W\n`;

describe('trusted keys', () => {
  test.each<[string, string, unknown]>([
    ['none', '', []],
    ['one', first, [one.verifierKey]],
    [
      'two, with lines that say nothing',
      `# ours\r\n${first}\r\n\n  ${second}  \n#`,
      [one.verifierKey, other.verifierKey],
    ],
    ['a hundred', `${first}\n`.repeat(100), Array.from({ length: 100 }, () => one.verifierKey)],
  ])('are read: %s', (_, text, value) => {
    expect(parseTrustedKeys(text)).toEqual({ ok: true, value });
  });

  test.each([
    ['what is no key', `${first}\n\n${first} # ours`, /^line 3: /],
    ['one more than a hundred', `\n${`${first}\n`.repeat(101)}`, /^line 102: more than 100 keys$/],
  ])('are refused with the line of %s', (_, text, problem) => {
    expect(parseTrustedKeys(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});

describe('trust', () => {
  test.each([
    ['keys alone', first, null, { keys: 1, logs: null }],
    ['keys and a policy', first, witness, { keys: 1, logs: 0 }],
    ['the log of a policy', '', `log ${second}\n${witness}`, { keys: 0, logs: 1 }],
  ])('is read from %s', (_, keys, policy, expected) => {
    const trust = parseTrust(keys, policy);
    if (!trust.ok) throw new Error(trust.problem);
    expect({ keys: trust.value.keys.length, logs: trust.value.policy?.logs.length ?? null }).toEqual(expected);
  });

  test.each([
    ['no key', '# none', null, /^a trusted key is missing/],
    ['no key but those of witnesses', '', witness, /^a trusted key is missing/],
    ['what is no key', 'x', witness, /^trusted keys, line 1: /],
    ['what is no policy', first, 'x', /^policy, /],
  ])('is refused with %s', (_, keys, policy, problem) => {
    expect(parseTrust(keys, policy)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});
