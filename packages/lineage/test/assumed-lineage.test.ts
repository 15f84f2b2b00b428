import { NOTHING_REGISTERED } from '../src/claims/registered-places.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attribute } from '../src/attribution/attribution.ts';
import { assumedSubject, assumeVoid } from '../src/assumed-lineage.ts';
import { compareLineages } from '../src/what-if.ts';
import { add, attributeExactly, type Fraction, fraction } from '../testing/exact-attribution.ts';
import { lineageBuilder } from '../testing/lineage-builder.ts';
import { randomLineage } from '../testing/random-lineage.ts';

/** Two mines into one oxide, which is split; one part goes into a shipment, with something of a third mine. */
function blend() {
  const build = lineageBuilder();
  build.origin('MINE-A', { Nd: 60n, Dy: 5n }, { party: '赣州矿业' });
  build.origin('MINE-B', { Nd: 40n });
  build.origin('MINE-C', { Nd: 7n });
  build.step({
    name: 'solvent-extraction',
    inputs: { 'MINE-A': { Nd: 60n, Dy: 5n }, 'MINE-B': { Nd: 40n } },
    outputs: { OXIDE: { Nd: 100n, Dy: 5n } },
  });
  build.step({
    name: 'split',
    inputs: { OXIDE: { Nd: 50n, Dy: 2n } },
    outputs: { PART: { Nd: 50n, Dy: 2n } },
  });
  return { build, subject: build.shipment('SHP', ['PART', 'MINE-C']) };
}

describe('what is assumed to be void', () => {
  test('a mine is: what came of it is of unknown origin, and all else is as it was', () => {
    const { build, subject } = blend();
    const assumed = assumeVoid(build.graph, new Set([build.lotNumber('MINE-A')]));
    const { changed, elements, claims } = compareLineages(build.graph, assumed, NOTHING_REGISTERED)(
      subject,
      'shipment',
      '2027-01-01',
    );
    expect(changed).toBe(true);
    expect(elements.Nd).toEqual({
      changed: true,
      before: { milligrams: 57n, unknownMilligrams: 0n, unknownShare: '0.000000' },
      after: { milligrams: 57n, unknownMilligrams: 30n, unknownShare: '0.526316' },
      origins: [{ lot: 'MINE-A', party: '赣州矿业', country: 'CN', beforeMilligrams: 30n, afterMilligrams: 0n }],
    });
    expect(elements.Dy?.after).toEqual({ milligrams: 2n, unknownMilligrams: 2n, unknownShare: '1.000000' });
    expect(claims).toContainEqual({
      id: 'custody/mass-balance',
      title: 'Chain of custody: mass balance',
      before: 'supported',
      after: 'not-supported',
    });
  });

  test('a step is: what it made has no origin, whatever it took', () => {
    const { build, subject } = blend();
    const split = build.graph.lots.get(build.lotNumber('PART'))?.step ?? -1;
    const assumed = assumeVoid(build.graph, new Set(), new Set([split]));
    expect(assumed.missing).toEqual([
      { lotNumber: build.lotNumber('PART'), lot: 'PART', reason: 'its step is assumed to be void' },
    ]);
    const { elements } = compareLineages(build.graph, assumed, NOTHING_REGISTERED)(subject, 'shipment', null);
    expect(elements.Nd?.after.unknownMilligrams).toBe(50n);
  });

  test('a lot is that the shipment has nothing of: nothing changes', () => {
    const { build } = blend();
    const assumed = assumeVoid(build.graph, new Set([build.lotNumber('MINE-C')]));
    const { changed, claims } = compareLineages(build.graph, assumed, NOTHING_REGISTERED)(
      build.shipment('S', ['PART']),
      'shipment',
      '2027-01-01',
    );
    expect({ changed, claims }).toEqual({ changed: false, claims: [] });
  });

  test('in random lineages what is unknown grows by what the void origins gave, and the others keep theirs', () => {
    const shape = {
      maxMilligrams: 1_000_000n,
      minMakings: 4,
      maxMakings: 10,
      maxInputs: 3,
      usualBack: 4,
      originPercent: 40,
      unexplainedPercent: 15,
      missingPercent: 5,
      gainPercent: 15,
    };
    let voided = 0;
    fc.assert(
      fc.property(randomLineage(shape), fc.nat(), ({ graph, subject }, seed) => {
        const origins = [...graph.lots.values()].filter(({ step }) => step === null);
        const isVoid = (lotNumber: number) => (lotNumber + seed) % 2 === 0;
        const assumed = assumeVoid(graph, new Set(origins.map(({ lotNumber }) => lotNumber).filter(isVoid)));
        const after = attribute(assumed.graph, assumedSubject(assumed, subject), ['Nd', 'Dy']);
        for (const element of ['Nd', 'Dy'] as const) {
          const exact = attributeExactly(graph, subject, element);
          const found = after.get(element);
          expect(found?.milligrams).toBe(exact?.milligrams);
          if (exact === undefined || found === undefined) continue;
          let unknown = fraction(exact.milligrams, 1n);
          for (const { lot, exactMilligrams } of exact.origins) {
            const number = origins.find((origin) => origin.lot === lot)?.lotNumber ?? -1;
            const kept = found.origins.find(({ lotNumber }) => lotNumber === number);
            expect(kept === undefined).toBe(isVoid(number));
            if (kept === undefined) {
              voided += 1;
              continue;
            }
            expect(isWithinOne(kept.milligrams, exactMilligrams)).toBe(true);
            unknown = add(unknown, fraction(-exactMilligrams.numerator, exactMilligrams.denominator));
          }
          expect(isWithinOne(found.unknownMilligrams, unknown)).toBe(true);
        }
      }),
      { numRuns: 60, seed: 47 },
    );
    expect(voided).toBeGreaterThan(20);
  });
});

function isWithinOne(milligrams: bigint, { numerator, denominator }: Fraction): boolean {
  const difference = milligrams * denominator - numerator;
  return difference < denominator && -difference < denominator;
}
