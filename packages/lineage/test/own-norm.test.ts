import { describe, expect, it } from 'vitest';
import { addToNorm, normOf, startNorm } from '../src/own-norm.ts';
import { dayOf } from '../testing/observations.ts';

describe('an own norm', () => {
  it('is that of the last twelve months', () => {
    const own = startNorm();
    for (let month = 0; month < 24; month += 1) addToNorm(own, dayOf(month * 30.5), month, 0);
    expect(own.months.size).toBe(12);
    expect(normOf(own, 0).mean).toBeCloseTo(17.5, 9);
  });

  it('does not take what is entered a year late', () => {
    const own = startNorm();
    addToNorm(own, dayOf(400), 1, 0);
    addToNorm(own, dayOf(10), 100, 0);
    expect(normOf(own, 0)).toEqual({ count: 1, mean: 1, standardDeviation: 0 });
  });

  it('counts an outlier as if it lay three standard deviations away', () => {
    const own = startNorm();
    for (let day = 0; day < 20; day += 1) addToNorm(own, dayOf(day), day % 2, 0.01);
    const before = normOf(own, 0.01);
    addToNorm(own, dayOf(21), 1_000, 0.01);
    expect(normOf(own, 0.01).mean).toBeCloseTo(before.mean + (3 * before.standardDeviation) / 21, 9);
  });

  it('has the least spread that is asked for', () => {
    expect(normOf(startNorm(), 0.25).standardDeviation).toBe(0.25);
  });
});
