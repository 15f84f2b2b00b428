/**
 * How much of each lot comes from suspect lots, of one element: attribution run forwards.
 *
 *     share(suspect lot)   = 1, whatever it was made from
 *     share(step)          = Σ over inputs of taken(e) × share(input) ÷ base(e)
 *     share(other lot)     = share(step that made it), of all its outputs alike
 *
 * What a lot gains without a step is of unknown origin and thins the share (`gained-composition.ts`); of a suspect lot
 * it is suspect like the rest, for it is the lot that is recalled.
 *
 * Shares are kept as whole numbers of 2⁻²⁵⁶, each division rounded down. After a million steps one behind the other a
 * share is short by less than 2⁻²³⁶, and a mass of 2⁶³ mg times it by less than 2⁻¹⁷³ mg: `round-masses.ts` says why
 * that is as good as exact.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LineageGraph, LineageLot, LineageStep } from './graph.ts';

export const SHARE_BITS = 256n;
const WHOLE_SHARE = 1n << SHARE_BITS;

export interface Suspicion {
  /** Of what the lot had at a place in the ledger, in units of 2⁻²⁵⁶. */
  readonly shareAt: (lot: LineageLot, at: number) => bigint;
  /** Of what the step gave; 0 of one that took nothing suspect. */
  readonly shareOfStep: (step: number) => bigint;
}

/** Needs the lots in ascending lot number, with all that was made of the suspects, and every step that took of them. */
export function suspicionOf(
  { lots, steps }: LineageGraph,
  lotsAscending: readonly LineageLot[],
  suspects: ReadonlySet<number>,
  element: ElementSymbol,
): Suspicion {
  const shares = new Map<number, bigint>();
  const shareOfSteps = new Map<number, bigint>();
  const shareAt: Suspicion['shareAt'] = (lot, at) => {
    if (suspects.has(lot.lotNumber)) return WHOLE_SHARE;
    let share = shares.get(lot.lotNumber) ?? 0n;
    for (const { at: gainedAt, beforeElementMilligrams, gainedElementMilligrams } of lot.gains) {
      const gained = gainedElementMilligrams[element] ?? 0n;
      if (gainedAt >= at || gained === 0n) continue;
      const before = beforeElementMilligrams[element] ?? 0n;
      share = (share * before) / (before + gained);
    }
    return share;
  };
  for (const lot of lotsAscending) {
    const step = lot.step === null ? undefined : steps.get(lot.step);
    if (step !== undefined) {
      const known = shareOfSteps.get(step.step);
      const share = known ?? shareOfInputs(step, element, lots, shareAt);
      if (known === undefined) shareOfSteps.set(step.step, share);
      if (share > 0n) shares.set(lot.lotNumber, share);
    }
  }
  return { shareAt, shareOfStep: (step) => shareOfSteps.get(step) ?? 0n };
}

/** Inputs that are no descendants of a suspect are not in the graph: nothing of them is suspect. */
function shareOfInputs(
  { baseElementMilligrams, inputs, at }: LineageStep,
  element: ElementSymbol,
  lots: ReadonlyMap<number, LineageLot>,
  shareAt: Suspicion['shareAt'],
): bigint {
  let suspect = 0n;
  let isAll = true;
  let taken = 0n;
  for (const { lotNumber, elementMilligrams } of inputs) {
    const milligrams = elementMilligrams[element] ?? 0n;
    if (milligrams === 0n) continue;
    taken += milligrams;
    const lot = lots.get(lotNumber);
    const share = lot === undefined ? 0n : shareAt(lot, at);
    if (share !== WHOLE_SHARE) isAll = false;
    suspect += milligrams * share;
  }
  const base = baseElementMilligrams[element] ?? 0n;
  if (base === 0n) return 0n;
  // All of one kind is the case of most steps, and is exact.
  return isAll && taken === base ? WHOLE_SHARE : suspect / base;
}
