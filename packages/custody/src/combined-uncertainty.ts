/**
 * How uncertainties of several masses combine: in quadrature, as independent ones do. Each is the standard uncertainty
 * (one sigma) relative to its mass, in parts per million. Exact in whole numbers, rounded down once.
 */

/** A mass and how sure it is; null where nobody has said. */
export interface UncertainMass {
  readonly milligrams: bigint;
  readonly uncertaintyPartsPerMillion: number | null;
}

/** Beyond so many standard uncertainties a difference is no chance any more. */
const UNCERTAINTY_COVERAGE = 3n;

/**
 * At most so much of an uncertainty excuses a difference: a mass below ten times its uncertainty is found, not
 * quantified (the usual limit of quantification). Without an end to it, whoever states 100 % could make three of one.
 */
const COUNTED_MAX_PARTS_PER_MILLION = 100_000;

const PARTS_PER_MILLION = 1_000_000n;

/**
 * `coverage` times the combined uncertainty of sums and differences of these masses, in milligrams. A mass whose
 * uncertainty is not stated adds nothing; null when none is stated.
 */
export function combinedUncertaintyMilligrams(masses: readonly UncertainMass[], coverage = 1n): bigint | null {
  const square = sumOfSquares(masses);
  if (square === null) return null;
  return squareRoot((coverage * coverage * square) / (PARTS_PER_MILLION * PARTS_PER_MILLION));
}

/** How far figures made of these masses may be apart by chance, in milligrams; null when no uncertainty is stated. */
export function chanceMilligrams(masses: readonly UncertainMass[]): bigint | null {
  const counted = masses.map(({ milligrams, uncertaintyPartsPerMillion: stated }) => {
    const uncertaintyPartsPerMillion = stated === null ? null : Math.min(stated, COUNTED_MAX_PARTS_PER_MILLION);
    return { milligrams, uncertaintyPartsPerMillion };
  });
  return combinedUncertaintyMilligrams(counted, UNCERTAINTY_COVERAGE);
}

/**
 * The uncertainty of the sum of these masses, relative to it. Null where one of them that weighs anything has none:
 * then nobody knows. When nothing weighs anything it is the greatest of them.
 */
export function combinedUncertaintyPartsPerMillion(masses: readonly UncertainMass[]): number | null {
  const total = masses.reduce((sum, { milligrams }) => sum + milligrams, 0n);
  const weighing = total === 0n ? masses : masses.filter(({ milligrams }) => milligrams > 0n);
  const stated = weighing.flatMap(({ uncertaintyPartsPerMillion: own }) => (own === null ? [] : [own]));
  if (stated.length === 0 || stated.length < weighing.length) return null;
  if (total === 0n) return Math.max(...stated);
  // √(Σ (m·u)² ÷ total²): divided first, so that the root is taken of a small number.
  return Number(squareRoot((sumOfSquares(weighing) ?? 0n) / (total * total)));
}

/** Σ (mass × uncertainty)² in squares of milligrams × parts per million; null when no uncertainty is stated. */
function sumOfSquares(masses: readonly UncertainMass[]): bigint | null {
  let sum: bigint | null = null;
  for (const { milligrams, uncertaintyPartsPerMillion } of masses) {
    if (uncertaintyPartsPerMillion !== null)
      sum = (sum ?? 0n) + (milligrams * BigInt(uncertaintyPartsPerMillion)) ** 2n;
  }
  return sum;
}

/** The greatest whole number whose square is at most `value`: Newton's method from above, which only falls. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
