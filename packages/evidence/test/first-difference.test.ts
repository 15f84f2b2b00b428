import { describe, expect, test } from 'vitest';
import { firstDifference } from '../src/first-difference.ts';

describe('where two values differ', () => {
  test('is the first place by name', () => {
    expect(firstDifference({ a: [1, 2], b: 3 }, { a: [1, 4], b: 5 })).toEqual({
      path: 'a[1]',
      expected: '2',
      found: '4',
    });
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'may be the member %s, which every object inherits',
    (name) => {
      expect(firstDifference({ a: 1 }, { a: 1, [name]: 2 })).toEqual({ path: name, expected: 'nothing', found: '2' });
      expect(firstDifference({ a: 1, [name]: 2 }, { a: 1 })).toEqual({ path: name, expected: '2', found: 'nothing' });
    },
  );
});
