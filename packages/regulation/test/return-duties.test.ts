import type { DocketStep } from '@lodestone/custody/docket.ts';
import { expect, test } from 'vitest';
import { returnDuties } from '../src/return-duties.ts';
import { stepOf } from './docket-step.ts';

const SX = { facility: 'SX', party: 'REFINER', timeZone: 'Asia/Shanghai', since: '2026-01-31T20:00:00.000Z' };

function dutiesAt(at: string, filed: Readonly<Record<string, readonly string[]>> = {}, from = '2025-06') {
  const steps = (facility: string, month: string): DocketStep[] =>
    (filed[month] ?? []).map((recordedAt, index) =>
      stepOf('REFINER', recordedAt, { type: 'return-filed', facility, month, figures: [] }, index + 1),
    );
  const duties = returnDuties([SX], { at, from, filed: steps });
  return duties.map(({ month, state, timesFiled }) => `${month} ${state} ${timesFiled}`);
}

test('duties begin with the month of the registration, by the clock of the place', () => {
  // The evening of 31 January in UTC is February in Beijing.
  expect(dutiesAt('2026-02-20T00:00:00.000Z')).toEqual(['2026-02 running 0']);
  expect(dutiesAt('2026-03-05T00:00:00.000Z', {}, '2026-03')).toEqual(['2026-03 running 0']);
});

test('duties are told by month, and by facility within it', () => {
  const calciner = { ...SX, facility: 'CALCINER', since: '2026-03-05T00:00:00.000Z' };
  const duties = returnDuties([SX, calciner], { at: '2026-04-02T00:00:00.000Z', from: '2025-06', filed: () => [] });
  expect(duties.map(({ month, facility }) => `${month} ${facility}`)).toEqual([
    '2026-02 SX',
    '2026-03 CALCINER',
    '2026-03 SX',
    '2026-04 CALCINER',
    '2026-04 SX',
  ]);
});

test('a month is due when it is over, and missing after the 10th of the next', () => {
  const lastOfFebruary = '2026-02-28T15:59:59.999Z';
  const firstOfMarch = '2026-02-28T16:00:00.000Z';
  expect(dutiesAt(lastOfFebruary)).toEqual(['2026-02 running 0']);
  expect(dutiesAt(firstOfMarch)).toEqual(['2026-02 due 0', '2026-03 running 0']);
  expect(dutiesAt('2026-03-10T15:59:59.999Z')[0]).toBe('2026-02 due 0');
  expect(dutiesAt('2026-03-10T16:00:00.000Z')[0]).toBe('2026-02 missing 0');
});

test('what was filed in time stays in time, however often it is filed again, and was not there before it was filed', () => {
  const filed = { '2026-02': ['2026-03-09T00:00:00.000Z', '2026-05-01T00:00:00.000Z'] };
  expect(dutiesAt('2026-03-08T00:00:00.000Z', filed)[0]).toBe('2026-02 due 0');
  expect(dutiesAt('2026-03-12T00:00:00.000Z', filed)[0]).toBe('2026-02 filed 1');
  expect(dutiesAt('2026-05-12T00:00:00.000Z', filed)[0]).toBe('2026-02 filed 2');
  expect(dutiesAt('2026-05-12T00:00:00.000Z', { '2026-02': ['2026-03-10T16:00:00.000Z'] })[0]).toBe('2026-02 late 1');
});
