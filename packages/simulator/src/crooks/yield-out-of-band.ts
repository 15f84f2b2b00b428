import type { ProcessStep } from '@lodestone/custody/material.ts';
import { STEP_YIELDS, WASTE_FORMS } from '@lodestone/custody/step-yield.ts';
import { between, formatPercent } from '../chance.ts';
import type { StepDraft } from '../drafts.ts';
import type { Trade } from '../site.ts';
import type { World } from '../world.ts';
import { givenBy, missingFrom, resizeLot, takenBy } from './change-output.ts';
import { commit, type Crook, eitherOf, openCrime, recruit } from './crook.ts';

/** D02: what comes from elsewhere is booked as a good yield, or what goes elsewhere as a bad one; both books close. */
export const yieldOutOfBand: Crook = { rule: 'D02', count: 6, begin };

interface Place {
  readonly trade: Trade;
  readonly step: ProcessStep;
}

/** Where a yield above practice still is none above what went in. */
const LAUNDERED_IN: readonly Place[] = [
  { trade: 'metal-maker', step: 'electrolysis' },
  { trade: 'refiner', step: 'cracking' },
  { trade: 'recycler', step: 'recycling' },
  { trade: 'mine', step: 'beneficiation' },
];

const LEAKED_OUT: readonly Place[] = [
  { trade: 'metal-maker', step: 'electrolysis' },
  { trade: 'magnet-maker', step: 'strip-casting' },
  { trade: 'recycler', step: 'recycling' },
  { trade: 'magnet-maker', step: 'sintering' },
];

function begin(world: World): void {
  const isIn = eitherOf(world, true, false);
  const { trade, step } = world.random.pick(isIn ? LAUNDERED_IN : LEAKED_OUT);
  const site = recruit(world, trade, ({ deposit }) => step !== 'beneficiation' || deposit?.ore.kind === 'rock');
  if (site === null) return;
  const { lowPartsPerMillion: low, highPartsPerMillion: high } = STEP_YIELDS[step];
  const usual = site.yieldsPartsPerMillion.get(step) ?? low;
  // From well away from its own usual yield to somewhat outside what practice allows.
  const width = high - low;
  const reach = between(world.random, 20, 60) / 100;
  const goal = isIn
    ? Math.min(
        995_000,
        Math.max(
          usual + Math.round(width / 5),
          Math.round(high + (Math.min(990_000, high + width / 4) - high) * reach),
        ),
      )
    : Math.min(usual - Math.round(width / 5), Math.round(low - (width / 3) * reach));
  const crime = openCrime(world, site, {
    rule: 'D02',
    also: isIn ? ['D03', 'D01'] : ['D03'],
    leastActs: 2,
    what: isIn
      ? `${site.party} books material from elsewhere as yield of ${step}: about ${formatPercent(goal)} instead of its usual ${formatPercent(usual)}.`
      : `${site.party} takes material away from ${step} and books it as lost: a yield of about ${formatPercent(goal)} instead of its usual ${formatPercent(usual)}.`,
  });
  let left = between(world.random, 5, 14);
  site.tampering.step = (draft) => {
    if (draft.step !== step || left === 0) return draft;
    left -= 1;
    return commitYield(draft, goal - usual, (lots) => commit(world, crime, site, lots));
  };
}

/** Moves the yield by so much, the run's own difference from the usual kept; waste and losses take what is missing. */
function commitYield(draft: StepDraft, shift: number, note: (lots: StepDraft['outputs']) => void): StepDraft {
  const taken = takenBy(draft);
  const useful = draft.outputs.filter(({ material }) => !WASTE_FORMS.has(material.form));
  const [sample] = useful;
  if (sample === undefined) return draft;
  const usefulGiven = givenBy({ ...draft, outputs: useful });
  const outputs = draft.outputs.map((lot) => {
    if (WASTE_FORMS.has(lot.material.form)) return lot;
    return resizeLot(lot, shiftOf(taken, usefulGiven, shift));
  });
  const changed = outputs.filter(({ material }) => !WASTE_FORMS.has(material.form));
  const rest = missingFrom(taken, givenBy({ ...draft, outputs: changed }));
  note(changed);
  const hasWaste = changed.length < outputs.length;
  const others = outputs.map((lot) => {
    if (!WASTE_FORMS.has(lot.material.form)) return lot;
    return { ...lot, quantity: { ...lot.quantity, elementMilligrams: rest } };
  });
  return { ...draft, outputs: others, lossElementMilligrams: hasWaste ? {} : rest };
}

/** By how much outputs change where the yield moves by `shift`, both in parts per million. */
function shiftOf(
  taken: StepDraft['lossElementMilligrams'],
  given: StepDraft['lossElementMilligrams'],
  shift: number,
): number {
  let [all, useful] = [0n, 0n];
  for (const mass of Object.values(taken)) all += mass;
  for (const mass of Object.values(given)) useful += mass;
  return useful === 0n ? 0 : Number((all * BigInt(shift)) / useful);
}
