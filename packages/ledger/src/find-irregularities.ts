/** What does not add up in a ledger, by all rules over everything that is recorded. */
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { startDetection } from '@lodestone/lineage/detection.ts';
import type { Finding } from '@lodestone/lineage/finding.ts';
import type { Rule } from '@lodestone/lineage/rule.ts';
import { RULES } from '@lodestone/lineage/rules.ts';
import { boundAt } from './event-bound.ts';
import { observeEvents } from './observe-events.ts';
import { type Ledger, readLedgerHead, readRecordedAt } from './open-ledger.ts';
import { ruleSettingsOf } from './rule-settings.ts';

export interface FindRequest {
  /** Only what the ledger had recorded by this time, or up to the entry of this position. */
  readonly asKnownAt?: string | undefined;
  /** Those of the product where none are given. */
  readonly rules?: readonly Rule[];
  readonly onProgress?: (progress: FindProgress) => void;
}

export interface FindProgress {
  /** Entries looked through, of so many, and the events in them. */
  readonly done: number;
  readonly total: number;
  readonly events: number;
}

export interface FindAnswer {
  readonly findings: readonly Finding[];
  /** Events that were looked at now. */
  readonly events: number;
  /** RFC 3339: when the last of what is known was recorded. */
  readonly knownAt: string;
}

/** Shows every event to every rule, once, in the order of the ledger. What is recorded meanwhile is left out. */
export async function findIrregularities(ledger: Ledger, request: FindRequest = {}): Promise<FindAnswer> {
  const { asKnownAt, rules = RULES, onProgress } = request;
  const { size } = await readLedgerHead(ledger);
  const bound = Math.min(await boundAt(ledger, asKnownAt), eventNumberOf(size, 0));
  const detection = startDetection(rules, await ruleSettingsOf(ledger, bound));
  const total = bound / eventNumberOf(1, 0);
  let events = 0;
  for await (const page of observeEvents(ledger, { from: 0, bound })) {
    for (const observation of page.observations) detection.observe(observation);
    events += page.events;
    onProgress?.({ done: Math.floor(page.last / eventNumberOf(1, 0)) + 1, total, events });
  }
  const knownAt = (total === 0 ? null : await readRecordedAt(ledger, total - 1)) ?? '';
  return { findings: detection.findings(knownAt), events, knownAt };
}
