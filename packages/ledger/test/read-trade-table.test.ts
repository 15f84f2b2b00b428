import { describe, expect, it } from 'vitest';
import { readTradeTable, type StatedTable } from '../src/regulation/read-trade-table.ts';
import { orientSides } from '../src/regulation/trade-sides.ts';

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

const read = (...lines: readonly string[]) => readTradeTable(chunksOf(`${lines.join('\n')}\n`));

const HEADER = 'month,partner,hs code,net kg';

async function tableOf(...lines: readonly string[]): Promise<StatedTable> {
  const answer = await read(...lines);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.table;
}

async function problemsOf(...lines: readonly string[]): Promise<(string | null)[][]> {
  const answer = await read(...lines);
  return answer.ok ? [] : answer.problems.map(({ cell, column, message }) => [cell, column, message]);
}

describe('readTradeTable', () => {
  it('reads masses exactly in the unit of the header, and what the last digit stands for', async () => {
    const table = await tableOf(
      'month,partner,hs code,net t,value EUR CIF',
      '202603,DE,8505.11.10,1.25,10.5',
      '2026-04,DE,850511,c,',
    );
    expect(table.digitMilligrams).toBe(10_000_000n);
    expect(table.price).toEqual({ currency: 'EUR', basis: 'CIF' });
    expect(table.rows).toMatchObject([
      {
        row: 2,
        month: 24_314,
        partner: 'DE',
        hsCode: '85051110',
        netMilligrams: 1_250_000_000n,
        valueHundredths: 1050n,
      },
      { row: 3, month: 24_315, netMilligrams: null, valueHundredths: null },
    ]);
  });

  it('names the cell and the column of each thing that is wrong', async () => {
    const problems = await problemsOf(HEADER, '2026-13,UK,8505,1e5', '2026-01,DE,850511,-4');
    expect(problems.map(([cell, column]) => [cell, column])).toEqual([
      ['A2', 'month'],
      ['C2', 'hs code'],
      ['B2', 'partner'],
      ['D2', 'net kg'],
      ['D3', 'net kg'],
    ]);
    expect(problems[2]?.[2]).toBe('"UK" is no country code of ISO 3166: write one such as CN (GB, not UK)');
    expect(problems[4]?.[2]).toBe('"-4" is negative: amounts are 0 or more');
  });

  it('refuses a table whose columns or units are missing, and an empty one', async () => {
    expect(await problemsOf('month,hs code,net', '2026-01,850511,4')).toEqual([
      ['C1', 'net', 'needs a unit of mass: "net kg" (t, kg, g, mg)'],
      [null, 'partner', 'no column "partner" is there'],
    ]);
    expect(await problemsOf(HEADER)).toEqual([[null, null, 'has no rows below it']]);
  });
});

describe('orientSides', () => {
  const NOBODY = { exporter: null, importer: null };

  it('takes the one country that only the other table trades with', async () => {
    const exports = await tableOf(HEADER, '2026-01,DE,850511,5', '2026-01,NL,850511,5');
    const imports = await tableOf(`reporter,${HEADER}`, 'DE,2026-02,CN,850511,5', 'DE,2026-02,NL,850511,5');
    const sides = orientSides(exports, imports, NOBODY);
    expect(sides.ok && sides.exports.rows.map(({ exporter, importer }) => [exporter, importer])).toEqual([
      ['CN', 'DE'],
      ['CN', 'NL'],
    ]);
  });

  it('asks whose a table is where that cannot be told', async () => {
    const exports = await tableOf(HEADER, '2026-01,DE,850511,5', '2026-01,FR,850511,5');
    const imports = await tableOf(HEADER, '2026-02,CN,850511,5');
    expect(orientSides(exports, imports, NOBODY)).toMatchObject({
      ok: false,
      message: expect.stringContaining('--importer'),
    });
    expect(orientSides(exports, imports, { exporter: null, importer: 'DE' })).toMatchObject({ ok: true });
  });
});
