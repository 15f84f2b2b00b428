/**
 * A trace as a tree to be read: every lot once, under one other lot, with the longest line of descent as the trunk.
 *
 * Lineage is not a tree, as lots meet again further up. Each lot is *claimed* by one of those it hangs from; the
 * others refer to it. Trunks claim first, so the way from the subject to its furthest origin is never broken by a
 * reference, and side branches are short. Drawn without indenting the trunk, a chain of 2,000 lots stays in one column.
 */
import { invariant } from '../invariant.ts';
import type { Trace, TraceLot } from './trace-value.ts';

export interface Branches {
  readonly roots: readonly TraceLot[];
  /** The lots next away from the subject: what a lot was made from upstream, what was made from it downstream. */
  readonly nextTo: (lot: TraceLot) => readonly TraceLot[];
  /** The lot that continues the line of this one; undefined when none does, or others have claimed all. */
  readonly trunkOf: (lot: TraceLot) => TraceLot | undefined;
  /** True when `next` is to be drawn under `lot`, false when only to be referred to. */
  readonly claims: (lot: TraceLot, next: TraceLot) => boolean;
  /** How many lots that are not listed the shortest way from one to the next leads through; 0 for neighbours. */
  readonly lotsBetween: (lot: TraceLot, next: TraceLot) => number;
}

/** Works without recursion, however deep the trace. */
export function branchesOf(trace: Trace): Branches {
  const next = adjacency(trace);
  const between = lotsBetweenNeighbours(trace);
  const nextTo = (lot: TraceLot) => next.get(lot) ?? [];
  const heights = heightsOf(trace.lots, nextTo);
  const roots = trace.lots.filter(({ depth }) => depth === 0);
  const claimant = new Map<TraceLot, TraceLot | null>(roots.map((root) => [root, null]));
  const trunks = new Map<TraceLot, TraceLot>();

  const waiting = roots.toReversed().map((root) => ({ lot: root, from: null as TraceLot | null }));
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const { lot, from } = visit;
    if (from !== null) {
      if (claimant.has(lot)) continue;
      claimant.set(lot, from);
    }
    const unclaimed = nextTo(lot).filter((each) => !claimant.has(each));
    const trunk = highest(unclaimed, heights);
    if (trunk === undefined) continue;
    trunks.set(lot, trunk);
    for (const each of unclaimed.toReversed()) if (each !== trunk) waiting.push({ lot: each, from: lot });
    waiting.push({ lot: trunk, from: lot });
  }
  return {
    roots,
    nextTo,
    trunkOf: (lot) => trunks.get(lot),
    claims: (lot, each) => claimant.get(each) === lot,
    lotsBetween: ({ lot }, each) => between.get(lot)?.get(each.lot) ?? 0,
  };
}

function adjacency({ lots, edges, direction }: Trace): ReadonlyMap<TraceLot, readonly TraceLot[]> {
  const lotNamed = new Map(lots.map((lot) => [lot.lot, lot]));
  const next = new Map<TraceLot, TraceLot[]>();
  for (const { from, to } of edges) {
    const near = lotNamed.get(direction === 'up' ? to : from);
    const far = lotNamed.get(direction === 'up' ? from : to);
    invariant(
      near !== undefined && far !== undefined,
      `edge ${from} → ${to} leads to a lot that the trace does not list`,
    );
    const known = next.get(near);
    if (known === undefined) next.set(near, [far]);
    else known.push(far);
  }
  return next;
}

/** By the nearer and the further lot, for those that have lots between them. */
function lotsBetweenNeighbours({ edges, direction }: Trace): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const between = new Map<string, Map<string, number>>();
  for (const { from, to, lotsBetween } of edges) {
    if (lotsBetween === undefined) continue;
    const [near, far] = direction === 'up' ? [to, from] : [from, to];
    const known = between.get(near);
    if (known === undefined) between.set(near, new Map([[far, lotsBetween]]));
    else known.set(far, lotsBetween);
  }
  return between;
}

/** The greatest number of steps from each lot to an end of the trace. */
function heightsOf(
  lots: readonly TraceLot[],
  nextTo: (lot: TraceLot) => readonly TraceLot[],
): ReadonlyMap<TraceLot, number> {
  const pending = new Map<TraceLot, number>();
  for (const lot of lots) for (const next of nextTo(lot)) pending.set(next, (pending.get(next) ?? 0) + 1);
  const order = lots.filter((lot) => !pending.has(lot));
  for (let index = 0; index < order.length; index += 1) {
    for (const next of nextTo(order[index] as TraceLot)) {
      const left = (pending.get(next) as number) - 1;
      pending.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  const heights = new Map<TraceLot, number>();
  for (const lot of order.toReversed()) {
    let height = 0;
    for (const next of nextTo(lot)) height = Math.max(height, (heights.get(next) as number) + 1);
    heights.set(lot, height);
  }
  return heights;
}

function highest(lots: readonly TraceLot[], heights: ReadonlyMap<TraceLot, number>): TraceLot | undefined {
  let best: TraceLot | undefined;
  for (const lot of lots) {
    if (best === undefined || (heights.get(lot) as number) > (heights.get(best) as number)) best = lot;
  }
  return best;
}
