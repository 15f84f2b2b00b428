/** The arithmetic of a step: no element comes out of it that did not go in. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from './element.ts';
import type { ElementMasses } from './element-masses.ts';

/** What a ledger tolerates unless its policy says otherwise: so much more of an element out than in. */
export const DEFAULT_BALANCE_PARTS_PER_MILLION = 5_000;

/** Both sides of a step, per element. Stock is what a circuit held before and holds after. */
export interface MaterialBalance {
  readonly inputElementMilligrams: ElementMasses;
  readonly recordedStockElementMilligrams: ElementMasses;
  readonly statedOpeningElementMilligrams: ElementMasses;
  /** Outputs, stated losses and closing stock. */
  readonly givenElementMilligrams: ElementMasses;
}

/** An element of which more comes out than went in. */
export interface Excess {
  readonly element: ElementSymbol;
  /** Inputs and recorded stock. */
  readonly inMilligrams: bigint;
  readonly recordedStockMilligrams: bigint;
  readonly statedOpeningMilligrams: bigint;
  readonly outMilligrams: bigint;
  /** What the opening claims above the record, and what comes out above inputs and opening. */
  readonly excessMilligrams: bigint;
  readonly toleranceMilligrams: bigint;
}

/**
 * The elements whose excess is beyond `tolerancePartsPerMillion` of the inputs, rounded down. Opening stock above what
 * is recorded came from nowhere, so it counts as excess whatever becomes of it. An element that no input states
 * has no tolerance: the input must be assayed first.
 */
export function findExcesses(balance: MaterialBalance, tolerancePartsPerMillion: number): Excess[] {
  const excesses: Excess[] = [];
  for (const element of ELEMENT_SYMBOLS) {
    // What neither comes out nor is claimed as opening stock cannot be too much.
    if (!balance.givenElementMilligrams[element] && !balance.statedOpeningElementMilligrams[element]) continue;
    const input = balance.inputElementMilligrams[element] ?? 0n;
    const recorded = balance.recordedStockElementMilligrams[element] ?? 0n;
    const opening = balance.statedOpeningElementMilligrams[element] ?? 0n;
    const outMilligrams = balance.givenElementMilligrams[element] ?? 0n;
    const fromNowhere = positive(opening - recorded);
    const excessMilligrams = fromNowhere + positive(outMilligrams - input - opening);
    if (excessMilligrams === 0n) continue;
    const toleranceMilligrams = ((input + recorded) * BigInt(tolerancePartsPerMillion)) / 1_000_000n;
    if (excessMilligrams > toleranceMilligrams) {
      excesses.push({
        element,
        inMilligrams: input + recorded,
        recordedStockMilligrams: recorded,
        statedOpeningMilligrams: opening,
        outMilligrams,
        excessMilligrams,
        toleranceMilligrams,
      });
    }
  }
  return excesses;
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
