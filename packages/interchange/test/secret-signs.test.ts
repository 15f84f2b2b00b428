import { describe, expect, test } from 'vitest';
import { formatByBytes } from '../src/file-formats.ts';
import { signsInLines, signsOfFile } from '../src/secret-signs.ts';

const kindsIn = (...lines: string[]) => signsInLines(lines).map(({ kind, line }) => `${kind} ${line}`);
const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('a line gives away', () => {
  test.each([
    ['price', 'NdFeB 42SH blocks, USD 92.50 / kg FOB Lianyungang'],
    ['price', '单价：680元/公斤'],
    ['price', '{"unitPrice": 12}'],
    ['recipe', 'Sintered at 1080 °C for 4 h, aged at 520 °C'],
    ['recipe', '烧结温度见附件'],
    ['recipe', 'Extraction with P507 in 62 stages'],
    ['customers', 'customer name;city;annual volume'],
    ['customers', '{"customers": ["a", "b"]}'],
    ['marking', 'STRICTLY CONFIDENTIAL'],
    ['marking', '商业秘密'],
    ['drawing', 'Drawing No. 4711-B, scale 1:2'],
    ['key', '-----BEGIN EC PRIVATE KEY-----'],
    ['key', 'postgres://lodestone:hunter2secret@db.example/ledger'],
    ['opening', `{"event":"x","field":"endUser","salt":"${'A'.repeat(43)}","value":"y"}`],
  ])('%s: %s', (kind, line) => {
    expect(kindsIn('nothing of note', line)).toContain(`${kind} 2`);
  });

  test.each([
    'Net mass 509 kg of magnets, form magnet, product 42SH',
    'Dy 2.1 %, Tb 0 %, tested by LAB-1 on 2026-03-01',
    'The part goes into the motor of a wiper',
    'HS 8505.11, Lianyungang, 2026-03-01T08:00:00Z',
    '工厂地址：赣州市',
  ])('nothing: %s', (line) => {
    expect(kindsIn(line)).toEqual([]);
  });

  test('each kind once, with its first line', () => {
    expect(kindsIn('a', 'EUR 3/kg', 'EUR 4/kg', 'unit price')).toEqual(['price 2', 'price 4']);
  });

  test('and what is a secret itself is not said again', () => {
    const [sign] = signsInLines(['password: correct-horse-battery']);
    expect(sign).toMatchObject({ kind: 'key', found: null });
  });

  test('however long it is, in bounded time', () => {
    expect(kindsIn(`${'1'.repeat(200_000)} USD`, '°C '.repeat(100_000))).toEqual([]);
  });
});

describe('a file is known by its bytes', () => {
  test.each([
    ['AC1032\0\0', 'drawing'],
    ['  0\r\nSECTION\r\n  2\r\nHEADER', 'drawing'],
    ['ISO-10303-21;\nHEADER;', 'drawing'],
    ['%PDF-1.7\n', 'pdf'],
    ['PK\u0003\u0004', 'zip'],
    ['\u00ff\u00d8\u00ff\u00e0', 'picture'],
    ['lot,form\nORE-1,ore', undefined],
  ])('%j', (head, kind) => {
    expect(formatByBytes(bytes(head))?.kind).toBe(kind);
  });

  test('whatever it is called, and by its name where the bytes do not tell', () => {
    expect(signsOfFile('photo.txt', bytes('AC1032'))).toMatchObject([{ kind: 'drawing', found: null }]);
    expect(signsOfFile('rotor.sldprt', bytes('\u0001'))).toMatchObject([{ kind: 'drawing', found: '.sldprt' }]);
    expect(signsOfFile('客户名单.xlsx', bytes('PK'))).toMatchObject([{ kind: 'customers' }]);
    expect(signsOfFile('test report.pdf', bytes('%PDF-1.7'))).toEqual([]);
  });
});
