/**
 * Which origins the subject's masses came from, element by element.
 *
 * Every lot carries, per element, a share from each origin lot. Shares mix by mass where material meets and ride
 * unchanged through yields, losses and splits:
 *
 *     pool(e, o)  = Σ over inputs of taken(e) × share(e, o), circuit stock included
 *     base(e)     = max(Σ pool(e, ·), outputs(e) + losses(e) + closing stock(e))
 *     share(e, o) = pool(e, o) ÷ base(e), of every output of the step
 *
 * What a lot gains without a step, by a count or an assay, mixes into it with the origin unknown (`gained-composition.ts`).
 * What no input explains has the origin *unknown*, which is shown and never spread over the known ones. Masses are
 * rounded once, for the subject as a whole: each exact mass down, the unknown taking part as one more origin; the
 * milligrams left go to the largest remainders, ties to the smaller lot id in byte order, unknown last. One share per
 * lot would be wrong: Dy and Tb enter late and from elsewhere.
 *
 * The cost is inputs × elements whatever the number of origins, for it runs backwards: the subject's mass is handed
 * from each step to what the step took. `testing/exact-attribution.ts` computes the same forwards and slowly.
 */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { ancestryOf } from '../ancestry.ts';
import { apportionMixing, type OriginMass } from './apportion-mixing.ts';
import { compareBytes } from '../byte-order.ts';
import type { LineageGraph, LineageSubject } from '../graph.ts';
import { mixingOf } from './mixing.ts';

export interface OriginShare {
  readonly lotNumber: number;
  readonly milligrams: bigint;
  /** Of the subject's mass of the element, six decimals: `0.668983`. */
  readonly share: string;
}

export interface ElementAttribution {
  readonly milligrams: bigint;
  readonly unknownMilligrams: bigint;
  /** By milligrams falling, then by lot id in byte order; with the unknown they sum exactly to `milligrams`. */
  readonly origins: readonly OriginShare[];
}

/**
 * Attributes each element of `elements` of which the subject has any, in the order given.
 *
 * An origin is listed when its exact mass is above zero, even when that rounds to 0 mg and a share of 0.000000: a
 * trace of a mine is still a mine that the material came from, and the list says so. One that gave nothing is not.
 */
export function attribute(
  graph: LineageGraph,
  subject: LineageSubject,
  elements: readonly ElementSymbol[] = ELEMENT_SYMBOLS,
): ReadonlyMap<ElementSymbol, ElementAttribution> {
  const ancestry = ancestryOf(graph, subject);
  const attributions = new Map<ElementSymbol, ElementAttribution>();
  for (const element of elements) {
    const mixing = mixingOf(ancestry, subject, element);
    if (mixing.totalMilligrams === 0n) continue;
    const { unknownMilligrams, origins } = apportionMixing(mixing);
    attributions.set(element, {
      milligrams: mixing.totalMilligrams,
      unknownMilligrams,
      origins: [...origins].sort(byMassThenLot).map(({ lotNumber, milligrams, shareMillionths }) => ({
        lotNumber,
        milligrams,
        share: formatShare(shareMillionths),
      })),
    });
  }
  return attributions;
}

/** Answers as `attribute` does of a graph that it was made for. */
export type AttributeSubject = (
  subject: LineageSubject,
  elements?: readonly ElementSymbol[],
) => ReadonlyMap<ElementSymbol, ElementAttribution>;

function byMassThenLot(left: OriginMass, right: OriginMass): number {
  if (left.milligrams !== right.milligrams) return left.milligrams > right.milligrams ? -1 : 1;
  return compareBytes(left.lot, right.lot);
}

/** Millionths as six decimals. */
export function formatShare(millionths: bigint): string {
  const digits = millionths.toString().padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
