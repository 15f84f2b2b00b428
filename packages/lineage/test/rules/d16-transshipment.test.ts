import { describe, expect, it } from 'vitest';
import type { ExitObservation } from '../../src/observation.ts';
import { transshipment } from '../../src/rules/d16-transshipment.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const TRADER = observed.party({ registered: 'TRADER', name: '東方貿易', country: 'OM', roles: ['trader'] });

function exit(eventNumber: number, kilograms: number, members: Partial<ExitObservation> = {}) {
  const lines = [partOf(lotOf({ made: amounts({ netMilligrams: kilograms * 1_000_000 }) }))];
  return observed.exit({ eventNumber, shipment: `S-${eventNumber}`, destination: 'TH', lines, ...members });
}

/** 100 kg in each of so many months, then seven shipments within days of which the largest is so heavy. */
function jump(months: number, kilograms: number) {
  const base = Array.from({ length: months }, (_, month) => exit(month * 30, 100));
  const latest = Array.from({ length: 7 }, (_, index) =>
    exit(months * 30 + 100 + index, index === 0 ? kilograms + 1 : kilograms / 6),
  );
  return findingsOf(transshipment, [...base, ...latest]);
}

describe('D16 transshipment', () => {
  it('finds a shipment to another country than that of its consignee', () => {
    const [finding] = findingsOf(transshipment, [TRADER, exit(1, 1, { consignee: 'TRADER', destination: 'IN' })]);
    expect(finding).toMatchObject({ severity: 'medium', party: 'MAKER', shipments: ['S-1'], others: ['TRADER'] });
    expect(finding?.sentence).toBe('Shipment S-1 is declared for IN; its consignee TRADER is registered in OM');
    expect(
      findingsOf(transshipment, [TRADER, exit(1, 1, { consignee: 'TRADER', destination: 'OM', endUser: 'TRADER' })]),
    ).toEqual([]);
  });

  it('finds an end user elsewhere, by id or by name, and says nothing of one that is not registered', () => {
    for (const endUser of ['TRADER', ' 東方貿易 '])
      expect(findingsOf(transshipment, [TRADER, exit(1, 1, { endUser })])[0]?.sentence).toContain('end user TRADER');
    expect(findingsOf(transshipment, [TRADER, exit(1, 1, { endUser: 'Motoren GmbH' })])).toEqual([]);
  });

  it('finds an end user whose address names another country, in any of the languages it knows', () => {
    for (const endUser of ['Granite Systems, United States', '东方（美国）', 'Werk, Vereinigte Staaten', 'Works, US'])
      expect(findingsOf(transshipment, [exit(1, 1, { endUser })])).toMatchObject([{ severity: 'medium' }]);
    for (const endUser of ['Works, Thailand', 'United States Motors', 'Motoren, Werk 2', ', '])
      expect(findingsOf(transshipment, [exit(1, 1, { endUser })])).toEqual([]);
  });

  it('doubts a country where nobody uses rare earths, if its consignee is known', () => {
    const sent = exit(1, 1, { consignee: 'TRADER', destination: 'OM', endUser: 'Motoren GmbH' });
    expect(findingsOf(transshipment, [TRADER, sent])).toMatchObject([{ severity: 'low' }]);
    const plant = observed.party({ registered: 'PLANT', country: 'OM', roles: ['end-user'] });
    expect(findingsOf(transshipment, [TRADER, plant, sent])).toEqual([]);
  });

  it('finds more than ten times as much in three months as in as many of the year before, less the largest', () => {
    // 900 kg in nine months of a year are 225 kg in three.
    const [finding] = jump(9, 2_256);
    expect(finding?.numbers).toEqual({ latestKilograms: 4_513, usualKilograms: 225 });
    expect(jump(9, 2_250)).toEqual([]);
    // Six of 375.5 kg: what is below a kilogram counts as well.
    expect(jump(9, 2_253)).toHaveLength(1);
  });

  it('leaves a destination alone that has no year before to hold it against', () => {
    expect(jump(4, 12_000)).toEqual([]);
  });
});
