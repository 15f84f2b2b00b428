/** One cell: what is written there, and what the member of the event is then. */
import { isElementSymbol } from '@lodestone/custody/element.ts';
import {
  parseMassMilligrams,
  parseShare,
  parseVolumeMillilitres,
  TypedQuantityError,
} from '@lodestone/custody/typed-amount.ts';
import { type AmountKind, UNITS_OF } from './column.ts';
import type { DecimalMark } from './delimiter.ts';
import { ENCODING_ADVICE, isUndecodable, plainText } from './table-text.ts';
import { readNumber } from './number-cell.ts';
import { readTime } from './time-cell.ts';
import type { BoundColumn } from './table-plan.ts';
import { wordOf } from './words.ts';

/** How a file writes numbers and times. */
export interface CellFormat {
  readonly decimalMark: DecimalMark;
  /** The zone of times whose header and cell name none, such as `+08:00`. */
  readonly zone: string | null;
}

export type CellResult =
  | { readonly kind: 'value'; readonly value: string | number | readonly string[] }
  /** Looked for, and below detection. */
  | { readonly kind: 'not-detected'; readonly element: string }
  | { readonly kind: 'problem'; readonly message: string };

/** `n.d.`, `<0.01 %`, 未检出: what a certificate writes for what it did not find. */
const NOT_DETECTED = /^(?:n\.?d\.?|not detected|bdl|<.*|未检出)$/i;

/** Reads a cell that is not empty. */
export function readCell(text: string, { column, unit }: BoundColumn, format: CellFormat): CellResult {
  if (isUndecodable(text)) return problem(ENCODING_ADVICE);
  const plain = plainText(text);
  switch (column.kind) {
    case 'text':
      return value(text.trim());
    case 'word':
      return value(wordOf(plain));
    case 'country':
      return value(plain.toUpperCase());
    case 'texts':
      return value(splitTexts(text));
    case 'time': {
      const result = readTime(plain, unit ?? format.zone);
      return result.ok ? value(result.time) : problem(result.message);
    }
    case 'count':
      return readCount(plain, format);
    case 'mass':
    case 'volume':
    case 'share':
      if (isElementSymbol(column.name) && NOT_DETECTED.test(plain)) {
        return column.mayBeUndetected === true
          ? { kind: 'not-detected', element: column.name }
          : problem(`${JSON.stringify(plain)} is nothing to take or lose: leave the cell empty`);
      }
      return readAmount(plain, column.kind, unit, format);
    default:
      return column.kind satisfies never;
  }
}

const PARSERS = { mass: parseMassMilligrams, volume: parseVolumeMillilitres, share: parseShare } as const;

/** An amount as a text with its unit, which events are typed with. */
function readAmount(plain: string, kind: AmountKind, unit: string | null, { decimalMark }: CellFormat): CellResult {
  const number = readNumber(plain, decimalMark);
  if (!number.ok) return problem(number.message);
  const written = number.unit ?? unit;
  if (written === null) {
    const units = UNITS_OF[kind].join(', ');
    return problem(`${JSON.stringify(plain)} has no unit: say it in the header (${units}), such as \`net kg\``);
  }
  if (unit !== null && written !== unit) {
    return problem(`${JSON.stringify(plain)} says ${written}, the header says ${unit}: say one of them`);
  }
  const text = `${number.digits} ${written}`;
  try {
    PARSERS[kind](text, '');
    return value(text);
  } catch (error) {
    if (error instanceof TypedQuantityError) return problem(error.message.replace(/^: /, ''));
    throw error;
  }
}

function readCount(plain: string, { decimalMark }: CellFormat): CellResult {
  const number = readNumber(plain, decimalMark);
  if (!number.ok) return problem(number.message);
  if (number.digits.includes('.')) return problem(`${JSON.stringify(plain)} is no whole number: pieces are counted`);
  return value(Number(number.digits));
}

function splitTexts(text: string): string[] {
  const parts = text.split(/[,;，；、|\n]/u).map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

function value(found: string | number | readonly string[]): CellResult {
  return { kind: 'value', value: found };
}

function problem(message: string): CellResult {
  return { kind: 'problem', message };
}
