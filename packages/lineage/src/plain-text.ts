/** Text from a ledger, such as a product name, made fit for one line of a terminal or a diagram. */

/**
 * Control characters, which can steer a terminal; line and paragraph separators; and the marks that reorder a line or
 * hide in it, by which one id can be made to look like another (Unicode TR 36, "Bidirectional Text Spoofing").
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Characters that take two columns of a terminal (Unicode TR 11, East Asian Wide and Fullwidth): scripts without their
 * halfwidth forms, their punctuation, squared words such as ㈱, and pictures.
 */
const WIDE =
  /[[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\u3200-\u33ff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]--[\uff61-\uffdc]]/v;

/** Every combining mark and every wide character is several bytes, so plain ASCII needs no look at each. */
const ASCII = /^[\x20-\x7e]*$/;

/** Replaces each character that is not to be printed by U+FFFD. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** How many columns of a terminal the text takes. */
export function measureColumns(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += widthOfCharacter(character);
  return columns;
}

/** Cuts the text to at most so many columns, the last of them an ellipsis if anything was cut. */
export function fitColumns(text: string, columns: number): string {
  if (measureColumns(text) <= columns) return text;
  let fitting = '';
  let used = 0;
  for (const character of text) {
    used += widthOfCharacter(character);
    if (used > columns - 1) break;
    fitting += character;
  }
  return `${fitting.trimEnd()}…`;
}

export function padColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - measureColumns(text)));
}

/** Joins words into as few lines as fit the width. */
export function wrapColumns(words: readonly string[], separator: string, widthColumns: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last}${separator}${word}`;
    if (last === undefined || measureColumns(longer) > widthColumns) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function widthOfCharacter(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
