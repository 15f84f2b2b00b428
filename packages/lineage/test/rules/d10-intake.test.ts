import { describe, expect, it } from 'vitest';
import { foreignClay } from '../../src/rules/d10-foreign-clay.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const KILOGRAM = 1_000_000;

const JOINED = observed.party({ eventNumber: 0, registered: 'PLANT' });

function feed(lotNumber: number, kind: 'mined' | 'imported' | 'opening-stock' | 'transformed', kilograms: number) {
  const made = amounts({ elementMilligrams: { La: kilograms * KILOGRAM } });
  return lotOf({
    lotNumber,
    lot: `FEED-${lotNumber}`,
    kind,
    form: 'carbonate',
    party: 'PLANT',
    facility: 'PLANT-1',
    made,
  });
}

const brought = (eventNumber: number, lot: ReturnType<typeof feed>) =>
  observed.origin({ eventNumber, party: 'PLANT', facility: 'PLANT-1', lot });

const separated = (eventNumber: number, ...lots: readonly ReturnType<typeof feed>[]) =>
  observed.step({
    eventNumber,
    party: 'PLANT',
    facility: 'PLANT-1',
    step: 'solvent-extraction',
    inputs: lots.map((lot) => partOf(lot)),
    outputs: [feed(900 + eventNumber, 'transformed', 1)],
  });

const declared = (eventNumber: number, documentKind: string) =>
  observed.document({ eventNumber, documentKind, about: ['FEED-2'] });

const HOME = feed(1, 'mined', 10_000);

describe('D10 intake', () => {
  it('leaves a plant alone that takes in what mines dug, and stock of when it joined', () => {
    const stock = feed(2, 'opening-stock', 5_000);
    expect(findingsOf(foreignClay, [JOINED, brought(60, stock), separated(70, HOME, stock)])).toEqual([]);
  });

  it('finds stock that appears long after the plant has joined', () => {
    const stock = feed(2, 'opening-stock', 1_000);
    const [finding, ...others] = findingsOf(foreignClay, [JOINED, brought(61, stock), separated(70, HOME, stock)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'D10/PLANT-1/intake/EV-70', severity: 'medium', lots: ['FEED-1', 'FEED-2'] });
    expect(finding?.sentence).toBe(
      'PLANT-1 has taken 11,000 kg of rare earths into separation in 52 weeks; nobody has dug or declared 1,000 kg of them: 1,000 kg are from stock that was entered long after it joined',
    );
  });

  it('lets a little of it be', () => {
    const [little, light] = [feed(2, 'opening-stock', 500), feed(3, 'opening-stock', 499)];
    expect(findingsOf(foreignClay, [JOINED, brought(61, little), separated(70, HOME, little)])).toEqual([]);
    expect(findingsOf(foreignClay, [JOINED, brought(61, light), separated(70, light)])).toEqual([]);
    expect(findingsOf(foreignClay, [JOINED, brought(61, little), separated(70, little)])).toHaveLength(1);
  });

  it('finds imports without a declaration, in the same event or before they are used', () => {
    const clay = feed(2, 'imported', 2_000);
    const used = separated(70, HOME, clay);
    expect(findingsOf(foreignClay, [JOINED, brought(5, clay), used])).toMatchObject([{ severity: 'low' }]);
    expect(findingsOf(foreignClay, [JOINED, brought(5, clay), declared(5, 'import-declaration'), used])).toEqual([]);
    expect(findingsOf(foreignClay, [JOINED, brought(5, clay), declared(40, 'customs-declaration'), used])).toEqual([]);
    expect(findingsOf(foreignClay, [JOINED, brought(5, clay), declared(5, 'invoice'), used])).toHaveLength(1);
  });

  it('follows it through mixing, and counts nothing twice that was separated once', () => {
    const stock = feed(2, 'opening-stock', 2_000);
    const mixed = feed(3, 'transformed', 12_000);
    const blend = observed.step({
      eventNumber: 65,
      step: 'blend',
      inputs: [partOf(HOME), partOf(stock)],
      outputs: [mixed],
    });
    const [finding] = findingsOf(foreignClay, [JOINED, brought(61, stock), blend, separated(70, mixed)]);
    // A sixth of it, in 255ths.
    expect(finding?.numbers['lateStockMilligrams']).toBe('2023529411');
    const again = observed.step({
      ...separated(80, feed(970, 'transformed', 12_000)),
      facility: 'PLANT-2',
    });
    expect(findingsOf(foreignClay, [JOINED, brought(61, stock), blend, separated(70, mixed), again])).toHaveLength(1);
  });
});
