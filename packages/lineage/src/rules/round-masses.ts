/**
 * Round masses: a scale gives every last digit as often as any other (Benford's law says the same of the first ones), people
 * who make a mass up prefer zeros. A run of them stands out of a party's own. Drums and bags are filled to round masses, so a party is held against the others who
 * weigh the same form, and only with enough weighings to tell.
 */
import type { Form } from '@lodestone/custody/material.ts';
import type { Observation, ObservedLot } from '../observation.ts';
import type { Reported } from '../rule.ts';
import { findingAbout } from './finding-about.ts';

interface Weighing {
  readonly isRound: boolean;
  /** At the end of the mass in milligrams: how coarsely it was weighed, or thought up. */
  readonly zeros: number;
  readonly lot: string;
  readonly event: string;
  readonly occurredAt: string;
}

interface Habit {
  weighings: number;
  round: number;
}

export interface RoundMasses {
  /** By party and form, the latest, the newest last. */
  readonly parties: Map<string, Weighing[]>;
  /** By party and form, and of everybody by form, since the ledger began. */
  readonly habits: Map<string, Habit>;
  readonly forms: Map<Form, Habit>;
}

export interface RoundThresholds {
  readonly weighingsMin: number;
  readonly roundSharePartsPerMillionMin: number;
  readonly weighedMilligramsMin: number;
  readonly runMin: number;
  readonly runZerosMin: number;
}

const WEIGHINGS_KEPT = 40;
/** A mass with no more digits before its zeros is round: 25 t, 4,700 kg. */
const ROUND_DIGITS_MAX = 2;
/** So often a mass of four digits is round by chance, at least: the habit of a form is never taken for less. */
const CHANCE_MIN = 0.02;
/** Standard deviations above what is usual of the form. */
const DEVIATIONS_MIN = 5;
const OTHERS_WEIGHINGS_MIN = 20;
/** Whole grams: what is finer comes of arithmetic, and of no scale. */
const RUN_ZEROS_EACH_MIN = 3;
/** So many masses before a run tell how a party weighs. */
const RUN_NORM_MIN = 8;

export function startRoundMasses(): RoundMasses {
  return { parties: new Map(), habits: new Map(), forms: new Map() };
}

export function observeMasses(
  state: RoundMasses,
  observation: Observation,
  thresholds: RoundThresholds,
  report: (finding: Reported) => void,
): void {
  for (const lot of weighedBy(observation)) observeMass(state, observation, lot, thresholds, report);
}

function weighedBy(observation: Observation): readonly ObservedLot[] {
  if (observation.kind === 'origin') return [observation.lot];
  return observation.kind === 'step' ? observation.outputs : [];
}

function observeMass(
  { parties, habits, forms }: RoundMasses,
  observation: Observation,
  lot: ObservedLot,
  thresholds: RoundThresholds,
  report: (finding: Reported) => void,
): void {
  const { party, event, occurredAt } = observation;
  const { form, made } = lot;
  const { netMilligrams } = made;
  if (form === null || netMilligrams === null || netMilligrams < BigInt(thresholds.weighedMilligramsMin)) return;
  const isRound = isRoundMass(netMilligrams);
  const key = `${party}/${form}`;
  const latest = parties.get(key) ?? [];
  parties.set(key, latest);
  latest.push({ isRound, zeros: zerosOf(netMilligrams), lot: lot.lot, event, occurredAt });
  if (latest.length > WEIGHINGS_KEPT) latest.shift();
  const own = addTo(habits, key, isRound);
  const all = addTo(forms, form, isRound);
  const run = rounderRun(latest, thresholds);
  if (run !== null) reportRun(observation, { key, form }, run, report);
  if (!isRound || latest.length < thresholds.weighingsMin) return;
  const usual = usualShare(all, own);
  const round = latest.filter((one) => one.isRound);
  if (usual === null || !isOdd(round.length, latest.length, usual, thresholds)) return;
  const numbers = {
    round: round.length,
    weighings: latest.length,
    usualPartsPerMillion: Math.round(usual * 1_000_000),
  };
  const sentence = `${round.length} of the latest ${latest.length} masses of ${form} that ${party} recorded are round to ${ROUND_DIGITS_MAX} digits; of others it is ${Math.round(usual * 100)} %`;
  reportRound(observation, key, round, { numbers, sentence }, report);
}

/**
 * The latest masses where each ends in more zeros than those before them do. A scale adds one by chance in a tenth of the
 * masses, two in a hundredth: a run of five with eight more zeros among them is one in millions.
 */
function rounderRun(
  latest: readonly Weighing[],
  thresholds: RoundThresholds,
): { run: Weighing[]; usual: number } | null {
  const run = latest.slice(-thresholds.runMin);
  const before = latest.slice(0, -thresholds.runMin).map(({ zeros }) => zeros);
  if (before.length < RUN_NORM_MIN) return null;
  const usual = before.sort((one, other) => one - other)[Math.floor((before.length * 3) / 4)] ?? 0;
  const more = run.reduce((sum, { zeros }) => sum + zeros - usual, 0);
  return run.every(({ zeros }) => zeros > usual && zeros >= RUN_ZEROS_EACH_MIN) && more >= thresholds.runZerosMin
    ? { run, usual }
    : null;
}

function reportRun(
  observation: Observation,
  { key, form }: { readonly key: string; readonly form: string },
  { run, usual }: { run: readonly Weighing[]; usual: number },
  report: (finding: Reported) => void,
): void {
  const fewest = Math.min(...run.map(({ zeros }) => zeros));
  const sentence = `The latest ${run.length} masses of ${form} that ${observation.party} recorded are rounder than those before: in milligrams each ends in ${fewest} zeros or more, three in four of the others in ${usual} or fewer`;
  reportRound(observation, key, run, { numbers: { run: run.length, fewest, usual }, sentence }, report);
}

function reportRound(
  observation: Observation,
  key: string,
  round: readonly Weighing[],
  said: Pick<Reported, 'numbers' | 'sentence'>,
  report: (finding: Reported) => void,
): void {
  const [first] = round;
  report(
    findingAbout(observation, {
      id: `D22/round/${key}/${(first?.occurredAt ?? observation.occurredAt).slice(0, 4)}`,
      severity: 'medium',
      lots: round.map((one) => one.lot),
      events: round.map((one) => one.event),
      from: first?.occurredAt ?? observation.occurredAt,
      ...said,
    }),
  );
}

function zerosOf(milligrams: bigint): number {
  const digits = milligrams.toString();
  return digits.length - digits.replace(/0+$/, '').length;
}

/** No more than so many digits before its zeros. */
function isRoundMass(milligrams: bigint): boolean {
  const digits = milligrams.toString().length;
  return milligrams % 10n ** BigInt(Math.max(0, digits - ROUND_DIGITS_MAX)) === 0n;
}

function addTo<Key>(habits: Map<Key, Habit>, key: Key, isRound: boolean): Habit {
  const habit = habits.get(key) ?? { weighings: 0, round: 0 };
  habits.set(key, habit);
  habit.weighings += 1;
  if (isRound) habit.round += 1;
  return habit;
}

/** How often the masses of others are round; null where there are too few. */
function usualShare(all: Habit, own: Habit): number | null {
  const weighings = all.weighings - own.weighings;
  const round = all.round - own.round;
  return weighings < OTHERS_WEIGHINGS_MIN ? null : Math.max(round / weighings, CHANCE_MIN);
}

function isOdd(round: number, weighings: number, usual: number, thresholds: RoundThresholds): boolean {
  const deviation = Math.sqrt(weighings * usual * (1 - usual));
  if (round - weighings * usual <= DEVIATIONS_MIN * deviation) return false;
  return round * 1_000_000 >= weighings * thresholds.roundSharePartsPerMillionMin;
}
