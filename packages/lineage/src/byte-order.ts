/**
 * Compares two texts by their UTF-8 bytes: negative, zero or positive as `left` sorts before, with or after `right`.
 *
 * UTF-8 keeps the order of code points. UTF-16, by which JavaScript compares, does not: it puts the characters from
 * U+10000, which it writes with surrogates (0xD800 to 0xDFFF), before those from U+E000 to U+FFFF. The first code unit
 * that differs decides, once surrogates are ranked above all others.
 */
export function compareBytes(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const leftUnit = left.charCodeAt(index);
    const rightUnit = right.charCodeAt(index);
    if (leftUnit !== rightUnit) return rankOf(leftUnit) - rankOf(rightUnit);
  }
  return left.length - right.length;
}

function rankOf(codeUnit: number): number {
  const isSurrogate = codeUnit >= 0xd800 && codeUnit <= 0xdfff;
  return isSurrogate ? codeUnit + 0x10000 : codeUnit;
}
