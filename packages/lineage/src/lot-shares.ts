/** A share of each lot that follows its material from lot to lot, in 255ths: exact to half a percent a step. */
import { totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { type LotNotes, noteLot, noteOfLot } from './lot-notes.ts';
import type { ObservedLot, ObservedPart } from './observation.ts';
import { sumMilligrams } from './sum-milligrams.ts';

/** Plain data. */
export interface LotShares {
  /** 0 of a lot of which nothing was noted. */
  readonly parts: LotNotes;
  /** False while nothing but 0 was noted: then nothing is mixed. */
  isAny: boolean;
}

const WHOLE = 255n;

export function startLotShares(): LotShares {
  return { parts: new Map(), isAny: false };
}

/** All of a lot, or nothing of it. */
export function noteShare(shares: LotShares, { lotNumber }: Pick<ObservedLot, 'lotNumber'>, isWhole: boolean): void {
  note(shares, lotNumber, isWhole ? Number(WHOLE) : 0);
}

/** What a step made has the share that all of its inputs have together, by their rare earths. */
export function noteMixed(shares: LotShares, inputs: readonly ObservedPart[], outputs: readonly ObservedLot[]): void {
  if (!shares.isAny) return;
  const all = sumMilligrams(inputs.map(({ amounts }) => amounts.elementMilligrams));
  const weighted = inputs.reduce((sum, { lot, amounts }) => {
    return sum + totalMilligrams(amounts.elementMilligrams) * partOf(shares, lot);
  }, 0n);
  // Rounded to the nearest.
  const share = all === 0n ? 0n : (2n * weighted + all) / (2n * all);
  for (const { lotNumber } of outputs) note(shares, lotNumber, Number(share));
}

/** So much of a mass that was taken of a lot. */
export function sharedMilligrams(shares: LotShares, lot: ObservedLot, milligrams: bigint): bigint {
  return (milligrams * partOf(shares, lot)) / WHOLE;
}

function partOf({ parts }: LotShares, { lotNumber }: ObservedLot): bigint {
  return BigInt(noteOfLot(parts, lotNumber));
}

function note(shares: LotShares, lotNumber: number, part: number): void {
  // While nothing but 0 is noted, there is nothing to take back either.
  if (part === 0 && !shares.isAny) return;
  noteLot(shares.parts, lotNumber, part);
  shares.isAny = true;
}
