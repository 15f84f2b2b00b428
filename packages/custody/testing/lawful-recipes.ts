/** What can be made of what in a made-up chain, and by whom. */
import type { ElementMasses } from '../src/element-masses.ts';
import { type Form, LIQUID_FORMS, type Step } from '../src/material.ts';
import { totalOxideMass } from '../src/oxide-mass.ts';
import type { Amounts } from '../src/amounts.ts';
import type { Role } from '../src/role.ts';
import { elementMassesSum } from './lawful-amounts.ts';
import type { RandomSource } from './random-source.ts';

export interface Recipe {
  readonly step: Step;
  readonly roles: readonly Role[];
  readonly takes: readonly Form[];
  /** What may be added late in the chain, from elsewhere: terbium metal onto bodies. */
  readonly adds: readonly Form[];
  readonly gives: Form;
  readonly leaves: Form | null;
}

const recipe = (
  step: Step,
  roles: readonly Role[],
  takes: readonly Form[],
  gives: Form,
  leaves: Form | null = null,
  adds: readonly Form[] = [],
): Recipe => ({ step, roles, takes, adds, gives, leaves });

/** Separation sends each element one way or the other. */
export const SEPARATION = recipe('solvent-extraction', ['refiner'], ['liquor', 'chloride'], 'oxide', 'oxide');

export const RECIPES: readonly Recipe[] = [
  recipe('beneficiation', ['mine'], ['ore', 'tailings'], 'concentrate', 'tailings'),
  recipe('leaching', ['mine', 'refiner'], ['ore'], 'leach-solution', 'residue'),
  recipe('precipitation', ['mine', 'refiner'], ['leach-solution'], 'mixed-oxide'),
  recipe('precipitation', ['refiner'], ['leach-solution', 'liquor'], 'carbonate'),
  recipe('cracking', ['mine', 'refiner'], ['concentrate'], 'chloride', 'residue'),
  recipe('dissolution', ['refiner'], ['mixed-oxide', 'carbonate', 'chloride'], 'liquor'),
  SEPARATION,
  recipe('calcination', ['refiner'], ['carbonate'], 'oxide'),
  recipe('precipitation', ['refiner'], ['liquor'], 'fluoride'),
  recipe('electrolysis', ['metal-maker'], ['oxide'], 'metal', 'slag', ['fluoride']),
  recipe('metallothermic-reduction', ['metal-maker'], ['fluoride', 'oxide'], 'metal', 'slag'),
  recipe('electrolysis', ['alloy-maker'], ['oxide'], 'alloy'),
  recipe('strip-casting', ['alloy-maker', 'magnet-maker'], ['metal', 'alloy'], 'flake', 'slag', ['alloy']),
  recipe('milling', ['magnet-maker'], ['flake'], 'powder', 'scrap'),
  recipe('sintering', ['magnet-maker'], ['powder'], 'block', 'scrap'),
  recipe('machining', ['magnet-maker'], ['block'], 'body', 'swarf'),
  recipe('grain-boundary-diffusion', ['magnet-maker'], ['body'], 'body', 'residue', ['metal', 'alloy']),
  recipe('finishing', ['magnet-maker'], ['body'], 'magnet', 'scrap'),
  recipe('finishing', ['magnet-maker'], ['magnet'], 'assembly'),
  recipe('recycling', ['recycler'], ['swarf', 'scrap', 'slag', 'residue'], 'oxide', 'residue'),
  recipe('reuse', ['recycler', 'magnet-maker'], ['scrap', 'magnet', 'assembly'], 'powder', 'scrap'),
];

/** About this many hundredths of the net mass of a form are rare earths. */
const RARE_EARTH_PERCENT: Readonly<Record<Form, bigint>> = {
  ore: 1n,
  'leach-solution': 1n,
  concentrate: 50n,
  'mixed-oxide': 78n,
  carbonate: 45n,
  chloride: 40n,
  liquor: 5n,
  oxide: 83n,
  fluoride: 71n,
  metal: 99n,
  alloy: 80n,
  flake: 31n,
  powder: 31n,
  block: 31n,
  body: 31n,
  magnet: 30n,
  assembly: 6n,
  swarf: 30n,
  scrap: 28n,
  residue: 10n,
  tailings: 2n,
  slag: 20n,
};

const COUNTED_FORMS: ReadonlySet<Form> = new Set(['block', 'body', 'magnet', 'assembly']);
/** Whether lots of the form are counted in pieces. */
export function isCounted(form: Form): boolean {
  return COUNTED_FORMS.has(form);
}

const PIECE_MILLIGRAMS = 50_000n;

/** What a lot of `form` weighs that holds `elements`: enough for them, and something besides. */
export function amountsHolding(random: RandomSource, form: Form, elements: ElementMasses): Amounts {
  const besides = BigInt(1_000 + random.below(1_000_000));
  const { numerator, denominator } = totalOxideMass(elements);
  const oxides = RARE_EARTH_PERCENT[form] < 90n ? numerator / denominator : 0n;
  const contents = (elementMassesSum(elements) * 100n) / RARE_EARTH_PERCENT[form];
  const mass = (contents > oxides ? contents : oxides) + besides;
  const liquid = LIQUID_FORMS.includes(form);
  return {
    netMilligrams: liquid && random.chance(70) ? null : mass,
    volumeMillilitres: liquid ? mass / 1_000n + 1n : null,
    pieces: COUNTED_FORMS.has(form) && random.chance(80) ? mass / PIECE_MILLIGRAMS + 1n : null,
    elementMilligrams: elements,
  };
}
