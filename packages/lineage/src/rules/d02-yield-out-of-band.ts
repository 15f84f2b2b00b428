/** D02: a step yields more than it can or less than it should, again and again or far from what is usual there. */
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import { type ObservedYield, observedYields, rangeOf, yieldSpreadPrior } from '../observed-yields.ts';
import type { StepObservation } from '../observation.ts';
import { addToNorm, type Norm, normOf, type OwnNorm, startNorm } from '../own-norm.ts';
import { percentOf } from '../rounded-figures.ts';
import type { Rule } from '../rule.ts';
import { withoutStock } from './step-lots.ts';

const thresholds = {
  /** Steps in a row beyond the same end of the range. */
  inARowMin: 2,
  /** Hundredths of standard deviations of the place's own twelve months that make one step enough. */
  outlierHundredths: 300,
  /** Steps that a place must have had before its own norm counts. */
  normCountMin: 5,
  /** What the spread of a place is taken for at first, of the width of the range, and how many steps that is worth. */
  spreadPriorPercent: 5,
  spreadPriorCount: 6,
  /** How many standard uncertainties of the assays a yield may lie beyond the range by. */
  uncertainties: 2,
  episodeGapDays: 60,
};

type Limits = typeof thresholds;

type Side = 'high' | 'low';

interface State {
  readonly norms: Map<string, OwnNorm>;
  /** By what is measured where: how many in a row were beyond an end of the range. */
  readonly rows: Map<string, { readonly side: Side; readonly count: number }>;
  readonly episodes: Episodes;
}

interface Outlier {
  readonly measured: ObservedYield;
  readonly norm: Norm;
  readonly side: Side;
  /** Standard deviations from the norm; null where there is none yet. */
  readonly deviations: number | null;
  readonly inARow: number;
}

const PARTS_PER_MILLION = 1_000_000;

export const yieldOutOfBand: Rule<State, Limits> = {
  id: 'D02',
  version: 2,
  title: 'Yield out of band',
  family: 'mass',
  inputs:
    'yields of a step on the basis that it is judged on, its usual range or the one the facility has set, and its own last twelve months',
  mistakes: 'a new plant, another grade, a circuit that is cleaned out, a wrong basis',
  clears:
    'the facility sets its own range from its history, the missing input, output or loss is recorded, or the assay is corrected',
  thresholds,
  start: () => ({ norms: new Map(), rows: new Map(), episodes: new Map() }),
  observe: (state, observation, { thresholds: limits, report }) => {
    if (observation.kind !== 'step') return;
    const { party, facility, step, outputs } = observation;
    const place = `${facility ?? party}/${step}`;
    const outliers = observedYields(observation).flatMap(
      (measured) => judge(state, `${place}/${measured.of}`, measured, observation, limits) ?? [],
    );
    const [worst] = outliers.sort((left, right) => weightOf(right) - weightOf(left));
    if (worst === undefined) return;
    const lots = withoutStock(outputs).map(({ lot }) => lot);
    const subject = `${place}/${worst.side}`;
    const episode = continueEpisode(state.episodes, subject, { ...observation, lots }, limits.episodeGapDays);
    report({
      ...findingOfEpisode('D02', subject, episode),
      severity:
        worst.deviations !== null && Math.abs(worst.deviations) * 100 > limits.outlierHundredths ? 'medium' : 'low',
      party,
      facility,
      numbers: numbersOf(worst, episode.count),
      sentence: describe(worst, observation, episode.count),
    });
  },
};

/** Null for a yield as it should be. The norm grows by it either way. */
function judge(
  { norms, rows }: State,
  key: string,
  measured: ObservedYield,
  observation: StepObservation,
  limits: Limits,
): Outlier | null {
  const range = rangeOf(observation);
  if (range === null) return null;
  const prior = yieldSpreadPrior(observation, limits.spreadPriorPercent, limits.spreadPriorCount);
  const own = norms.get(key) ?? startNorm();
  norms.set(key, own);
  const norm = normOf(own, prior);
  const spread = Math.hypot(norm.standardDeviation, scatterOf(measured, norm.mean));
  const deviations = norm.count < limits.normCountMin ? null : (measured.share - norm.mean) / spread;
  addToNorm(own, observation.occurredAt, measured.share, prior);
  const isFar = deviations !== null && Math.abs(deviations) * 100 > limits.outlierHundredths;
  const leeway = limits.uncertainties * measured.uncertainty * measured.share;
  const side = sideOf(measured.share, range, leeway) ?? (isFar ? sideOfDeviation(deviations) : null);
  if (side === null) {
    rows.delete(key);
    return null;
  }
  const row = rows.get(key);
  const inARow = row?.side === side ? row.count + 1 : 1;
  rows.set(key, { side, count: inARow });
  const isOutside = sideOf(measured.share, range, leeway) !== null;
  if (inARow < limits.inARowMin && !(isOutside && isFar)) return null;
  return { measured, norm, side, deviations, inARow };
}

/** By how much the share of good pieces differs by chance, which is much of a few: the standard deviation of a binomial share. */
function scatterOf({ of, taken }: ObservedYield, usual: number): number {
  if (of !== 'pieces') return 0;
  const pieces = Number(taken);
  return Math.max(1 / pieces, Math.sqrt(Math.max(0, usual * (1 - usual)) / pieces));
}

function sideOf(
  share: number,
  range: { readonly lowPartsPerMillion: number; readonly highPartsPerMillion: number },
  leeway: number,
): Side | null {
  if (share > range.highPartsPerMillion / PARTS_PER_MILLION + leeway) return 'high';
  return share < range.lowPartsPerMillion / PARTS_PER_MILLION - leeway ? 'low' : null;
}

function sideOfDeviation(deviations: number): Side {
  return deviations > 0 ? 'high' : 'low';
}

function weightOf({ deviations, inARow }: Outlier): number {
  return deviations === null ? inARow : Math.abs(deviations);
}

function numbersOf({ measured, norm, deviations, inARow }: Outlier, steps: number) {
  return {
    of: measured.of,
    yieldPartsPerMillion: Math.round(measured.share * PARTS_PER_MILLION),
    normPartsPerMillion: Math.round(norm.mean * PARTS_PER_MILLION),
    normSpreadPartsPerMillion: Math.round(norm.standardDeviation * PARTS_PER_MILLION),
    normSteps: norm.count,
    ...(deviations === null ? {} : { deviations: Number(deviations.toFixed(1)) }),
    inARow,
    steps,
  };
}

function describe({ measured, norm, side, deviations, inARow }: Outlier, observation: StepObservation, steps: number) {
  const { step, facility, party } = observation;
  const range = rangeOf(observation);
  const usual = `${percentOf((range?.lowPartsPerMillion ?? 0) / PARTS_PER_MILLION)} to ${percentOf((range?.highPartsPerMillion ?? 0) / PARTS_PER_MILLION)}`;
  const whose = observation.ownRange === null ? 'usual are' : 'it has set';
  const own =
    deviations === null
      ? `${inARow} in a row are too ${side}`
      : `its own norm is ${percentOf(norm.mean)} (${Math.abs(deviations).toFixed(1)} standard deviations away)`;
  const again = steps === 1 ? '' : `; ${steps} steps like it since the first`;
  return `${step} at ${facility ?? party} yields ${percentOf(measured.share)} of ${measured.of}, ${whose} ${usual} and ${own}${again}`;
}
