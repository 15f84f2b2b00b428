import { thresholdsInForce, type UnreadSetting, unreadSettings } from '@lodestone/lineage/detection.ts';
import type { Family, RuleId } from '@lodestone/lineage/finding.ts';
import type { Thresholds } from '@lodestone/lineage/rule.ts';
import { RULES } from '@lodestone/lineage/rules.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import type { Ledger } from '../open-ledger.ts';
import { ruleSettingsOf } from './rule-settings.ts';

/** A rule as a ledger applies it. */
export interface ListedRule {
  readonly rule: RuleId;
  readonly version: number;
  readonly title: string;
  readonly family: Family;
  readonly inputs: string;
  readonly mistakes: string;
  readonly clears: string;
  /** Null where the ledger has switched it off. */
  readonly thresholds: Thresholds | null;
}

export interface RuleList {
  readonly rules: readonly ListedRule[];
  /** What the ledger sets and no rule reads. */
  readonly unread: readonly UnreadSetting[];
}

/** Every rule, with the thresholds that count for what occurs at a time, RFC 3339. */
export async function listRules(ledger: Ledger, at: string): Promise<RuleList> {
  const settings = await ruleSettingsOf(ledger, WHOLE_LEDGER);
  const rules = RULES.map((rule) => {
    const { id, version, title, family, inputs, mistakes, clears } = rule;
    const thresholds = thresholdsInForce(rule, settings, at);
    return { rule: id, version, title, family, inputs, mistakes, clears, thresholds };
  });
  return { rules, unread: unreadSettings(RULES, settings) };
}
