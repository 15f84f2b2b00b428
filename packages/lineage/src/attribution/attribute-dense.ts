/**
 * Attribution as `attribute` has it, of a lineage in numbers: to the milligram the same, and many times faster.
 *
 * Estimates settle nearly everything. An element that they leave open, because masses tie or are nearly whole, is
 * attributed once more by exact fractions.
 */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { attribute, type ElementAttribution, formatShare, type OriginShare } from './attribution.ts';
import { compareBytes } from '../byte-order.ts';
import { type DenseLineage, exactNumber } from './dense-lineage.ts';
import type { LineageSubject } from '../graph.ts';
import { graphOfDense } from './graph-of-dense.ts';
import { LEAST_MILLIGRAMS } from './arrivals.ts';
import { estimateOrigins, type OriginEstimates } from './origin-estimates.ts';
import { settleEstimates } from './settle-estimates.ts';

export interface DenseOptions {
  /** Only those of which the subject has any are attributed. */
  readonly elements?: readonly ElementSymbol[];
  /** Attributes by exact fractions what estimates leave open. */
  readonly exactly?: (open: readonly ElementSymbol[]) => ReadonlyMap<ElementSymbol, ElementAttribution>;
}

/**
 * Attributes each element of which the subject has any. The lineage must hold all that it was made from. Throws
 * `BeyondNumbers` where the subject or a gain has more than numbers hold.
 */
export function attributeDense(
  lineage: DenseLineage,
  subject: LineageSubject,
  {
    elements = ELEMENT_SYMBOLS,
    exactly = (open) => attribute(graphOfDense(lineage, subject), subject, open),
  }: DenseOptions = {},
): ReadonlyMap<ElementSymbol, ElementAttribution> {
  const estimates = estimateOrigins(lineage, subject, elements);
  const attributions = new Map<ElementSymbol, ElementAttribution>();
  const open: ElementSymbol[] = [];
  for (const element of estimates.elements) {
    const settled = settle(lineage, subject, estimates, element);
    if (settled === 'undecided') open.push(element);
    else attributions.set(element, settled);
  }
  if (open.length === 0) return attributions;
  for (const [element, exact] of exactly(open)) attributions.set(element, exact);
  return new Map(estimates.elements.map((element) => [element, attributions.get(element) as ElementAttribution]));
}

function settle(
  { nameOfOrigin }: DenseLineage,
  { parts }: LineageSubject,
  estimates: OriginEstimates,
  element: ElementSymbol,
): ElementAttribution | 'undecided' {
  const { elements, milligrams, roundings, unknownMilligrams, unknownRoundings, raised } = estimates;
  const place = elements.indexOf(element);
  const total = parts.reduce((sum, { elementMilligrams }) => sum + (elementMilligrams[element] ?? 0n), 0n);
  const massOf = (slot: number) => milligrams[slot * elements.length + place] as number;
  const origins = estimates.origins.filter(({ slot }) => massOf(slot) > 0);
  const claimants = origins.map(({ slot }) => ({ milligrams: massOf(slot), roundings: roundings(slot) }));
  const unknown = { milligrams: unknownMilligrams[place] as number, roundings: unknownRoundings };
  const settled = settleEstimates([...claimants, unknown], exactNumber(total), 2 * raised * LEAST_MILLIGRAMS);
  if (settled === 'undecided') return 'undecided';
  const order = origins.map((_, index) => index);
  const wholeOf = (index: number) => settled[index]?.milligrams ?? 0;
  const nameOf = (index: number) => nameOfOrigin.get(origins[index]?.lotNumber ?? -1) ?? '';
  order.sort((left, right) => wholeOf(right) - wholeOf(left) || compareBytes(nameOf(left), nameOf(right)));
  return {
    milligrams: total,
    unknownMilligrams: BigInt(wholeOf(origins.length)),
    origins: order.map((index): OriginShare => {
      const { lotNumber } = origins[index] as { lotNumber: number };
      const { milligrams: whole, shareMillionths } = settled[index] as { milligrams: number; shareMillionths: number };
      return { lotNumber, milligrams: BigInt(whole), share: formatShare(BigInt(shareMillionths)) };
    }),
  };
}
