import { describe, expect, test } from 'vitest';
import { traceUp } from '../src/trace/trace.ts';
import { attributeExactly, formatRounded } from '../testing/exact-attribution.ts';
import { hasMineToMagnet, readMineToMagnet } from '../testing/mine-to-magnet.ts';

describe.skipIf(!hasMineToMagnet)('the mine-to-magnet case', () => {
  test('traces to the lots, masses and shares that are expected', () => {
    const { graph, subject, expected } = readMineToMagnet();
    const trace = traceUp(graph, subject);
    expect(trace.lots.map(({ lot }) => lot).sort()).toEqual(expected.lotsUpstream);
    expect(Object.keys(trace.elements).sort()).toEqual(Object.keys(expected.elements));
    for (const [element, { milligrams, unknownMilligrams, origins }] of Object.entries(trace.elements)) {
      const expectation = expected.elements[element];
      expect({ milligrams, unknownMilligrams }).toEqual({
        milligrams: expectation?.milligrams,
        unknownMilligrams: expectation?.unknownMilligrams,
      });
      expect(origins.map(({ lot }) => lot).sort()).toEqual(Object.keys(expectation?.origins ?? {}));
      for (const origin of origins) {
        expect(origin.share).toBe(expectation?.origins[origin.lot]?.share);
        const exact = Number(expectation?.origins[origin.lot]?.milligramsExact);
        expect(Math.abs(origin.milligrams - exact)).toBeLessThan(1);
      }
    }
    expect(trace.elements.Nd?.origins.map(({ lot, milligrams }) => [lot, milligrams])).toEqual([
      ['ORE-001', 80_675_963],
      ['SCRAP-R', 39_919_037],
    ]);
  });

  test('has, with exact fractions, the masses that are expected to the microgram', () => {
    const { graph, subject, expected } = readMineToMagnet();
    for (const element of ['Pr', 'Nd', 'Tb', 'Dy'] as const) {
      const origins = attributeExactly(graph, subject, element)?.origins ?? [];
      const masses = origins.map(({ lot, exactMilligrams, share }) => [
        lot,
        { milligramsExact: formatRounded(exactMilligrams, 3), share },
      ]);
      expect(Object.fromEntries(masses)).toEqual(expected.elements[element]?.origins);
    }
  });
});
