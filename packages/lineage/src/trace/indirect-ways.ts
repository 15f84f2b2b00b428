/** How lots that are listed hang together where the lots between them are not. */
import type { LineageLot } from '../graph.ts';

/** A way between two lots listed, on which none is. */
export interface IndirectWay {
  /** Of the two, the one that is nearer to the subject. */
  readonly near: LineageLot;
  readonly far: LineageLot;
  /** On the shortest of such ways. */
  readonly lotsBetween: number;
}

export interface IndirectWays {
  readonly ways: readonly IndirectWay[];
  /** False when there are so many that only one is given to each lot: the shortest, from the subject. */
  readonly isComplete: boolean;
}

/** Looking so often at lots left out takes about a second. */
const LOOKS_MAX = 2_000_000;

/**
 * Finds the shortest of the ways between each two lots listed, through lots left out alone.
 *
 * `reached` has all lots, the nearest to the subject first; `neighboursOf` leads away from the subject.
 */
export function findIndirectWays(
  reached: readonly LineageLot[],
  isListed: (lotNumber: number) => boolean,
  neighboursOf: (lot: LineageLot) => ReadonlySet<number>,
  looksMax: number = LOOKS_MAX,
): IndirectWays {
  const lotNumbered = new Map(reached.map((lot) => [lot.lotNumber, lot]));
  const nextOf = (lot: LineageLot) => [...neighboursOf(lot)].flatMap((number) => lotNumbered.get(number) ?? []);
  const leading = leadingLots(reached, isListed, nextOf);
  const ways: IndirectWay[] = [];
  let looks = 0;
  for (const near of reached) {
    if (!isListed(near.lotNumber)) continue;
    const direct = new Set(nextOf(near));
    const seen = new Set<LineageLot>();
    let level = [...direct].filter((lot) => leading.has(lot));
    for (let lotsBetween = 1; level.length > 0; lotsBetween += 1) {
      const following: LineageLot[] = [];
      for (const lot of level) {
        for (const far of nextOf(lot)) {
          looks += 1;
          if (seen.has(far)) continue;
          seen.add(far);
          if (leading.has(far)) following.push(far);
          else if (isListed(far.lotNumber) && !direct.has(far)) ways.push({ near, far, lotsBetween });
        }
      }
      if (looks > looksMax) return { ways: shortestWays(reached, isListed, nextOf), isComplete: false };
      level = following;
    }
  }
  return { ways, isComplete: true };
}

/** The lots left out from which a way leads on to one that is listed. */
function leadingLots(
  reached: readonly LineageLot[],
  isListed: (lotNumber: number) => boolean,
  nextOf: (lot: LineageLot) => readonly LineageLot[],
): ReadonlySet<LineageLot> {
  const before = new Map<LineageLot, LineageLot[]>();
  for (const lot of reached) {
    for (const next of nextOf(lot)) {
      const known = before.get(next);
      if (known === undefined) before.set(next, [lot]);
      else known.push(lot);
    }
  }
  const leading = new Set<LineageLot>();
  const waiting = reached.filter(({ lotNumber }) => isListed(lotNumber));
  for (let lot = waiting.pop(); lot !== undefined; lot = waiting.pop()) {
    for (const each of before.get(lot) ?? []) {
      if (isListed(each.lotNumber) || leading.has(each)) continue;
      leading.add(each);
      waiting.push(each);
    }
  }
  return leading;
}

/** For each lot listed that no other is next to, the listed one by which it is reached first. */
function shortestWays(
  reached: readonly LineageLot[],
  isListed: (lotNumber: number) => boolean,
  nextOf: (lot: LineageLot) => readonly LineageLot[],
): readonly IndirectWay[] {
  const cameFrom = new Map<LineageLot, { readonly near: LineageLot; readonly lotsBetween: number }>();
  const isNext = new Set<LineageLot>();
  for (const lot of reached) {
    const from = isListed(lot.lotNumber) ? { near: lot, lotsBetween: 0 } : cameFrom.get(lot);
    if (from === undefined) continue;
    for (const next of nextOf(lot)) {
      if (from.near === lot) isNext.add(next);
      if (cameFrom.has(next)) continue;
      const lotsBetween = from.lotsBetween + (isListed(lot.lotNumber) ? 0 : 1);
      cameFrom.set(next, { near: from.near, lotsBetween });
    }
  }
  return reached.flatMap((far) => {
    const from = cameFrom.get(far);
    if (from === undefined || !isListed(far.lotNumber) || isNext.has(far) || from.lotsBetween === 0) return [];
    return [{ near: from.near, far, lotsBetween: from.lotsBetween }];
  });
}
