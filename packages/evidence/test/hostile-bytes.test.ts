import { describe, expect, test } from 'vitest';
import { verifyBundle } from '../src/verify-bundle.ts';

const NOBODY = { keys: [], policy: null };
const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('whatever the bytes are, the verdict names what is wrong', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['a list', '[]'],
    ['an object of other members', '{"v":1}'],
    ['a spelling that is not canonical', '{ "v": 1 }'],
    ['a deep nest', `${'['.repeat(1000)}${']'.repeat(1000)}`],
    ['a number that is no whole one', '{"v":1.5}'],
  ])('%s', (_, text) => {
    expect(verifyBundle(bytesOf(text), NOBODY)).toMatchObject({ verdict: 'invalid', failure: { kind: 'encoding' } });
  });

  test('bytes that are no UTF-8', () => {
    const verdict = verifyBundle(new Uint8Array([0x7b, 0xff, 0x7d]), NOBODY);
    expect(verdict.failure?.message).toContain('byte 1 (0xff) is not UTF-8');
  });

  test('a digest that is not that of the rest', () => {
    const text = '{"checkpoint":"","claim":{},"digest":"x","entries":[],"ledger":"","openings":[],"proof":[],"v":1}';
    const { failure } = verifyBundle(bytesOf(text), NOBODY);
    expect(failure).toMatchObject({ kind: 'digest', field: 'digest', found: 'x' });
  });
});
