/** Text as spreadsheets hold it, brought to one spelling before it is compared. */

/**
 * Full-width letters, digits and brackets, subscripts and odd spaces become the plain ones (Unicode NFKC); space at the
 * ends goes, space inside becomes one blank. `净重（ｋｇ）` and `Pr₆O₁₁` are read as `净重(kg)` and `Pr6O11`.
 */
export function plainText(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

/** The letters over a column of a spreadsheet: A for index 0, Z for 25, AA for 26. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}

/** What a decoder puts in the place of bytes that are no UTF-8. */
const REPLACEMENT = '\u{fffd}';

export function isUndecodable(text: string): boolean {
  return text.includes(REPLACEMENT);
}

export const ENCODING_ADVICE =
  'holds characters that are not UTF-8: save the file as "CSV UTF-8", which is one of the types under Save As';
