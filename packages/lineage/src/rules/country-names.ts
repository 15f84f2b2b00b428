/** Countries as people write them at the end of a name or an address. */
import { isCountry } from '@lodestone/custody/country.ts';

/** In English, Chinese and German; from the Unicode CLDR, which `Intl` brings along. */
const LANGUAGES = ['en', 'zh', 'de'];

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Made when it is first asked for: codes by name in lower case. */
let codes: ReadonlyMap<string, string> | null = null;

/** The code of the country that stands after the last comma, by name or code: `Motoren GmbH, Germany`. Null of anything else. */
export function countryNamedIn(text: string): string | null {
  const parts = text.split(/[,，、(（]/u);
  const last = (parts.at(-1) ?? '').replaceAll(/[)）.]/gu, '').trim();
  if (parts.length < 2 || last === '') return null;
  codes ??= codesByName();
  return codes.get(last.toLowerCase()) ?? null;
}

function codesByName(): ReadonlyMap<string, string> {
  const names = LANGUAGES.map((language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }));
  const known = new Map<string, string>();
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      const code = `${first}${second}`;
      if (!isCountry(code)) continue;
      known.set(code.toLowerCase(), code);
      for (const by of names) known.set((by.of(code) ?? code).toLowerCase(), code);
    }
  }
  return known;
}
