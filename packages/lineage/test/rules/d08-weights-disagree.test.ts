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
      numbers: { lines: 8, medianPartsPerMillion: -1_900, differenceMilligrams: '-15200000' },
    });
    expect(finding?.sentence).toContain('mostly lighter than declared, by 0.19 % in the middle: 15.2 kg in all');
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
    expect(finding?.sentence).toContain('received, from 8 parties');
    expect(findingsOf(weightsDisagree, fromMany.slice(1))).toEqual([]);
  });

  it('is about the consignee where its scale is off with others as well', () => {
    const withOthers = receipts([-1_900, -1_900, -1_900, -1_900, -1_900], 'OTHER');
    const withMaker = receipts(
      Array.from({ length: 12 }, () => -2_000),
      'MAKER',
      10,
    );
    expect(findingsOf(weightsDisagree, [...withOthers, ...withMaker])).toMatchObject([
      { party: 'TAKER', others: ['MAKER'] },
    ]);
    expect(findingsOf(weightsDisagree, [...withOthers.slice(1), ...withMaker])).toMatchObject([
      { party: 'MAKER', others: ['TAKER'] },
    ]);
  });

  it('finds an export that is declared with another net mass than was packed', () => {
    expect(findingsOf(weightsDisagree, [exit(80_000_000n)])[0]?.sentence).toBe(
      'Shipment SHIPMENT is declared with 80 kg net and 100 kg were packed: 20 kg more than customs was told',
    );
    expect(findingsOf(weightsDisagree, [exit(100_400_000n)])).toEqual([]);
    expect(findingsOf(weightsDisagree, [exit(100_600_000n)])).toHaveLength(1);
  });
});
