import { describe, expect, it } from 'vitest';
import { weightsDisagree } from '../../src/rules/d08-weights-disagree.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const DECLARED_MILLIGRAMS = 1_000_000_000;

/** A tonne that is weighed so many parts per million heavier than declared. */
function receipt(eventNumber: number, partsPerMillion: number, consignor = 'MAKER', outcome = 'accepted' as const) {
  const declared = amounts({ netMilligrams: DECLARED_MILLIGRAMS });
  const measured = amounts({ netMilligrams: DECLARED_MILLIGRAMS + partsPerMillion * 1_000 });
  const lot = lotOf({ lot: `LOT-${eventNumber}`, made: declared });
  return observed.receipt({ eventNumber, consignor, lines: [{ lot, outcome, declared, measured }] });
}

const receipts = (differences: readonly number[], consignor = 'MAKER', first = 1) =>
  differences.map((difference, index) => receipt(first + index, difference, consignor));

/** Where a consignee finds so much with eight consignors. */
function severityOfScale(partsPerMillion: number) {
  const fromMany = Array.from({ length: 8 }, (_, index) => receipt(index + 1, partsPerMillion, `MAKER-${index}`));
  return findingsOf(weightsDisagree, fromMany).map(({ severity }) => severity);
}

function exit(declaredMilligrams: bigint) {
  const lines = [partOf(lotOf({ made: amounts({ netMilligrams: 100_000_000 }) }))];
  return observed.exit({ eventNumber: 1, netMilligrams: declaredMilligrams, lines });
}

describe('D08 weights that do not agree', () => {
  it('finds two parties whose weights differ to one side again and again, each time within tolerance', () => {
    const [finding, ...others] = findingsOf(weightsDisagree, receipts(Array.from({ length: 8 }, () => -1_900)));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'D08/MAKER/TAKER/lighter',
      party: 'MAKER',
      others: ['TAKER'],
      numbers: { deliveries: 8, medianPartsPerMillion: -1_900, differenceMilligrams: '-15200000' },
    });
    expect(finding?.sentence).toContain('mostly lighter than declared, by a median of 0.19 %: 15.2 kg in all');
  });

  it('leaves seven lines alone, smaller differences, and differences to both sides', () => {
    expect(findingsOf(weightsDisagree, receipts(Array.from({ length: 7 }, () => -1_900)))).toEqual([]);
    expect(findingsOf(weightsDisagree, receipts(Array.from({ length: 20 }, () => -999)))).toEqual([]);
    expect(findingsOf(weightsDisagree, receipts(Array.from({ length: 20 }, () => -1_000)))).toHaveLength(1);
    const toBothSides = Array.from({ length: 20 }, (_, index) => (index % 3 === 0 ? 2_000 : -2_000));
    expect(findingsOf(weightsDisagree, receipts(toBothSides))).toEqual([]);
  });

  it('finds a consignee that weighs light with everybody, a few lots from each', () => {
    const fromMany = Array.from({ length: 8 }, (_, index) => receipt(index + 1, -2_000, `MAKER-${index}`));
    const [finding] = findingsOf(weightsDisagree, fromMany);
    expect(finding).toMatchObject({ id: 'D08/TAKER/lighter', party: 'TAKER' });
    expect(finding?.sentence).toContain('deliveries from 8 parties mostly lighter');
    expect(findingsOf(weightsDisagree, fromMany.slice(1))).toEqual([]);
  });

  it('is about the consignee where its scale is off with others as well', () => {
    const withOthers = receipts([-1_900, -1_900, -1_900, -1_900, -1_900], 'OTHER', 10);
    const withMaker = receipts(
      Array.from({ length: 12 }, () => -2_000),
      'MAKER',
      4,
    );
    const inTurn = (others: typeof withOthers) =>
      [...others, ...withMaker].sort((one, other) => one.occurredAt.localeCompare(other.occurredAt));
    expect(findingsOf(weightsDisagree, inTurn(withOthers))).toMatchObject([
      { party: 'TAKER', others: ['MAKER'], severity: 'medium' },
    ]);
    const [finding] = findingsOf(weightsDisagree, inTurn(withOthers.slice(1)));
    expect(finding).toMatchObject({ party: 'MAKER', others: ['TAKER'] });
    expect(finding?.sentence).toContain('it received little from others in that time');
  });

  it('sees a run that began lately, whatever the lines before it say', () => {
    const differences = Array.from({ length: 24 }, (_, index) =>
      index < 14 ? (index % 2 === 0 ? 200 : -200) : -1_500,
    );
    expect(findingsOf(weightsDisagree, receipts(differences))).toMatchObject([{ numbers: { deliveries: 12 } }]);
  });

  it('takes what scatters as weighbridges do for nothing while it is few lines', () => {
    const scattered = Array.from({ length: 8 }, (_, index) => -1_100 + (index % 4) * 600 - 900);
    expect(findingsOf(weightsDisagree, receipts(scattered.map((each) => Math.min(each, -1))))).toEqual([]);
  });

  it('asks a person of a scale that is off with everybody where much is kept by it', () => {
    expect(severityOfScale(-1_499)).toEqual(['low']);
    expect(severityOfScale(-1_500)).toEqual(['medium']);
    expect(severityOfScale(1_900)).toEqual(['low']);
  });

  it('takes ten times what was packed for a digit too many', () => {
    const [finding] = findingsOf(weightsDisagree, [exit(1_000_000_000n)]);
    expect(finding).toMatchObject({ severity: 'low' });
    expect(finding?.sentence).toContain('100 kg were packed: ten times as much was declared, a digit too many');
    expect(findingsOf(weightsDisagree, [exit(10_000_000n)])).toMatchObject([{ severity: 'medium' }]);
  });

  it('finds an export that is declared with another net mass than was packed', () => {
    expect(findingsOf(weightsDisagree, [exit(80_000_000n)])[0]?.sentence).toBe(
      'Shipment SHIPMENT is declared with 80 kg net and 100 kg were packed: 20 kg more than customs was told',
    );
    expect(findingsOf(weightsDisagree, [exit(100_400_000n)])).toEqual([]);
    expect(findingsOf(weightsDisagree, [exit(100_600_000n)])).toHaveLength(1);
  });
});

const sold = (eventNumber: number, netMilligrams: number, members: Parameters<typeof observed.sale>[0] = {}) => {
  const made = amounts({ netMilligrams: 100_000_000 });
  const lots = [lotOf({ lot: 'OX-1', product: 'Dy2O3', made })];
  return observed.sale({ eventNumber, netMilligrams: BigInt(netMilligrams), lots, ...members });
};

const priced = (eventNumber: number, minorUnits: number, currency = 'CNY') => {
  const value = { minorUnits: BigInt(minorUnits), currency };
  return sold(eventNumber, 100_000_000, { sale: `S-${eventNumber}`, value, soldAt: '2026-03-10T00:00:00.000Z' });
};

describe('D08 sales', () => {
  it('holds what is invoiced against the lots that were sold', () => {
    expect(findingsOf(weightsDisagree, [sold(1, 100_400_000)])).toEqual([]);
    const [finding, ...others] = findingsOf(weightsDisagree, [sold(1, 90_000_000, { invoice: '0330' })]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'D08/sale/SALE', severity: 'medium', party: 'MAKER', lots: ['OX-1'] });
    expect(finding?.sentence).toBe(
      'Sale SALE is filed under invoice 0330 with 90 kg, its lots weigh 100 kg: 10 kg more than is invoiced',
    );
  });

  it('takes a finding back when the sale is filed again with what its lots weigh', () => {
    expect(findingsOf(weightsDisagree, [sold(1, 90_000_000), sold(2, 100_000_000)])).toEqual([]);
  });

  it('holds a price against those of the month, product and currency', () => {
    const usual = [1, 2, 3, 4, 5].map((day) => priced(day, 20_000_000));
    expect(findingsOf(weightsDisagree, [...usual, priced(6, 28_000_000), priced(7, 9_000_000, 'USD')])).toEqual([]);
    const [finding] = findingsOf(weightsDisagree, [...usual, priced(6, 11_999_999)]);
    expect(finding).toMatchObject({ id: 'D08/sale/S-6/price', severity: 'low' });
    expect(finding?.numbers).toMatchObject({ kilogramPriceMinorUnits: '119999', currency: 'CNY' });
    expect(finding?.sentence).toBe(
      'Sale S-6 of Dy2O3 is filed at 1,199.99 CNY a kilogram, 40 % below the median of 5 others of 2026-03, 2,000.00',
    );
  });
});
