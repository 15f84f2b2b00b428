/** Where the facts are kept about the rules of detection and what is said of their findings. */
import { column, defineTable } from './define-table.ts';

export const TABLES_OF_FINDINGS = {
  'finding-rule': defineTable<'finding-rule'>('finding_rule', [
    column('rule', 'text', (fact) => fact.rule),
    column('valid_from', 'text', (fact) => fact.validFrom),
    column('is_off', 'boolean', (fact) => fact.isOff),
    column('threshold_names', 'text[]', (fact) => fact.thresholdNames),
    column('threshold_values', 'bigint[]', (fact) => fact.thresholdValues.map(BigInt)),
  ]),
  'finding-answer': defineTable<'finding-answer'>('finding_answer', [
    column('finding', 'text', (fact) => fact.finding),
    column('stated', 'text', (fact) => fact.stated),
    column('party', 'text', (fact) => fact.party),
    column('is_closing', 'boolean', (fact) => fact.isClosing),
    column('outcome', 'text', (fact) => fact.outcome),
    column('reason', 'text', (fact) => fact.reason),
  ]),
};
