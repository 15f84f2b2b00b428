import { describe, expect, it } from 'vitest';
import type { Role } from '@lodestone/custody/role.ts';
import { diversion } from '../../src/rules/d17-diversion.ts';
import { amounts, dayOf, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const KILOGRAM = 1_000_000;
const MAGNETS = lotOf({
  form: 'magnet',
  made: amounts({ netMilligrams: 50 * KILOGRAM, elementMilligrams: { Nd: 15 * KILOGRAM } }),
});

const user = (roles: readonly Role[] = ['end-user']) => observed.party({ registered: 'USER', roles });
const passed = (consignee = 'BROKER', lot = MAGNETS) =>
  observed.dispatch({ eventNumber: 9, consignor: 'USER', party: 'USER', consignee, lines: [partOf(lot)] });

function received(eventNumber: number, consignor = 'MAKER') {
  const lines = [{ lot: MAGNETS, outcome: 'accepted' as const, declared: MAGNETS.made, measured: MAGNETS.made }];
  return observed.receipt({ eventNumber, consignor, consignee: 'USER', party: 'USER', lines });
}

function plant(kilograms: number) {
  const capacity = { elementMilligramsPerYear: { Nd: kilograms * KILOGRAM } };
  return observed.facility({ registered: 'PLANT', owner: 'USER', capacity });
}

/** Two deliveries are 30 kg of neodymium. */
const taken = (plantKilograms: number, day = 20) =>
  findingsOf(diversion, [user(), plant(plantKilograms), received(10), received(day)]);

const exit = (day: number) => observed.exit({ eventNumber: day, shipment: `S-${day}` });
const arrival = (day: number) =>
  observed.document({ eventNumber: day, documentKind: 'arrival-notice', about: [`S-${day - 1}`] });

describe('D17 sold on by an end user', () => {
  it('finds an end user that passes magnets on', () => {
    const [finding] = findingsOf(diversion, [user(), passed()]);
    expect(finding).toMatchObject({ severity: 'medium', party: 'USER', others: ['BROKER'], lots: ['LOT'] });
    expect(finding?.sentence).toContain('passed 50 kg of magnets on to BROKER');
  });

  it('leaves returns, waste and traders alone', () => {
    expect(findingsOf(diversion, [user(), received(1), passed('MAKER')])).toEqual([]);
    expect(findingsOf(diversion, [user(), passed('RECYCLER', lotOf({ form: 'scrap' }))])).toEqual([]);
    expect(findingsOf(diversion, [user(['end-user', 'trader']), passed()])).toEqual([]);
  });

  it('finds an end user that takes more than 1.15 times what its plant uses in a year', () => {
    expect(taken(26)[0]?.sentence).toBe(
      'USER received 30 kg of rare earths within a year, its registered plant uses 26 kg',
    );
    expect(taken(27)).toEqual([]);
    expect(taken(26, 400)).toEqual([]);
  });

  it('misses the proof of arrival of a shipment, of an exporter that has it of others', () => {
    const proved = [1, 3, 5, 7, 9].flatMap((day) => [exit(day), arrival(day + 1)]);
    const found = (knownAt: number, others = proved) =>
      findingsOf(diversion, [...others, exit(20)], { knownAt: dayOf(knownAt) });
    expect(found(81)).toMatchObject([{ severity: 'low', shipments: ['S-20'], numbers: { days: 61 } }]);
    expect(found(80)).toEqual([]);
    expect(found(200, proved.slice(2))).toEqual([]);
    // A report of the arrival is as good as a paper.
    const reported = observed.arrival({ eventNumber: 60, shipment: 'S-20' });
    expect(findingsOf(diversion, [...proved, exit(20), reported], { knownAt: dayOf(200) })).toEqual([]);
  });
});
