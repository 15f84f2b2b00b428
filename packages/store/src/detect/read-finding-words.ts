/** What the ledger says about findings: how their rules are set, and what was said of each. */
import type { FactOf } from '@lodestone/custody/fact.ts';
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { isEvent } from '../event-number-sql.ts';

export type FindingRuleRow = Omit<FactOf<'finding-rule'>, 'kind'>;

/** The settings of all rules, in the order of the ledger: some tens, for an authority makes them one by one. */
export async function readFindingRules(
  { pool }: Database,
  ledgerId: number,
  bound: EventBound,
): Promise<FindingRuleRow[]> {
  const { rows } = await pool.query<{
    event_number: bigint;
    rule: string;
    valid_from: string;
    is_off: boolean | null;
    threshold_names: string[];
    threshold_values: bigint[];
  }>(
    `select event_number, rule, valid_from, is_off, threshold_names, threshold_values
     from view.finding_rule where ledger_id = $1 and event_number < $2 order by event_number`,
    [ledgerId, bound],
  );
  return rows.map((row) => ({
    eventNumber: Number(row.event_number),
    rule: row.rule,
    validFrom: row.valid_from,
    isOff: row.is_off,
    thresholdNames: row.threshold_names,
    thresholdValues: row.threshold_values.map(Number),
  }));
}

export interface FindingAnswerRow extends Omit<FactOf<'finding-answer'>, 'kind'> {
  /** The event's own id. */
  readonly event: string;
  readonly occurredAt: string;
}

/** The latest answer and the latest closing of each of these findings, in the order of the ledger. */
export async function readFindingAnswers(
  { pool }: Database,
  ledgerId: number,
  findings: readonly string[],
  bound: EventBound,
): Promise<FindingAnswerRow[]> {
  if (findings.length === 0) return [];
  const { rows } = await pool.query<{
    event_number: bigint;
    finding: string;
    stated: string;
    party: string;
    is_closing: boolean;
    outcome: FindingAnswerRow['outcome'];
    reason: string;
    event_id: string;
    occurred_at: Date;
  }>(
    `select said.*, e.event_id, e.occurred_at
     from unnest($2::text[]) as f (finding)
     cross join lateral (
       select distinct on (is_closing) event_number, finding, stated, party, is_closing, outcome, reason
       from view.finding_answer
       where ledger_id = $1 and finding = f.finding and event_number < $3
       order by is_closing, event_number desc) said
     cross join lateral (
       select event_id, occurred_at from ledger.event
       where ledger_id = $1 and ${isEvent('said.event_number')}
       offset 0) e
     order by said.event_number`,
    [ledgerId, findings, bound],
  );
  return rows.map((row) => ({
    eventNumber: Number(row.event_number),
    event: row.event_id,
    occurredAt: row.occurred_at.toISOString(),
    finding: row.finding,
    stated: row.stated,
    party: row.party,
    isClosing: row.is_closing,
    outcome: row.outcome,
    reason: row.reason,
  }));
}
