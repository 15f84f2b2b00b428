import { describe, expect, it } from 'vitest';
import type { ExitObservation } from '../../src/observation.ts';
import { licenceUsedAgain } from '../../src/rules/d12-licence-used-again.ts';
import { findingsOf, observed } from '../../testing/observations.ts';

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
    expect(findingsOf(licenceUsedAgain, [...single(5), exit(9, { licence: 'L-4' })])).toMatchObject([
      { severity: 'low', shipments: ['S-4', 'S-9'] },
    ]);
    expect(findingsOf(licenceUsedAgain, [...single(4), exit(9, { licence: 'L-3' })])).toEqual([]);
  });
});
