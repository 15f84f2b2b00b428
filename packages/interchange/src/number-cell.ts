/** Numbers as spreadsheets export them. */
import type { DecimalMark } from './delimiter.ts';

/** A number as digits with a decimal point, and the unit that stands behind it in the cell; or what is wrong with it. */
export type NumberResult =
  | { readonly ok: true; readonly digits: string; readonly unit: string | null }
  | { readonly ok: false; readonly message: string };

const NUMBER = /^(\d+)(?:([.,])(\d+))?(?: ?([A-Za-z%][A-Za-z0-9]*))?$/;
/** `1,234.5`, `1.234,5`, `1 234,5`, `1'234`: marks between thousands. */
const GROUPED = /^\d{1,3}(?:[.,'’ ]\d{3})+(?:[.,]\d+)?(?: ?[A-Za-z%]+)?$/;

/** Reads a number whose decimals have `mark`. Marks between thousands are refused: which is which cannot be told. */
export function readNumber(text: string, mark: DecimalMark): NumberResult {
  const shown = JSON.stringify(text);
  const refuse = (problem: string): NumberResult => ({ ok: false, message: `${shown} ${problem}` });
  const [, whole = '', found, decimals = '', unit = null] = NUMBER.exec(text) ?? [];
  if (whole !== '' && (found === undefined || found === mark)) {
    return { ok: true, digits: decimals === '' ? whole : `${whole}.${decimals}`, unit };
  }
  if (text.startsWith('#')) return refuse('is an error of the spreadsheet, or a column too narrow: mend it there');
  if (text.startsWith('-')) return refuse('is negative: amounts are 0 or more');
  if (/^\d+(?:[.,]\d+)?e[+-]?\d+$/i.test(text)) {
    return refuse('was shortened by the spreadsheet: format the column as a number with all digits');
  }
  const example = `1234${mark}5`;
  if (GROUPED.test(text)) return refuse(`has marks between thousands: write ${example} without them (${saidBy(mark)})`);
  if (whole !== '') return refuse(`has another decimal mark: ${saidBy(mark)}, so write ${example}`);
  return refuse(`is no number: write one such as ${example}`);
}

function saidBy(mark: DecimalMark): string {
  return mark === ','
    ? 'decimals of this file have a comma, unless --decimal point is said'
    : 'decimals of this file have a point, unless --decimal comma is said';
}
