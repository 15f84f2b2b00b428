/**
 * A lineage laid out to be drawn: a row for each lot, the subject first, in lanes. The longest line of descent keeps the
 * first lane; each branch beside it has a lane further right and is drawn before the trunk goes on. A lot that was drawn
 * in another place already, or will be, has a short row there that refers to it.
 */
import { type Branches, branchesOf } from '@lodestone/lineage/trace/trace-branches.ts';
import type { Trace, TraceLot } from '@lodestone/lineage/trace/trace-value.ts';

export interface LineageRow {
  readonly lot: TraceLot;
  /** Drawn in another row; this one refers to it. */
  readonly isReference: boolean;
  /** The index of the row in which the lot is drawn; null where that row is one too many. */
  readonly drawnIn: number | null;
  /** The lane of its own dot, from 0. */
  readonly lane: number;
  /** The lane that it branches off from in this row; null on a trunk. */
  readonly from: number | null;
  /** Whether a line leads into its dot from above, in its own lane. */
  readonly joinsAbove: boolean;
  /** Whether its own line goes on below the dot. */
  readonly continues: boolean;
  /** The lanes of other lines that pass by in this row. */
  readonly passing: readonly number[];
}

export interface LineageRows {
  readonly rows: readonly LineageRow[];
  /** Lots that have no row, for there would be too many. */
  readonly omitted: number;
}

interface Visit {
  readonly lot: TraceLot;
  readonly lane: number;
  readonly from: number | null;
  readonly joinsAbove: boolean;
  readonly isReference: boolean;
  /** The lanes whose lines go past this row. */
  readonly passing: readonly number[];
}

/** Lays out at most so many rows. Works without recursion, however deep the trace. */
export function lineageRows(trace: Trace, rowsMax: number): LineageRows {
  const branches = branchesOf(trace);
  const rows: Omit<LineageRow, 'drawnIn'>[] = [];
  const drawn = new Map<TraceLot, number>();
  const waiting: Visit[] = branches.roots.toReversed().map((lot) => ({
    lot,
    lane: 0,
    from: null,
    joinsAbove: false,
    isReference: false,
    passing: [],
  }));
  for (let visit = waiting.pop(); visit !== undefined && rows.length < rowsMax; visit = waiting.pop()) {
    const following = visit.isReference ? [] : followingOf(branches, visit);
    if (!visit.isReference) drawn.set(visit.lot, rows.length);
    rows.push({ ...visit, continues: following.length > 0 });
    waiting.push(...following.toReversed());
  }
  return {
    rows: rows.map((row) => ({ ...row, drawnIn: drawn.get(row.lot) ?? null })),
    omitted: trace.lots.length - drawn.size,
  };
}

/** What is drawn below a lot, in order: branches beside it, then its trunk. */
function followingOf(branches: Branches, { lot, lane, passing }: Visit): Visit[] {
  const next = branches.nextTo(lot);
  const trunk = branches.trunkOf(lot) ?? next.at(-1);
  if (trunk === undefined) return [];
  const sides = next.filter((each) => each !== trunk);
  const beside = sides.map((side) => ({
    lot: side,
    lane: lane + 1,
    from: lane,
    joinsAbove: false,
    isReference: !branches.claims(lot, side),
    passing: [...passing, lane],
  }));
  const below = { lot: trunk, lane, from: null, joinsAbove: true, isReference: !branches.claims(lot, trunk), passing };
  return [...beside, below];
}
