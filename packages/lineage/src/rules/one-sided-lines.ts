/**
 * Weighings that differ from what was declared, always to the same side. One differs by chance; a run of them to one side says
 * that a scale is out of true, or a hand on it.
 */

export interface OneSidedThresholds {
  readonly linesMin: number;
  /** Of the median difference. */
  readonly driftPartsPerMillionMin: number;
  readonly sameSidePartsPerMillionMin: number;
  /** How many of its own standard errors the median has to be from nothing: weighbridges scatter three times as much as bag scales. */
  readonly standardErrorsMin: number;
}

/** Runs are looked for among so many of the latest lines, the longest first. */
const RUNS_LINES = [24, 16, 12, 8] as const;

/**
 * The longest run of the latest lines that are to one side: that what was so before, or begins now, does not hide it. Null where
 * there is none.
 */
export function oneSidedRun<Line extends { readonly partsPerMillion: number }>(
  latest: readonly Line[],
  thresholds: OneSidedThresholds,
): readonly Line[] | null {
  const { linesMin } = thresholds;
  const lengths = [...new Set([...RUNS_LINES, linesMin].map((lines) => Math.min(lines, latest.length)))];
  for (const length of lengths.sort((one, other) => other - one)) {
    if (length < linesMin) return null;
    const run = latest.slice(-length);
    if (isOneSided(run, thresholds)) return run;
  }
  return null;
}

function isOneSided(
  lines: readonly { readonly partsPerMillion: number }[],
  { driftPartsPerMillionMin, sameSidePartsPerMillionMin, standardErrorsMin }: OneSidedThresholds,
): boolean {
  const own = lines.map(({ partsPerMillion }) => partsPerMillion);
  const heavier = own.filter((difference) => difference > 0).length;
  const lighter = own.filter((difference) => difference < 0).length;
  if (Math.max(heavier, lighter) * 1_000_000 < own.length * sameSidePartsPerMillionMin) return false;
  const median = middleOf(own);
  const drift = Math.abs(median);
  return drift >= driftPartsPerMillionMin && drift >= standardErrorsMin * standardErrorOf(own, median);
}

/** Of a median, by the median of the absolute deviations from it, as if they were of a normal distribution. */
function standardErrorOf(values: readonly number[], median: number): number {
  const deviation = middleOf(values.map((value) => Math.abs(value - median))) * 1.4826;
  return (1.2533 * deviation) / Math.sqrt(values.length);
}

/** The middle one, or of two the larger; 0 of none. */
export function middleOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
