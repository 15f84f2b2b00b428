import { beforeAll, describe, expect, test } from 'vitest';
import { recordChain } from './chain-file.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(() => recordChain(place));
keepServer(place);

describe('inventory', () => {
  test('answers programs in whole milligrams, by what it was asked to tell apart', async () => {
    const { code, value } = await place.json(['inventory', '--party', 'METALS-C', '--by', 'facility,form']);
    const amounts = {
      lots: 1,
      netMilligrams: 78_167_000,
      volumeMillilitres: null,
      pieces: null,
      elementMilligrams: { Pr: 14_902_000, Nd: 62_874_000 },
    };
    const still = { consignees: [], since: null };
    expect({ code, value }).toEqual({
      code: 0,
      value: {
        filter: { party: 'METALS-C' },
        by: ['facility', 'form'],
        at: null,
        asKnownAt: null,
        rows: [
          { facility: 'C-CELLS', form: 'metal', status: 'held', onHold: false, disputed: false, ...amounts, ...still },
        ],
        totals: [{ status: 'held', onHold: false, disputed: false, ...amounts }],
      },
    });
  });

  test('by element has one row for each that is there', async () => {
    const { value } = await place.json(['inventory', '--party', 'MAGNETS-D', '--by', 'element']);
    expect(value).toMatchObject({
      rows: [
        { element: 'Pr', status: 'held', lots: 6, milligrams: 15_997_000 },
        { element: 'Nd', status: 'held', lots: 6, milligrams: 66_295_000 },
        { element: 'Tb', status: 'held', lots: 4, milligrams: 1_763_000 },
        { element: 'Dy', status: 'held', lots: 7, milligrams: 5_968_000 },
      ],
    });
  });

  test('as CSV has columns that do not depend on what there is, in whole milligrams', async () => {
    const { code, stdout } = await place.run(['inventory', '--party', 'METALS-C', '--csv']);
    const elements = 'Sc,Y,La,Ce,Pr,Nd,Sm,Eu,Gd,Tb,Dy,Ho,Er,Tm,Yb,Lu'.split(',').map((symbol) => `${symbol}Milligrams`);
    const header = `party,form,status,onHold,disputed,lots,netMilligrams,volumeMillilitres,pieces,${elements.join(',')},consignees,since\r\n`;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${header}METALS-C,metal,held,false,false,1,78167000,,,,,,,14902000,62874000,,,,,,,,,,,,\r\n`,
    });
    const none = await place.run(['inventory', '--party', 'MOTORS-F', '--csv']);
    expect(none).toMatchObject({ code: 0, stdout: header });
    const byElement = await place.run(['inventory', '--party', 'METALS-C', '--csv', '--by', 'party,element']);
    expect(byElement.stdout).toBe(
      'party,status,onHold,disputed,element,lots,elementMilligrams,consignees,since\r\n' +
        'METALS-C,held,false,false,Pr,1,14902000,,\r\nMETALS-C,held,false,false,Nd,1,62874000,,\r\n',
    );
  });

  test('of nothing says so, and of a party that is not registered says no', async () => {
    expect(await place.run(['inventory', '--party', 'MOTORS-F'])).toMatchObject({ code: 0, stdout: 'No stock.\n' });
    expect(await place.run(['inventory', '--party', 'MOTORS-X'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'lodestone: no party MOTORS-X is registered: lodestone parties lists those that are\n',
    });
  });

  test('knows by what stock is told apart, and nothing else', async () => {
    const { code, stdout, stderr } = await place.run(['inventory', '--by', 'form,colour']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/--by must be one of party, owner, facility, form, element; found colour/);
  });
});
