/**
 * A network of pipes that already carries a flow, and how much of it can be sent another way: the blocking flows of
 * E. A. Dinic (1970), in whole numbers.
 *
 * As all capacities are whole, so is every greatest flow. Nothing here recurses: a lineage may be longer than the stack.
 */

export interface FlowNetwork {
  /** Numbers of the arcs that leave each node. An arc and the one that takes its flow back differ in their last bit. */
  readonly arcsOf: number[][];
  readonly targets: number[];
  /** What may still flow along each arc; of one that takes back, what flows now. */
  readonly residuals: bigint[];
}

export function createNetwork(): FlowNetwork {
  return { arcsOf: [], targets: [], residuals: [] };
}

export function addNode({ arcsOf }: FlowNetwork): number {
  return arcsOf.push([]) - 1;
}

/** Gives the number of the arc. */
export function addArc(
  { arcsOf, targets, residuals }: FlowNetwork,
  from: number,
  to: number,
  capacity: bigint,
): number {
  const arc = targets.push(to, from) - 2;
  residuals.push(capacity, 0n);
  arcsOf[from]?.push(arc);
  arcsOf[to]?.push(arc + 1);
  return arc;
}

/** Lets `flow` more through the arc. */
export function fillArc({ residuals }: FlowNetwork, arc: number, flow: bigint): void {
  residuals[arc] = (residuals[arc] as bigint) - flow;
  residuals[arc ^ 1] = (residuals[arc ^ 1] as bigint) + flow;
}

/** How many arcs may still be looked at, all searches together: the same on every machine, as time would not be. */
export interface Work {
  left: number;
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly limit: bigint;
}

/**
 * The most that can go from one node to another beside and against what flows, without the arc `closed`, and no more
 * than `limit`; null when the work was used up before that was known. The network is left as it was.
 */
export function greatestChange(
  network: FlowNetwork,
  { from, to, closed, limit }: Change & { readonly closed: number },
  work: Work,
): bigint | null {
  if (limit === 0n) return 0n;
  work.left -= network.residuals.length;
  if (work.left < 0) return null;
  const residuals = [...network.residuals];
  residuals[closed] = 0n;
  residuals[closed ^ 1] = 0n;
  const search = { ...network, residuals };
  let flow = 0n;
  while (flow < limit) {
    const levels = levelsFrom(search, { from, to, limit }, work);
    if (work.left < 0) return null;
    if (levels === null) return flow;
    flow += blockFlow(search, levels, { from, to, limit: limit - flow }, work);
  }
  return work.left < 0 ? null : flow;
}

/** The least number of arcs to each node, -1 for those beyond reach; null when `to` is one of them, or the work is used up. */
function levelsFrom({ arcsOf, targets, residuals }: FlowNetwork, { from, to }: Change, work: Work): Int32Array | null {
  const levels = new Int32Array(arcsOf.length).fill(-1);
  levels[from] = 0;
  const waiting = [from];
  for (let index = 0; index < waiting.length && work.left >= 0; index += 1) {
    const node = waiting[index] as number;
    const arcs = arcsOf[node] as number[];
    work.left -= arcs.length;
    for (const arc of arcs) {
      const next = targets[arc] as number;
      if (levels[next] !== -1 || residuals[arc] === 0n) continue;
      levels[next] = (levels[node] as number) + 1;
      if (next === to) return levels;
      waiting.push(next);
    }
  }
  return null;
}

/** Fills the shortest ways until each has a full arc, the limit is reached or the work is used up; gives what that sends. */
function blockFlow(network: FlowNetwork, levels: Int32Array, { from, to, limit }: Change, work: Work): bigint {
  const { arcsOf, targets, residuals } = network;
  const places = new Int32Array(arcsOf.length);
  const path: number[] = [];
  const lastNode = () => (path.length === 0 ? from : (targets[path.at(-1) as number] as number));
  let flow = 0n;
  while (flow < limit && work.left >= 0) {
    work.left -= 1;
    const node = lastNode();
    if (node === to) {
      work.left -= path.length;
      let sent = limit - flow;
      for (const arc of path) sent = (residuals[arc] as bigint) < sent ? (residuals[arc] as bigint) : sent;
      for (const arc of path) fillArc(network, arc, sent);
      flow += sent;
      const full = path.findIndex((arc) => residuals[arc] === 0n);
      if (full !== -1) path.length = full;
      continue;
    }
    const arc = arcsOf[node]?.[places[node] as number];
    if (arc === undefined) {
      if (path.pop() === undefined) return flow;
      // Nothing gets on from that node: the one before tries its next arc.
      places[lastNode()] = (places[lastNode()] as number) + 1;
    } else if (residuals[arc] !== 0n && levels[targets[arc] as number] === (levels[node] as number) + 1) {
      path.push(arc);
    } else {
      places[node] = (places[node] as number) + 1;
    }
  }
  return flow;
}
