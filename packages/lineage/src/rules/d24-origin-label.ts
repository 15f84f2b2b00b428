/**
 * D24, origin label washing: a country of origin at the border that no step among the ancestors was done in, or that only
 * steps before the last substantive one were done in. Repacking, splitting and blending give no origin: a new label after
 * one of them and no process is the pattern that the Ministry of State Security described in July 2025.
 *
 * A party writes itself where its ore was dug, and may name the plant of somebody else. What an authority has registered
 * comes first: ore is of the country of its mine, and a step that a party of one country says it did at another's plant in
 * a second one is its word alone, until the plant's owner records it.
 *
 * Of each lot a number is kept: that of one of the few sets of countries that there are.
 */
import { isRearranging } from '@lodestone/custody/material.ts';
import { type LotNotes, noteLot, noteOfLot } from '../lot-notes.ts';
import type { ExitObservation, FacilityObservation, ObservedLot, StepObservation } from '../observation.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';

/** Countries in the order of their codes. */
interface Countries {
  /** Of every origin and every step that changed the material. */
  readonly all: readonly string[];
  /** Of the last such step, or of the origin where there was none. */
  readonly last: readonly string[];
  /** Of those, the ones that a party says alone, of somebody else's plant in a country that is not its own. */
  readonly unconfirmed: readonly string[];
  /** Stated of what was dug or collected at a facility that is registered in another country; not among `all` by that. */
  readonly contradicted: readonly string[];
}

const NO_COUNTRIES: Countries = { all: [], last: [], unconfirmed: [], contradicted: [] };

interface State {
  /** By number less one; 0 is of a lot that was never seen. */
  readonly sets: Countries[];
  readonly numbers: Map<string, number>;
  /** What a step makes, by the numbers of its inputs and its country. */
  readonly made: Map<string, number>;
  readonly byLot: LotNotes;
  /** As registered by an authority. */
  readonly facilities: Map<string, Pick<FacilityObservation, 'owner' | 'country'>>;
  readonly parties: Map<string, string>;
}

/** Nothing to set: a country is among the others or it is not. */
const thresholds = {};

export const originLabel: Rule<State, typeof thresholds> = {
  id: 'D24',
  version: 2,
  title: 'Origin that the lineage does not show',
  family: 'trade',
  inputs:
    'origins and steps: their countries, and those of the facilities and parties that they name; exits of shipments: declared country of origin',
  mistakes:
    'rules of origin of a trade agreement, a lot that was repacked lawfully under its old origin, a works that lent its furnace',
  clears: 'the certificate of origin with the process that gave it, recorded as a step',
  thresholds,
  start: () => ({
    sets: [],
    numbers: new Map(),
    made: new Map(),
    byLot: new Map(),
    facilities: new Map(),
    parties: new Map(),
  }),
  observe: (state, observation, context) => {
    switch (observation.kind) {
      case 'facility':
        state.facilities.set(observation.registered, { owner: observation.owner, country: observation.country });
        return;
      case 'party':
        state.parties.set(observation.registered, observation.country);
        return;
      case 'origin':
        noteLot(state.byLot, observation.lot.lotNumber, numberOf(state, countriesOfOrigin(state, observation.lot)));
        return;
      case 'step':
        observeStep(state, observation);
        return;
      case 'exit':
        observeExit(state, observation, context);
        return;
      default:
    }
  },
};

/** What was imported came from another country than that of the facility that it came to. */
function countriesOfOrigin({ facilities }: State, { kind, country, facility }: ObservedLot): Countries {
  const isOfPlace = kind === 'mined' || kind === 'collected';
  const registered = facility === null || !isOfPlace ? country : (facilities.get(facility)?.country ?? country);
  const contradicted = registered === country ? [] : [country];
  return { ...NO_COUNTRIES, all: [registered], last: [registered], contradicted };
}

/** Most steps meet what steps before them met, so what they make is looked up by the numbers of their inputs. */
function observeStep(state: State, { step, inputs, outputs }: StepObservation): void {
  const before = [...new Set(inputs.map(({ lot }) => noteOfLot(state.byLot, lot.lotNumber)))].filter(
    (number) => number > 0,
  );
  const keepsOrigin = isRearranging(step) && before.length > 0;
  for (const lot of outputs) {
    const { lotNumber, country } = lot;
    const isUnconfirmed = isSaidOfAnothersPlant(state, lot);
    const key = `${before.join(' ')} ${keepsOrigin ? '' : `${country}${isUnconfirmed ? '?' : ''}`}`;
    const made =
      state.made.get(key) ??
      numberOf(state, keepsOrigin ? together(state, before) : madeIn(together(state, before), country, isUnconfirmed));
    state.made.set(key, made);
    noteLot(state.byLot, lotNumber, made);
  }
}

function isSaidOfAnothersPlant({ facilities, parties }: State, { party, facility }: ObservedLot): boolean {
  const plant = facility === null ? undefined : facilities.get(facility);
  const home = parties.get(party);
  return plant !== undefined && home !== undefined && plant.owner !== party && plant.country !== home;
}

/** What lots of these sets bring into one. A country that one of them has for sure is sure of all. */
function together({ sets }: State, numbers: readonly number[]): Countries {
  const met = numbers.flatMap((number) => sets[number - 1] ?? []);
  const sure = new Set(
    met.flatMap(({ last, unconfirmed }) => last.filter((country) => !unconfirmed.includes(country))),
  );
  return {
    all: met.flatMap(({ all }) => all),
    last: met.flatMap(({ last }) => last),
    unconfirmed: met.flatMap(({ unconfirmed }) => unconfirmed).filter((country) => !sure.has(country)),
    contradicted: met.flatMap(({ contradicted }) => contradicted),
  };
}

function madeIn({ all, contradicted }: Countries, country: string, isUnconfirmed: boolean): Countries {
  return { all: [...all, country], last: [country], unconfirmed: isUnconfirmed ? [country] : [], contradicted };
}

function observeExit(state: State, observation: ExitObservation, context: RuleContext<typeof thresholds>): void {
  const { country, lines, shipment, exporter } = observation;
  if (country === null) return;
  const wrong = lines.flatMap(({ lot }) => {
    const countries = countriesOf(state, lot.lotNumber);
    return countries === null || isShown(countries, country) ? [] : [{ lot: lot.lot, countries }];
  });
  const [first] = wrong;
  if (first === undefined) return;
  const contrary = wrong.filter(({ countries }) => !countries.last.includes(country));
  const shown = contrary.find(({ countries }) => !countries.all.includes(country)) ?? contrary[0] ?? first;
  context.report(
    findingAbout(observation, {
      id: `D24/${shipment}`,
      // An honest works that lends its furnace looks like this.
      severity: contrary.length === 0 ? 'low' : 'medium',
      party: exporter,
      ...(contrary.length === 0 ? { clears: 'the owner of the plant takes the material in and records the step' } : {}),
      from: observation.packedAt,
      lots: wrong.map(({ lot }) => lot),
      shipments: [shipment],
      others: [observation.consignee],
      numbers: { declared: country, countries: shown.countries.all.join(' '), lots: wrong.length },
      sentence: `Shipment ${shipment} is declared with ${country} as its country of origin; ${storyOf(shown, country)}`,
    }),
  );
}

/** Whether the last substantive step, or the origin, was in the country by more than one party's word. */
function isShown({ last, unconfirmed }: Countries, country: string): boolean {
  return last.includes(country) && !unconfirmed.includes(country);
}

interface ShownLot {
  readonly lot: string;
  readonly countries: Countries;
}

function storyOf({ lot, countries: { all, last, contradicted } }: ShownLot, country: string): string {
  if (last.includes(country)) {
    return `that the last substantive step of its lot ${lot} was done there is said by a party of another country alone, of a plant that is not its own`;
  }
  if (all.includes(country)) return `the last substantive step of its lot ${lot} was done in ${last.join(', ')}`;
  const stated = contradicted.includes(country)
    ? `; ${country} is only stated of what was dug or collected at a facility that is registered elsewhere`
    : '';
  return `every step that made its lot ${lot} was done in ${all.join(', ')}${stated}`;
}

function countriesOf({ sets, byLot }: State, lotNumber: number): Countries | null {
  return sets[noteOfLot(byLot, lotNumber) - 1] ?? null;
}

function numberOf({ sets, numbers }: State, countries: Countries): number {
  const set = {
    all: inOrder(countries.all),
    last: inOrder(countries.last),
    unconfirmed: inOrder(countries.unconfirmed),
    contradicted: inOrder(countries.contradicted),
  };
  const key = Object.values(set)
    .map((each) => each.join(' '))
    .join('/');
  const known = numbers.get(key);
  if (known !== undefined) return known;
  sets.push(set);
  numbers.set(key, sets.length);
  return sets.length;
}

function inOrder(countries: readonly string[]): string[] {
  return [...new Set(countries)].sort();
}
