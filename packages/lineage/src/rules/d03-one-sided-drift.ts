/** D03: the yields of a place move to one side, each by too little to be seen, together by too much to be chance. */
import { addToSum, type CumulativeSum, NO_SUM, type SideOfSum } from '../cumulative-sum.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import { observedYields, yieldSpreadPrior } from '../observed-yields.ts';
import type { StepObservation } from '../observation.ts';
import { percentOf } from '../rounded-figures.ts';
import type { Rule } from '../rule.ts';
import { withoutStock } from './step-lots.ts';

const thresholds = {
  limitStandardDeviations: 12,
  /** Hundredths of standard deviations. */
  slackHundredths: 50,
  normCountMin: 6,
  /** What the spread of a place is taken for at first, of the width of the range, and how many steps that is worth. */
  spreadPriorPercent: 5,
  spreadPriorCount: 6,
  /** A smaller shift of the mean is of no account, however sure it is. */
  shiftMinPartsPerMillion: 2_000,
  episodeGapDays: 120,
};

type Limits = typeof thresholds;

interface State {
  readonly sums: Map<string, CumulativeSum>;
  readonly episodes: Episodes;
}

/** A series that has moved. */
interface Drift {
  readonly of: string;
  readonly to: 'above' | 'below';
  readonly side: SideOfSum;
  readonly normMean: number;
}

const PARTS_PER_MILLION = 1_000_000;

export const oneSidedDrift: Rule<State, Limits> = {
  id: 'D03',
  version: 1,
  title: 'Slow one-sided drift',
  family: 'mass',
  inputs: 'the series of yields of each step at each place, for all rare earths and for each element',
  mistakes: 'a scale or an assay that has gone out of true, a process that was changed',
  clears: 'the scale and the assay are checked against others, or the change of the process is shown',
  thresholds,
  start: () => ({ sums: new Map(), episodes: new Map() }),
  observe: (state, observation, { thresholds: limits, report }) => {
    if (observation.kind !== 'step') return;
    const { party, facility, step, outputs } = observation;
    const place = `${facility ?? party}/${step}`;
    const drifts = observedYields(observation).flatMap(({ of, share }) =>
      driftsOf(state, `${place}/${of}`, of, share, observation, limits),
    );
    // Elements move together: the one that says most speaks for all.
    const [drift] = drifts.sort((left, right) => right.side.sum - left.side.sum);
    if (drift === undefined) return;
    const subject = `${place}/${drift.to}`;
    const lots = withoutStock(outputs).map(({ lot }) => lot);
    const episode = continueEpisode(state.episodes, subject, { ...observation, lots }, limits.episodeGapDays);
    report({
      ...findingOfEpisode('D03', subject, episode),
      // The drift began before it was seen.
      from: drift.side.from < episode.from ? drift.side.from : episode.from,
      severity: 'medium',
      party,
      facility,
      numbers: {
        of: drift.of,
        sumStandardDeviations: Number(drift.side.sum.toFixed(1)),
        steps: drift.side.count,
        meanPartsPerMillion: Math.round(drift.side.mean * PARTS_PER_MILLION),
        normPartsPerMillion: Math.round(drift.normMean * PARTS_PER_MILLION),
      },
      sentence: describe(observation, drift),
    });
  },
};

/** Adds the yield to its series; what of it has moved too far, to either side. */
function driftsOf(
  { sums }: State,
  key: string,
  of: string,
  value: number,
  observation: StepObservation,
  limits: Limits,
): Drift[] {
  const { event, occurredAt } = observation;
  const before = sums.get(key) ?? NO_SUM;
  const sum = addToSum(
    before,
    { event, occurredAt, value },
    {
      slackStandardDeviations: limits.slackHundredths / 100,
      countMin: limits.normCountMin,
      prior: yieldSpreadPrior(observation, limits.spreadPriorPercent, limits.spreadPriorCount),
    },
  );
  sums.set(key, sum);
  const normMean = sum.moments.mean;
  return (['above', 'below'] as const).flatMap((to) => {
    const side = sum[to];
    if (side === null || side.sum <= limits.limitStandardDeviations) return [];
    if (Math.abs(side.mean - normMean) * PARTS_PER_MILLION < limits.shiftMinPartsPerMillion) return [];
    return [{ of, to, side, normMean }];
  });
}

function describe({ step, facility, party }: StepObservation, { of, side, normMean }: Drift): string {
  const where = `${step} at ${facility ?? party}`;
  const means = `${percentOf(side.mean)} of ${of} over ${side.count} steps, its mean so far is ${percentOf(normMean)}`;
  return `${where} has yielded ${means}: all to one side, ${side.sum.toFixed(1)} standard deviations in sum`;
}
