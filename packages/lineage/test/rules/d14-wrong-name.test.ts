import { describe, expect, it } from 'vitest';
import { headingOf } from '@lodestone/custody/controls/hs-headings.ts';
import { wrongName } from '../../src/rules/d14-wrong-name.ts';
import type { ObservedLot } from '../../src/observation.ts';
import { amounts, findingsOf, lotOf, observed, partOf } from '../../testing/observations.ts';

const NDFEB = amounts({ netMilligrams: 1_000_000, elementMilligrams: { Nd: 240_000, Pr: 60_000 } });

function exit(hsCode: string | null, members: Partial<ObservedLot> = {}) {
  const lines = [partOf(lotOf({ form: 'magnet', made: NDFEB, ...members }))];
  return observed.exit({ eventNumber: 1, hsCode, lines });
}

function oxide(Dy: number, Nd: number) {
  return { form: 'oxide' as const, made: amounts({ netMilligrams: 1_000_000, elementMilligrams: { Nd, Dy } }) };
}

function named(product: string, made = NDFEB) {
  return findingsOf(wrongName, [exit('850511', { product, made })]);
}

describe('D14 wrong name or customs code', () => {
  it('finds magnet powder that is declared as tile adhesive, with what it holds', () => {
    const [finding] = findingsOf(wrongName, [exit('3214.90', { form: 'powder' })]);
    expect(finding).toMatchObject({ severity: 'medium', party: 'MAKER', shipments: ['SHIPMENT'], lots: ['LOT'] });
    expect(finding?.sentence).toBe(
      'Shipment SHIPMENT is declared as HS 3214.90; its lots are powder with 30 % rare earths, and that code is for none of them',
    );
  });

  it.each(['8505111000', '8505.11.0070', '850511', null])('leaves magnets under %s alone', (hsCode) => {
    expect(findingsOf(wrongName, [exit(hsCode)])).toEqual([]);
  });

  it.each(['8505119000', '8501.31', '2846901300', '7204'])('finds bare magnets under %s', (hsCode) => {
    expect(findingsOf(wrongName, [exit(hsCode)])).toMatchObject([{ numbers: { mismatch: 'form' } }]);
  });

  it('finds a code that names an element which is less than half of the rare earths', () => {
    expect(findingsOf(wrongName, [exit('2846901300', oxide(400_000, 400_000))])).toEqual([]);
    const [finding] = findingsOf(wrongName, [exit('2846901300', oxide(400_001, 399_999))]);
    expect(finding?.sentence).toContain('49.9998 % of its rare earths are Nd, most are Dy');
  });

  it('leaves alloys of neodymium and iron alone, which honest declarations put under three codes', () => {
    for (const hsCode of ['72029911', '2805302900', '3824.99'])
      expect(findingsOf(wrongName, [exit(hsCode, { form: 'alloy' })])).toEqual([]);
  });

  it('finds lots under the name of other goods, unless the name speaks of rare earths or there are none', () => {
    expect(named('瓷砖胶')).toMatchObject([{ numbers: { mismatch: 'name' } }]);
    expect(named('Nickel powder')).toHaveLength(1);
    expect(named('NdFeB magnets, nickel coated')).toEqual([]);
    expect(named('Printed art', amounts({ netMilligrams: 1_000_000, elementMilligrams: { Nd: 9_999 } }))).toEqual([]);
    expect(named('Printed art', amounts({ netMilligrams: 1_000_000, elementMilligrams: { Nd: 10_000 } }))).toHaveLength(
      1,
    );
  });
});

describe('headingOf', () => {
  it('takes the longest prefix of the digits, whatever is written between them', () => {
    expect(headingOf('2846.90.1500')?.goods).toBe('dysprosium oxide');
    expect(headingOf('2846.90')?.goods).toBe('compounds of rare earths');
    const compounds = ['oxide', 'mixed-oxide', 'chloride', 'liquor', 'fluoride', 'carbonate'];
    expect(headingOf('2846.90')?.forms).toEqual([...compounds, 'concentrate', 'leach-solution']);
    expect(headingOf('75')).toBeNull();
  });
});
