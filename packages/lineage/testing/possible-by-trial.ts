/**
 * The least and most of each origin a second time, to check the first: every way to hand single milligrams on is tried.
 *
 * A lot is a handful of milligrams, each of some origin. Whatever is taken of it may be any of them, and a step may deal
 * what it took to its outputs in any way. Good for a few milligrams.
 */
import type { LineageGraph, LineageInput, LineageStep, LineageSubject } from '../src/graph.ts';

/** How many milligrams there are of each origin; the unknown is -1. */
type Content = ReadonlyMap<number, number>;
/** By lot number, what is left of each lot. */
type Shelf = ReadonlyMap<number, Content>;

export const UNKNOWN_ORIGIN = -1;

/** Least and most by origin, of those that can reach the subject at all. */
export function possibleByTrial(graph: LineageGraph, subject: LineageSubject): ReadonlyMap<number, [number, number]> {
  const lots = [...graph.lots.values()];
  const happenings = [
    ...[...graph.steps.values()].map((step) => ({
      at: step.at,
      change: (shelf: Shelf) => afterStep(graph, shelf, step),
    })),
    ...lots.flatMap(({ lotNumber, gains }) =>
      gains.map(({ at, gainedElementMilligrams: { Nd = 0n } }) => ({
        at,
        change: (shelf: Shelf) => [put(shelf, lotNumber, plus(on(shelf, lotNumber), unknown(Number(Nd))))],
      })),
    ),
  ].toSorted((one, other) => one.at - other.at);
  const origins = lots.filter(({ step }) => step === null);
  const start: Shelf = new Map(
    origins.map(({ lotNumber, elementMilligrams: { Nd = 0n } }) => [lotNumber, new Map([[lotNumber, Number(Nd)]])]),
  );
  let shelves: readonly Shelf[] = [start];
  for (const { change } of happenings) shelves = distinct(shelves.flatMap((shelf) => change(shelf)));

  const seen = new Map<number, [number, number]>();
  const named = new Set([UNKNOWN_ORIGIN, ...origins.map(({ lotNumber }) => lotNumber)]);
  for (const shelf of shelves) {
    const choices = takeAll(shelf, subject.parts).map(({ pool }) => pool);
    for (const choice of choices) {
      for (const origin of named) {
        const count = choice.get(origin) ?? 0;
        const [least, most] = seen.get(origin) ?? [count, count];
        seen.set(origin, [Math.min(least, count), Math.max(most, count)]);
      }
    }
  }
  return new Map([...seen].filter(([, [, most]]) => most > 0));
}

/** Every way to take these parts, with what is left and what was taken. */
function takeAll(start: Shelf, parts: readonly LineageInput[]): readonly { shelf: Shelf; pool: Content }[] {
  let ways: { shelf: Shelf; pool: Content }[] = [{ shelf: start, pool: new Map() }];
  for (const {
    lotNumber,
    elementMilligrams: { Nd = 0n },
  } of parts) {
    ways = ways.flatMap(({ shelf, pool }) =>
      handfuls(on(shelf, lotNumber), Number(Nd)).map((pick) => ({
        shelf: put(shelf, lotNumber, minus(on(shelf, lotNumber), pick)),
        pool: plus(pool, pick),
      })),
    );
  }
  return ways;
}

function afterStep(graph: LineageGraph, shelf: Shelf, step: LineageStep): readonly Shelf[] {
  const taken = takeAll(shelf, step.inputs);
  const sum = step.inputs.reduce((total, { elementMilligrams: { Nd = 0n } }) => total + Nd, 0n);
  const unexplained = unknown(Number((step.baseElementMilligrams.Nd ?? 0n) - sum));
  let given = taken.map((each) => ({ ...each, pool: plus(each.pool, unexplained) }));
  for (const { lotNumber, elementMilligrams } of [...graph.lots.values()].filter((lot) => lot.step === step.step)) {
    given = given.flatMap(({ shelf: before, pool }) =>
      handfuls(pool, Number(elementMilligrams.Nd ?? 0n)).map((pick) => ({
        shelf: put(before, lotNumber, pick),
        pool: minus(pool, pick),
      })),
    );
  }
  return given.map(({ shelf: after }) => after);
}

/** Every way to take so many milligrams of it. */
function handfuls(content: Content, count: number): Content[] {
  let picks: { pick: Content; left: number }[] = [{ pick: new Map(), left: count }];
  for (const [origin, there] of content) {
    picks = picks.flatMap(({ pick, left }) =>
      Array.from({ length: Math.min(there, left) + 1 }, (_, taken) => ({
        pick: plus(pick, new Map([[origin, taken]])),
        left: left - taken,
      })),
    );
  }
  return picks.filter(({ left }) => left === 0).map(({ pick }) => pick);
}

function distinct(shelves: readonly Shelf[]): readonly Shelf[] {
  return [...new Map(shelves.map((shelf) => [keyOf(shelf), shelf])).values()];
}

function keyOf(shelf: Shelf): string {
  const lines = [...shelf].map(([lot, content]) => `${lot}: ${[...content].map(String).toSorted().join(' ')}`);
  return lines.toSorted().join('\n');
}

const NOTHING: Content = new Map();

function on(shelf: Shelf, lotNumber: number): Content {
  return shelf.get(lotNumber) ?? NOTHING;
}

function put(shelf: Shelf, lotNumber: number, content: Content): Shelf {
  return new Map([...shelf, [lotNumber, content]]);
}

function unknown(count: number): Content {
  return new Map([[UNKNOWN_ORIGIN, count]]);
}

function plus(left: Content, right: Content): Content {
  const sum = new Map(left);
  for (const [origin, count] of right) if (count !== 0) sum.set(origin, (sum.get(origin) ?? 0) + count);
  return sum;
}

function minus(left: Content, right: Content): Content {
  const rest = new Map(left);
  for (const [origin, count] of right) {
    const after = (rest.get(origin) ?? 0) - count;
    if (after === 0) rest.delete(origin);
    else rest.set(origin, after);
  }
  return rest;
}
