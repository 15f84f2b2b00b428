/** D01: a step gives more of an element than it took, beyond what its assays may be wrong by. */
import { chanceMilligrams } from '@lodestone/custody/combined-uncertainty.ts';
import {
  type ElementMasses,
  statedElements,
  sumElementMasses,
  totalMilligrams,
} from '@lodestone/custody/element-masses.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { ObservedLot, StepObservation } from '../observation.ts';
import { roundedKilograms, roundedPercent } from '../rounded-figures.ts';
import type { Rule } from '../rule.ts';
import { withoutStock } from './step-lots.ts';

const thresholds = {
  /** Of what went in. */
  gainMinPartsPerMillion: 5_000,
  /** Of all rare earths that went in: less of an element is a trace, which no assay weighs that well. */
  traceMaxPartsPerMillion: 500,
  episodeGapDays: 60,
};

type Limits = typeof thresholds;

interface Gain {
  readonly element: ElementSymbol;
  readonly taken: bigint;
  readonly given: bigint;
  /** What the uncertainty of the assays explains. */
  readonly chance: bigint;
}

const PARTS_PER_MILLION = 1_000_000n;

export const moreOutThanIn: Rule<Episodes, Limits> = {
  id: 'D01',
  version: 1,
  title: 'More out than in',
  family: 'mass',
  inputs: 'inputs, outputs, losses and circuit stock of a step, per element, with the uncertainty of their assays',
  mistakes: 'stock in a circuit that was not counted, an input entered late, wet mass or oxide taken for the element',
  clears:
    'the missing input or opening stock is recorded, or the step or an assay is corrected, so that out is in at most',
  thresholds,
  start: () => new Map(),
  observe: (state, observation, { thresholds: limits, report }) => {
    if (observation.kind !== 'step') return;
    const gain = greatestGain(observation, limits);
    if (gain === null) return;
    const { party, facility, step, outputs } = observation;
    const lots = withoutStock(outputs).map(({ lot }) => lot);
    const subject = `${facility ?? party}/${step}`;
    const episode = continueEpisode(state, subject, { ...observation, lots }, limits.episodeGapDays);
    report({
      ...findingOfEpisode('D01', subject, episode),
      severity: 'medium',
      party,
      facility,
      numbers: {
        element: gain.element,
        takenMilligrams: gain.taken.toString(),
        givenMilligrams: gain.given.toString(),
        chanceMilligrams: gain.chance.toString(),
        steps: episode.count,
      },
      sentence: describe(gain, observation, episode.count),
    });
  },
};

/** The gain that is most of what went in, among those beyond chance; null where there is none or nobody can tell. */
function greatestGain(step: StepObservation, limits: Limits): Gain | null {
  // An input of which nothing is stated may hold anything.
  if (step.inputs.some(({ lot }) => statedElements(lot.made.elementMilligrams).length === 0)) return null;
  const taken = sumElementMasses(step.inputs.map(({ amounts }) => amounts.elementMilligrams));
  const given = sumElementMasses([
    ...step.outputs.map(({ made }) => made.elementMilligrams),
    step.lossElementMilligrams,
  ]);
  const trace = (totalMilligrams(taken) * BigInt(limits.traceMaxPartsPerMillion)) / PARTS_PER_MILLION;
  const gains = statedElements(given).flatMap(([element, out]) => {
    const into = taken[element] ?? 0n;
    const gained = out - into;
    if (gained <= trace || gained * PARTS_PER_MILLION <= into * BigInt(limits.gainMinPartsPerMillion)) return [];
    const chance = chanceOf(step, element);
    return gained > chance ? [{ element, taken: into, given: out, chance }] : [];
  });
  return gains.sort(byGain)[0] ?? null;
}

/** Three times the combined uncertainty of all assays of the step. */
function chanceOf({ inputs, outputs }: StepObservation, element: ElementSymbol): bigint {
  const uncertain = (lot: ObservedLot, masses: ElementMasses) => ({
    milligrams: masses[element] ?? 0n,
    uncertaintyPartsPerMillion: lot.uncertaintyPartsPerMillion,
  });
  const masses = [
    ...inputs.map(({ lot, amounts }) => uncertain(lot, amounts.elementMilligrams)),
    ...outputs.map((lot) => uncertain(lot, lot.made.elementMilligrams)),
  ];
  return chanceMilligrams(masses) ?? 0n;
}

/** The greater given ÷ taken comes first; nothing taken is the greatest. */
function byGain(left: Gain, right: Gain): number {
  const difference = right.given * left.taken - left.given * right.taken;
  if (difference === 0n) return right.given > left.given ? 1 : -1;
  return difference > 0n ? 1 : -1;
}

function describe({ element, taken, given, chance }: Gain, { step, facility, party }: StepObservation, count: number) {
  const more = taken === 0n ? 'no input states any' : `${roundedPercent(given - taken, taken)} more`;
  const explained = chance === 0n ? 'no uncertainty is stated' : `its assays explain ${roundedKilograms(chance)}`;
  const again = count === 1 ? '' : `; ${count} steps like it since the first`;
  return `${step} at ${facility ?? party} gave ${roundedKilograms(given)} of ${element} where it took ${roundedKilograms(taken)}: ${more}, ${explained}${again}`;
}
