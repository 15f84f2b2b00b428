/** The arithmetic of a step: no element comes out of it that did not go in. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from './element.ts';
import { chanceMilligrams } from './combined-uncertainty.ts';
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
  /** The inputs and outputs whose uncertainty is stated. */
  readonly uncertain: readonly UncertainElements[];
}

/** The elements of a lot, each as sure as the others, relative to its mass. */
export interface UncertainElements {
  readonly elementMilligrams: ElementMasses;
  readonly uncertaintyPartsPerMillion: number;
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
  /** The larger of the two below counts. */
  readonly toleranceMilligrams: bigint;
  /** The policy's share of what went in. */
  readonly balanceToleranceMilligrams: bigint;
  /** Three times the combined uncertainty; null where none is stated. */
  readonly uncertaintyToleranceMilligrams: bigint | null;
}

/**
 * The elements whose excess is beyond `tolerancePartsPerMillion` of the inputs, rounded down. Three times the combined
 * uncertainty of inputs and outputs may be more than that, and then counts: `isWithinUncertainty`. Opening stock above what
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
    // Most elements: nothing is claimed, and no more comes out than went in.
    if (opening === 0n && outMilligrams <= input) continue;
    const fromNowhere = positive(opening - recorded);
    const excessMilligrams = fromNowhere + positive(outMilligrams - input - opening);
    if (excessMilligrams === 0n) continue;
    const inMilligrams = input + recorded;
    const balanceToleranceMilligrams = (inMilligrams * BigInt(tolerancePartsPerMillion)) / 1_000_000n;
    if (excessMilligrams <= balanceToleranceMilligrams) continue;
    // However sure the outputs are: of nothing comes nothing.
    const uncertaintyToleranceMilligrams = inMilligrams === 0n ? null : uncertaintyIn(balance, element);
    const tolerances = { balanceToleranceMilligrams, uncertaintyToleranceMilligrams };
    excesses.push({
      element,
      inMilligrams,
      recordedStockMilligrams: recorded,
      statedOpeningMilligrams: opening,
      outMilligrams,
      excessMilligrams,
      toleranceMilligrams: larger(balanceToleranceMilligrams, uncertaintyToleranceMilligrams ?? 0n),
      ...tolerances,
    });
  }
  return excesses;
}

/** Whether chance alone explains the excess: it is above the policy's share, and not above three times the uncertainty. */
export function isWithinUncertainty({ excessMilligrams, toleranceMilligrams }: Excess): boolean {
  return excessMilligrams <= toleranceMilligrams;
}

function uncertaintyIn({ uncertain }: MaterialBalance, element: ElementSymbol): bigint | null {
  const masses = uncertain.map(({ elementMilligrams, uncertaintyPartsPerMillion }) => {
    return { milligrams: elementMilligrams[element] ?? 0n, uncertaintyPartsPerMillion };
  });
  return chanceMilligrams(masses);
}

function larger(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
