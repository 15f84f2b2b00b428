import { beforeAll, describe, expect, test } from 'vitest';
import { recordChain } from './chain-file.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(() => recordChain(place));
keepServer(place);

describe('balance', () => {
  test('answers programs in whole milligrams, and closure in percent', async () => {
    const { code, value } = await place.json(['balance', '--facility', 'C-CELLS', '--element', 'Dy']);
    expect({ code, value }).toEqual({
      code: 0,
      value: {
        filter: { facility: 'C-CELLS', element: 'Dy' },
        from: null,
        until: null,
        by: ['step', 'facility'],
        asKnownAt: null,
        unknownTimeZones: [],
        rows: [
          {
            step: 'electrolysis',
            facility: 'C-CELLS',
            steps: 1,
            elements: {
              Dy: {
                inMilligrams: 11_831_000,
                outMilligrams: 11_003_000,
                lossMilligrams: { 'process-loss': 828_000 },
                inProcessMilligrams: 0,
                unaccountedMilligrams: 0,
                gainedMilligrams: 0,
                closurePercent: '100.00',
              },
            },
          },
        ],
      },
    });
  });

  test('as CSV has a row for each element, in whole milligrams', async () => {
    const { code, stdout } = await place.run(['balance', '--facility', 'C-CELLS', '--element', 'Dy', '--csv']);
    const amounts =
      'inMilligrams,gainedMilligrams,outMilligrams,lossMilligrams,inProcessMilligrams,unaccountedMilligrams,closurePercent';
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        `step,facility,steps,element,${amounts},lossMilligramsByKind\r\n` +
        'electrolysis,C-CELLS,1,Dy,11831000,0,11003000,828000,0,0,100.00,process-loss 828000\r\n',
    });
    const weight = await place.run(['balance', '--ledger-wide', '--element', 'Tb', '--csv']);
    expect(weight.stdout).toContain('side,term,element,elementMilligrams\r\nfrom,collected,Tb,110000\r\n');
  });

  test('of nothing says so', async () => {
    const { code, stdout } = await place.run(['balance', '--until', '2026-01-01']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'No steps until before 2026-01-01.\n' });
  });

  test('of the whole ledger is conserved, with every term', async () => {
    const { code, value } = await place.json(['balance', '--ledger-wide', '--element', 'Tb']);
    // 3.989 kg were mined and 0.11 kg collected.
    expect({ code, value }).toEqual({
      code: 0,
      value: {
        conserved: true,
        terms: [
          { side: 'from', name: 'collected', elementMilligrams: { Tb: 110_000 } },
          { side: 'from', name: 'mined', elementMilligrams: { Tb: 3_989_000 } },
          { side: 'to', name: 'exported', elementMilligrams: { Tb: 997_000 } },
          { side: 'to', name: 'held', elementMilligrams: { Tb: 1_763_000 } },
          { side: 'to', name: 'loss (process-loss)', elementMilligrams: { Tb: 1_229_000 } },
          { side: 'to', name: 'loss (residue)', elementMilligrams: { Tb: 110_000 } },
        ],
        differenceMilligrams: {},
        overdrawnLots: 0,
      },
    });
  });

  test.for([
    [['--ledger-wide', '--facility', 'B-SX'], /--ledger-wide is about everything recorded: leave --facility out/],
    [['--step', 'leeching'], /--step must be one of .*; found leeching/],
    [['--from', 'March'], /--from must be a date or time/],
  ] as const)('%s is wrong use', async ([options, message]) => {
    const { code, stdout, stderr } = await place.run(['balance', ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
