/**
 * Count, mean and spread of a series, number by number, without keeping the numbers.
 *
 * B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4 (1962). Two
 * series are joined as T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing
 * sample variances" (1979). Statistics of findings: no mass is ever computed from them.
 */

/** Plain data. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Of the differences from the mean. */
  readonly sumOfSquares: number;
}

export const NO_MOMENTS: Moments = { count: 0, mean: 0, sumOfSquares: 0 };

export function addToMoments({ count, mean, sumOfSquares }: Moments, value: number): Moments {
  const difference = value - mean;
  const moved = mean + difference / (count + 1);
  return { count: count + 1, mean: moved, sumOfSquares: sumOfSquares + difference * (value - moved) };
}

export function joinMoments(left: Moments, right: Moments): Moments {
  const count = left.count + right.count;
  if (count === 0) return NO_MOMENTS;
  const difference = right.mean - left.mean;
  return {
    count,
    mean: left.mean + (difference * right.count) / count,
    sumOfSquares: left.sumOfSquares + right.sumOfSquares + (difference ** 2 * left.count * right.count) / count,
  };
}

/** Of the sample; 0 of fewer than two. */
export function standardDeviation({ count, sumOfSquares }: Moments): number {
  return count < 2 ? 0 : Math.sqrt(sumOfSquares / (count - 1));
}

/** What the spread is taken for before there are figures, and how many figures that is worth. */
export interface SpreadPrior {
  readonly standardDeviation: number;
  readonly count: number;
}

/**
 * The standard deviation of few figures, drawn to the prior: the mean of a scaled inverse χ² posterior (A. Gelman et al.,
 * "Bayesian Data Analysis", 3.3), so that three figures that happen to agree do not make the fourth an outlier.
 */
export function spreadOf({ count, sumOfSquares }: Moments, prior: SpreadPrior): number {
  const weight = prior.count + Math.max(count - 1, 0);
  return Math.sqrt((prior.count * prior.standardDeviation ** 2 + sumOfSquares) / weight);
}
