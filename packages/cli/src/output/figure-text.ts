import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';

/** How a figure is written by the unit that its name ends with; `gainedMilligrams` of 5000000 is `gained`, `5 kg`. */
const UNITS: readonly (readonly [ending: string, write: (whole: bigint) => string])[] = [
  ['Milligrams', formatKilograms],
  ['PartsPerMillion', formatPercent],
  ['Days', (days) => `${days} d`],
  ['Hours', (hours) => `${hours} h`],
  ['Hundredths', (hundredths) => String(Number(hundredths) / 100)],
];

/** A figure of a finding, or a threshold of a rule, as people write it: its name in words, and its value with the unit. */
export function describeFigure(
  name: string,
  value: number | string,
): { readonly name: string; readonly value: string } {
  const [ending, write] = UNITS.find(([unit]) => unitStart(name, unit) !== null) ?? [];
  if (ending === undefined || write === undefined || !/^-?\d+$/.test(String(value))) {
    return { name: wordsOf(name), value: String(value) };
  }
  const start = unitStart(name, ending) ?? [name, ''];
  return { name: wordsOf(start.join('')), value: write(BigInt(value)) };
}

/** What of the name is before the unit and after it: only `Min` and `Max` may follow it. */
function unitStart(name: string, unit: string): readonly [before: string, after: string] | null {
  for (const after of ['', 'Min', 'Max']) {
    if (name.endsWith(`${unit}${after}`)) return [name.slice(0, -(unit.length + after.length)), after];
  }
  return null;
}

const WORDS_OF_ENDS: Readonly<Record<string, string>> = { min: 'at least', max: 'at most' };

/** `yieldShiftMax` is `yield shift, at most`. */
function wordsOf(name: string): string {
  const words = name
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .split(' ')
    .map((word) => (/^[A-Z]([a-z]|$)/.test(word) ? word.toLowerCase() : word));
  const bound = WORDS_OF_ENDS[words.at(-1) ?? ''];
  return bound === undefined ? words.join(' ') : `${words.slice(0, -1).join(' ')}, ${bound}`;
}
