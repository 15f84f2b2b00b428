import { describe, expect, test } from 'vitest';
import { viewsOf } from '../src/quantity-views.ts';

const bare = { moisturePartsPerMillion: null, coatingMilligrams: null };

describe('the views of a quantity', () => {
  // ORE-001 of the worked example: 1,000 t wet at 15 % moisture, 0.12 % TREO of the dry mass.
  const ore = {
    ...bare,
    netMilligrams: 1_000_000_000_000n,
    moisturePartsPerMillion: 150_000n,
    elementMilligrams: { Nd: 263_983_000n, Pr: 62_569_000n },
  };

  test('are wet, dry, element, oxide and TREO, each on its own basis', () => {
    expect(viewsOf(ore)).toEqual({
      netMilligrams: 1_000_000_000_000n,
      moisturePartsPerMillion: 150_000n,
      dryMilligrams: 850_000_000_000n,
      coatingMilligrams: null,
      uncoatedMilligrams: null,
      rareEarthMilligrams: 326_552_000n,
      rareEarthPartsPerMillionOfNet: 327n,
      rareEarthPartsPerMillionOfUncoated: null,
      // 62.569 kg × 1.208161 + 263.983 kg × 1.166377, worked out with exact fractions.
      treoMilligrams: 383_497_041n,
      treoPartsPerMillionOfDry: 451n,
      elements: [
        {
          element: 'Pr',
          milligrams: 62_569_000n,
          oxide: 'Pr6O11',
          oxideMilligrams: 75_593_435n,
          partsPerMillionOfNet: 63n,
          partsPerMillionOfUncoated: null,
        },
        {
          element: 'Nd',
          milligrams: 263_983_000n,
          oxide: 'Nd2O3',
          oxideMilligrams: 307_903_606n,
          partsPerMillionOfNet: 264n,
          partsPerMillionOfUncoated: null,
        },
      ],
    });
  });

  test('round TREO once and not oxide by oxide', () => {
    const { treoMilligrams, elements } = viewsOf({
      ...bare,
      netMilligrams: null,
      elementMilligrams: { Pr: 2n, Nd: 2n },
    });
    // 2.416 + 2.333 mg are 4.749 mg; rounded one by one they would be 4.
    expect(elements.map(({ oxideMilligrams }) => oxideMilligrams)).toEqual([2n, 2n]);
    expect(treoMilligrams).toBe(5n);
  });

  test('of coated magnets show the alloy without its coating as well', () => {
    // MAG-001 of the worked example: 500 kg of alloy under 9 kg of nickel and copper.
    const magnets = {
      netMilligrams: 509_000_000n,
      coatingMilligrams: 9_000_000n,
      moisturePartsPerMillion: null,
      elementMilligrams: { Pr: 28_683_000n, Nd: 121_017_000n, Tb: 997_000n, Dy: 4_991_000n },
    };
    const views = viewsOf(magnets);
    expect(views.uncoatedMilligrams).toBe(500_000_000n);
    expect(views.rareEarthPartsPerMillionOfUncoated).toBe(311_376n);
    expect(views.rareEarthPartsPerMillionOfNet).toBe(305_870n);
    const uncoated = views.elements.map(({ element, partsPerMillionOfUncoated }) => [
      element,
      partsPerMillionOfUncoated,
    ]);
    expect(uncoated).toEqual([
      ['Pr', 57_366n],
      ['Nd', 242_034n],
      ['Tb', 1_994n],
      ['Dy', 9_982n],
    ]);
  });

  test('leave out what is not known: an element not stated is not none, a liquor has no net mass', () => {
    expect(viewsOf({ ...bare, netMilligrams: 5n, elementMilligrams: {} })).toMatchObject({
      dryMilligrams: 5n,
      rareEarthMilligrams: null,
      treoMilligrams: null,
      treoPartsPerMillionOfDry: null,
      elements: [],
    });
    expect(viewsOf({ ...bare, netMilligrams: null, elementMilligrams: { Nd: 0n } })).toMatchObject({
      dryMilligrams: null,
      rareEarthMilligrams: 0n,
      treoMilligrams: 0n,
      treoPartsPerMillionOfDry: null,
      elements: [{ partsPerMillionOfNet: null }],
    });
  });

  test('of a lot that is spent divide by nothing', () => {
    expect(viewsOf({ ...ore, netMilligrams: 0n, elementMilligrams: { Nd: 0n } })).toMatchObject({
      dryMilligrams: 0n,
      treoPartsPerMillionOfDry: null,
      elements: [{ partsPerMillionOfNet: null }],
    });
  });
});
