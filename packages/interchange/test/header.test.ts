import { describe, expect, test } from 'vitest';
import { findDelimiter, usualDecimalMark } from '../src/delimiter.ts';
import { parseHeader } from '../src/header.ts';
import { columnLetters } from '../src/table-text.ts';

describe('a header', () => {
  test.each([
    ['net kg', 'net', 'kg'],
    ['Net (kg)', 'net', 'kg'],
    ['net weight [t]', 'net', 't'],
    ['净重', 'net', null],
    ['净重(kg)', 'net', 'kg'],
    ['净重（千克）', 'net', 'kg'],
    ['净重/吨', 'net', 't'],
    ['净重kg', 'net', 'kg'],
    ['批次号', 'lot', null],
    ['批号', 'lot', null],
    ['产地', 'country', null],
    ['水分％', 'moisture', '%'],
    ['moisture%', 'moisture', '%'],
    ['灼减（％）', 'loss on ignition', '%'],
    ['稀土总量(REO)(%)', 'treo', '%'],
    ['TREO %', 'treo', '%'],
    ['Nd kg', 'Nd', 'kg'],
    ['Nd (wt %)', 'Nd', '%'],
    ['Nd₂O₃ kg', 'Nd2O3', 'kg'],
    ['Pr₆O₁₁/kg', 'Pr6O11', 'kg'],
    ['thorium ppm', 'thorium', 'ppm'],
    ['volume m³', 'volume', 'm3'],
    ['数量（件）', 'pieces', null],
    ['time UTC', 'time', '+00:00'],
    ['time UTC+8', 'time', '+08:00'],
    ['time (UTC-03:30)', 'time', '-03:30'],
    ['时间(北京时间)', 'time', '+08:00'],
    ['date and time', 'time', null],
    ['colour', 'colour', null],
    ['constructor kg', 'constructor', 'kg'],
    ['net stone', 'net stone', null],
  ])('%s is %s in %s', (text, name, unit) => {
    expect(parseHeader(text)).toEqual({ name, unit, ofTreo: false });
  });

  test.each(['Nd2O3 % of TREO', 'Nd2O3/TREO %', 'Nd₂O₃/TREO（％）', 'Nd2O3 % REO', 'Nd2O3配分(%)'])(
    '%s is a share of all oxides',
    (text) => {
      expect(parseHeader(text)).toEqual({ name: 'Nd2O3', unit: '%', ofTreo: true });
    },
  );
});

test.each([
  ['lot,net kg', ',', '.'],
  ['lot;"net, kg";form', ';', ','],
  ['lot\tnet kg', '\t', '.'],
  ['lot', ',', '.'],
  ['"a;b;c",d', ',', '.'],
] as const)('%j is separated by %j, and decimals have %j', (line, delimiter, mark) => {
  expect(findDelimiter(line)).toBe(delimiter);
  expect(usualDecimalMark(findDelimiter(line))).toBe(mark);
});

test('columns have letters as a spreadsheet counts them', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});
