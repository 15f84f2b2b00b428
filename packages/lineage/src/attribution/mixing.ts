/**
 * How the origins of one element mix on their way to the subject, with everything left out that mixes nothing.
 *
 * A lot made by a step has, of each origin, the share pool ÷ base (`attribution.ts`). All outputs of a step
 * share one composition, and a step whose inputs all have the same composition (and that leaves nothing unexplained)
 * hands it on unchanged, whatever it loses and however it splits. So compositions are what matters, not lots. They
 * are the nodes here:
 *
 * - node 0, the unknown: what no input explains, and what comes from a missing branch;
 * - one node for each origin lot;
 * - one mixture for each time that a lot gained some of the element without a step (`gained-composition.ts`);
 * - one mixture for each step at which different compositions meet: parts of a denominator, which sum to it.
 *
 * A node refers only to nodes before it. Every node here but the unknown, which need not be reached, has a mass
 * greater than zero in the subject: only what carries the element is followed.
 *
 * Purely serial stretches (most of a supply chain) need no arithmetic at all, a subject of one origin is exact at
 * once, and only true blends count for the precision that `apportionMixing` needs.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Ancestor, Ancestry, AncestralStep } from '../ancestry.ts';
import { type CompositionAt, compositionsOf, holdsAsMade } from './gained-composition.ts';
import type { LineageLot, LineageSubject } from '../graph.ts';
import { invariant } from '../invariant.ts';
import { type MixingNode, type MixingPart, UNKNOWN_NODE } from './mixing-node.ts';

export interface Mixing {
  readonly nodes: readonly MixingNode[];
  /** What the subject holds of each composition, by node. */
  readonly subjectMilligrams: ReadonlyMap<number, bigint>;
  readonly totalMilligrams: bigint;
}

export const NO_NODE = -1;

/** Condenses the ancestry to the mixing of one element; `totalMilligrams` is 0 when the subject has none of it. */
export function mixingOf(ancestry: Ancestry, subject: LineageSubject, element: ElementSymbol): Mixing {
  const carriers = findCarriers(ancestry, subject, element);
  const nodes: MixingNode[] = [{ kind: 'unknown' }];
  return mixCarriers(ancestry, subject, element, { carriers, nodes }, ({ madeBy, lot: { lotNumber, lot } }) => {
    return madeBy === 'origin' ? nodes.push({ kind: 'origin', lotNumber, lot }) - 1 : null;
  });
}

/**
 * Mixes what the carriers hold, from the first on, into nodes after those there are. `beginningOf` gives the node of a lot at
 * which following ends, as of every lot that came from outside; null of one that is what its step made of its inputs.
 */
export function mixCarriers(
  ancestry: Ancestry,
  subject: LineageSubject,
  element: ElementSymbol,
  { carriers, nodes }: { readonly carriers: Uint8Array; readonly nodes: MixingNode[] },
  beginningOf: (ancestor: Ancestor) => number | null,
): Mixing {
  const nodeOfPlace = new Int32Array(ancestry.ancestors.length).fill(NO_NODE);
  const nodeOfStep = new Int32Array(ancestry.stepCount).fill(NO_NODE);
  const compositionAt = compositionsOf(ancestry, element, nodeOfPlace, nodes);
  for (const [place, ancestor] of ancestry.ancestors.entries()) {
    if (carriers[place] === 0) continue;
    const { madeBy } = ancestor;
    const beginning = madeBy === 'missing' ? UNKNOWN_NODE : beginningOf(ancestor);
    if (beginning !== null) {
      nodeOfPlace[place] = beginning;
    } else if (typeof madeBy === 'object') {
      if (nodeOfStep[madeBy.place] === NO_NODE)
        nodeOfStep[madeBy.place] = mixStep(madeBy, element, compositionAt, nodes);
      nodeOfPlace[place] = nodeOfStep[madeBy.place] as number;
    }
  }
  return { nodes, ...weighSubject(ancestry, subject, element, compositionAt) };
}

/** The subject's mass of the element, as a whole and by the node that each part of it comes from. */
export function weighSubject(
  ancestry: Ancestry,
  subject: LineageSubject,
  element: ElementSymbol,
  compositionAt: CompositionAt,
): Pick<Mixing, 'subjectMilligrams' | 'totalMilligrams'> {
  const subjectMilligrams = new Map<number, bigint>();
  let totalMilligrams = 0n;
  for (const { lotNumber, at, elementMilligrams } of subject.parts) {
    const milligrams = elementMilligrams[element] ?? 0n;
    if (milligrams === 0n) continue;
    totalMilligrams += milligrams;
    const node = compositionAt(ancestry.placeOfLot.get(lotNumber) ?? null, at);
    subjectMilligrams.set(node, (subjectMilligrams.get(node) ?? 0n) + milligrams);
  }
  return { subjectMilligrams, totalMilligrams };
}

/** Marks by place the lots from which some of the element came: each has a mass above zero in the subject. */
export function findCarriers(
  { ancestors, placeOfLot, stepCount }: Ancestry,
  subject: LineageSubject,
  element: ElementSymbol,
): Uint8Array {
  const carriers = new Uint8Array(ancestors.length);
  for (const { lotNumber, at, elementMilligrams } of subject.parts) {
    const place = placeOfLot.get(lotNumber);
    if (place === undefined || (elementMilligrams[element] ?? 0n) === 0n) continue;
    if (holdsAsMade(lotAt(ancestors, place), element, at)) carriers[place] = 1;
  }
  const followed = new Uint8Array(stepCount);
  for (let place = ancestors.length - 1; place >= 0; place -= 1) {
    const madeBy = ancestors[place]?.madeBy;
    if (carriers[place] === 0 || typeof madeBy !== 'object' || followed[madeBy.place] === 1) continue;
    followed[madeBy.place] = 1;
    for (const input of madeBy.inputs) {
      if (input.place === null || (input.elementMilligrams[element] ?? 0n) === 0n) continue;
      if (holdsAsMade(lotAt(ancestors, input.place), element, madeBy.step.at)) carriers[input.place] = 1;
    }
  }
  return carriers;
}

export function lotAt(ancestors: Ancestry['ancestors'], place: number): LineageLot {
  return (ancestors[place] as Ancestor).lot;
}

/** The composition that the step gives to each of its outputs: an existing node, or a new mixture. */
export function mixStep(
  { step, inputs }: AncestralStep,
  element: ElementSymbol,
  compositionAt: CompositionAt,
  nodes: MixingNode[],
): number {
  const denominator = step.baseElementMilligrams[element] ?? 0n;
  const parts: MixingPart[] = [];
  let unexplained = denominator;
  for (const { place, elementMilligrams } of inputs) {
    const numerator = elementMilligrams[element] ?? 0n;
    if (numerator === 0n) continue;
    unexplained -= numerator;
    parts.push({ node: compositionAt(place, step.at), numerator });
  }
  invariant(
    unexplained >= 0n,
    `step ${step.event} takes ${-unexplained} mg of ${element} more than its base of ${denominator} mg`,
  );
  if (unexplained > 0n) parts.push({ node: UNKNOWN_NODE, numerator: unexplained });

  // A later assay may find an element that the step knew nothing of: nothing explains it.
  const [first] = parts;
  if (first === undefined) return UNKNOWN_NODE;
  if (parts.every(({ node }) => node === first.node)) return first.node;
  return nodes.push({ kind: 'mixture', denominator, parts }) - 1;
}
