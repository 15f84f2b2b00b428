/**
 * What steps use up besides lots: oxalic acid for what is precipitated, power for what is reduced in the bath. Each site writes
 * it down with every step, or by the bill of the month, or not at all. It draws from streams of its own.
 */
import { totalMilligrams } from '@lodestone/custody/element-masses.ts';
import type { ProcessStep, Step } from '@lodestone/custody/material.ts';
import { between, happens, spread, vary } from './chance.ts';
import type { StepDraft } from './drafts.ts';
import type { JsonObject } from './line.ts';
import type { RandomSource } from './random.ts';
import type { Site } from './site.ts';
import { streamOf, type World } from './world.ts';

interface Need {
  readonly kind: string;
  readonly measure: 'netMilligrams' | 'wattHours';
  /** For a kilogram of rare earths in the product, in the unit of the measure: plants differ within this. */
  readonly least: number;
  readonly most: number;
}

/** 1.2 to 1.6 kg of oxalic acid, and 9 to 11 kWh, for a kilogram. */
const NEEDS: ReadonlyMap<Step, Need> = new Map<ProcessStep, Need>([
  ['precipitation', { kind: 'oxalic-acid', measure: 'netMilligrams', least: 1_200_000, most: 1_600_000 }],
  ['electrolysis', { kind: 'electricity', measure: 'wattHours', least: 9_000, most: 11_000 }],
]);

/** How a site keeps its bills of one step. */
export interface Bills {
  readonly rhythm: 'step' | 'month' | 'none';
  readonly perKilogram: number;
  /** Used since the latest bill. */
  unbilled: bigint;
  /** The month of it, `2025-03`. */
  billedMonth: string;
}

const BY_STEP_PARTS_PER_MILLION = 450_000;
const BY_MONTH_PARTS_PER_MILLION = 700_000;

/** Runs differ by this, as a standard deviation. */
const RUN_DEVIATION = 50_000;

/** So many bills are never written down. */
const FORGOTTEN_PARTS_PER_MILLION = 20_000;

const MILLIGRAMS_PER_KILOGRAM = 1_000_000n;

/** Those of a step at a site; null where none has been made there yet. */
export function billsOf({ bills }: World, { party }: Site, step: Step): Bills | null {
  return bills.get(`${party}/${step}`) ?? null;
}

/** What a step states that it used: nothing of most steps. */
export function auxiliariesOf(world: World, site: Site, { step, outputs }: StepDraft): JsonObject {
  const need = NEEDS.get(step);
  if (need === undefined) return {};
  const random = streamOf(world, `auxiliaries of ${site.party}`);
  const month = new Date(world.now).toISOString().slice(0, 7);
  const bills = billsOf(world, site, step) ?? openBills(need, random, month);
  world.bills.set(`${site.party}/${step}`, bills);
  const made = outputs.reduce((sum, { quantity }) => sum + totalMilligrams(quantity.elementMilligrams), 0n);
  const usual = (made * BigInt(bills.perKilogram)) / MILLIGRAMS_PER_KILOGRAM;
  const needed = vary(usual, spread(random, RUN_DEVIATION));
  const used = site.tampering.auxiliary?.(needed) ?? needed;
  const billed = bills.rhythm === 'month' ? bills.unbilled : used;
  const isDue = bills.rhythm === 'step' || (bills.rhythm === 'month' && month !== bills.billedMonth);
  if (isDue) bills.unbilled = 0n;
  bills.unbilled += used;
  if (!isDue) return {};
  bills.billedMonth = month;
  if (happens(random, FORGOTTEN_PARTS_PER_MILLION) || billed === 0n) return {};
  return { auxiliaries: [{ kind: need.kind, [need.measure]: Number(billed) }] };
}

function openBills({ least, most }: Need, random: RandomSource, month: string): Bills {
  const draw = between(random, 0, 999_999);
  const rhythm = draw < BY_STEP_PARTS_PER_MILLION ? 'step' : draw < BY_MONTH_PARTS_PER_MILLION ? 'month' : 'none';
  return { rhythm, perKilogram: between(random, least, most), unbilled: 0n, billedMonth: month };
}
