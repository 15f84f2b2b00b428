/**
 * The lineage of a trace as it is drawn: lots that are made alike and go the same way are one box, for forty lots of ore
 * in one heap say no more than their number; and of what is still too much for an eye, the boxes nearest to the subject.
 */
import type { TraceBody, TraceLot } from './trace-value.ts';

export interface DrawnLineage {
  readonly boxes: readonly DrawnBox[];
  /** Between boxes, as indexes, from what was taken to what was made. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  /** Lots that are in no box, being too far away. */
  readonly omittedLots: number;
}

export interface DrawnBox {
  /** All of one form, step, maker and country; at least one. */
  readonly lots: readonly TraceLot[];
  /** Some that it was made of is not drawn. */
  readonly goesOn: boolean;
}

/** More lines than this are a tangle, and slow to lay out. */
const EDGES_MAX = 600;

/** Draws an upward trace in at most `boxesMax` boxes; in fewer where they hang together by too many edges. */
export function drawLineage(trace: TraceBody, boxesMax: number): DrawnLineage {
  let drawn = drawNearest(trace, boxesMax);
  for (let most = boxesMax; drawn.edges.length > EDGES_MAX; drawn = drawNearest(trace, most))
    most = Math.floor(most / 2);
  return drawn;
}

function drawNearest({ lots, edges }: TraceBody, boxesMax: number): DrawnLineage {
  const neighbours = neighboursOf(edges);
  const groups = Map.groupBy(lots, (lot) => keyOf(lot, neighbours));
  const all = [...groups.values()];
  const drawn = all.slice(0, boxesMax);
  const boxOf = new Map(drawn.flatMap((group, box) => group.map(({ lot }) => [lot, box] as const)));
  const drawnEdges = new Map<string, readonly [number, number]>();
  const goOn = new Set<number>();
  for (const { from, to } of edges) {
    const [fromBox, toBox] = [boxOf.get(from), boxOf.get(to)];
    if (toBox === undefined) continue;
    if (fromBox === undefined) goOn.add(toBox);
    else drawnEdges.set(`${fromBox} ${toBox}`, [fromBox, toBox]);
  }
  return {
    boxes: drawn.map((group, box) => ({
      lots: group,
      goesOn: goOn.has(box) || group.some(({ continues }) => continues),
    })),
    edges: [...drawnEdges.values()],
    omittedLots: lots.length - boxOf.size,
  };
}

interface Neighbours {
  readonly taken: ReadonlyMap<string, readonly string[]>;
  readonly made: ReadonlyMap<string, readonly string[]>;
}

function neighboursOf(edges: TraceBody['edges']): Neighbours {
  const taken = Map.groupBy(edges, ({ to }) => to);
  const made = Map.groupBy(edges, ({ from }) => from);
  return {
    taken: new Map([...taken].map(([lot, of]) => [lot, of.map(({ from }) => from)])),
    made: new Map([...made].map(([lot, of]) => [lot, of.map(({ to }) => to)])),
  };
}

/** Lots with the same key are one box. They are at one depth, as all go into the same lots. */
function keyOf(lot: TraceLot, { taken, made }: Neighbours): string {
  const { depth, kind, form, step, party, country } = lot;
  const ways = [taken.get(lot.lot) ?? [], made.get(lot.lot) ?? []].map((names) => names.toSorted());
  return JSON.stringify([depth, kind, form, step, party, country, ...ways]);
}
