/**
 * Places the nodes of a graph without cycles for drawing: in layers, so that every edge leads from a higher layer to a
 * lower one, with few crossings and neighbours close to each other (Sugiyama, Tagawa and Toda, 1981).
 *
 * An edge over several layers goes by a place of its own in each layer between, so that it runs round the nodes there.
 * Positions are in widths of a node; a place of an edge is narrower. For some hundreds of nodes: its work grows with
 * edges × layers.
 */
export interface Layout {
  /** By node, as given. */
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly layerCount: number;
  /** From the leftmost edge of a node to the rightmost one. */
  readonly width: number;
}

export interface PlacedNode {
  /** From 0, which is the layer of what nothing comes after. */
  readonly layer: number;
  /** Of its middle. */
  readonly x: number;
}

export interface PlacedEdge {
  readonly from: number;
  readonly to: number;
  /** From the node it leaves to the node it reaches, one for each layer on the way. */
  readonly points: readonly PlacedNode[];
}

/** In widths of a node. */
const GAP = 0.18;
const EDGE_WIDTH = 0.12;
const ORDER_SWEEPS = 12;
const POSITION_SWEEPS = 60;

/** A node of the graph, or the place of an edge in a layer between: both are numbered, the nodes first. */
interface Cells {
  readonly layers: readonly number[][];
  readonly layerOf: readonly number[];
  /** By cell, its neighbours one layer above and one below. */
  readonly above: readonly number[][];
  readonly below: readonly number[][];
  readonly routes: readonly (readonly number[])[];
}

/** Edges lead from node to node, as indexes, towards layer 0. */
export function layOut(nodeCount: number, edges: readonly (readonly [from: number, to: number])[]): Layout {
  const cells = cellsOf(nodeCount, edges);
  const layers = orderLayers(cells);
  const halfWidth = (cell: number) => (cell < nodeCount ? 0.5 : EDGE_WIDTH / 2);
  const x = positionsOf(layers, cells, halfWidth);
  const left = Math.min(...x.map((middle, cell) => middle - halfWidth(cell)), 0);
  const place = (cell: number) => ({ layer: cells.layerOf[cell] ?? 0, x: (x[cell] ?? 0) - left });
  return {
    nodes: Array.from({ length: nodeCount }, (_, node) => place(node)),
    edges: cells.routes.map((route) => {
      return { from: route[0] ?? 0, to: route.at(-1) ?? 0, points: route.map(place) };
    }),
    layerCount: layers.length,
    width: Math.max(0, ...x.map((middle, cell) => middle + halfWidth(cell) - left)),
  };
}

function cellsOf(nodeCount: number, edges: readonly (readonly [number, number])[]): Cells {
  const layerOf = layersOf(nodeCount, edges);
  const above = layerOf.map((): number[] => []);
  const below = layerOf.map((): number[] => []);
  const routes = edges.map(([from, to]) => {
    const route = [from];
    for (let layer = (layerOf[from] ?? 0) - 1; layer > (layerOf[to] ?? 0); layer -= 1) {
      route.push(layerOf.push(layer) - 1);
      above.push([]);
      below.push([]);
    }
    route.push(to);
    for (const [index, cell] of route.slice(1).entries()) {
      const before = route[index] ?? from;
      above[cell]?.push(before);
      below[before]?.push(cell);
    }
    return route;
  });
  const layers: number[][] = [];
  for (const [cell, layer] of layerOf.entries()) {
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(cell);
  }
  return { layers, layerOf, above, below, routes };
}

/** The greatest number of edges from each node to an end. */
function layersOf(nodeCount: number, edges: readonly (readonly [number, number])[]): number[] {
  const layers = new Array<number>(nodeCount).fill(0);
  const pending = new Array<number>(nodeCount).fill(0);
  const sources: number[][] = Array.from({ length: nodeCount }, () => []);
  for (const [from, to] of edges) {
    sources[to]?.push(from);
    pending[from] = (pending[from] ?? 0) + 1;
  }
  const ready = pending.flatMap((count, node) => (count === 0 ? [node] : []));
  for (let index = 0; index < ready.length; index += 1) {
    const node = ready[index] ?? 0;
    for (const source of sources[node] ?? []) {
      layers[source] = Math.max(layers[source] ?? 0, (layers[node] ?? 0) + 1);
      pending[source] = (pending[source] ?? 0) - 1;
      if (pending[source] === 0) ready.push(source);
    }
  }
  return layers;
}

/** Sorts each layer by the middle of its neighbours, from the bottom and from the top in turn; the best order stays. */
function orderLayers({ layers, above, below }: Cells): readonly number[][] {
  let current = layers.map((layer) => [...layer]);
  let [best, fewest] = [current, countCrossings(current, above)];
  for (let sweep = 0; sweep < ORDER_SWEEPS && fewest > 0; sweep += 1) {
    const isUpward = sweep % 2 === 0;
    current = current.map((layer) => [...layer]);
    const order = current.map((_, index) => (isUpward ? index : current.length - 1 - index));
    for (const index of order.slice(1)) {
      const fixed = indexOf(current[isUpward ? index - 1 : index + 1] ?? []);
      const layer = current[index] ?? [];
      const middles = new Map(
        layer.map((cell, place) => {
          const neighbours = (isUpward ? below : above)[cell] ?? [];
          const places = neighbours.map((neighbour) => fixed.get(neighbour) ?? 0);
          return [cell, places.length === 0 ? place : sum(places) / places.length];
        }),
      );
      layer.sort((left, right) => (middles.get(left) ?? 0) - (middles.get(right) ?? 0));
    }
    const crossings = countCrossings(current, above);
    if (crossings < fewest) [best, fewest] = [current, crossings];
  }
  return best;
}

/** Two edges between the same layers cross when their ends are in different orders. */
function countCrossings(layers: readonly (readonly number[])[], above: readonly (readonly number[])[]): number {
  let crossings = 0;
  for (const [index, layer] of layers.entries()) {
    const places = indexOf(layers[index + 1] ?? []);
    const ends = layer.flatMap((cell) => {
      return (above[cell] ?? []).map((neighbour) => places.get(neighbour) ?? 0).sort((left, right) => left - right);
    });
    for (const [at, end] of ends.entries()) {
      for (let earlier = 0; earlier < at; earlier += 1) if ((ends[earlier] ?? 0) > end) crossings += 1;
    }
  }
  return crossings;
}

function indexOf(cells: readonly number[]): ReadonlyMap<number, number> {
  return new Map(cells.map((cell, index) => [cell, index]));
}

/** Moves each cell towards the middle of its neighbours, as far as those beside it in the layer leave room. */
function positionsOf(
  layers: readonly (readonly number[])[],
  cells: Cells,
  halfWidth: (cell: number) => number,
): readonly number[] {
  const x: number[] = [];
  const offsets = layers.map((layer) => {
    let right = 0;
    return layer.map((cell) => {
      const middle = right + halfWidth(cell);
      right = middle + halfWidth(cell) + GAP;
      return middle;
    });
  });
  for (const [index, layer] of layers.entries()) {
    for (const [place, cell] of layer.entries()) x[cell] = offsets[index]?.[place] ?? 0;
  }
  const drawn = drawnTowards(cells);
  for (let sweep = 0; sweep < POSITION_SWEEPS; sweep += 1) {
    const order = layers.map((_, index) => (sweep % 2 === 0 ? index : layers.length - 1 - index));
    for (const index of order) {
      const layer = layers[index] ?? [];
      const wanted = layer.map((cell) => meanOf(drawn[cell] ?? [], x) ?? x[cell] ?? 0);
      const kept = keepApart(wanted, offsets[index] ?? []);
      for (const [place, middle] of kept.entries()) x[layer[place] ?? 0] = middle;
    }
  }
  return x;
}

/**
 * By cell, those that it is drawn towards: its neighbours, and along a chain both of its ends, for then all of the chain
 * wants to be in one place and is straight.
 */
function drawnTowards({ above, below }: Cells): readonly (readonly number[])[] {
  const isInChain = (cell: number) => (above[cell] ?? []).length <= 1 && (below[cell] ?? []).length <= 1;
  const endOf = (cell: number, next: Cells['above']) => {
    let end = next[cell]?.[0];
    while (end !== undefined && isInChain(end)) end = next[end]?.[0];
    return end === undefined ? [] : [end];
  };
  return above.map((over, cell) => {
    const ends = isInChain(cell) ? [...endOf(cell, above), ...endOf(cell, below)] : [];
    return ends.length > 0 ? ends : [...over, ...(below[cell] ?? [])];
  });
}

/**
 * The positions closest to those wanted, in squares, that keep the order and the distances of the offsets: what is
 * wanted less the offsets must not fall, so neighbours that would are joined and share their mean.
 */
function keepApart(wanted: readonly number[], offsets: readonly number[]): number[] {
  const blocks: { total: number; count: number }[] = [];
  for (const [index, position] of wanted.entries()) {
    let block = { total: position - (offsets[index] ?? 0), count: 1 };
    for (
      let last = blocks.at(-1);
      last !== undefined && last.total / last.count > block.total / block.count;
      last = blocks.at(-1)
    ) {
      block = { total: block.total + last.total, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  const means = blocks.flatMap((block) => new Array<number>(block.count).fill(block.total / block.count));
  return means.map((mean, index) => mean + (offsets[index] ?? 0));
}

/** The mean position of some cells; undefined of none. */
function meanOf(cells: readonly number[], x: readonly number[]): number | undefined {
  return cells.length === 0 ? undefined : sum(cells.map((cell) => x[cell] ?? 0)) / cells.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
