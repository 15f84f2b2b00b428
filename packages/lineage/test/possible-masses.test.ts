import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attribute } from '../src/attribution/attribution.ts';
import type { LineageGraph, LineageSubject } from '../src/graph.ts';
import { possibleMasses } from '../src/attribution/possible-masses.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';
import { possibleByTrial, UNKNOWN_ORIGIN } from '../testing/possible-by-trial.ts';
import { randomLineage } from '../testing/random-lineage.ts';

/** Least and most by lot id, the unknown last. */
function boundsOf(graph: LineageGraph, subject: LineageSubject): Record<string, readonly [bigint, bigint]> {
  const bounds = [...possibleMasses(graph, subject, 'Nd')].map(([lotNumber, { leastMilligrams, mostMilligrams }]) => {
    const name = lotNumber === null ? 'unknown' : (graph.lots.get(lotNumber)?.lot ?? '');
    return [name, [leastMilligrams, mostMilligrams]] as const;
  });
  return Object.fromEntries(bounds);
}

/** Two mines in one silo, of which two lots are drawn. */
function silo(): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin('A', { Nd: 60n });
  lineage.origin('B', { Nd: 40n });
  lineage.step({ inputs: { A: { Nd: 60n }, B: { Nd: 40n } }, outputs: { X: { Nd: 50n }, Y: { Nd: 50n } } });
  return lineage;
}

describe('the least and most from each origin', () => {
  test('are what a silo can have given of each', () => {
    const { graph, lot } = silo();
    expect(boundsOf(graph, lot('X'))).toEqual({ A: [10n, 50n], B: [0n, 40n] });
  });

  test('are the mass itself where all of the silo comes together again', () => {
    const lineage = silo();
    lineage.step({ inputs: { X: { Nd: 50n }, Y: { Nd: 50n } }, outputs: { Z: { Nd: 100n } } });
    expect(boundsOf(lineage.graph, lineage.lot('Z'))).toEqual({ A: [60n, 60n], B: [40n, 40n] });
  });

  test('are the mass itself where nothing met', () => {
    const lineage = lineageBuilder();
    lineage.origin('A', { Nd: 60n });
    lineage.step({ inputs: { A: { Nd: 30n } }, outputs: { X: { Nd: 20n } }, losses: { Nd: 10n } });
    expect(boundsOf(lineage.graph, lineage.lot('X'))).toEqual({ A: [20n, 20n] });
  });

  test('count the stock of a circuit: what went in first may have stayed, or come out whole', () => {
    const lineage = lineageBuilder();
    lineage.origin('FIRST', { Nd: 100n });
    lineage.origin('SECOND', { Nd: 150n });
    lineage.step({
      inputs: { FIRST: { Nd: 100n } },
      outputs: { OUT1: { Nd: 50n } },
      closing: { 'SX-1#1': { Nd: 50n } },
    });
    lineage.step({
      inputs: { SECOND: { Nd: 150n }, 'SX-1#1': { Nd: 50n } },
      outputs: { OUT2: { Nd: 100n } },
      closing: { 'SX-1#2': { Nd: 100n } },
    });
    expect(boundsOf(lineage.graph, lineage.lot('OUT2'))).toEqual({ FIRST: [0n, 50n], SECOND: [50n, 100n] });
  });

  test('let a loss be of any one of the lots that met', () => {
    const lineage = lineageBuilder();
    lineage.origin('A', { Nd: 60n });
    lineage.origin('B', { Nd: 40n });
    lineage.step({ inputs: { A: { Nd: 60n }, B: { Nd: 40n } }, outputs: { X: { Nd: 90n } }, losses: { Nd: 10n } });
    expect(boundsOf(lineage.graph, lineage.lot('X'))).toEqual({ A: [50n, 60n], B: [30n, 40n] });
  });

  test('show the unknown: what no input explains, and what a lot gained before it was taken', () => {
    const lineage = lineageBuilder();
    lineage.origin('A', { Nd: 10n });
    lineage.step({ name: 'split', inputs: { A: { Nd: 5n } }, outputs: { EARLY: { Nd: 5n } } });
    lineage.gain('A', { Nd: 5n }, { Nd: 3n });
    lineage.step({ inputs: { A: { Nd: 4n } }, outputs: { LATE: { Nd: 6n } } });
    expect(boundsOf(lineage.graph, lineage.lot('EARLY'))).toEqual({ A: [5n, 5n] });
    expect(boundsOf(lineage.graph, lineage.lot('LATE'))).toEqual({ A: [1n, 4n], unknown: [2n, 5n] });
  });

  test('give what was measured better later to the lots that the record has', () => {
    const lineage = silo();
    // An assay within its uncertainty: 52 mg are taken of what was made as 50.
    lineage.step({ inputs: { X: { Nd: 52n } }, outputs: { OXIDE: { Nd: 52n } } });
    expect(boundsOf(lineage.graph, lineage.lot('OXIDE'))).toEqual({ A: [10n, 52n], B: [0n, 42n] });
    const alone = lineageBuilder();
    alone.origin('A', { Nd: 60n });
    alone.step({ inputs: { A: { Nd: 61n } }, outputs: { X: { Nd: 61n } } });
    expect(boundsOf(alone.graph, alone.lot('X'))).toEqual({ A: [61n, 61n] });
  });

  test('are what trying every way finds', () => {
    fc.assert(
      fc.property(smallLineage(), ({ graph, subject }) => {
        const tried = [...possibleByTrial(graph, subject)].map(([origin, [least, most]]) => {
          const bounds = { leastMilligrams: BigInt(least), mostMilligrams: BigInt(most), isReached: true };
          return [origin === UNKNOWN_ORIGIN ? null : origin, bounds] as const;
        });
        expect(possibleMasses(graph, subject, 'Nd')).toEqual(new Map(tried));
      }),
      { numRuns: 300 },
    );
  });

  test('hold all that trying every way finds when the work is used up, and say which of them are reached', () => {
    let loose = 0;
    let reached = 0;
    fc.assert(
      fc.property(smallLineage(), fc.integer({ min: 0, max: 60 }), ({ graph, subject }, workMax) => {
        const possible = possibleMasses(graph, subject, 'Nd', { workMax });
        const tried = possibleByTrial(graph, subject);
        expect(possible.size).toBe(tried.size);
        for (const [origin, [least, most]] of tried) {
          const bounds = possible.get(origin === UNKNOWN_ORIGIN ? null : origin);
          if (bounds?.isReached === true) {
            reached += 1;
            expect(bounds).toMatchObject({ leastMilligrams: BigInt(least), mostMilligrams: BigInt(most) });
          } else {
            if (bounds?.leastMilligrams !== BigInt(least) || bounds.mostMilligrams !== BigInt(most)) loose += 1;
            expect(bounds?.leastMilligrams).toBeLessThanOrEqual(BigInt(least));
            expect(bounds?.mostMilligrams).toBeGreaterThanOrEqual(BigInt(most));
          }
        }
      }),
      { numRuns: 600, seed: 9 },
    );
    expect(loose).toBeGreaterThan(20);
    expect(reached).toBeGreaterThan(50);
  });

  test('are searched for the largest origins first, and nothing is searched without work', () => {
    const lineage = lineageBuilder();
    const inputs = { A: { Nd: 10n }, B: { Nd: 60n }, C: { Nd: 30n } };
    for (const [origin, made] of Object.entries(inputs)) lineage.origin(origin, made);
    lineage.step({ inputs: { A: { Nd: 10n }, B: { Nd: 60n } }, outputs: { X: { Nd: 70n } } });
    lineage.step({ inputs: { X: { Nd: 35n }, C: { Nd: 30n } }, outputs: { Y: { Nd: 50n }, Z: { Nd: 15n } } });
    const searched: number[] = [];
    const ends = (workMax: number) =>
      [
        ...possibleMasses(lineage.graph, lineage.lot('Y'), 'Nd', {
          workMax,
          onProgress: (_, done) => searched.push(done),
        }),
      ]
        .filter(([, { isReached }]) => isReached)
        .map(([lotNumber]) => lineage.graph.lots.get(lotNumber ?? -1)?.lot ?? '')
        .sort();
    expect(ends(0)).toEqual([]);
    expect(searched).toEqual([0, 1]);
    expect(ends(1_000)).toEqual(['A', 'B', 'C']);
    // Enough for the two that went into one blend and are asked together, and not for the third.
    expect(ends(40)).toEqual(['A', 'B']);
  });

  test('hold the mass by the book between them, whatever the lineage', () => {
    const shape = {
      minMakings: 2,
      maxMakings: 25,
      maxInputs: 4,
      usualBack: 3,
      maxMilligrams: 50n,
      originPercent: 30,
      unexplainedPercent: 20,
      missingPercent: 5,
      gainPercent: 20,
    };
    fc.assert(
      fc.property(randomLineage(shape), ({ graph, subject }) => {
        for (const element of ['Nd', 'Dy'] as const) {
          const attribution = attribute(graph, subject, [element]).get(element);
          const possible = possibleMasses(graph, subject, element);
          const book = new Map(attribution?.origins.map(({ lotNumber, milligrams }) => [lotNumber, milligrams]));
          for (const [lotNumber, { leastMilligrams, mostMilligrams }] of possible) {
            const milligrams = lotNumber === null ? attribution?.unknownMilligrams : book.get(lotNumber);
            expect(milligrams, `${lotNumber} is attributed`).toBeDefined();
            expect(leastMilligrams).toBeLessThanOrEqual(milligrams ?? -1n);
            expect(mostMilligrams).toBeGreaterThanOrEqual(milligrams ?? -1n);
          }
          expect([...book.keys()].filter((lotNumber) => !possible.has(lotNumber))).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** A few milligrams of up to three origins, met and parted a few times; now and then some come from nowhere. */
function smallLineage(): fc.Arbitrary<{ graph: LineageGraph; subject: LineageSubject }> {
  const nat = fc.nat({ max: 99 });
  return fc
    .record({
      origins: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
      steps: fc.array(
        fc.record({ takes: fc.array(fc.tuple(nat, nat), { minLength: 1, maxLength: 3 }), gives: nat, more: nat }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      asked: fc.array(fc.tuple(nat, nat), { minLength: 1, maxLength: 2 }),
    })
    .map(({ origins, steps, asked }) => {
      const lineage = lineageBuilder();
      const left = new Map<string, number>();
      for (const [index, milligrams] of origins.entries()) {
        lineage.origin(`O${index}`, { Nd: BigInt(milligrams) });
        left.set(`O${index}`, milligrams);
      }
      const pick = (which: number, howMuch: number): [lot: string, milligrams: number] | null => {
        const there = [...left].filter(([, milligrams]) => milligrams > 0);
        const [lot, milligrams] = there[which % Math.max(1, there.length)] ?? ['', 0];
        if (milligrams === 0) return null;
        const taken = 1 + (howMuch % milligrams);
        left.set(lot, milligrams - taken);
        return [lot, taken];
      };
      for (const [index, { takes, gives, more }] of steps.entries()) {
        const gaining = [...left].find(([, milligrams]) => milligrams > 0);
        if (more % 10 === 0 && gaining !== undefined) {
          lineage.gain(gaining[0], { Nd: BigInt(gaining[1]) }, { Nd: 1n });
          left.set(gaining[0], gaining[1] + 1);
        }
        const taken = new Map<string, number>();
        for (const [which, howMuch] of takes) {
          const picked = pick(which, howMuch);
          if (picked !== null) taken.set(picked[0], (taken.get(picked[0]) ?? 0) + picked[1]);
        }
        const sum = [...taken.values()].reduce((total, milligrams) => total + milligrams, 0);
        const all = sum + (more % 7 === 0 ? 1 : 0);
        const first = 1 + (gives % Math.max(1, all));
        const second = Math.floor((all - first) / (1 + (more % 2)));
        const outputs = [first, second].map((milligrams, place) => [`S${index}-${place}`, milligrams] as const);
        if (sum === 0) continue;
        lineage.step({ inputs: masses(taken), outputs: masses(outputs), losses: { Nd: BigInt(all - first - second) } });
        for (const [lot, milligrams] of outputs) left.set(lot, milligrams);
      }
      const at = Number.POSITIVE_INFINITY;
      const parts = asked.flatMap(([which, howMuch]) => {
        // The newest lots have the longest lineage.
        const picked = pick(left.size - 1 - (which % 2), howMuch);
        if (picked === null) return [];
        return [{ lotNumber: lineage.lotNumber(picked[0]), at, elementMilligrams: { Nd: BigInt(picked[1]) } }];
      });
      return { graph: lineage.graph, subject: { kind: 'shipment', id: 'SHP', parts, missing: [] } };
    });
}

function masses(entries: Iterable<readonly [string, number]>) {
  return Object.fromEntries([...entries].map(([lot, milligrams]) => [lot, { Nd: BigInt(milligrams) }]));
}
