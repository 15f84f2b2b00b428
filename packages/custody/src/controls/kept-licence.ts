/**
 * Folds over the dockets of licences, kept from one decision to the next: a general licence has thousands of shipments, and each
 * exit under it asks what is left. What is kept is never asked whether it is right: a docket only grows, so a fold that ended
 * with a step which the docket still has in that place goes on from there, and any other is made anew.
 */
import type { DocketStep } from '../docket.ts';
import { emptyFold, type LicenceFold, takeStep } from './licence-fold.ts';

interface KeptLicence {
  readonly fold: LicenceFold;
  /** How many steps are in it, and the last of them. */
  readonly steps: number;
  readonly last: DocketStep;
}

/** By licence. Anything may be taken out at any time: it costs the time to fold it anew. */
export type KeptLicences = Map<string, KeptLicence>;

/** So many licences are kept, those that were asked for last. */
const KEPT_MAX = 1_000;

/** The fold over these steps, which holds until the next call: the same as one that is made of all of them. */
export function foldOf(kept: KeptLicences, licence: string, steps: readonly DocketStep[]): LicenceFold {
  const found = kept.get(licence);
  const goesOn = found !== undefined && steps[found.steps - 1] === found.last;
  const fold = goesOn ? found.fold : emptyFold(licence);
  for (const step of goesOn ? steps.slice(found.steps) : steps) takeStep(fold, step);
  kept.delete(licence);
  const last = steps.at(-1);
  if (last !== undefined) kept.set(licence, { fold, steps: steps.length, last });
  const [oldest] = kept.keys();
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  return fold;
}
