import { describe, expect, test } from 'vitest';
import { OPERATOR } from '../src/operator.ts';
import { attempt, enter, keyEnrolled, keyOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';

const FIRST = keyOf('CHECKPOINT');
const SECOND = keyOf('SECOND');
const added = (key: string) => ({ type: 'checkpoint-key-added', key, proof: 'A'.repeat(86) });
const retired = (key: string, successor: string) => ({
  type: 'checkpoint-key-retired',
  key,
  successor,
  reason: 'a new year',
});

const opened = () => enter(openWorld(), { 'AUTHORITY-G': ['authority'], 'MINE-A': ['mine'] });

function withTwo(): World {
  const world = opened();
  record(world, OPERATOR, added(SECOND));
  return world;
}

describe('a key that signs checkpoints', () => {
  test('is added by the operator', () => {
    expect(attempt(opened(), OPERATOR, added(SECOND))).toMatchObject({
      accepted: true,
      facts: [{ kind: 'checkpoint-key', key: SECOND }],
    });
  });

  test.each(['AUTHORITY-G', 'MINE-A'])('is neither added nor retired by %s', (by) => {
    for (const event of [added(SECOND), retired(FIRST, SECOND)]) {
      expect(refusalOf(withTwo(), by, event)).toMatchObject({ code: 'role', facts: { party: by, needed: OPERATOR } });
    }
  });

  test.each([
    ['that signs them already', FIRST, 'checkpoints'],
    ['of a member', keyOf('MINE-A'), 'MINE-A'],
    ['of the operator', keyOf(OPERATOR), OPERATOR],
  ])('is not added when it is one %s', (_, key, usedFor) => {
    expect(refusalOf(opened(), OPERATOR, added(key))).toMatchObject({ code: 'key-used', facts: { key, usedFor } });
  });

  test('is not enrolled for anybody', () => {
    expect(refusalOf(withTwo(), 'MINE-A', keyEnrolled('MINE-A', SECOND))).toMatchObject({
      code: 'key-used',
      facts: { key: SECOND, usedFor: 'checkpoints' },
    });
  });

  test('is not added with a proof that is not its own', () => {
    const world = openWorld({ checkEnrolment: ({ key }) => (key === SECOND ? 'another signed it' : null) });
    expect(refusalOf(world, OPERATOR, added(SECOND))).toMatchObject({
      code: 'key-proof',
      facts: { key: SECOND, found: 'another signed it' },
    });
  });

  test('is retired for another that goes on signing', () => {
    expect(attempt(withTwo(), OPERATOR, retired(FIRST, SECOND))).toMatchObject({
      accepted: true,
      facts: [{ kind: 'checkpoint-key-retirement', key: FIRST, successor: SECOND }],
    });
  });

  test('is not retired twice, nor the last one ever', () => {
    const world = withTwo();
    record(world, OPERATOR, retired(FIRST, SECOND));
    expect(refusalOf(world, OPERATOR, retired(FIRST, SECOND))).toMatchObject({ code: 'key-retired', field: 'key' });
    expect(refusalOf(world, OPERATOR, retired(SECOND, FIRST))).toMatchObject({
      code: 'key-retired',
      field: 'successor',
    });
    expect(() => attempt(world, OPERATOR, retired(SECOND, SECOND))).toThrow('name one that goes on signing');
  });

  test('is not brought in again after it was retired', () => {
    const world = withTwo();
    record(world, OPERATOR, retired(FIRST, SECOND));
    expect(refusalOf(world, OPERATOR, added(FIRST)).code).toBe('key-used');
  });

  test.each([
    ['key', retired(keyOf('MINE-A'), FIRST)],
    ['successor', retired(FIRST, keyOf('MINE-A'))],
  ])('is known: one that is none is refused as %s', (field, event) => {
    expect(refusalOf(opened(), OPERATOR, event)).toMatchObject({
      code: 'unknown-key',
      field,
      facts: { key: keyOf('MINE-A'), found: null },
    });
  });
});
