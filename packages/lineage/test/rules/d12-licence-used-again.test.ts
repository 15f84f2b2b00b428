import { describe, expect, it } from 'vitest';
import type { ExitObservation } from '../../src/observation.ts';
import { licenceUsedAgain } from '../../src/rules/d12-licence-used-again.ts';
import { dayOf, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';
import { amountsOf } from '@lodestone/custody/amounts.ts';
import { parseEvent } from '@lodestone/custody/event.ts';

function exit(eventNumber: number, members: Partial<ExitObservation> = {}) {
  return observed.exit({ eventNumber, shipment: `S-${eventNumber}`, licence: 'L-1', mode: 'air', ...members });
}

describe('D12 licence used for what it does not cover', () => {
  it.each([
    ['exporter', { exporter: 'OTHER' }],
    ['destination', { destination: 'IN' }],
    ['consignee', { consignee: 'OTHER' }],
  ])('finds another %s under the same licence', (what, members) => {
    const [finding, ...others] = findingsOf(licenceUsedAgain, [exit(1), exit(20, members)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'medium',
      shipments: ['S-1', 'S-20'],
      numbers: { daysSinceFirstUse: 19 },
    });
    expect(finding?.sentence).toContain(what);
  });

  it('finds another end user where both are stated, and says both', () => {
    const [finding] = findingsOf(licenceUsedAgain, [exit(1, { endUser: 'Motoren' }), exit(2, { endUser: '電機' })]);
    expect(finding?.sentence).toBe(
      'Licence L-1 was used for shipment S-1 (end user: Motoren) and again for S-2 (end user: 電機)',
    );
    expect(findingsOf(licenceUsedAgain, [exit(1, { endUser: 'Motoren' }), exit(2)])).toEqual([]);
  });

  it('leaves a general licence alone under which the same customer is served', () => {
    expect(
      findingsOf(
        licenceUsedAgain,
        [1, 30, 60, 90].map((day) => exit(day)),
      ),
    ).toEqual([]);
  });

  it('is less sure where only the mode of transport differs', () => {
    expect(findingsOf(licenceUsedAgain, [exit(1), exit(2, { mode: 'sea' })])).toMatchObject([{ severity: 'low' }]);
  });

  it('finds a use after the longest life of a licence, and none on its last day', () => {
    expect(findingsOf(licenceUsedAgain, [exit(1), exit(1_097)])).toEqual([]);
    expect(findingsOf(licenceUsedAgain, [exit(1), exit(1_098)])).toMatchObject([{ severity: 'medium' }]);
  });

  it('finds a second shipment where every other licence of the exporter covered one', () => {
    const single = (count: number) => Array.from({ length: count }, (_, day) => exit(day, { licence: `L-${day}` }));
    const [finding, ...others] = findingsOf(licenceUsedAgain, [...single(5), exit(9, { licence: 'L-4' })]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'low', shipments: ['S-4', 'S-9'] });
    expect(finding?.sentence).toMatch(
      /^Licence L-4 was used for shipment S-4 and again for S-9; of the 5 licences of .* nearly all were used for one shipment$/,
    );
    expect(findingsOf(licenceUsedAgain, [...single(4), exit(9, { licence: 'L-3' })])).toEqual([]);
  });
});

const KILOGRAM = 1_000_000;

/** An event of licence `26-1`, recorded on a day. */
function licenceStep(day: number, type: string, members: object) {
  const common = { id: '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7c', occurredAt: dayOf(day) };
  const parsed = parseEvent({ type, ...common, licence: 'LIC-1', ...members });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const step = { eventNumber: day, party: 'MAKER', recordedAt: dayOf(day), event: parsed.event };
  return observed.licence({ eventNumber: day, licence: 'LIC-1', step });
}

/** Granted for 500 kg of magnets, both codes. */
function granted(members: object = {}) {
  const dates = { validFrom: dayOf(2), validTo: dayOf(300) };
  const lines = ['1C904.a', '1C905.a'].map((code, index) => {
    return { line: `${index + 1}`, code, form: 'magnet', netMilligrams: 500 * KILOGRAM };
  });
  const buyer = { consignee: 'TAKER', endUser: 'Motoren', destination: 'DE', port: 'Ningbo', mode: 'sea' };
  const reason = { reasonCode: 'civil-end-use', reason: 'for motors', legalBasis: 'Decree 792' };
  return [
    licenceStep(1, 'licence-applied', { kind: 'general', lines, ...buyer, ...dates, ...members }),
    licenceStep(2, 'licence-decided', { outcome: 'granted', number: '26-1', ...dates, ...reason }),
  ];
}

function left(day: number, kilograms: number, members: Partial<ExitObservation> = {}) {
  const lines = [
    partOf(lotOf({ lot: `LOT-${day}`, form: 'magnet', made: amountsOf({ netMilligrams: kilograms * KILOGRAM }) })),
  ];
  return exit(day, { licence: '26-1', mode: 'sea', port: 'Ningbo', endUser: 'Motoren', lines, ...members });
}

describe('D12 against what was granted', () => {
  it('finds 509 kg under a licence for 500 kg, in one shipment or several', () => {
    const [finding, ...others] = findingsOf(licenceUsedAgain, [...granted(), left(10, 509)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'D12/LIC-1/S-10',
      severity: 'high',
      lots: ['LOT-10'],
      numbers: { granted: '500 kg', found: '509 kg' },
    });
    expect(finding?.sentence).toBe(
      'Shipment S-10 left under licence LIC-1 (mass of magnet: 500 kg), and is not covered by it (mass of magnet: 509 kg)',
    );
    const parts = [...granted(), left(10, 300), left(20, 209)];
    expect(findingsOf(licenceUsedAgain, parts)).toMatchObject([{ shipments: ['S-10', 'S-20'] }]);
  });

  it('leaves what was granted alone, and what balances differ by', () => {
    expect(findingsOf(licenceUsedAgain, [...granted(), left(10, 250), left(20, 252)])).toEqual([]);
    // Two end users that the licence names are no other customer.
    const general = [...granted({ otherEndUsers: ['電機'] }), left(10, 1), left(20, 1, { endUser: '電機' })];
    expect(findingsOf(licenceUsedAgain, general)).toEqual([]);
  });

  it.each<[string, Partial<ExitObservation>, string]>([
    ['exporter', { exporter: 'OTHER' }, 'medium'],
    ['destination', { destination: 'IN' }, 'medium'],
    ['end user', { endUser: 'Arms works' }, 'medium'],
    ['consignee', { consignee: 'OTHER' }, 'medium'],
    ['port', { port: 'Shanghai' }, 'low'],
    ['mode', { mode: 'air' }, 'low'],
  ])('finds another %s than it was granted for', (what, members, severity) => {
    const [finding] = findingsOf(licenceUsedAgain, [...granted(), left(10, 1, members)]);
    expect(finding).toMatchObject({ severity });
    expect(finding?.sentence).toContain(`(${what}: `);
  });

  it('finds goods of another form', () => {
    const lines = [partOf(lotOf({ form: 'metal', made: amountsOf({ netMilligrams: KILOGRAM }) }))];
    const [finding] = findingsOf(licenceUsedAgain, [...granted(), left(10, 1, { lines })]);
    expect(finding).toMatchObject({ numbers: { granted: 'magnet', found: 'metal' } });
  });

  it('finds an exit on the day on which the licence has run out, and none the day before', () => {
    expect(findingsOf(licenceUsedAgain, [...granted(), left(299, 1)])).toEqual([]);
    expect(findingsOf(licenceUsedAgain, [...granted(), left(300, 1)])).toMatchObject([{ severity: 'high' }]);
  });

  it('finds an exit under a licence that is suspended, or was never granted', () => {
    const stop = licenceStep(5, 'licence-suspended', { reason: 'in doubt', legalBasis: 'Decree 792' });
    expect(findingsOf(licenceUsedAgain, [...granted(), stop, left(10, 1)])).toMatchObject([
      { severity: 'high', numbers: { granted: 'granted', found: 'suspended' } },
    ]);
    const asked = [...granted().slice(0, 1), left(10, 1, { licence: 'LIC-1' })];
    expect(findingsOf(licenceUsedAgain, asked)).toMatchObject([{ numbers: { found: 'applied' } }]);
  });

  it('finds a second shipment under a single licence, whatever is left of its mass', () => {
    const uses = [...granted({ kind: 'single' }), left(10, 100), left(20, 100)];
    expect(findingsOf(licenceUsedAgain, uses)).toMatchObject([{ id: 'D12/LIC-1/S-20', shipments: ['S-10', 'S-20'] }]);
  });

  it('takes back what rested on an exit that never was', () => {
    const voided = observed.correction({ eventNumber: 11, targetEvent: 'EV-10', outcome: 'voided' });
    expect(findingsOf(licenceUsedAgain, [...granted(), left(10, 509), voided])).toEqual([]);
    expect(findingsOf(licenceUsedAgain, [...granted(), left(10, 300), voided, left(20, 300)])).toEqual([]);
  });

  it('counts under each of several licences what was declared for it', () => {
    const lines = ['1', '2'].map((line) => ({ licence: 'LIC-1', line, netMilligrams: BigInt(500 * KILOGRAM) }));
    const declared = (others: typeof lines) =>
      observed.declaration({ eventNumber: 9, shipment: 'S-10', lines: [...lines, ...others] });
    expect(findingsOf(licenceUsedAgain, [...granted(), declared([]), left(10, 600)])).toHaveLength(1);
    const other = [{ licence: 'LIC-2', line: '1', netMilligrams: BigInt(100 * KILOGRAM) }];
    expect(findingsOf(licenceUsedAgain, [...granted(), declared(other), left(10, 600)])).toEqual([]);
  });
});
