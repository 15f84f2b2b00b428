import { fraction } from '../testing/exact-attribution.ts';
import { recallExactly, roundExactly } from '../testing/exact-recall.ts';
import { RANDOM_ELEMENT, type RandomRecall, randomRecall } from '../testing/random-recall.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexRecall, type PlaceOfMass, placeSuspectMass } from '../src/recall/recall-places.ts';

function nameOfPlace(place: PlaceOfMass): string {
  switch (place.kind) {
    case 'lot':
    case 'counted-already':
      return `${place.kind} ${place.lot.lot}`;
    case 'changed':
      return `${place.kind} ${place.lot.lot} ${place.change.cause}`;
    case 'loss':
    case 'unaccounted':
      return `${place.kind} ${place.step.event}`;
    default:
      return place satisfies never;
  }
}

function find({ graph, suspects }: RandomRecall) {
  const { places } = indexRecall(graph, suspects);
  const { totalMilligrams, milligrams } = placeSuspectMass(graph, indexRecall(graph, suspects), RANDOM_ELEMENT);
  return { totalMilligrams, places: places.map((place, number) => ({ place, milligrams: milligrams[number] ?? 0n })) };
}

describe('where suspect mass is', () => {
  test.each([
    ['small masses, which tie', 40, 500],
    ['masses of tonnes', 25, 2 ** 50],
  ])('every milligram of random histories is in one place: %s', (_, maxActs, maxMilligrams) => {
    let mixed = 0;
    fc.assert(
      fc.property(randomRecall(maxActs, maxMilligrams), (history) => {
        const { totalMilligrams, places } = find(history);
        const exact = recallExactly(history.graph, history.suspects, RANDOM_ELEMENT);
        expect(totalMilligrams).toBe(exact.totalMilligrams);
        expect(places.reduce((sum, { milligrams }) => sum + milligrams, 0n)).toBe(totalMilligrams);
        const found = new Map<string, { low: bigint; milligrams: bigint }>();
        for (const { place, milligrams } of places) {
          const name = nameOfPlace(place);
          const known = found.get(name);
          found.set(name, { low: (known?.low ?? -1n) + 1n, milligrams: (known?.milligrams ?? 0n) + milligrams });
        }
        for (const [name, mass] of exact.places) {
          const { low: more, milligrams } = found.get(name) ?? { low: 0n, milligrams: 0n };
          // Rounded up or down, each of the changes of one lot that have one name.
          const difference = fraction(mass.numerator - milligrams * mass.denominator, mass.denominator);
          const size = difference.numerator < 0n ? -difference.numerator : difference.numerator;
          expect(size < (more + 1n) * difference.denominator, `${name}: ${milligrams} mg`).toBe(true);
          if (mass.denominator > 1n) mixed += 1;
        }
        for (const name of found.keys()) expect(exact.places.has(name), name).toBe(true);
      }),
      { numRuns: 300, seed: 6 },
    );
    expect(mixed).toBeGreaterThan(300);
  });

  test('the milligrams left over go where exact fractions would have them', () => {
    fc.assert(
      fc.property(randomRecall(12, 20), (history) => {
        const { totalMilligrams, places } = find(history);
        const exact = recallExactly(history.graph, history.suspects, RANDOM_ELEMENT);
        const names = places.map(({ place }) => nameOfPlace(place));
        // Changes of one lot with one cause share a name: what each of them is, the exact answer does not say.
        fc.pre(new Set(names).size === names.length);
        const masses = names.map((name) => exact.places.get(name) ?? fraction(0n, 1n));
        expect(places.map(({ milligrams }) => milligrams)).toEqual(roundExactly(masses, totalMilligrams));
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
