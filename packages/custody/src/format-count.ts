/** So many things, for people: `1 entry`, `12,345 entries`. */
export function formatCount(count: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${Number(count) === 1 ? singular : plural}`;
}
