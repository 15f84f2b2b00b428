import { describe, expect, it } from 'vitest';
import { addToMoments, joinMoments, NO_MOMENTS, standardDeviation } from '../src/running-moments.ts';

const VALUES = [2, 4, 4, 4, 5, 5, 7, 9];
const momentsOf = (values: readonly number[]) => values.reduce(addToMoments, NO_MOMENTS);

describe('running moments', () => {
  it('have the mean and the spread of the numbers they were given', () => {
    const moments = momentsOf(VALUES);
    expect(moments.mean).toBeCloseTo(5, 12);
    expect(standardDeviation(moments)).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(standardDeviation(momentsOf([3]))).toBe(0);
  });

  it('are joined as if one series had been given after the other, wherever it is cut', () => {
    const whole = momentsOf(VALUES);
    for (let cut = 0; cut <= VALUES.length; cut += 1) {
      const joined = joinMoments(momentsOf(VALUES.slice(0, cut)), momentsOf(VALUES.slice(cut)));
      expect(joined.count).toBe(whole.count);
      expect(joined.mean).toBeCloseTo(whole.mean, 12);
      expect(joined.sumOfSquares).toBeCloseTo(whole.sumOfSquares, 12);
    }
  });

  it('do not lose a small spread around a large mean', () => {
    const moments = momentsOf([1e9 + 1, 1e9 + 2, 1e9 + 3]);
    expect(standardDeviation(moments)).toBeCloseTo(1, 6);
  });
});
