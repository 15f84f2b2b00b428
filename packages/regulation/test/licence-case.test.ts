import { expect, test } from 'vitest';
import { licenceCaseOf } from '../src/figures/licence-case.ts';
import { CHINESE_CALENDAR } from '../src/licences/chinese-calendar.ts';
import { stepOf } from './step-of.ts';

const LICENCE = { licence: 'LIC-1' };

const applied = {
  type: 'licence-applied',
  ...LICENCE,
  kind: 'single',
  lines: [
    { line: '1', code: '1C904.a', netMilligrams: 300 },
    { line: '2', code: '1C905.a', netMilligrams: 200 },
  ],
  consignee: 'MOTORS-F',
  destination: 'DE',
  validFrom: '2026-08-01T00:00:00.000Z',
  validTo: '2027-07-31T00:00:00.000Z',
};

const steps = [
  stepOf(1, 'MAGNETS-D', { ...applied, endUse: { class: 'civil', sector: 'robotics', part: 'traction-motor' } }),
  stepOf(6, 'AUTHORITY', { type: 'licence-accepted', ...LICENCE }),
  stepOf(10, 'AUTHORITY', {
    type: 'licence-decided',
    ...LICENCE,
    outcome: 'refused',
    reasonCode: 'other',
    reason: 'the end use is not shown',
    legalBasis: 'Export Control Law, article 13',
  }),
];

const caseAt = (asOf: string) => licenceCaseOf(steps, asOf, CHINESE_CALENDAR);

test('an application counts where it was filed, with what has become of it by then', () => {
  const filed = {
    applicant: 'MAGNETS-D',
    country: 'DE',
    item: '1C904.a + 1C905.a',
    class: 'civil',
    appliedAt: '2026-07-01T08:00:00.000Z',
    netMilligrams: 500n,
  };
  expect(caseAt('2026-07-08T00:00:00.000Z')).toEqual({ ...filed, outcome: 'pending', workingDays: null });
  // Accepted on a Monday, decided on the Friday.
  expect(caseAt('2026-08-01T00:00:00.000Z')).toEqual({ ...filed, outcome: 'refused', workingDays: 4 });
});

test('an application without an end use has a class of its own, which says so', () => {
  expect(licenceCaseOf([stepOf(1, 'MAGNETS-D', applied)], '2026-08-01T00:00:00.000Z', CHINESE_CALENDAR)?.class).toBe(
    'not stated',
  );
});

test('what is not filed yet is no case', () => {
  expect(caseAt('2026-07-01T00:00:00.000Z')).toBeNull();
});
