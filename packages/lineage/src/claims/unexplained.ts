/**
 * Where the mass of an element comes to have an unknown origin on its way to the subject: a step that gave more than it
 * took, a lot that was found to hold more without a step, a branch that cannot be followed.
 */
import { nameSome } from '@lodestone/custody/name-some.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Ancestor, Ancestry, AncestralStep } from '../ancestry.ts';
import type { LineageSubject } from '../graph.ts';
import { findCarriers } from '../attribution/mixing.ts';

export interface Unexplained {
  /** A lot made by each step that gave more of the element than it took. */
  readonly gaveMore: readonly Ancestor[];
  /** Lots that were counted, assayed or settled to hold more of it. */
  readonly foundMore: readonly Ancestor[];
  /** Lots whose making is not in the lineage. */
  readonly missing: readonly Ancestor[];
}

export function unexplainedOf(ancestry: Ancestry, subject: LineageSubject, element: ElementSymbol): Unexplained {
  const carriers = findCarriers(ancestry, subject, element);
  const gaveMore = new Map<number, Ancestor>();
  const foundMore: Ancestor[] = [];
  const missing: Ancestor[] = [];
  for (const [place, ancestor] of ancestry.ancestors.entries()) {
    if (carriers[place] === 0) continue;
    const { lot, madeBy } = ancestor;
    if (lot.gains.some(({ gainedElementMilligrams }) => (gainedElementMilligrams[element] ?? 0n) > 0n))
      foundMore.push(ancestor);
    if (madeBy === 'missing') missing.push(ancestor);
    else if (madeBy !== 'origin' && !gaveMore.has(madeBy.place) && isUnexplained(madeBy, element))
      gaveMore.set(madeBy.place, ancestor);
  }
  return { gaveMore: [...gaveMore.values()], foundMore, missing };
}

/** What cannot be followed among its inputs explains nothing either. */
function isUnexplained({ step, inputs }: AncestralStep, element: ElementSymbol): boolean {
  let explained = 0n;
  for (const { place, elementMilligrams } of inputs) {
    if (place !== null) explained += elementMilligrams[element] ?? 0n;
  }
  return explained < (step.baseElementMilligrams[element] ?? 0n);
}

/** All of them, the steps first. */
export function placesOf({ gaveMore, foundMore, missing }: Unexplained): readonly Ancestor[] {
  return [...gaveMore, ...missing, ...foundMore];
}

/** In words, with names: `solvent-extraction of OX-1 gave more than it took`. */
export function describeUnexplained({ gaveMore, foundMore, missing }: Unexplained): string {
  const parts = [
    ...some(gaveMore, (names) => `more came out than went in at ${names}`),
    ...some(missing, (names) => `what ${names} was made from is not in the lineage`),
    ...some(foundMore, (names) => `more was found than was booked of ${names}`),
  ];
  return parts.join('; ');
}

function some(ancestors: readonly Ancestor[], say: (names: string) => string): string[] {
  if (ancestors.length === 0) return [];
  const names = ancestors.map(({ lot, madeBy }) => {
    return typeof madeBy === 'object' ? `${lot.lot} (${madeBy.step.name})` : lot.lot;
  });
  return [say(nameSome(names))];
}
