/**
 * What a plant takes in beyond what mines have dug and imports were declared of. In a ledger everything has an origin; so what
 * is beyond is what came in as old stock long after the plant had joined, and what was imported without a declaration.
 */
import { totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { DAY_MILLISECONDS } from '../days.ts';
import { type LotShares, noteMixed, noteShare, sharedMilligrams, startLotShares } from '../lot-shares.ts';
import type {
  DocumentObservation,
  Observation,
  ObservedLot,
  OriginObservation,
  StepObservation,
} from '../observation.ts';
import { addToWeek, sumOfWeeks, weekOf, type WeeklySums, WEEKS_PER_YEAR } from '../weekly-sums.ts';
import { withoutStock } from './step-lots.ts';

/** Of one facility: rare earths that its solvent extractions took. */
interface Intake {
  readonly all: WeeklySums;
  readonly lateStock: WeeklySums;
  readonly undeclared: WeeklySums;
}

/** Plain data: bounded by parties and facilities, and two numbers for each lot. */
export interface IntakeState {
  readonly intakes: Map<string, Intake>;
  readonly joinedAt: Map<string, string>;
  readonly lateStock: LotShares;
  readonly undeclared: LotShares;
  /** Lots imported lately without a declaration, by name. */
  readonly waiting: Map<string, number>;
}

export interface IntakeThresholds {
  /** After this, stock from before is no stock from before. */
  readonly openingDaysMax: number;
  /** Of what a facility took in in 52 weeks. */
  readonly uncoveredPercentMax: number;
  readonly uncoveredKilogramsMin: number;
  readonly importsKeptMax: number;
}

export interface UncoveredIntake {
  readonly all: bigint;
  readonly lateStock: bigint;
  readonly undeclared: bigint;
}

/** As customs and traders call the paper: `import-declaration`, `customs-declaration`. */
const DECLARATION = /declaration|报关/;

export function startIntake(): IntakeState {
  return {
    intakes: new Map(),
    joinedAt: new Map(),
    lateStock: startLotShares(),
    undeclared: startLotShares(),
    waiting: new Map(),
  };
}

/** Notes what is seen; returns what a step's facility took in of which nobody has dug or declared anything, where it is too much. */
export function observeIntake(
  state: IntakeState,
  observation: Observation,
  thresholds: IntakeThresholds,
): UncoveredIntake | null {
  switch (observation.kind) {
    case 'party':
      if (!state.joinedAt.has(observation.registered))
        state.joinedAt.set(observation.registered, observation.occurredAt);
      return null;
    case 'origin':
      noteOrigin(state, observation, thresholds);
      return null;
    case 'document':
      noteDeclaration(state, observation);
      return null;
    case 'step':
      return noteStep(state, observation, thresholds);
    default:
      return null;
  }
}

function noteOrigin(
  state: IntakeState,
  { lot, party, occurredAt }: OriginObservation,
  thresholds: IntakeThresholds,
): void {
  const { openingDaysMax, importsKeptMax } = thresholds;
  if (lot.kind === 'opening-stock') {
    const joinedAt = Date.parse(state.joinedAt.get(party) ?? occurredAt);
    noteShare(state.lateStock, lot, Date.parse(occurredAt) - joinedAt > openingDaysMax * DAY_MILLISECONDS);
  }
  if (lot.kind !== 'imported') return;
  // Its declaration may be named in the same event, which is seen next, or later.
  noteShare(state.undeclared, lot, true);
  state.waiting.set(lot.lot, lot.lotNumber);
  for (const oldest of state.waiting.keys()) {
    if (state.waiting.size <= importsKeptMax) return;
    state.waiting.delete(oldest);
  }
}

/** What is declared late counts from then on: what was taken in before was not declared then. */
function noteDeclaration({ waiting, undeclared }: IntakeState, { documentKind, about }: DocumentObservation): void {
  if (!DECLARATION.test(documentKind)) return;
  for (const name of about) {
    const lotNumber = waiting.get(name);
    if (lotNumber === undefined) continue;
    noteShare(undeclared, { lotNumber }, false);
    waiting.delete(name);
  }
}

function noteStep(
  state: IntakeState,
  observation: StepObservation,
  thresholds: IntakeThresholds,
): UncoveredIntake | null {
  const { step, inputs, outputs, facility, occurredAt } = observation;
  if (step !== 'solvent-extraction') {
    noteMixed(state.lateStock, inputs, outputs);
    noteMixed(state.undeclared, inputs, outputs);
    return null;
  }
  // What it gives has been counted: where it is fed again, it is not counted again.
  for (const lot of outputs) for (const shares of [state.lateStock, state.undeclared]) noteShare(shares, lot, false);
  if (facility === null) return null;
  const known = state.intakes.get(facility);
  const intake = known ?? { all: new Map(), lateStock: new Map(), undeclared: new Map() };
  state.intakes.set(facility, intake);
  const week = weekOf(occurredAt);
  for (const { lot, amounts } of inputs) {
    if (lot.kind === 'circuit-stock') continue;
    const milligrams = totalMilligrams(amounts.elementMilligrams);
    addToWeek(intake.all, week, milligrams);
    addToWeek(intake.lateStock, week, sharedMilligrams(state.lateStock, lot, milligrams));
    addToWeek(intake.undeclared, week, sharedMilligrams(state.undeclared, lot, milligrams));
  }
  return uncoveredOf(intake, week, thresholds);
}

function uncoveredOf(intake: Intake, week: number, thresholds: IntakeThresholds): UncoveredIntake | null {
  const inYear = (sums: WeeklySums) => sumOfWeeks(sums, week - WEEKS_PER_YEAR + 1, week + 1);
  const [all, lateStock, undeclared] = [inYear(intake.all), inYear(intake.lateStock), inYear(intake.undeclared)];
  const uncovered = lateStock + undeclared;
  if (uncovered < BigInt(thresholds.uncoveredKilogramsMin) * 1_000_000n) return null;
  return uncovered * 100n > all * BigInt(thresholds.uncoveredPercentMax) ? { all, lateStock, undeclared } : null;
}

/** Lots of a step that were taken in. */
export function takenIn({ inputs }: StepObservation): ObservedLot[] {
  return withoutStock(inputs.map(({ lot }) => lot));
}
