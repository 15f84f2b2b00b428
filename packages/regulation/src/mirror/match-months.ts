/**
 * Which exports arrived as which imports, where goods of one export month may arrive in the same month or up to some months
 * later: the assignment that matches the most mass.
 *
 * Every export waits equally long, so whichever left first is also the first that can no longer arrive. Then to let each
 * import, the earliest first, take from the earliest export that can still arrive is not merely quick but best: were some of
 * an import taken from a later export instead, the two could be exchanged without loss, for whatever the earlier export could
 * still serve the later one can serve as well. (Glover 1967 shows it for convex bipartite graphs, of which this is one.) The
 * test holds it against a greatest flow.
 */

/** A mass of one month. What is matched is taken off it. */
export interface MonthlyMass {
  readonly month: number;
  leftMilligrams: bigint;
}

export interface Match<Export, Import> {
  readonly left: Export;
  readonly arrived: Import;
  /** More than 0. */
  readonly milligrams: bigint;
}

/** Matches the most mass that can be, and takes it off both sides. Nothing arrives before it left. */
export function matchMonths<Export extends MonthlyMass, Import extends MonthlyMass>(
  exports: readonly Export[],
  imports: readonly Import[],
  lagMonths: number,
): Match<Export, Import>[] {
  const leaving = [...exports].sort((one, other) => one.month - other.month);
  const arriving = [...imports].sort((one, other) => one.month - other.month);
  const matches: Match<Export, Import>[] = [];
  let next = 0;
  for (const arrived of arriving) {
    while (arrived.leftMilligrams > 0n) {
      const left = leaving[next];
      if (left === undefined || left.month > arrived.month) break;
      const canArrive = left.month + lagMonths >= arrived.month && left.leftMilligrams > 0n;
      if (canArrive) matches.push(takeOff(left, arrived));
      else next += 1;
    }
  }
  return matches;
}

function takeOff<Export extends MonthlyMass, Import extends MonthlyMass>(left: Export, arrived: Import) {
  const milligrams = left.leftMilligrams < arrived.leftMilligrams ? left.leftMilligrams : arrived.leftMilligrams;
  left.leftMilligrams -= milligrams;
  arrived.leftMilligrams -= milligrams;
  return { left, arrived, milligrams };
}
