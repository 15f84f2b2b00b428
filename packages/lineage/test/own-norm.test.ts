import { describe, expect, it } from 'vitest';
import { addToNorm, normOf, startNorm } from '../src/own-norm.ts';
import { dayOf } from '../testing/observations.ts';

/** A spread of ten, as sure as one figure would make it. */
const PRIOR = { standardDeviation: 10, count: 1 };

describe('an own norm', () => {
  it('is that of the last twelve months', () => {
    const own = startNorm();
    for (let month = 0; month < 24; month += 1) addToNorm(own, dayOf(month * 30.5), month, PRIOR);
    expect(own.months.size).toBe(12);
    expect(normOf(own, PRIOR).mean).toBeCloseTo(17.5, 9);
  });

  it('does not take what is entered a year late', () => {
    const own = startNorm();
    addToNorm(own, dayOf(400), 1, PRIOR);
    addToNorm(own, dayOf(10), 100, PRIOR);
    expect(normOf(own, PRIOR)).toEqual({ count: 1, mean: 1, standardDeviation: 10 });
  });

  it('counts an outlier as if it lay three standard deviations away', () => {
    const own = startNorm();
    for (let day = 0; day < 20; day += 1) addToNorm(own, dayOf(day), day % 2, PRIOR);
    const before = normOf(own, PRIOR);
    addToNorm(own, dayOf(21), 1_000, PRIOR);
    expect(normOf(own, PRIOR).mean).toBeCloseTo(before.mean + (3 * before.standardDeviation) / 21, 9);
  });

  it('takes few figures that agree for less than they seem to say', () => {
    const own = startNorm();
    expect(normOf(own, PRIOR).standardDeviation).toBe(10);
    for (let day = 0; day < 3; day += 1) addToNorm(own, dayOf(day), 7, PRIOR);
    // One figure's worth of 10 and two of 0: √(100 ÷ 3).
    expect(normOf(own, PRIOR).standardDeviation).toBeCloseTo(Math.sqrt(100 / 3), 12);
  });
});
