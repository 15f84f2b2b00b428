import type { RuleSetting } from '@lodestone/lineage/detection.ts';
import type { Ledger } from './open-ledger.ts';

/** What a ledger has set of its own for the rules. No event says any yet, so these are none. */
export async function ruleSettingsOf(_ledger: Ledger): Promise<readonly RuleSetting[]> {
  return [];
}
