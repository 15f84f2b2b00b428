import { describe, expect, it } from 'vitest';
import { type MirrorLine, type MirrorRequest, mirrorTrade } from '../src/mirror/mirror.ts';
import { parseMonth, type TradeRow, type TradeTable } from '../src/mirror/trade-table.ts';

const KILOGRAM = 1_000_000n;

/** `2026-01 CN DE 85051110 100`, in kilograms; `c` for a mass that is kept back. A value may follow. */
function tableOf(...lines: readonly string[]): TradeTable {
  const rows = lines.map((line, index): TradeRow => {
    const [month = '', exporter = '', importer = '', hsCode = '', mass = '', value] = line.split(' ');
    return {
      row: index + 2,
      month: parseMonth(month) ?? 0,
      exporter,
      importer,
      hsCode,
      netMilligrams: mass === 'c' ? null : BigInt(Math.round(Number(mass) * 1_000_000)),
      valueHundredths: value === undefined ? null : BigInt(value) * 100n,
    };
  });
  return { rows, digitMilligrams: 1n, price: null };
}

function mirrored(exports: TradeTable, imports: TradeTable, options: Partial<MirrorRequest> = {}) {
  const usual = { lagMonths: 2, tolerancePartsPerMillion: 100_000, freightPartsPerMillion: 100_000 };
  return mirrorTrade({ exports, imports, ...usual, ...options });
}

const lineAt = (lines: readonly MirrorLine[], name: string): MirrorLine => {
  const line = lines.find(({ gap }) => gap.startsWith(`MT-${name}-`));
  if (line === undefined) throw new Error(`no line ${name}: ${lines.map(({ gap }) => gap).join(', ')}`);
  return line;
};

const told = ({ explanations }: MirrorLine) => explanations.map(({ kind, side, sentence }) => [kind, side, sentence]);

// Half a year of both sides, so that nothing of the first month is under way at its end.
const EXPORTS_OF_OTHERS = '2026-01 CN DE 999999 1';
const IMPORTS_TO_THE_END = '2026-06 CN DE 999999 1';

/** 100 kg that left, of which so much arrived. */
const arrivedOf100 = (arrived: string) => {
  const exports = tableOf('2026-01 CN DE 850511 100', EXPORTS_OF_OTHERS);
  return lineAt(
    mirrored(exports, tableOf(`2026-02 CN DE 850511 ${arrived}`, IMPORTS_TO_THE_END)).lines,
    'CN-DE-850511',
  );
};

const priced = (table: TradeTable, basis: 'FOB' | 'CIF', currency = 'EUR') => ({
  ...table,
  price: { basis, currency },
});

describe('mirrorTrade', () => {
  it('finds no gap where everything arrives within the lag, whatever the national digits', () => {
    const { lines } = mirrored(
      tableOf('2026-01 CN DE 85051110 60', '2026-01 CN DE 85051190 40'),
      tableOf('2026-02 CN DE 8505110031 70', '2026-03 CN DE 8505110031 30'),
    );
    const line = lineAt(lines, 'CN-DE-850511');
    expect(line).toMatchObject({
      gap: 'MT-CN-DE-850511-202601-202603',
      codes: { exports: ['85051110', '85051190'], imports: ['8505110031'] },
      matchedMilligrams: 100n * KILOGRAM,
      unexplained: { exportsMilligrams: 0n, importsMilligrams: 0n },
      gapMilligrams: 0n,
      isFlagged: false,
      explanations: [],
    });
  });

  it('flags a gap of more than a tenth of the exports, and not one of a tenth', () => {
    expect(arrivedOf100('90')).toMatchObject({ gapMilligrams: 10n * KILOGRAM, isFlagged: false });
    expect(arrivedOf100('89.999999')).toMatchObject({ gapMilligrams: 10n * KILOGRAM + 1n, isFlagged: true });
    expect(arrivedOf100('89')).toMatchObject({
      gapPartsPerMillion: 110_000n,
      unexplained: { exportsMilligrams: 11n * KILOGRAM },
    });
  });

  it('flags imports of what nobody exported', () => {
    const { lines } = mirrored(
      tableOf('2026-01 CN DE 280530 1'),
      tableOf('2026-03 CN DE 850511 5', '2026-06 CN DE 280530 1'),
    );
    expect(lineAt(lines, 'CN-DE-850511')).toMatchObject({ gapPartsPerMillion: null, isFlagged: true });
  });

  it('takes what arrives after the lag for a gap on both sides', () => {
    const exports = tableOf('2026-01 CN DE 850511 100', EXPORTS_OF_OTHERS);
    const line = lineAt(
      mirrored(exports, tableOf('2026-04 CN DE 850511 100', IMPORTS_TO_THE_END)).lines,
      'CN-DE-850511',
    );
    expect(line.unexplained).toEqual({ exportsMilligrams: 100n * KILOGRAM, importsMilligrams: 100n * KILOGRAM });
    expect(line.isFlagged).toBe(true);
    const longer = mirrored(exports, tableOf('2026-04 CN DE 850511 100'), { lagMonths: 3 });
    expect(lineAt(longer.lines, 'CN-DE-850511').isFlagged).toBe(false);
  });

  it('says what may be under way where the tables begin and end', () => {
    const { lines } = mirrored(
      tableOf('2026-02 CN DE 850511 100', '2026-06 CN DE 850511 40'),
      tableOf('2026-02 CN DE 850511 130', '2026-06 CN DE 850511 0'),
    );
    const line = lineAt(lines, 'CN-DE-850511');
    expect(told(line)).toEqual([
      ['under-way', 'exports', '40 kg may arrive after 2026-06, with which the imports end'],
      ['under-way', 'imports', '30 kg may have left before 2026-02, with which the exports begin'],
    ]);
    expect(line).toMatchObject({ gapMilligrams: 0n, isFlagged: false });
  });

  it('takes what could still have arrived in the last month for a gap', () => {
    const { lines } = mirrored(tableOf('2026-04 CN DE 850511 100', EXPORTS_OF_OTHERS), tableOf(IMPORTS_TO_THE_END));
    expect(lineAt(lines, 'CN-DE-850511')).toMatchObject({ explanations: [], isFlagged: true });
    const early = mirrored(tableOf(EXPORTS_OF_OTHERS), tableOf('2026-03 CN DE 850511 100', IMPORTS_TO_THE_END));
    expect(lineAt(early.lines, 'CN-DE-850511')).toMatchObject({ explanations: [], isFlagged: true });
  });

  it('finds the mass under a sibling code, and flags the gap with that explanation', () => {
    const { lines } = mirrored(
      tableOf('2026-01 CN DE 850511 100', EXPORTS_OF_OTHERS),
      tableOf('2026-02 CN DE 850519 100', IMPORTS_TO_THE_END),
    );
    const line = lineAt(lines, 'CN-DE-850511');
    expect(told(line)).toEqual([['sibling-code', 'exports', '100 kg stand under 850519 with the importer']]);
    expect(line).toMatchObject({ isFlagged: true, unexplained: { exportsMilligrams: 0n } });
    expect(told(lineAt(lines, 'CN-DE-850519'))).toEqual([
      ['sibling-code', 'imports', '100 kg stand under 850511 with the exporter'],
    ]);
  });

  it('finds goods that another country recorded, as of the origin or as from the stated destination', () => {
    const { lines, rowsWithoutCounterpart } = mirrored(
      tableOf('2026-01 CN NL 850511 100', EXPORTS_OF_OTHERS),
      tableOf('2026-02 CN DE 850511 30', '2026-03 NL DE 850511 50', '2026-01 CN NL 999999 1', IMPORTS_TO_THE_END),
    );
    expect(told(lineAt(lines, 'CN-NL-850511'))).toEqual([
      ['other-importer', 'exports', '30 kg were recorded by DE as coming from CN'],
      ['through-transit', 'exports', '50 kg were recorded by DE as coming from NL'],
    ]);
    expect(told(lineAt(lines, 'CN-DE-850511'))).toEqual([
      ['other-importer', 'imports', '30 kg were exported as going to NL'],
    ]);
    expect(lineAt(lines, 'CN-DE-850511').unexplained.importsMilligrams).toBe(0n);
    expect(lineAt(lines, 'CN-NL-850511').unexplained.exportsMilligrams).toBe(20n * KILOGRAM);
    expect(rowsWithoutCounterpart).toBe(1);
  });

  it('puts down to rounding what the last digits of both tables can hide, and no more', () => {
    const exports = tableOf('2026-01 CN DE 850511 100.4', EXPORTS_OF_OTHERS);
    const imports = { ...tableOf('2026-02 CN DE 850511 100', IMPORTS_TO_THE_END), digitMilligrams: KILOGRAM };
    const line = lineAt(mirrored(exports, imports).lines, 'CN-DE-850511');
    expect(told(line).map(([kind]) => kind)).toEqual(['rounding']);
    expect(line.gapMilligrams).toBe(0n);
    const more = tableOf('2026-01 CN DE 850511 100.6', EXPORTS_OF_OTHERS);
    expect(told(lineAt(mirrored(more, imports).lines, 'CN-DE-850511'))).toEqual([]);
  });

  it('counts the rows of a heading whose mass is kept back', () => {
    const { lines } = mirrored(
      tableOf('2026-01 CN DE 850511 100', EXPORTS_OF_OTHERS),
      tableOf('2026-02 CN DE 850519 c', IMPORTS_TO_THE_END),
    );
    expect(lineAt(lines, 'CN-DE-850511')).toMatchObject({ suppressedRows: 1, gapMilligrams: 100n * KILOGRAM });
  });

  it('holds the value of a kilogram against freight and insurance', () => {
    const exports = priced(tableOf('2026-01 CN DE 850511 100 1000'), 'FOB');
    const of = (imports: TradeTable) => lineAt(mirrored(exports, imports).lines, 'CN-DE-850511').value;
    const arrived = tableOf('2026-02 CN DE 850511 50 540');
    expect(of(priced(arrived, 'CIF'))).toMatchObject({ abovePartsPerMillion: 80_000n, isFreight: true });
    expect(of(priced(arrived, 'FOB'))).toMatchObject({ abovePartsPerMillion: 80_000n, isFreight: false });
    expect(of(priced(tableOf('2026-02 CN DE 850511 50 500'), 'CIF'))).toMatchObject({ isFreight: true });
    expect(of(priced(tableOf('2026-02 CN DE 850511 50 499'), 'CIF'))).toMatchObject({ isFreight: false });
    expect(of(priced(tableOf('2026-02 CN DE 850511 50 600'), 'CIF'))).toMatchObject({ isFreight: false });
    expect(of(priced(arrived, 'CIF', 'USD'))).toBeNull();
  });
});
