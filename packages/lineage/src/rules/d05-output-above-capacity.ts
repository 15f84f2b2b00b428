/** D05: a facility makes or digs more than it says that it can, or than the reagents and the power can have made that it used. */
import { isRearranging } from '@lodestone/custody/material.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { Observation, ObservedLot, StepObservation } from '../observation.ts';
import { roundedAmount, roundedKilograms, roundedPercent } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { sumMilligrams } from '../sum-milligrams.ts';
import { addToWeek, sumOfWeeks, weekOf, type WeeklySums, WEEKS_PER_QUARTER, WEEKS_PER_YEAR } from '../weekly-sums.ts';
import { type AuxiliaryUse, useAuxiliaries } from './auxiliary-use.ts';
import { statedCapacity } from './stated-capacity.ts';
import { isProduct } from './step-lots.ts';

const thresholds = {
  /** Of the capacity of a year. */
  yearMaxPercent: 102,
  /** Of a quarter of that: a season may be busier than the year. */
  quarterMaxPercent: 110,
  episodeGapDays: 60,
  /** Of what a kilogram of rare earths took there in the year before. */
  auxiliaryPercentMin: 50,
  auxiliaryWeeksMin: 26,
  auxiliaryBillsMin: 3,
};

type Limits = typeof thresholds;
type Context = RuleContext<Limits>;

interface State {
  /** By facility: milligrams of rare earths a year, as it states. */
  readonly capacities: Map<string, bigint>;
  /** By facility and act: what it made of it, week by week. */
  readonly outputs: Map<string, WeeklySums>;
  readonly episodes: Episodes;
  readonly auxiliaries: AuxiliaryUse;
}

/** What came out of one act, as one event says. */
interface Output {
  readonly act: string;
  readonly lots: readonly ObservedLot[];
}

export const outputAboveCapacity: Rule<State, Limits> = {
  id: 'D05',
  version: 3,
  title: 'Output above capacity or reagents',
  family: 'mass',
  inputs:
    'the capacity that a facility is registered with, and what it digs or makes in 13 and in 52 weeks, each step by itself; reagents and power that steps state, against the year before',
  mistakes:
    'stock that is worked off, work for others on top of its own, a plant that was enlarged, reagents that are not recorded yet',
  clears:
    'the facility is registered with the capacity that it has, the stock is shown that was worked off, or the bills of the reagents are',
  thresholds,
  start: () => ({ capacities: new Map(), outputs: new Map(), episodes: new Map(), auxiliaries: new Map() }),
  observe: (state, observation, context) => {
    const { thresholds: limits, report } = context;
    if (observation.kind === 'facility') {
      const capacity = statedCapacity(observation.capacity);
      if (capacity !== null) state.capacities.set(observation.registered, capacity);
      return;
    }
    const { facility, party, occurredAt } = observation;
    const output = outputOf(observation);
    if (observation.kind === 'step' && output !== null) judgeAuxiliaries(state, observation, output, context);
    const capacity = facility === null ? undefined : state.capacities.get(facility);
    if (output === null || facility === null || capacity === undefined) return;
    const subject = `${facility}/${output.act}`;
    const sums = state.outputs.get(subject) ?? new Map();
    state.outputs.set(subject, sums);
    const week = weekOf(occurredAt);
    addToWeek(sums, week, sumMilligrams(output.lots.map(({ made }) => made.elementMilligrams)));
    const excess = excessOf(sums, week, capacity, limits);
    if (excess === null) return;
    const lots = output.lots.map(({ lot }) => lot);
    const episode = continueEpisode(state.episodes, subject, { ...observation, lots }, limits.episodeGapDays);
    report({
      ...findingOfEpisode('D05', subject, episode),
      severity: 'medium',
      party,
      facility,
      numbers: {
        madeMilligrams: excess.made.toString(),
        capacityMilligrams: excess.capacity.toString(),
        weeks: excess.weeks,
      },
      sentence: `${facility} has ${output.act === 'mining' ? 'dug' : `made by ${output.act}`} ${roundedKilograms(excess.made)} of rare earths in ${excess.weeks} weeks, its capacity is ${roundedKilograms(excess.capacity)} in that time: ${roundedPercent(excess.made, excess.capacity)} of it`,
      clears: 'the facility is registered with the capacity that it has, or the stock is shown that was worked off',
    });
  },
};

function judgeAuxiliaries(
  { auxiliaries, episodes }: State,
  observation: StepObservation,
  { act, lots }: Output,
  { thresholds: limits, report }: Context,
): void {
  const { facility, party } = observation;
  if (facility === null) return;
  const made = sumMilligrams(lots.map((lot) => lot.made.elementMilligrams));
  for (const shortage of useAuxiliaries(auxiliaries, observation, made, limits)) {
    const { kind, measure, made: madeWith, used, usual } = shortage;
    const subject = `${facility}/${act}/${kind}`;
    const seen = { ...observation, lots: lots.map(({ lot }) => lot) };
    const episode = continueEpisode(episodes, subject, seen, limits.episodeGapDays);
    report({
      ...findingOfEpisode('D05', subject, episode),
      severity: 'medium',
      party,
      facility,
      numbers: {
        kind,
        madeMilligrams: madeWith.toString(),
        used: used.toString(),
        usual: usual.toString(),
        measure,
      },
      sentence: `${facility} has made ${roundedKilograms(madeWith)} of rare earths by ${act} in ${WEEKS_PER_QUARTER} weeks with ${roundedAmount(measure, used)} of ${kind.replaceAll('-', ' ')}: ${roundedPercent(used, usual)} of the ${roundedAmount(measure, usual)} that they would have taken there in the year before`,
      clears: 'the bills of what was used, or another process is shown',
    });
  }
}

function outputOf(observation: Observation): Output | null {
  if (observation.kind === 'origin') {
    return observation.lot.kind === 'mined' ? { act: 'mining', lots: [observation.lot] } : null;
  }
  if (observation.kind !== 'step') return null;
  const lots = observation.outputs.filter(isProduct);
  return lots.length === 0 || isRearranging(observation.step) ? null : { act: observation.step, lots };
}

function excessOf(sums: WeeklySums, week: number, capacityPerYear: bigint, limits: Limits) {
  const spans = [
    { weeks: WEEKS_PER_YEAR, maxPercent: limits.yearMaxPercent },
    { weeks: WEEKS_PER_QUARTER, maxPercent: limits.quarterMaxPercent },
  ];
  for (const { weeks, maxPercent } of spans) {
    const made = sumOfWeeks(sums, week - weeks + 1, week + 1);
    const capacity = (capacityPerYear * BigInt(weeks)) / BigInt(WEEKS_PER_YEAR);
    if (made * 100n > capacity * BigInt(maxPercent)) return { made, capacity, weeks };
  }
  return null;
}
