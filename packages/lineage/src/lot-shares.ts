/** A share of each lot that follows its material from lot to lot, a byte each: in 255ths, so exact to half a percent a step. */
import type { ObservedLot, ObservedPart } from './observation.ts';
import { sumMilligrams } from './sum-milligrams.ts';

/** By lot number; 0 where nothing was noted. Plain data. */
export interface LotShares {
  bytes: Uint8Array;
  /** False while nothing but 0 was noted: then nothing is mixed. */
  isAny: boolean;
}

const WHOLE = 255n;

export function startLotShares(): LotShares {
  return { bytes: new Uint8Array(1_024), isAny: false };
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
    return sum + sumMilligrams([amounts.elementMilligrams]) * byteOf(shares, lot);
  }, 0n);
  // Rounded to the nearest.
  const share = all === 0n ? 0n : (2n * weighted + all) / (2n * all);
  for (const { lotNumber } of outputs) note(shares, lotNumber, Number(share));
}

/** So much of a mass that was taken of a lot. */
export function sharedMilligrams(shares: LotShares, lot: ObservedLot, milligrams: bigint): bigint {
  return (milligrams * byteOf(shares, lot)) / WHOLE;
}

function byteOf({ bytes }: LotShares, { lotNumber }: ObservedLot): bigint {
  return BigInt(bytes[lotNumber] ?? 0);
}

function note(shares: LotShares, lotNumber: number, byte: number): void {
  if (lotNumber >= shares.bytes.length) {
    // What is beyond the end is 0 already.
    if (byte === 0) return;
    const grown = new Uint8Array(Math.max(lotNumber + 1, shares.bytes.length * 2));
    grown.set(shares.bytes);
    shares.bytes = grown;
  }
  shares.bytes[lotNumber] = byte;
  shares.isAny ||= byte > 0;
}
