/** D06: what a recycler makes has the rare earths of an ore, not those of magnets. */
import { type ElementMasses, statedElements, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { MAGNET_ELEMENTS, ORE_FORMS, ORE_MARKERS } from '@lodestone/custody/decide/composition-findings.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { ObservedLot, StepObservation } from '../observation.ts';
import { oxideShare } from '../oxide-shares.ts';
import { percentOf } from '../rounded-figures.ts';
import type { Rule } from '../rule.ts';
import { isProduct } from './step-lots.ts';

const thresholds = {
  /** Y, Sm and Eu of all oxides. */
  markersMaxPartsPerMillion: 20_000,
  /** All but Pr, Nd, Gd, Tb, Dy and Ho of all oxides. */
  othersMaxPartsPerMillion: 250_000,
  episodeGapDays: 60,
};

type Limits = typeof thresholds;

/** Scrap that is not of neodymium magnets, as its product names it, and the elements that then make most of it. */
const OTHER_SCRAP: readonly { readonly name: RegExp; readonly elements: ReadonlySet<ElementSymbol> }[] = [
  { name: /sm-?\s?co|samarium|钐钴/i, elements: new Set(['Sm']) },
  { name: /phosphor|lamp|荧光/i, elements: new Set(['Y', 'Eu']) },
  { name: /catalyst|催化/i, elements: new Set(['La', 'Ce']) },
  { name: /polish|抛光/i, elements: new Set(['La', 'Ce']) },
];

type Hit =
  | { readonly what: 'ore among the scrap'; readonly lot: ObservedLot }
  | { readonly what: 'Y, Sm and Eu' | 'other than magnet elements'; readonly share: number; readonly max: number };

const PARTS_PER_MILLION = 1_000_000;

export const oreInRecycling: Rule<Episodes, Limits> = {
  id: 'D06',
  version: 1,
  title: 'Ore fed into a recycler',
  family: 'chemistry',
  inputs: 'forms and products of what is recycled, and the oxides of what is made of it',
  mistakes:
    'scrap of samarium-cobalt, phosphors or catalysts that is not named as such, cheap magnets with much cerium',
  clears:
    'the scrap is shown, or its product names what it is of (samarium-cobalt, phosphor, catalyst), or the step is named as the separation that it is',
  thresholds,
  start: () => new Map(),
  observe: (state, observation, { thresholds: limits, report }) => {
    if (observation.kind !== 'step' || observation.step !== 'recycling') return;
    const hit = judge(observation, limits);
    if (hit === null) return;
    const { party, facility, inputs, outputs } = observation;
    const place = facility ?? party;
    const lots = [...outputs, ...inputs.map(({ lot }) => lot)].map(({ lot }) => lot);
    const episode = continueEpisode(state, place, { ...observation, lots }, limits.episodeGapDays);
    report({
      ...findingOfEpisode('D06', place, episode),
      severity: 'medium',
      party,
      facility,
      numbers: numbersOf(hit, episode.count),
      sentence: describe(hit, place, episode.count),
    });
  },
};

/** Form first: that ore went in needs no chemistry. */
function judge({ inputs, outputs, notices }: StepObservation, limits: Limits): Hit | null {
  const isNoticed = notices.some(({ code }) => code === 'ore-in-recycling');
  const ore = isNoticed ? inputs.find(({ lot }) => ORE_FORMS.has(lot.form)) : undefined;
  if (ore !== undefined) return { what: 'ore among the scrap', lot: ore.lot };
  // All that it made together: cerium may well come out in a lot of its own.
  const made = sumElementMasses(outputs.filter(isProduct).map((lot) => lot.made.elementMilligrams));
  if (isDeclaredOtherScrap(inputs, made)) return null;
  if (isLeftByOthers(inputs, made)) return null;
  const markers = oxideShare(made, (element) => ORE_MARKERS.has(element));
  const markersMax = limits.markersMaxPartsPerMillion / PARTS_PER_MILLION;
  if (markers > markersMax) return { what: 'Y, Sm and Eu', share: markers, max: markersMax };
  const others = oxideShare(made, (element) => !MAGNET_ELEMENTS.has(element));
  const othersMax = limits.othersMaxPartsPerMillion / PARTS_PER_MILLION;
  return others > othersMax ? { what: 'other than magnet elements', share: others, max: othersMax } : null;
}

/** Scrap of another kind is named, and what came out is mostly of it: the name alone does not cover an ore. */
function isDeclaredOtherScrap(inputs: StepObservation['inputs'], made: ElementMasses): boolean {
  return OTHER_SCRAP.some(
    ({ name, elements }) =>
      inputs.some(({ lot: { product, grade } }) => name.test(`${product ?? ''} ${grade ?? ''}`)) &&
      oxideShare(made, (element) => elements.has(element)) > 0.5,
  );
}

/**
 * Waste that the steps of magnet makers left is what went into these steps. What a recycler once let in comes back to
 * others in their swarf: they are not asked for it.
 */
function isLeftByOthers(inputs: StepObservation['inputs'], made: ElementMasses): boolean {
  const left = sumElementMasses(
    inputs.filter(({ lot }) => lot.kind === 'transformed').map(({ amounts }) => amounts.elementMilligrams),
  );
  return statedElements(made).every(([element, mass]) => MAGNET_ELEMENTS.has(element) || mass <= (left[element] ?? 0n));
}

function numbersOf(hit: Hit, steps: number) {
  if (hit.what === 'ore among the scrap') return { lot: hit.lot.lot, form: hit.lot.form ?? '', steps };
  return {
    of: hit.what,
    sharePartsPerMillion: Math.round(hit.share * PARTS_PER_MILLION),
    maxPartsPerMillion: Math.round(hit.max * PARTS_PER_MILLION),
    steps,
  };
}

function describe(hit: Hit, place: string, steps: number): string {
  const again = steps === 1 ? '' : `; ${steps} steps like it since the first`;
  if (hit.what === 'ore among the scrap') {
    return `recycling at ${place} took lot ${hit.lot.lot}, which is ${hit.lot.form}: recycling is for swarf, scrap and residue${again}`;
  }
  return `recycling at ${place} made oxides with ${percentOf(hit.share)} ${hit.what}, scrap of magnets has ${percentOf(hit.max)} at most, ores have more${again}`;
}
