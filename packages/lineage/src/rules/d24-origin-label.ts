/**
 * D24, origin label washing: a country of origin at the border that no step among the ancestors was done in, or that only
 * steps before the last substantive one were done in. Repacking, splitting and blending give no origin: a new label after
 * one of them and no process is the pattern that the Ministry of State Security described in July 2025.
 *
 * Of each lot a number is kept: that of one of the few sets of countries that there are.
 */
import { isRearranging } from '@lodestone/custody/material.ts';
import { type LotNotes, noteLot, noteOfLot } from '../lot-notes.ts';
import type { ExitObservation, StepObservation } from '../observation.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';

/** Countries in the order of their codes. */
interface Countries {
  /** Of every origin and every step that changed the material. */
  readonly all: readonly string[];
  /** Of the last such step, or of the origin where there was none. */
  readonly last: readonly string[];
}

interface State {
  /** By number less one; 0 is of a lot that was never seen. */
  readonly sets: Countries[];
  readonly numbers: Map<string, number>;
  /** What a step makes, by the numbers of its inputs and its country. */
  readonly made: Map<string, number>;
  readonly byLot: LotNotes;
}

/** Nothing to set: a country is among the others or it is not. */
const thresholds = {};

export const originLabel: Rule<State, typeof thresholds> = {
  id: 'D24',
  version: 1,
  title: 'Origin that the lineage does not show',
  family: 'trade',
  inputs: 'origins and steps: their countries; exits of shipments: declared country of origin',
  mistakes: 'rules of origin of a trade agreement, a lot that was repacked lawfully under its old origin',
  clears: 'the certificate of origin with the process that gave it, recorded as a step',
  thresholds,
  start: () => ({ sets: [], numbers: new Map(), made: new Map(), byLot: new Map() }),
  observe: (state, observation, context) => {
    switch (observation.kind) {
      case 'origin': {
        const { lotNumber, country } = observation.lot;
        noteLot(state.byLot, lotNumber, numberOf(state, { all: [country], last: [country] }));
        return;
      }
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

/** Most steps meet what steps before them met, so what they make is looked up by the numbers of their inputs. */
function observeStep(state: State, { step, inputs, outputs }: StepObservation): void {
  const before = [...new Set(inputs.map(({ lot }) => noteOfLot(state.byLot, lot.lotNumber)))].filter(
    (number) => number > 0,
  );
  const keepsOrigin = isRearranging(step) && before.length > 0;
  for (const { lotNumber, country } of outputs) {
    const key = `${before.join(' ')} ${keepsOrigin ? '' : country}`;
    const made = state.made.get(key) ?? numberOf(state, countriesMade(state, before, keepsOrigin ? null : country));
    state.made.set(key, made);
    noteLot(state.byLot, lotNumber, made);
  }
}

/** By a step in `country`, or by one that gives no origin. */
function countriesMade({ sets }: State, before: readonly number[], country: string | null): Countries {
  const met = before.flatMap((number) => sets[number - 1] ?? []);
  const all = met.flatMap((countries) => countries.all);
  return country === null
    ? { all, last: met.flatMap((countries) => countries.last) }
    : { all: [...all, country], last: [country] };
}

function observeExit(state: State, observation: ExitObservation, context: RuleContext<typeof thresholds>): void {
  const { country, lines, shipment, exporter } = observation;
  if (country === null) return;
  const wrong = lines.flatMap(({ lot }) => {
    const countries = countriesOf(state, lot.lotNumber);
    return countries === null || countries.last.includes(country) ? [] : [{ lot: lot.lot, countries }];
  });
  const [first] = wrong;
  if (first === undefined) return;
  const shown = wrong.find(({ countries }) => !countries.all.includes(country)) ?? first;
  const { all, last } = shown.countries;
  const story = all.includes(country)
    ? `its last substantive step was done in ${last.join(', ')}`
    : `every step that made it was done in ${all.join(', ')}`;
  context.report(
    findingAbout(observation, {
      id: `D24/${shipment}`,
      severity: 'medium',
      party: exporter,
      from: observation.packedAt,
      lots: wrong.map(({ lot }) => lot),
      shipments: [shipment],
      others: [observation.consignee],
      numbers: { declared: country, countries: all.join(' '), lots: wrong.length },
      sentence: `Shipment ${shipment} is declared as of ${country}; of lot ${shown.lot} ${story}`,
    }),
  );
}

function countriesOf({ sets, byLot }: State, lotNumber: number): Countries | null {
  return sets[noteOfLot(byLot, lotNumber) - 1] ?? null;
}

function numberOf({ sets, numbers }: State, { all, last }: Countries): number {
  const set = { all: [...new Set(all)].sort(), last: [...new Set(last)].sort() };
  const key = `${set.all.join(' ')}/${set.last.join(' ')}`;
  const known = numbers.get(key);
  if (known !== undefined) return known;
  sets.push(set);
  numbers.set(key, sets.length);
  return sets.length;
}
