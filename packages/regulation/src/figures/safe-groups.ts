/**
 * Groups that are large enough to be published, as one partition: every item is in exactly one group, and every figure that
 * is published is a figure of one of these groups or of some of them together.
 *
 * So there is nothing to subtract. Whatever figures are added to or taken from one another, what comes out is about whole
 * groups; a group that would have been too small to show is inside a larger one in every table, and is nowhere the rest of
 * anything. This is global recoding with a fixed hierarchy (Hundepool et al., "Statistical Disclosure Control", 2012, §4 and
 * §5) instead of cells left out, which have to be protected from the margins of every other table.
 */
import { groupBy } from '@lodestone/custody/group-by.ts';

/** When a group is large enough. */
export interface GroupRule {
  /** So many parties are in it at least. */
  readonly partiesMin: number;
  /**
   * The p % rule: the parties beside the two largest have together at least so much of the mass of the largest, so that the
   * second largest, who takes off its own, does not come nearer to the largest than that.
   */
  readonly protectionPercent: number;
}

export const GROUP_RULE: GroupRule = { partiesMin: 5, protectionPercent: 10 };

/** What one party has in it, by the words that tell groups apart. */
export interface GroupItem {
  readonly party: string;
  readonly milligrams: bigint;
}

export interface SafeGroup<Item> {
  /** As many as there are dimensions; null where several are together, or what is left beside those that are shown. */
  readonly words: readonly (string | null)[];
  readonly items: readonly Item[];
}

/**
 * Partitions the items by their words, the first dimension outermost. Where a part is too small it goes together with the
 * other small ones beside it, and where these are still too few, with the smallest that is not. A part of a dimension is
 * shown whole or not at all. Gives nothing where all items together are too few.
 */
export function safeGroups<Item extends GroupItem>(
  items: readonly Item[],
  wordsOf: readonly ((item: Item) => string)[],
  rule: GroupRule,
): SafeGroup<Item>[] {
  return splitInto(items, wordsOf, rule, []) ?? [];
}

/** The groups of items that have these words in common; null where all together are too few. */
function splitInto<Item extends GroupItem>(
  items: readonly Item[],
  wordsOf: readonly ((item: Item) => string)[],
  rule: GroupRule,
  words: readonly string[],
): SafeGroup<Item>[] | null {
  const [wordOf, ...further] = wordsOf.slice(words.length);
  if (wordOf === undefined) return isSafe(items, rule) ? [{ words, items }] : null;
  const parts = [...groupBy(items, wordOf)].sort(([one], [other]) => (one < other ? -1 : 1));
  const tried = parts.map(([word, part]) => ({ part, groups: splitInto(part, wordsOf, rule, [...words, word]) }));
  const rest = tried.flatMap(({ part, groups }) => (groups === null ? part : []));
  // The largest first: what has to join the rest is taken from the end. Parts of a size stay in the order of their words.
  const shown = tried
    .flatMap(({ part, groups }) => (groups === null ? [] : [{ part, groups }]))
    .sort((one, other) => other.part.length - one.part.length);
  while (rest.length > 0 && !isSafe(rest, rule)) {
    const joined = shown.pop();
    if (joined === undefined) return null;
    rest.push(...joined.part);
  }
  const groups = shown.flatMap((part) => part.groups);
  if (rest.length === 0) return groups;
  return [...groups, { words: [...words, null, ...further.map(() => null)], items: rest }];
}

/** Whether the items are of enough parties, none of which makes out too much of the mass. */
function isSafe(items: readonly GroupItem[], { partiesMin, protectionPercent }: GroupRule): boolean {
  const masses = [...groupBy(items, ({ party }) => party).values()].map((own) => {
    return own.reduce((sum, { milligrams }) => sum + milligrams, 0n);
  });
  if (masses.length < partiesMin) return false;
  const [largest = 0n, second = 0n] = masses.sort((one, other) => (one > other ? -1 : 1));
  const others = masses.reduce((sum, mass) => sum + mass, 0n) - largest - second;
  return others * 100n >= largest * BigInt(protectionPercent);
}
