/**
 * A sum that small shifts to one side fill up and chance does not: CUSUM.
 *
 * E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954): S = max(0, S + z − k), an alarm above h. Mean and
 * spread are those of the series itself so far (D. M. Hawkins, "Self-starting Cusum charts", The Statistician 36, 1987),
 * so a bias that was always there is no drift.
 */
import { addToMoments, type Moments, NO_MOMENTS, spreadOf, type SpreadPrior } from './running-moments.ts';

/** One side of the sum, since it was last 0. Plain data. */
export interface SideOfSum {
  /** In standard deviations. */
  readonly sum: number;
  /** The event it began with. */
  readonly first: string;
  readonly from: string;
  readonly count: number;
  /** Of what was observed since then. */
  readonly mean: number;
}

export interface CumulativeSum {
  readonly moments: Moments;
  readonly above: SideOfSum | null;
  readonly below: SideOfSum | null;
}

export const NO_SUM: CumulativeSum = { moments: NO_MOMENTS, above: null, below: null };

export interface SumSettings {
  /** A shift below this is never summed up: half of the shift that is looked for. */
  readonly slackStandardDeviations: number;
  /** Before so many figures nobody knows what is usual. */
  readonly countMin: number;
  readonly prior: SpreadPrior;
}

export interface ObservedFigure {
  readonly event: string;
  readonly occurredAt: string;
  readonly value: number;
}

/** From this sum on a series may be drifting: what it shows then does not become what is usual. */
const DRIFTING_STANDARD_DEVIATIONS = 4;

/** After so many figures to one side that is what is usual, and has long been reported. */
const DRIFTING_COUNT_MAX = 60;

/** More in one figure is a slip or a matter of its own, and no drift. */
const STEP_MAX_STANDARD_DEVIATIONS = 3;

export function addToSum(series: CumulativeSum, figure: ObservedFigure, settings: SumSettings): CumulativeSum {
  const { moments, above, below } = series;
  if (moments.count < settings.countMin) return { ...series, moments: addToMoments(moments, figure.value) };
  const spread = spreadOf(moments, settings.prior);
  const reach = STEP_MAX_STANDARD_DEVIATIONS * spread;
  const counted = Math.min(Math.max(figure.value, moments.mean - reach), moments.mean + reach);
  // The mean is itself known only so well: after n figures its variance is an n-th of theirs.
  const deviation = ((counted - moments.mean) / spread) * Math.sqrt(moments.count / (moments.count + 1));
  const grown = {
    above: grow(above, deviation - settings.slackStandardDeviations, figure),
    below: grow(below, -deviation - settings.slackStandardDeviations, figure),
  };
  const isDrifting = [grown.above, grown.below].some(
    (side) => side !== null && side.sum > DRIFTING_STANDARD_DEVIATIONS && side.count <= DRIFTING_COUNT_MAX,
  );
  return { ...grown, moments: isDrifting ? moments : addToMoments(moments, counted) };
}

function grow(side: SideOfSum | null, by: number, { event, occurredAt, value }: ObservedFigure): SideOfSum | null {
  const sum = (side?.sum ?? 0) + by;
  if (sum <= 0) return null;
  if (side === null) return { sum, first: event, from: occurredAt, count: 1, mean: value };
  const count = side.count + 1;
  return { ...side, sum, count, mean: side.mean + (value - side.mean) / count };
}
