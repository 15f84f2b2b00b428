/** What of a gap stands under another code or at another country: the same mass, within the lag. */
import { groupBy } from '@lodestone/custody/group-by.ts';
import { type Explanation, sentenceOfMatch } from './explain-gap.ts';
import { type Cell, matchPooled, siblingsOf } from './trade-cell.ts';

/** By line, the explanations of its gap; each is told on both lines that it joins. The surest way is tried first. */
export function explainElsewhere(
  exports: readonly Cell[],
  imports: readonly Cell[],
  lagMonths: number,
): ReadonlyMap<string, readonly Explanation[]> {
  const found = new Map<string, Explanation[]>();
  const tell = (line: string, explanation: Explanation) => {
    found.set(line, [...(found.get(line) ?? []), explanation]);
  };
  const ways = [
    ['sibling-code', siblingsOf, siblingsOf],
    // Said to go to one country, and recorded by another as of the same origin.
    [
      'other-importer',
      ({ exporter, hsCode }: Cell) => `${exporter}-${hsCode}`,
      ({ exporter, hsCode }: Cell) => `${exporter}-${hsCode}`,
    ],
    // Said to go to one country, from which another records it as coming.
    [
      'through-transit',
      ({ importer, hsCode }: Cell) => `${importer}-${hsCode}`,
      ({ exporter, hsCode }: Cell) => `${exporter}-${hsCode}`,
    ],
  ] as const;
  for (const [kind, nameOfExport, nameOfImport] of ways) {
    const matches = matchPooled(exports, imports, lagMonths, nameOfExport, nameOfImport);
    const byPair = groupBy(matches, ({ left, arrived }) => `${left.line} ${arrived.line}`);
    for (const group of byPair.values()) {
      const [{ left, arrived }] = group as [(typeof matches)[number]];
      const milligrams = group.reduce((sum, match) => sum + match.milligrams, 0n);
      for (const [side, line] of [
        ['exports', left.line],
        ['imports', arrived.line],
      ] as const) {
        tell(line, { kind, side, milligrams, sentence: sentenceOfMatch(kind, side, milligrams, left, arrived) });
      }
    }
  }
  return found;
}
