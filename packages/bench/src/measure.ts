/** Subject and baseline, in turns, in one process: the machine's mood falls on both alike. */

export interface Measurement {
  readonly name: string;
  /** Of the subject, median of the rounds. */
  readonly value: number;
  readonly unit: string;
  readonly baseline: { readonly name: string; readonly value: number };
  /** Median of the ratios of each round: subject ÷ baseline, more is better. */
  readonly ratio: number;
  /** The ratio to reach, null where none is set. */
  readonly goal: number | null;
}

/** One side of a comparison: does the work once and says how long it took and how much it was. */
export type Round = () => Promise<{ readonly seconds: number; readonly amount: number }>;

export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly goal: number | null;
  readonly subject: Round;
  readonly baselineName: string;
  readonly baseline: Round;
}

/** So many rounds count; the one before them warms up and is thrown away. */
const ROUNDS = 5;

/** Measures in turns and takes medians. */
export async function compare(
  comparison: Comparison,
  onRound: (round: number, of: number) => void,
): Promise<Measurement> {
  const rates: { subject: number; baseline: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    onRound(round, ROUNDS);
    const baseline = rateOf(await comparison.baseline());
    const subject = rateOf(await comparison.subject());
    if (round > 0) rates.push({ subject, baseline });
  }
  const { name, unit, goal, baselineName } = comparison;
  return {
    name,
    value: median(rates.map(({ subject }) => subject)),
    unit,
    baseline: { name: baselineName, value: median(rates.map(({ baseline }) => baseline)) },
    ratio: median(rates.map(({ subject, baseline }) => subject / baseline)),
    goal,
  };
}

/** Times `work`, which says how much it did. */
export async function timed(work: () => Promise<number>): Promise<{ seconds: number; amount: number }> {
  const startedAt = process.hrtime.bigint();
  const amount = await work();
  return { seconds: Number(process.hrtime.bigint() - startedAt) / 1e9, amount };
}

function rateOf({ seconds, amount }: { readonly seconds: number; readonly amount: number }): number {
  return amount / seconds;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
