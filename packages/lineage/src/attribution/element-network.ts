/**
 * The ways by which one element can have come to the subject, as a network: each arc is a mass that the record states.
 *
 * A lot that holds material of several origins may give any of it to whoever takes a part of it, and a step may put any
 * of what it took into any output, its losses and its stock. So only masses bind: what a step took of a lot, and what
 * it put into one. Most of them bind nothing, as a lot gives no more than it got, and are left out: what is left are
 * the steps that took of several lots, and the gains of lots (`gained-composition.ts`).
 *
 * A lot of which more was taken than was made and gained was measured better since. Its making may then have given as
 * much more, from any of the lots it took: the arcs on the way to its origins are wider by that.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Ancestor, Ancestry, AncestralStep } from '../ancestry.ts';
import { addArc, addNode, createNetwork, fillArc, type FlowNetwork } from './flow-network.ts';
import type { LineageSubject } from '../graph.ts';
import { invariant } from '../invariant.ts';

/** A mass that goes into a node of the network. */
interface Inflow {
  readonly node: number;
  readonly milligrams: bigint;
}

/** What is drawn from a lot, `at` a place in the ledger. */
interface Draw extends Inflow {
  readonly at: number;
}

/** Origins that the network need not tell apart: all they have goes into the same node. */
export interface Spring {
  readonly node: number;
  /** From the source of all to the node. */
  readonly arc: number;
  /** By lot number what each may give. The unknown has null for a lot number. */
  readonly origins: readonly { readonly lotNumber: number | null; readonly milligrams: bigint }[];
}

export interface ElementNetwork {
  /** Carries the whole mass of the subject from the springs to the subject. */
  readonly network: FlowNetwork;
  readonly source: number;
  readonly springs: readonly Spring[];
  readonly totalMilligrams: bigint;
}

const SUBJECT = 0;

/** A step with more ways on from it is a node, even where it binds nothing: else long lists would be copied at each. */
const WAYS_MAX = 32;

export function networkOf(ancestry: Ancestry, subject: LineageSubject, element: ElementSymbol): ElementNetwork {
  const { ancestors, placeOfLot } = ancestry;
  const network = createNetwork();
  addNode(network);
  const drawsOf = new Map<number, Draw[]>();
  const givenBy = new Map<number, { inflows: Inflow[]; moreMilligrams: bigint }>();
  const ofOrigin = new Map<number | null, Inflow[]>();
  const isFirst = firstLotsOfSteps(ancestors);

  const draw = (place: number | null, at: number, inflows: readonly Inflow[]) => {
    if (place === null) append(ofOrigin, null, inflows);
    else
      append(
        drawsOf,
        place,
        inflows.map((inflow) => ({ ...inflow, at })),
      );
  };
  let totalMilligrams = 0n;
  for (const { lotNumber, at, elementMilligrams } of subject.parts) {
    const milligrams = elementMilligrams[element] ?? 0n;
    totalMilligrams += milligrams;
    if (milligrams > 0n) draw(placeOfLot.get(lotNumber) ?? null, at, [{ node: SUBJECT, milligrams }]);
  }
  for (let place = ancestors.length - 1; place >= 0; place -= 1) {
    const { lot, madeBy } = ancestors[place] as Ancestor;
    const inflows = asMade(network, ancestors[place] as Ancestor, element, drawsOf.get(place) ?? [], (unknown) =>
      append(ofOrigin, null, [unknown]),
    );
    drawsOf.delete(place);
    if (typeof madeBy !== 'object') {
      append(ofOrigin, madeBy === 'missing' ? null : lot.lotNumber, inflows);
      continue;
    }
    const given = givenBy.get(madeBy.place) ?? { inflows: [], moreMilligrams: 0n };
    givenBy.set(madeBy.place, given);
    for (const inflow of inflows) given.inflows.push(inflow);
    const beyond = sumOf(inflows) - (lot.elementMilligrams[element] ?? 0n);
    if (beyond > 0n) given.moreMilligrams += beyond;
    if (isFirst[place] === 1) {
      givenBy.delete(madeBy.place);
      if (given.inflows.length > 0) passStep(network, madeBy, element, given, draw);
    }
  }
  return { ...openSprings(network, ofOrigin, totalMilligrams), totalMilligrams };
}

/** What is drawn from a lot as it was made, with what is drawn after its gains in the nodes that these are. */
function asMade(
  network: FlowNetwork,
  { lot: { gains } }: Ancestor,
  element: ElementSymbol,
  draws: readonly Draw[],
  giveUnknown: (inflow: Inflow) => void,
): readonly Inflow[] {
  let left = draws;
  for (const { at, beforeElementMilligrams, gainedElementMilligrams } of gains.toReversed()) {
    const [before, gained] = [beforeElementMilligrams[element] ?? 0n, gainedElementMilligrams[element] ?? 0n];
    const after = left.filter((each) => each.at > at);
    if (gained === 0n || after.length === 0) continue;
    const node = addNode(network);
    for (const { node: to, milligrams } of merged(after)) addArc(network, node, to, milligrams);
    const beyond = sumOf(after) - before - gained;
    const more = beyond > 0n ? beyond : 0n;
    giveUnknown({ node, milligrams: gained + more });
    left = left.filter((each) => each.at <= at);
    // It is what there was just before this gain, and so after all earlier ones.
    if (before > 0n) left = [...left, { node, milligrams: before + more, at: Number.POSITIVE_INFINITY }];
  }
  return merged(left);
}

/** Leads what a step gave back to what it took. */
function passStep(
  network: FlowNetwork,
  { step, inputs }: AncestralStep,
  element: ElementSymbol,
  { inflows, moreMilligrams }: { readonly inflows: readonly Inflow[]; readonly moreMilligrams: bigint },
  draw: (place: number | null, at: number, inflows: readonly Inflow[]) => void,
): void {
  const taken = inputs.flatMap(({ place, elementMilligrams }) => {
    const milligrams = elementMilligrams[element] ?? 0n;
    return milligrams === 0n ? [] : [{ place, milligrams }];
  });
  const unexplained = (step.baseElementMilligrams[element] ?? 0n) - sumOf(taken);
  if (unexplained > 0n || taken.length === 0) taken.push({ place: null, milligrams: unexplained });
  const ways = merged(inflows);
  const [only] = ways;
  const [alone] = taken;
  // A step that took of one lot gives no more than it took, so nothing binds but what comes after.
  if (taken.length === 1 && alone !== undefined && ways.length <= WAYS_MAX) return draw(alone.place, step.at, ways);

  const widened = taken.map(({ place, milligrams }) => ({ place, milligrams: milligrams + moreMilligrams }));
  let node = only?.node ?? SUBJECT;
  if (ways.length > 1 || (only?.milligrams ?? 0n) < sumOf(widened)) {
    node = addNode(network);
    for (const { node: to, milligrams } of ways) addArc(network, node, to, milligrams);
  }
  for (const { place, milligrams } of widened) draw(place, step.at, [{ node, milligrams }]);
}

/** Joins the origins to one source, and lets the whole mass of the subject flow from it. */
function openSprings(
  network: FlowNetwork,
  ofOrigin: ReadonlyMap<number | null, readonly Inflow[]>,
  totalMilligrams: bigint,
): Pick<ElementNetwork, 'network' | 'source' | 'springs'> {
  const atNode = new Map<number, { lotNumber: number | null; milligrams: bigint }[]>();
  for (const [lotNumber, inflows] of ofOrigin) {
    const ways = merged(inflows);
    const [only] = ways;
    if (only === undefined) continue;
    let { node } = only;
    if (ways.length > 1) {
      node = addNode(network);
      for (const { node: to, milligrams } of ways) addArc(network, node, to, milligrams);
    }
    append(atNode, node, [{ lotNumber, milligrams: sumOf(ways) }]);
  }
  const source = addNode(network);
  const springs = [...atNode].map(([node, origins]) => {
    return { node, origins, arc: addArc(network, source, node, sumOf(origins)) };
  });
  pullFlow(network, source, totalMilligrams);
  return { network, source, springs };
}

/**
 * Fills the network from the subject backwards. No node gives more than it may get, and nodes are numbered from the
 * subject upwards, so what a node is asked for is known when it is its turn, and is to be had.
 */
function pullFlow(network: FlowNetwork, source: number, totalMilligrams: bigint): void {
  const { arcsOf, targets, residuals } = network;
  const asked = new Array<bigint>(arcsOf.length).fill(0n);
  asked[SUBJECT] = totalMilligrams;
  for (let node = SUBJECT; node < source; node += 1) {
    let left = asked[node] as bigint;
    for (const arc of arcsOf[node] as number[]) {
      // The odd ones of a pair lead back to where material comes from.
      if (left === 0n) break;
      if (arc % 2 === 0) continue;
      const room = residuals[arc ^ 1] as bigint;
      const pulled = room < left ? room : left;
      fillArc(network, arc ^ 1, pulled);
      left -= pulled;
      const from = targets[arc] as number;
      asked[from] = (asked[from] as bigint) + pulled;
    }
    invariant(left === 0n, `the network gives node ${node} ${left} mg less than it asks for`);
  }
}

/** Marks by place the lot with the least number of each step. */
function firstLotsOfSteps(ancestors: Ancestry['ancestors']): Uint8Array {
  const first = new Uint8Array(ancestors.length);
  const seen = new Set<number>();
  for (const [place, { madeBy }] of ancestors.entries()) {
    if (typeof madeBy !== 'object' || seen.has(madeBy.place)) continue;
    seen.add(madeBy.place);
    first[place] = 1;
  }
  return first;
}

/** One inflow for each node. */
function merged(inflows: readonly Inflow[]): readonly Inflow[] {
  if (inflows.length < 2) return inflows;
  const sums = new Map<number, bigint>();
  for (const { node, milligrams } of inflows) sums.set(node, (sums.get(node) ?? 0n) + milligrams);
  return [...sums].map(([node, milligrams]) => ({ node, milligrams }));
}

function sumOf(masses: readonly { readonly milligrams: bigint }[]): bigint {
  return masses.reduce((sum, { milligrams }) => sum + milligrams, 0n);
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, values: readonly Value[]): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [...values]);
  else for (const value of values) known.push(value);
}
