import { describe, expect, it } from 'vitest';
import type { ExitObservation } from '../../src/observation.ts';
import { smallParcels } from '../../src/rules/d13-small-parcels.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const KILOGRAM = 1_000_000;

function parcel(day: number, kilograms: number, members: Partial<ExitObservation> = {}) {
  const made = amounts({ netMilligrams: kilograms * KILOGRAM });
  const lines = [partOf(lotOf({ lot: `LOT-${day}`, form: 'magnet', made }))];
  return observed.exit({ eventNumber: day, shipment: `S-${day}`, endUser: 'Motoren GmbH', lines, ...members });
}

const days = (count: number, step = 7) => Array.from({ length: count }, (_, index) => 1 + index * step);

/** Five parcels to two end users by turns. */
function family(mode: string) {
  return days(5).map((day) => parcel(day, 3, { endUser: `END-USER-${day % 2}`, mode }));
}

describe('D13 split into small parcels', () => {
  it('finds five small parcels to one end user within thirty days, whoever receives them', () => {
    const parcels = days(5).map((day) => parcel(day, 5, { consignee: `FORWARDER-${day}`, mode: 'express' }));
    const [finding, ...others] = findingsOf(smallParcels, parcels);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'medium',
      party: 'MAKER',
      shipments: ['S-1', 'S-8', 'S-15', 'S-22', 'S-29'],
      numbers: { parcels: 5, sumMilligrams: '25000000', expressParcels: 5 },
    });
    expect(finding?.others).toHaveLength(5);
    expect(finding?.sentence).toMatch(
      /^5 parcels of magnets from .*, all by express, none above 30 kg, weigh 25 kg together$/,
    );
  });

  it('counts express mail to one country together, whoever the end users are', () => {
    expect(findingsOf(smallParcels, family('express'))).toHaveLength(1);
    expect(findingsOf(smallParcels, family('air'))).toEqual([]);
  });

  it('leaves four alone, and five that are spread over more than the window', () => {
    expect(
      findingsOf(
        smallParcels,
        days(4).map((day) => parcel(day, 6)),
      ),
    ).toEqual([]);
    expect(
      findingsOf(
        smallParcels,
        days(5, 8).map((day) => parcel(day, 6)),
      ),
    ).toEqual([]);
  });

  it('leaves samples alone, which are nothing even together', () => {
    expect(
      findingsOf(
        smallParcels,
        days(5).map((day) => parcel(day, 2)),
      ),
    ).toEqual([]);
    expect(findingsOf(smallParcels, [...days(4).map((day) => parcel(day, 2)), parcel(30, 3)])).toHaveLength(1);
  });

  it('leaves shipments alone that are no parcels, and freight under a licence', () => {
    expect(
      findingsOf(
        smallParcels,
        days(5).map((day) => parcel(day, 31)),
      ),
    ).toEqual([]);
    expect(
      findingsOf(
        smallParcels,
        days(5).map((day) => parcel(day, 6, { licence: 'L-1', mode: 'air' })),
      ),
    ).toEqual([]);
    const express = days(5).map((day) => parcel(day, 6, { licence: 'L-1', mode: '快递' }));
    expect(findingsOf(smallParcels, express)).toHaveLength(1);
  });
});
