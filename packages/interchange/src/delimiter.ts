/** What separates the cells of a file, and which mark its decimals have. */

export const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];
export type DecimalMark = '.' | ',';

/**
 * The delimiter that a header line has most of, outside quotes; a comma where it has none. Spreadsheets set to a
 * language with a decimal comma separate by semicolons.
 */
export function findDelimiter(headerLine: string): Delimiter {
  const outside = headerLine.replace(/"(?:[^"]|"")*"?/gu, '');
  let best: Delimiter = ',';
  for (const delimiter of DELIMITERS) {
    if (countOf(outside, delimiter) > countOf(outside, best)) best = delimiter;
  }
  return best;
}

/** Where semicolons separate, it is because commas are taken. */
export function usualDecimalMark(delimiter: Delimiter): DecimalMark {
  return delimiter === ';' ? ',' : '.';
}

function countOf(text: string, delimiter: Delimiter): number {
  return text.split(delimiter).length - 1;
}
