/** How this ledger sets the rules of detection. */
import { isRuleId } from '@lodestone/lineage/finding.ts';
import type { RuleSetting } from '@lodestone/lineage/detection.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readFindingRules } from '@lodestone/store/detect/read-finding-words.ts';
import type { Ledger } from '../open-ledger.ts';

/** The settings in the order of the ledger, as known at the bound. */
export async function ruleSettingsOf({ database, ledgerId }: Ledger, bound: EventBound): Promise<RuleSetting[]> {
  const rows = await readFindingRules(database, ledgerId, bound);
  return rows.flatMap(({ rule, validFrom, isOff, thresholdNames, thresholdValues }) => {
    if (!isRuleId(rule)) return [];
    const thresholds = Object.fromEntries(thresholdNames.map((name, place) => [name, thresholdValues[place] ?? 0]));
    return [{ rule, from: validFrom, isOff, thresholds }];
  });
}
