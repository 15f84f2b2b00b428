/** D03: the yields of a place move to one side, each by too little to be seen, together by too much to be chance. */
import { addToSum, type CumulativeSum, NO_SUM, type SideOfSum } from '../cumulative-sum.ts';
import { observedYields } from '../observed-yields.ts';
import type { StepObservation } from '../observation.ts';
import { percentOf } from '../rounded-figures.ts';
import type { Rule } from '../rule.ts';

interface Names extends Record<string, number> {
  limitStandardDeviations: number;
  /** Hundredths of standard deviations. */
  slackHundredths: number;
  normCountMin: number;
  spreadMinPartsPerMillion: number;
  /** A smaller shift of the mean is of no account, however sure it is. */
  shiftMinPartsPerMillion: number;
}

type Sums = Map<string, CumulativeSum>;

const PARTS_PER_MILLION = 1_000_000;

export const oneSidedDrift: Rule<Sums, Names> = {
  id: 'D03',
  version: 1,
  title: 'Slow one-sided drift',
  family: 'mass',
  inputs: 'the series of yields of each step at each place, for all rare earths and for each element',
  mistakes: 'a scale or an assay that has gone out of true, a process that was changed',
  clears: 'the scale and the assay are checked against others, or the change of the process is shown',
  thresholds: {
    limitStandardDeviations: 12,
    slackHundredths: 50,
    normCountMin: 15,
    spreadMinPartsPerMillion: 2_000,
    shiftMinPartsPerMillion: 4_000,
  },
  start: () => new Map(),
  observe: (sums, observation, { thresholds, report }) => {
    if (observation.kind !== 'step') return;
    const { party, facility, step, event, occurredAt, outputs } = observation;
    const place = `${facility ?? party}/${step}`;
    for (const { of, share } of observedYields(observation)) {
      const key = `${place}/${of}`;
      const sum = addToSum(sums.get(key) ?? NO_SUM, { event, occurredAt, value: share }, settingsOf(thresholds));
      sums.set(key, sum);
      for (const side of [sum.above, sum.below]) {
        if (side === null || side.sum <= thresholds.limitStandardDeviations) continue;
        const shift = side.mean - sum.moments.mean;
        if (Math.abs(shift) * PARTS_PER_MILLION < thresholds.shiftMinPartsPerMillion) continue;
        report({
          id: `D03/${key}/${side.first}`,
          severity: 'medium',
          party,
          facility,
          lots: outputs.filter(({ kind }) => kind !== 'circuit-stock').map(({ lot }) => lot),
          shipments: [],
          others: [],
          events: side.first === event ? [event] : [side.first, event],
          from: side.from,
          to: occurredAt,
          numbers: {
            of,
            sumStandardDeviations: Number(side.sum.toFixed(1)),
            steps: side.count,
            meanPartsPerMillion: Math.round(side.mean * PARTS_PER_MILLION),
            normPartsPerMillion: Math.round(sum.moments.mean * PARTS_PER_MILLION),
          },
          sentence: describe(observation, of, side, sum),
        });
      }
    }
  },
};

function settingsOf({ slackHundredths, normCountMin, spreadMinPartsPerMillion }: Names) {
  return {
    slackStandardDeviations: slackHundredths / 100,
    countMin: normCountMin,
    spreadMin: spreadMinPartsPerMillion / PARTS_PER_MILLION,
  };
}

function describe({ step, facility, party }: StepObservation, of: string, side: SideOfSum, { moments }: CumulativeSum) {
  const where = `${step} at ${facility ?? party}`;
  const means = `${percentOf(side.mean)} of ${of} over ${side.count} steps, its norm is ${percentOf(moments.mean)}`;
  return `${where} has yielded ${means}: all to one side, ${side.sum.toFixed(1)} standard deviations in sum`;
}
