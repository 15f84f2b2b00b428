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
  /** How long a call of the subject took: half of them at most this, 99 of a hundred at most that; over all rounds. */
  readonly p50Milliseconds?: number;
  readonly p99Milliseconds?: number;
}

export interface Timing {
  readonly seconds: number;
  readonly amount: number;
  /** Of every single call, where the work consists of calls that somebody waits for. */
  readonly latenciesMilliseconds?: readonly number[];
}

/** One side of a comparison: does the work once and says how long it took and how much it was. */
export type Round = () => Promise<Timing>;

export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly goal: number | null;
  /** So many count: `ROUNDS` where nothing is said. */
  readonly rounds?: number;
  /** Whether a round goes before them that is thrown away: one does where nothing is said. */
  readonly warmsUp?: boolean;
  readonly subject: Round;
  readonly baselineName: string;
  /** Goes first in every round, so it may also prepare what the subject works on. */
  readonly baseline: Round;
}

/** So many rounds count; the one before them warms up and is thrown away. */
const ROUNDS = 5;

/** Measures in turns and takes medians. */
export async function compare(
  comparison: Comparison,
  onRound: (round: number, of: number) => void,
): Promise<Measurement> {
  const { rounds: count = ROUNDS, warmsUp = true } = comparison;
  const rounds: { subject: Timing; baseline: Timing }[] = [];
  for (let round = warmsUp ? 0 : 1; round <= count; round++) {
    onRound(round, count);
    const baseline = await comparison.baseline();
    const subject = await comparison.subject();
    if (round > 0) rounds.push({ subject, baseline });
  }
  const { name, unit, goal, baselineName } = comparison;
  return {
    name,
    value: median(rounds.map(({ subject }) => rateOf(subject))),
    unit,
    baseline: { name: baselineName, value: median(rounds.map(({ baseline }) => rateOf(baseline))) },
    ratio: median(rounds.map(({ subject, baseline }) => rateOf(subject) / rateOf(baseline))),
    goal,
    ...latenciesOf(rounds.flatMap(({ subject }) => subject.latenciesMilliseconds ?? [])),
  };
}

/** The same, saying which round it is. */
export function compareAloud(comparison: Comparison, say: (message: string) => void): Promise<Measurement> {
  return compare(comparison, (round, of) => say(`${comparison.name}: round ${round} of ${of}`));
}

/** Times `work`, which says how much it did. */
export async function timed(work: () => Promise<number>): Promise<Timing> {
  const startedAt = process.hrtime.bigint();
  const amount = await work();
  return { seconds: Number(process.hrtime.bigint() - startedAt) / 1e9, amount };
}

export function rateOf({ seconds, amount }: Timing): number {
  return amount / seconds;
}

function latenciesOf(milliseconds: readonly number[]): Pick<Measurement, 'p50Milliseconds' | 'p99Milliseconds'> {
  if (milliseconds.length === 0) return {};
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { p50Milliseconds: percentile(0.5), p99Milliseconds: percentile(0.99) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
