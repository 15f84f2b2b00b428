import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeDense } from '../src/attribution/attribute-dense.ts';
import { attribute } from '../src/attribution/attribution.ts';
import { estimateOrigins } from '../src/attribution/origin-estimates.ts';
import { settleEstimates } from '../src/attribution/settle-estimates.ts';
import { denseOf } from '../src/attribution/dense-of-graph.ts';
import type { LineageGraph } from '../src/graph.ts';
import { attributeExactly } from '../testing/exact-attribution.ts';
import { type RandomLineageShape, randomLineage } from '../testing/random-lineage.ts';

const WEB = {
  maxMilligrams: 10n ** 12n,
  minMakings: 8,
  maxMakings: 25,
  maxInputs: 4,
  usualBack: 6,
  originPercent: 35,
  unexplainedPercent: 5,
  missingPercent: 0,
  gainPercent: 10,
} as const satisfies RandomLineageShape;
const SMALL = { ...WEB, maxMilligrams: 3n, minMakings: 2, maxMakings: 8, gainPercent: 25, unexplainedPercent: 20 };
const CHAINS = { ...WEB, maxMilligrams: 9n, minMakings: 60, maxMakings: 120, maxInputs: 2, usualBack: 2 };

describe('attribution of a lineage in numbers', () => {
  test.each([
    ['few lots and few milligrams', SMALL, 250],
    ['webs with masses as in practice', WEB, 150],
    ['long chains of few milligrams', CHAINS, 30],
  ] as const)('is the exact one: %s', (_, shape, numRuns) => {
    const property = fc.property(randomLineage(shape), ({ graph, subject }) => {
      expect(attributeDense(wholeOf(graph), subject)).toEqual(attribute(graph, subject));
    });
    fc.assert(property, { numRuns, endOnFailure: true });
  });

  test('is within the bound that its estimates state, and mostly settles what is asked', () => {
    let [elements, settledElements] = [0, 0];
    const property = fc.property(randomLineage(WEB), ({ graph, subject }) => {
      const estimates = estimateOrigins(wholeOf(graph), subject);
      for (const [place, element] of estimates.elements.entries()) {
        const exact = attributeExactly(graph, subject, element);
        const claims = estimates.origins.map(({ lotNumber, slot }) => {
          const milligrams = estimates.milligrams[slot * estimates.elements.length + place] as number;
          return { lot: graph.lots.get(lotNumber)?.lot, milligrams, roundings: estimates.roundings(slot) };
        });
        const given = claims.filter(({ milligrams }) => milligrams > 0);
        expect(new Set(given.map(({ lot }) => lot))).toEqual(new Set(exact?.origins.map(({ lot }) => lot)));
        for (const { lot, exactMilligrams } of exact?.origins ?? []) {
          const { milligrams, roundings } = given.find((claim) => claim.lot === lot) as (typeof given)[number];
          expect(isWithin(milligrams, exactMilligrams, roundings), `${milligrams} ± ${roundings} of ${lot}`).toBe(true);
        }
        const unknown = {
          milligrams: estimates.unknownMilligrams[place] as number,
          roundings: estimates.unknownRoundings,
        };
        elements += 1;
        if (settleEstimates([...given, unknown], Number(exact?.milligrams), 0) !== 'undecided') settledElements += 1;
      }
    });
    fc.assert(property, { numRuns: 120, endOnFailure: true });
    expect(elements).toBeGreaterThan(120);
    expect(settledElements / elements).toBeGreaterThan(0.6);
  });
});

/** The whole graph, in which nothing is missing, in numbers. */
function wholeOf(graph: LineageGraph) {
  const { lineage, include } = denseOf(graph, new Set());
  include([...graph.lots.keys()]);
  return lineage;
}

/** Whether |estimate − exact| ≤ exact × 1.01 × roundings × 2⁻⁵³, in whole numbers: a double is one times a power of two. */
function isWithin(
  estimate: number,
  { numerator, denominator }: { numerator: bigint; denominator: bigint },
  roundings: number,
): boolean {
  let [whole, scale] = [estimate, 1n];
  for (; !Number.isInteger(whole); whole *= 2) scale *= 2n;
  const difference = BigInt(whole) * denominator - numerator * scale;
  const off = difference < 0n ? -difference : difference;
  return off * 100n * 2n ** 53n <= numerator * scale * 101n * BigInt(roundings);
}
