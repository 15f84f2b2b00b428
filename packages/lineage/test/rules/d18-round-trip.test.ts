import { describe, expect, it } from 'vitest';
import { roundTrip } from '../../src/rules/d18-round-trip.ts';
import type { ObservedLot } from '../../src/observation.ts';
import { amounts, dayOf, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

function lot(name: string, kilograms: number, members: Partial<ObservedLot> = {}) {
  const netMilligrams = Math.round(kilograms * 1_000_000);
  const elementMilligrams = { Nd: Math.round(netMilligrams * 0.6), Pr: Math.round(netMilligrams * 0.2) };
  return lotOf({ lot: name, made: amounts({ netMilligrams, elementMilligrams }), ...members });
}

function passage(
  day: number,
  consignor: string,
  consignee: string,
  kilograms = 1_000,
  members: Partial<ObservedLot> = {},
) {
  const lines = [partOf(lot(`LOT-${day}`, kilograms, members))];
  return observed.dispatch({ eventNumber: day, party: consignor, consignor, consignee, lines });
}

const circle = (kilograms: number, day = 90) => [
  passage(1, 'A', 'B'),
  passage(30, 'B', 'C', 995),
  passage(day, 'C', 'A', kilograms),
];

function exported(day = 1, kilograms = 500) {
  const shipment = { party: 'A', exporter: 'A', lines: [partOf(lot('OUT', kilograms))] };
  return observed.exit({ eventNumber: day, ...shipment });
}

function imported(day: number, kilograms: number, praseodymium = 200_000_000n) {
  const back = lot('IN', kilograms, { kind: 'imported', country: 'VN' });
  const made = { ...back.made, elementMilligrams: { Nd: back.made.elementMilligrams.Nd ?? 0n, Pr: praseodymium / 2n } };
  return observed.origin({ eventNumber: day, party: 'B', lot: { ...back, made } });
}

describe('D18 round trip', () => {
  it('finds oxide that comes back by way of two others under new names', () => {
    const [finding, ...others] = findingsOf(roundTrip, circle(990));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ party: 'A', others: ['B', 'C'], lots: ['LOT-1', 'LOT-30', 'LOT-90'] });
    expect(finding?.sentence).toBe('1,000 kg of oxide left A and 990 kg of it came back by way of B, C');
  });

  it('ends with the receipt of the goods', () => {
    const receipt = observed.receipt({
      eventNumber: 95,
      transfer: 'TRANSFER',
      party: 'A',
      consignor: 'C',
      consignee: 'A',
    });
    expect(
      findingsOf(roundTrip, [...circle(990), receipt, { ...receipt, eventNumber: 99, occurredAt: dayOf(99) }]),
    ).toMatchObject([{ to: dayOf(95), events: ['EV-1', 'EV-30', 'EV-90', 'EV-95'] }]);
  });

  it('finds it by ownership as well', () => {
    const owned = observed.ownership({ eventNumber: 90, party: 'C', owner: 'A', lots: [lot('LOT-90', 990)] });
    expect(findingsOf(roundTrip, [...circle(0).slice(0, 2), owned])).toHaveLength(1);
  });

  it('leaves another mass alone, another form, and what comes back after half a year', () => {
    expect(findingsOf(roundTrip, circle(979))).toEqual([]);
    expect(findingsOf(roundTrip, circle(980))).toHaveLength(1);
    expect(findingsOf(roundTrip, [...circle(0).slice(0, 2), passage(90, 'C', 'A', 990, { form: 'metal' })])).toEqual(
      [],
    );
    expect(findingsOf(roundTrip, circle(990, 181))).toHaveLength(1);
    expect(findingsOf(roundTrip, circle(990, 182))).toEqual([]);
  });

  it('leaves goods alone that are sent back, and samples', () => {
    expect(findingsOf(roundTrip, [passage(1, 'A', 'B'), passage(9, 'B', 'A')])).toEqual([]);
    const samples = [passage(1, 'A', 'B', 9), passage(2, 'B', 'C', 9), passage(3, 'C', 'A', 9)];
    expect(findingsOf(roundTrip, samples)).toEqual([]);
  });

  it('finds an import that is what was exported, and not one that differs in mass or composition', () => {
    const [finding] = findingsOf(roundTrip, [exported(), imported(60, 500)]);
    expect(finding).toMatchObject({ party: 'B', others: ['A'], lots: ['OUT', 'IN'], shipments: ['SHIPMENT'] });
    expect(findingsOf(roundTrip, [exported(), imported(60, 489)])).toEqual([]);
    expect(findingsOf(roundTrip, [exported(), imported(60, 500, 190_000_000n)])).toEqual([]);
    expect(findingsOf(roundTrip, [exported(), imported(182, 500)])).toEqual([]);
  });

  it('finds an import of nearly the same mass, whatever the mass', () => {
    // Powers of two in milligrams, and quarters between: where what is about as much is divided.
    const divides = [4, 5, 6, 7, 8].map((quarters) => (quarters * 2 ** 28) / 1_000_000);
    for (const kilograms of divides.flatMap((divide) => [divide - 0.000_001, divide])) {
      for (const factor of [0.981, 0.999_999, 1, 1.000_001, 1.02]) {
        const back = Math.round(kilograms * factor * 1_000_000) / 1_000_000;
        const composition = (BigInt(Math.round(back * 1_000_000)) * 2n) / 5n;
        expect(findingsOf(roundTrip, [exported(1, kilograms), imported(60, back, composition)])).toHaveLength(1);
      }
    }
  });

  it('names what left first, of several that it may be', () => {
    const divide = (7 * 2 ** 26) / 1_000_000;
    const composition = BigInt(Math.round(divide * 400_000));
    for (const kilograms of [divide + 4, divide - 4]) {
      const lines = [partOf(lot('LATE', kilograms))];
      const later = observed.exit({ eventNumber: 9, party: 'A', exporter: 'A', shipment: 'LATER', lines });
      const found = findingsOf(roundTrip, [exported(1, divide + 4), later, imported(60, divide, composition)]);
      expect(found).toMatchObject([{ lots: ['OUT', 'IN'] }]);
    }
  });
});
