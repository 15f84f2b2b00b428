import type { Verdict } from '@lodestone/ledger/audit/verdict.ts';
import { parseVerifierKey } from '@lodestone/proof/verifier-key.ts';
import { expect, test } from 'vitest';
import { describeVerdict } from '../src/commands/verify.ts';

const verdictWith = (text: string): Verdict => ({
  verdict: 'invalid',
  passes: ['chain', 'rules'],
  level: 'chain',
  checkpoint: null,
  witnesses: [],
  timestamp: null,
  reach: { chain: 1, checkpoint: null, witnessed: null },
  entries: 1,
  events: 1,
  head: { size: 1, leafHash: null, root: '' },
  keys: { heldByLedger: 0, recovery: 0, stolen: { keys: 0, entries: 0, events: 0 } },
  failures: [{ kind: 'submission', position: 0, ordinal: null, expected: text, found: text, message: text }],
  failuresOmitted: 0,
});

test.each(['\u001b[2J\u001b[H', 'a\rVALID · level witnessed', 'a\nVALID', '\u009b31m', '\u202edilav'])(
  'what somebody wrote into a ledger steers no terminal: %j',
  (hostile) => {
    const text = describeVerdict(verdictWith(hostile));
    expect(text.split('\n')).toHaveLength(describeVerdict(verdictWith('a')).split('\n').length);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  },
);

test('a time-stamp authority steers no terminal either', () => {
  const failures: Verdict['failures'] = [];
  const timestamp = { size: 1, at: '2026-03-01T08:00:00.000Z', authority: 'CN=\u001b[2J\nVALID' };
  const text = describeVerdict({ ...verdictWith(''), verdict: 'valid', failures, timestamp });
  expect(text).toContain('time-stamp: the first 1 entry were there at 2026-03-01T08:00:00.000Z');
  expect(text).not.toMatch(/\u001b|^VALID$/m);
});

test('a key that is trusted and has signed no checkpoint is no reason for silence', () => {
  const valid: Verdict = { ...verdictWith(''), verdict: 'valid', failures: [] };
  const parsed = parseVerifierKey('example.org/first+769ab929+AcqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58');
  if (!parsed.ok) throw new Error(parsed.problem);
  const said = 'not checkpoint: none is there that a key which you trust has signed';
  expect(describeVerdict(valid, { keys: [parsed.value], policy: null })).toContain(said);
  expect(describeVerdict(valid)).not.toContain(said);
  const signed = { ...valid, reach: { chain: 1, checkpoint: 1, witnessed: null } };
  expect(describeVerdict(signed, { keys: [parsed.value], policy: null })).not.toContain(said);
});

test('what somebody wrote into a ledger fills no screen', () => {
  const text = describeVerdict(verdictWith('x'.repeat(1_000_000)));
  expect(text.length).toBeLessThan(2_000);
  expect(text).toContain('xxx…');
});
