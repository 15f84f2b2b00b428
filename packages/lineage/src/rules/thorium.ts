/**
 * Thorium, of which clay has next to none and monazite much, and which no step takes along with the rare earths: it stays in
 * residues and tailings. So clay with thorium is no clay, and a plant whose residues hold more of it than the ore and the
 * concentrate that came in has worked some that is on no book. Where less is found again, residue is missing, or the ore was.
 */
import { totalMilligrams } from '@lodestone/custody/element-masses.ts';
import type { Form } from '@lodestone/custody/material.ts';
import { WASTE_FORMS } from '@lodestone/custody/step-yield.ts';
import { logComposition } from '../log-ratio.ts';
import type { AssayObservation, ObservedLot, StepObservation } from '../observation.ts';
import { nearestOre } from '../ore-signatures.ts';
import { addToWeek, sumOfWeeks, weekOf, type WeeklySums, WEEKS_PER_QUARTER, WEEKS_PER_YEAR } from '../weekly-sums.ts';

/** Of one facility, in milligrams of thorium. */
interface Account {
  /** In ore, concentrate and waste of elsewhere that was worked there. */
  readonly cameIn: WeeklySums;
  /** In what its steps left, less what of that was worked on. */
  readonly left: WeeklySums;
  readonly firstWeek: number;
}

/** Plain data, bounded by the facilities there are. */
export interface ThoriumState {
  readonly accounts: Map<string, Account>;
  /** What assays have found lately, in parts per million by lot number. */
  readonly assayed: Map<number, number>;
}

export interface ThoriumThresholds {
  /** Of the rare earths, by mass. */
  readonly clayThoriumPartsPerMillionMax: number;
  /** Of what came in. */
  readonly thoriumLeftPercentMax: number;
  readonly thoriumLeftPercentMin: number;
  readonly thoriumKilogramsMin: number;
  readonly thoriumLotsKeptMax: number;
}

export interface ThoriumBalance {
  /** In so many of the latest weeks. */
  readonly weeks: number;
  readonly cameIn: bigint;
  readonly left: bigint;
  readonly isTooMuch: boolean;
}

/** Forms in which thorium is: what goes on as liquor, oxide or metal has been rid of it. */
const HOLDS_THORIUM: ReadonlySet<Form | null> = new Set<Form | null>(['ore', 'concentrate', ...WASTE_FORMS]);

export function startThorium(): ThoriumState {
  return { accounts: new Map(), assayed: new Map() };
}

export function noteThoriumAssay(
  { assayed }: ThoriumState,
  { lot, thoriumPartsPerMillion: found }: AssayObservation,
  thresholds: ThoriumThresholds,
): void {
  if (found === null) return;
  assayed.delete(lot.lotNumber);
  assayed.set(lot.lotNumber, found);
  for (const oldest of assayed.keys()) {
    if (assayed.size <= thresholds.thoriumLotsKeptMax) return;
    assayed.delete(oldest);
  }
}

/** Thorium of a lot that looks like clay, or is leached as clay is, in millionths of its rare earths; null where there is as little as clay has. */
export function thoriumInClay(
  lot: ObservedLot,
  thoriumPartsPerMillion: number | null,
  { clayThoriumPartsPerMillionMax }: ThoriumThresholds,
): number | null {
  const thorium = thoriumOf(lot, lot.made.netMilligrams, thoriumPartsPerMillion);
  const rareEarths = totalMilligrams(lot.made.elementMilligrams);
  if (thorium === null || rareEarths === 0n) return null;
  const isClay =
    lot.form === 'leach-solution' || nearestOre(logComposition(lot.made.elementMilligrams))?.kind === 'clay';
  const share = Number((thorium * 1_000_000n) / rareEarths);
  return isClay && share > clayThoriumPartsPerMillionMax ? share : null;
}

/** What a facility's thorium of the last year comes to after a step, where that does not add up. */
export function judgeThorium(
  state: ThoriumState,
  { facility, occurredAt, inputs, outputs }: StepObservation,
  thresholds: ThoriumThresholds,
): ThoriumBalance | null {
  if (facility === null) return null;
  const taken = inputs.filter(({ lot }) => HOLDS_THORIUM.has(lot.form));
  const given = outputs.filter(({ form }) => HOLDS_THORIUM.has(form));
  if (taken.length + given.length === 0) return null;
  let [cameIn, left] = [0n, 0n];
  for (const { lot, amounts } of taken) {
    const thorium = thoriumOf(
      lot,
      amounts.netMilligrams,
      state.assayed.get(lot.lotNumber) ?? lot.thoriumPartsPerMillion,
    );
    // Of a step of which it is not known the account says nothing.
    if (thorium === null) return null;
    if (lot.kind === 'transformed' && lot.facility === facility) left -= thorium;
    else cameIn += thorium;
  }
  for (const lot of given) {
    const thorium = thoriumOf(lot, lot.made.netMilligrams, lot.thoriumPartsPerMillion);
    if (thorium === null) return null;
    left += thorium;
  }
  const week = weekOf(occurredAt);
  const account = state.accounts.get(facility) ?? { cameIn: new Map(), left: new Map(), firstWeek: week };
  state.accounts.set(facility, account);
  addToWeek(account.cameIn, week, cameIn);
  addToWeek(account.left, week, left);
  return imbalanceOf(account, week, thresholds);
}

function imbalanceOf(account: Account, week: number, thresholds: ThoriumThresholds): ThoriumBalance | null {
  const year = balanceOf(account, week, WEEKS_PER_YEAR);
  const least = BigInt(thresholds.thoriumKilogramsMin) * 1_000_000n;
  const isTooMuch = year.left * 100n > year.cameIn * BigInt(thresholds.thoriumLeftPercentMax);
  if (isTooMuch && year.left - year.cameIn >= least) return { ...year, isTooMuch };
  // What has come in lately may have left its residue to the next step; who states none at all does not keep books of it.
  if (week - account.firstWeek < WEEKS_PER_QUARTER || year.left <= 0n) return null;
  const short = [year, balanceOf(account, week, WEEKS_PER_QUARTER)].find(({ cameIn, left }) => {
    return cameIn >= least && left * 100n < cameIn * BigInt(thresholds.thoriumLeftPercentMin);
  });
  return short === undefined ? null : { ...short, isTooMuch: false };
}

function balanceOf({ cameIn, left }: Account, week: number, weeks: number) {
  const inSpan = (sums: WeeklySums) => sumOfWeeks(sums, week - weeks + 1, week + 1);
  return { cameIn: inSpan(cameIn), left: inSpan(left), weeks };
}

/** In milligrams of so much of a lot; null where its thorium or its mass is not stated. */
function thoriumOf(lot: ObservedLot, netMilligrams: bigint | null, partsPerMillion: number | null): bigint | null {
  if (partsPerMillion === null || netMilligrams === null) return null;
  const dry = (netMilligrams * BigInt(1_000_000 - (lot.moisturePartsPerMillion ?? 0))) / 1_000_000n;
  return (dry * BigInt(partsPerMillion)) / 1_000_000n;
}
