/** The quarter marks of some whole numbers, each one of them: the smallest that so much of them does not exceed. */
export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** Null of none. */
export function quartilesOf(numbers: readonly number[]): Quartiles | null {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((one, other) => one - other);
  const mark = (quarters: number) => sorted[Math.ceil((quarters * sorted.length) / 4) - 1] ?? 0;
  return { lower: mark(1), median: mark(2), upper: mark(3) };
}
