import { expect, test } from 'vitest';
import { saleOf } from '../src/filed-sale.ts';
import { stepOf } from './docket-step.ts';

const WHOLE = {
  type: 'sale-filed',
  sale: 'S-1',
  customer: 'MAGNETS-D',
  endCustomer: 'Motorenwerk GmbH',
  lots: ['OX-1'],
  netMilligrams: 1_000,
  value: { minorUnits: 5_000, currency: 'CNY' },
  invoice: '0330',
  soldAt: '2026-03-31T18:00:00.000Z',
  facility: 'SX',
};

const inBeijing = () => 'Asia/Shanghai';

test('a whole sale misses nothing, and the month of its facility says until when it is in time', () => {
  const filed = saleOf([stepOf('REFINER', '2026-05-10T15:59:00.000Z', WHOLE)], inBeijing);
  // The evening of 31 March in UTC is the 1st of April in Beijing.
  expect(filed).toMatchObject({ seller: 'REFINER', missing: [], sealed: [], dueOn: '2026-05-10', isLate: false });
  const late = saleOf([stepOf('REFINER', '2026-05-10T16:00:00.000Z', WHOLE)], inBeijing);
  expect(late).toMatchObject({ dueOn: '2026-05-10', isLate: true });
  expect(saleOf([stepOf('REFINER', '2026-05-10T16:00:00.000Z', WHOLE)], () => null)).toMatchObject({
    dueOn: '2026-04-10',
    isLate: true,
  });
});

test('what is left out is missing; what is sealed is there, for its readers', () => {
  const { customer: _, value: __, invoice: ___, endCustomer: ____, lots: _____, ...rest } = WHOLE;
  const sealed = { customer: 'C'.repeat(42).concat('A') };
  const filed = saleOf([stepOf('REFINER', '2026-04-01T00:00:00.000Z', { ...rest, sealed })], inBeijing);
  expect(filed).toMatchObject({
    customer: null,
    sealed: ['customer'],
    missing: ['endCustomer', 'value', 'invoice', 'lots or product'],
  });
});

test('the latest filing counts, and the first says when it was filed', () => {
  const again = { ...WHOLE, netMilligrams: 2_000 };
  const steps = [
    stepOf('REFINER', '2026-04-02T00:00:00.000Z', WHOLE),
    stepOf('REFINER', '2026-06-02T00:00:00.000Z', again, 2),
  ];
  expect(saleOf(steps, inBeijing)).toMatchObject({
    netMilligrams: 2_000n,
    filedAt: '2026-04-02T00:00:00.000Z',
    isLate: false,
    timesFiled: 2,
    eventNumber: 2_000,
  });
  expect(saleOf([], inBeijing)).toBeNull();
});
