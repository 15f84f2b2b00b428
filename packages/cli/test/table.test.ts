import { describe, expect, test } from 'vitest';
import { LOT_COLUMNS } from '../src/commands/lots.ts';
import { formatTable, tableInPages } from '../src/output/table.ts';

const columns = [
  { title: 'lot' },
  { title: 'made', align: 'right' },
  { title: 'contains', whenTooWide: 'shortened' },
  { title: 'id', whenTooWide: 'left-out' },
] as const;
const rows = [
  ['ORE-1', '1,000 kg', 'La 1 kg · Nd 2 kg · Dy 3 kg', '0199'],
  ['氧化钕', '9 kg', 'Nd 7 kg', '0200'],
];

describe('a table', () => {
  test('of lots fits a terminal of 100 columns with long names and large masses', () => {
    const [made, contains] = ['196,019.235886 kg', 'Pr 13,114.915908 kg · Nd 48,026.000877 kg'];
    const row = ['YRIC-0003421', 'mixed-oxide', 'exported to FOREIGN-USER-001', 'EXPORTER-001', made, made, contains];
    const lines = formatTable(LOT_COLUMNS, [row], 'None.', 100).split('\n');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.join(' ')).toContain('Nd 48,026.000877 kg');
  });

  test('lines its columns up, numbers to the right, wide characters counted as two', () => {
    expect(formatTable(columns, rows, 'None.').split('\n')).toEqual([
      'lot         made  contains                     id',
      '──────  ────────  ───────────────────────────  ────',
      'ORE-1   1,000 kg  La 1 kg · Nd 2 kg · Dy 3 kg  0199',
      '氧化钕      9 kg  Nd 7 kg                      0200',
    ]);
  });

  test('leaves a column out, then shortens one, to stay within a terminal', () => {
    expect(formatTable(columns, rows, 'None.', 45).split('\n')).toEqual([
      'lot         made  contains',
      '──────  ────────  ───────────────────────────',
      'ORE-1   1,000 kg  La 1 kg · Nd 2 kg · Dy 3 kg',
      '氧化钕      9 kg  Nd 7 kg',
    ]);
    expect(formatTable(columns, rows, 'None.', 40).split('\n')).toEqual([
      'lot         made  contains',
      '──────  ────────  ──────────────────────',
      'ORE-1   1,000 kg  La 1 kg · Nd 2 kg · D…',
      '氧化钕      9 kg  Nd 7 kg',
    ]);
  });

  test('becomes too wide rather than say nothing', () => {
    const lines = formatTable(columns, rows, 'None.', 10).split('\n');
    expect(lines[2]).toBe('ORE-1   1,000 kg  La 1 kg · Nd 2…');
  });

  test('without rows is a sentence', () => {
    expect(formatTable(columns, [], 'No lots.')).toBe('No lots.');
  });

  test('goes on in further lines where a column may be wrapped, and cuts nothing', () => {
    const wrapped = [{ title: 'lot' }, { title: 'contains', whenTooWide: 'wrapped' }] as const;
    const row = ['LOT-1', 'Pr 1 kg · Nd 20.123456 kg · Dy 0.5 kg'];
    expect(formatTable(wrapped, [row, ['LOT-2', 'Tb 1 kg']], 'none', 30).split('\n')).toEqual([
      'lot    contains',
      '─────  ───────────────────────',
      'LOT-1  Pr 1 kg ·',
      '       Nd 20.123456 kg ·',
      '       Dy 0.5 kg',
      'LOT-2  Tb 1 kg',
    ]);
    expect(formatTable(wrapped, [row], 'none')).toContain(row[1]);
    const long = 'A'.repeat(50);
    expect(formatTable(wrapped, [['LOT-1', `${long}, B`]], 'none', 30)).toContain(`LOT-1  ${long},\n       B`);
  });

  test('goes on behind words where no column says what it does, the widest first, and never within an id or a number', () => {
    const plain = [{ title: 'code' }, { title: 'described as' }, { title: 'net', align: 'right' }] as const;
    const wide = [
      ['8505.11 and more', 'Permanent magnets of rare-earth metals', '1,000 kg'],
      ['8505190090', 'A'.repeat(22), '9 kg'],
    ];
    expect(formatTable(plain, wide, 'none', 50).split('\n')).toEqual([
      'code              described as                 net',
      '────────────────  ──────────────────────  ────────',
      '8505.11 and more  Permanent magnets of    1,000 kg',
      '                  rare-earth metals',
      `8505190090        ${'A'.repeat(22)}      9 kg`,
    ]);
    const longTitle = [{ title: 'lot' }, { title: 'contains now, as metal', whenTooWide: 'wrapped' }] as const;
    expect(
      formatTable(longTitle, [['LOT-1', 'Nd 1 kg · Dy 2 kg · Tb 3 kg']], 'none', 20)
        .split('\n')
        .slice(0, 3),
    ).toEqual(['lot    contains now,', '       as metal', '─────  ─────────────']);
    expect(formatTable(plain, wide, 'none')).toContain('Permanent magnets of rare-earth metals');
  });

  test('goes on below each row where nothing can be narrower, at its right end, and leaves nothing out', () => {
    const numbers = ['lot', 'made', 'taken', 'left'].map((title, index) => ({
      title,
      ...(index > 0 && { align: 'right' as const }),
    }));
    const cells = [
      ['LOT-1', '1,000 kg', '999 kg', '1 kg'],
      ['LOT-2', '20 kg', '0 kg', '20 kg'],
    ];
    expect(formatTable(numbers, cells, 'none', 24).split('\n')).toEqual([
      'lot        made   taken',
      '                   left',
      '─────  ────────  ──────',
      'LOT-1  1,000 kg  999 kg',
      '                   1 kg',
      'LOT-2     20 kg    0 kg',
      '                  20 kg',
    ]);
    // Nothing stands below a row that has nothing more.
    expect(
      formatTable(numbers, [['LOT-1', '1,000 kg', '999 kg', '']], 'none', 24)
        .split('\n')
        .slice(3),
    ).toEqual(['LOT-1  1,000 kg  999 kg']);
    // One column alone is wider than that.
    expect(formatTable(numbers, cells, 'none', 6)).toBe(formatTable(numbers, cells, 'none'));
    expect(formatTable(numbers.slice(0, 1), cells, 'none', 3)).toBe('lot\n─────\nLOT-1\nLOT-2');
  });

  test('of very many rows is laid out a thousand at a time, and is the same in one go where they are fewer', () => {
    const many = Array.from({ length: 1_001 }, (_, row) => [`LOT-${row}`, '1 kg', '', '']);
    expect([...tableInPages(columns, many, 'None.')]).toEqual([
      formatTable(columns, many.slice(0, 1_000), 'None.'),
      `\n\n${formatTable(columns, many.slice(1_000), 'None.')}`,
    ]);
    expect([...tableInPages(columns, many.slice(1), 'None.')]).toEqual([formatTable(columns, many.slice(1), 'None.')]);
    expect([...tableInPages(columns, [], 'None.')]).toEqual(['None.']);
  });
});
