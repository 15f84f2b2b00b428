import type { ElementSymbol } from '@lodestone/custody/element.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ancestryOf } from '../src/ancestry.ts';
import { apportionMixing } from '../src/attribution/apportion-mixing.ts';
import { attribute } from '../src/attribution/attribution.ts';
import type { LineageGraph, LineageSubject } from '../src/graph.ts';
import { mixingOf } from '../src/attribution/mixing.ts';
import { attributeExactly } from '../testing/exact-attribution.ts';
import { type RandomLineageShape, randomLineage } from '../testing/random-lineage.ts';

const ELEMENTS: readonly ElementSymbol[] = ['Nd', 'Dy'];

/** Small numbers of lots and milligrams tie all the time; large ones have fractions of hundreds of digits. */
const SHAPES = {
  'few lots and few milligrams': {
    maxMilligrams: 3n,
    minMakings: 2,
    maxMakings: 8,
    maxInputs: 4,
    usualBack: 4,
    originPercent: 45,
    unexplainedPercent: 20,
    missingPercent: 3,
    gainPercent: 25,
  },
  'webs with masses as in practice': {
    maxMilligrams: 10n ** 12n,
    minMakings: 8,
    maxMakings: 25,
    maxInputs: 4,
    usualBack: 6,
    originPercent: 35,
    unexplainedPercent: 5,
    missingPercent: 1,
    gainPercent: 10,
  },
  'long chains of few milligrams': {
    maxMilligrams: 9n,
    minMakings: 60,
    maxMakings: 120,
    maxInputs: 2,
    usualBack: 2,
    originPercent: 10,
    unexplainedPercent: 1,
    missingPercent: 0,
    gainPercent: 2,
  },
} as const satisfies Record<string, RandomLineageShape>;

/** Shrinking a large lineage takes longer than anybody waits; most faults show in a small one too. */
const RUNS: Readonly<Record<keyof typeof SHAPES, { readonly numRuns: number; readonly endOnFailure: boolean }>> = {
  'few lots and few milligrams': { numRuns: 1_000, endOnFailure: false },
  'webs with masses as in practice': { numRuns: 150, endOnFailure: true },
  'long chains of few milligrams': { numRuns: 50, endOnFailure: true },
};

/** What both implementations say, in the same form. */
function bothAnswers(graph: LineageGraph, subject: LineageSubject, element: ElementSymbol) {
  const found = attribute(graph, subject, [element]).get(element);
  const exact = attributeExactly(graph, subject, element);
  const named = found && {
    ...found,
    origins: found.origins.map(({ lotNumber, milligrams, share }) => ({
      lot: graph.lots.get(lotNumber)?.lot,
      milligrams,
      share,
    })),
  };
  const rounded = exact && {
    ...exact,
    origins: exact.origins.map(({ lot, milligrams, share }) => ({ lot, milligrams, share })),
  };
  return { named, rounded };
}

describe('attribution and its slow twin with exact fractions', () => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    const runs = RUNS[name as keyof typeof SHAPES];

    test(`agree to the milligram, the share and the order: ${name}`, () => {
      fc.assert(
        fc.property(randomLineage(shape), ({ graph, subject }) => {
          for (const element of ELEMENTS) {
            const { named, rounded } = bothAnswers(graph, subject, element);
            expect(named).toEqual(rounded);
          }
        }),
        runs,
      );
    });

    test(`agree whatever scale the first computes at to begin with: ${name}`, () => {
      // At a scale of a few bits nearly every decision is in doubt: a wrong one would show.
      fc.assert(
        fc.property(randomLineage(shape), fc.integer({ min: 1, max: 80 }), ({ graph, subject }, firstScaleBits) => {
          const mixing = mixingOf(ancestryOf(graph, subject), subject, 'Nd');
          const exact = attributeExactly(graph, subject, 'Nd');
          if (exact === undefined) return;
          const { unknownMilligrams, origins } = apportionMixing(mixing, firstScaleBits);
          expect(unknownMilligrams).toBe(exact.unknownMilligrams);
          expect(Object.fromEntries(origins.map(({ lot, milligrams }) => [lot, milligrams]))).toEqual(
            Object.fromEntries(exact.origins.map(({ lot, milligrams }) => [lot, milligrams])),
          );
        }),
        runs,
      );
    });
  }

  test('sum to the subject exactly, unknown included', () => {
    fc.assert(
      fc.property(randomLineage(SHAPES['webs with masses as in practice']), ({ graph, subject }) => {
        for (const { milligrams, unknownMilligrams, origins } of attribute(graph, subject).values()) {
          expect(origins.reduce((sum, origin) => sum + origin.milligrams, unknownMilligrams)).toBe(milligrams);
        }
      }),
    );
  });
});
