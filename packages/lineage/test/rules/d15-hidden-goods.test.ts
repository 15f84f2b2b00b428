import { describe, expect, it } from 'vitest';
import { hiddenGoods } from '../../src/rules/d15-hidden-goods.ts';
import { amounts, dayOf, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const KILOGRAM = 1_000_000n;

/** 100 kg of oxide in a drum of 10 kg, on a scale that shows so many kilograms. */
function drum(grossKilograms: bigint, netKilograms = 100) {
  return lotOf({
    made: amounts({ netMilligrams: netKilograms * 1_000_000 }),
    grossMilligrams: grossKilograms * KILOGRAM,
    tareMilligrams: 10n * KILOGRAM,
  });
}

function exit(netMilligrams: bigint) {
  return observed.exit({ lines: [partOf(drum(110n))], netMilligrams });
}

describe('D15 heavier than what it is said to hold', () => {
  it('finds what a scale shows and nobody names, wherever the goods move', () => {
    const lines = [partOf(drum(140n))];
    const moves = [
      observed.dispatch({ eventNumber: 1, lines }),
      observed.packing({ eventNumber: 2, lines }),
      observed.exit({ eventNumber: 3, lines, exporter: 'EXPORTER' }),
    ];
    const findings = findingsOf(hiddenGoods, moves);
    expect(findings.map(({ id, party }) => [id, party])).toEqual([
      ['D15/TRANSFER', 'MAKER'],
      ['D15/SHIPMENT', 'EXPORTER'],
    ]);
    expect(findings[1]).toMatchObject({ from: dayOf(0), to: dayOf(3) });
    expect(findings[1]?.numbers).toEqual({ unexplainedMilligrams: '30000000', unexplainedPartsPerMillion: 300_000 });
    expect(findings[1]?.sentence).toContain('weighs 130 kg without its packing and is booked with 100 kg net');
  });

  it('holds the scale against the declared net mass of an export', () => {
    expect(findingsOf(hiddenGoods, [exit(60n * KILOGRAM)])[0]?.sentence).toContain('declared with 60 kg');
    expect(findingsOf(hiddenGoods, [exit(100n * KILOGRAM)])).toEqual([]);
  });

  it('leaves two percent and one kilogram to pallets', () => {
    expect(findingsOf(hiddenGoods, [observed.packing({ lines: [partOf(drum(112n))] })])).toEqual([]);
    expect(findingsOf(hiddenGoods, [observed.packing({ lines: [partOf(drum(113n))] })])).toHaveLength(1);
    expect(findingsOf(hiddenGoods, [observed.packing({ lines: [partOf(drum(12n, 1))] })])).toEqual([]);
  });

  it('does not judge a part of a lot, a lot that was not weighed packed, and gross mass typed as net', () => {
    const part = partOf(drum(140n), amounts({ netMilligrams: 50_000_000 }));
    const unweighed = partOf(lotOf({ made: amounts({ netMilligrams: 1 }) }));
    const lines = [part, unweighed, partOf(drum(110n, 110))];
    expect(findingsOf(hiddenGoods, [observed.packing({ lines })])).toEqual([]);
  });
});
