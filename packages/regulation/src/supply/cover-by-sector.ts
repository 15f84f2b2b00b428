/** How long stocks last in each sector, without saying whose they are. */
import { groupBy } from '@lodestone/custody/group-by.ts';
import { GROUP_RULE, type GroupRule, safeGroups } from '../figures/safe-groups.ts';
import type { StockCover } from './stock-cover.ts';

/** In days, each up to the next. */
const COVER_BANDS_DAYS = [0, 30, 60, 90, 180] as const;

export interface SectorCover {
  /** Null of those together that are too few to be shown alone. */
  readonly sector: string | null;
  /** Parties whose shortest cover lies in each of the bands. */
  readonly parties: readonly number[];
}

/**
 * Of each sector, how many parties have how many days of cover left: a party counts once in a sector, by the item that runs
 * out first. Sectors that are too small are shown together, and not at all where all of them are. The same rule as of
 * published figures; a party in two sectors counts in both.
 */
export function coverBySector(covers: readonly StockCover[], rule: GroupRule = GROUP_RULE): SectorCover[] {
  const used = covers.flatMap(({ party, sector, daysLeft, dailyUseMilligrams: milligrams }) => {
    return daysLeft === null ? [] : [{ party, sector, daysLeft, milligrams }];
  });
  return safeGroups(used, [({ sector }) => sector], rule).map(({ words: [sector = null], items }) => {
    const shortest = [...groupBy(items, ({ party }) => party).values()].map((own) => {
      return Math.min(...own.map(({ daysLeft }) => daysLeft));
    });
    const parties = COVER_BANDS_DAYS.map((from, index) => {
      const to = COVER_BANDS_DAYS[index + 1] ?? Number.POSITIVE_INFINITY;
      return shortest.filter((days) => days >= from && days < to).length;
    });
    return { sector, parties };
  });
}
