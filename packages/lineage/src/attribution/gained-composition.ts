/**
 * How a lot is composed after it gained something that no step gave it: by a count, an assay or a settlement. That part has
 * the unknown origin, and mixes with what was there; what is lost or taken leaves the shares as they are:
 *
 *     share(e, unknown) after = (before(e) × share(e, unknown) + gained(e)) ÷ (before(e) + gained(e))
 *
 * A step or a shipment has the composition of its place in the ledger: what was taken before a gain has none of it.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LotGain } from '@lodestone/custody/lot-gains.ts';
import type { Ancestry } from '../ancestry.ts';
import type { LineageLot } from '../graph.ts';
import { type MixingNode, UNKNOWN_NODE } from './mixing-node.ts';

/** The node of the composition that the lot at a place of the ancestry has, `at` a place in the ledger. */
export type CompositionAt = (place: number | null, at: number) => number;

/** Whether the lot still has some of what it was made with: else all of the element is of unknown origin. */
export function holdsAsMade(lot: LineageLot, element: ElementSymbol, at: number): boolean {
  return gainsBefore(lot, element, at).every((gain) => beforeOf(gain, element) > 0n);
}

/** Answers from the nodes that lots have as they were made, and adds those that gains make of them to `nodes`. */
export function compositionsOf(
  { ancestors }: Ancestry,
  element: ElementSymbol,
  nodeOfPlace: Int32Array,
  nodes: MixingNode[],
): CompositionAt {
  const nodeOfGain = new Map<LotGain, number>();
  return (place, at) => {
    const lot = place === null ? undefined : ancestors[place]?.lot;
    if (place === null || lot === undefined || !holdsAsMade(lot, element, at)) return UNKNOWN_NODE;
    let node = nodeOfPlace[place] as number;
    for (const gain of gainsBefore(lot, element, at)) {
      const after = nodeOfGain.get(gain) ?? mixGain(node, gain, element, nodes);
      nodeOfGain.set(gain, after);
      node = after;
    }
    return node;
  };
}

function mixGain(node: number, gain: LotGain, element: ElementSymbol, nodes: MixingNode[]): number {
  if (node === UNKNOWN_NODE) return UNKNOWN_NODE;
  const [before, gained] = [beforeOf(gain, element), gainedOf(gain, element)];
  const parts = [
    { node, numerator: before },
    { node: UNKNOWN_NODE, numerator: gained },
  ];
  return nodes.push({ kind: 'mixture', denominator: before + gained, parts }) - 1;
}

function gainsBefore({ gains }: LineageLot, element: ElementSymbol, at: number): readonly LotGain[] {
  // Most lots never gain anything.
  return gains.length === 0 ? gains : gains.filter((gain) => gain.at < at && gainedOf(gain, element) > 0n);
}

function beforeOf({ beforeElementMilligrams }: LotGain, element: ElementSymbol): bigint {
  return beforeElementMilligrams[element] ?? 0n;
}

function gainedOf({ gainedElementMilligrams }: LotGain, element: ElementSymbol): bigint {
  return gainedElementMilligrams[element] ?? 0n;
}
