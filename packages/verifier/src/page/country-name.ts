const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** A country by name and code: `China (CN)`; a code that names none stays as it is. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  const known = regions.of(code);
  return known === undefined ? code : `${known} (${code})`;
}
