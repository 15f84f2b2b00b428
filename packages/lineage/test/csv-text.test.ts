import { expect, test } from 'vitest';
import { formatCsv } from '../src/csv-text.ts';

test.for(['=1+1', '+1', '-1', '@A1', '＝1', '\t1'])('a text %j is no formula', (text) => {
  expect(formatCsv([[text]])).toBe(`'${text}\r\n`);
});

test('a number below zero stays a number, and nothing is nothing', () => {
  expect(formatCsv([[-5n, -5, null, '', '-5']])).toBe("-5,-5,,,'-5\r\n");
});

test('a text with a comma, a quotation mark or a line break is quoted', () => {
  expect(formatCsv([['a,b', 'c"d', 'e\nf'], ['g']])).toBe('"a,b","c""d","e\nf"\r\ng\r\n');
});
