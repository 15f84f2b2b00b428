/** What does not add up in a ledger, by all rules over everything that is recorded. */
import { eventNumberOf, placeOfEvent } from '@lodestone/custody/event-number.ts';
import { type DetectionState, startDetection } from '@lodestone/lineage/detection.ts';
import type { AnsweredFinding } from '@lodestone/lineage/answered-finding.ts';
import { type RankedFinding, rankFindings } from '@lodestone/lineage/rank-findings.ts';
import type { Rule } from '@lodestone/lineage/rule.ts';
import { RULES } from '@lodestone/lineage/rules.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readEarliestSuperseded } from '@lodestone/store/read-event-page.ts';
import { withAnswers } from './answer-finding.ts';
import { boundAt } from './event-bound.ts';
import { type DetectionBasis, dropKept, keep, type KeptDetection, listKeptSizes, readKept } from './kept-detection.ts';
import { observeEvents } from './observe-events.ts';
import { type Ledger, readLedgerHead, readRecordedAt } from './open-ledger.ts';
import { ruleSettingsOf } from './rule-settings.ts';

export interface FindRequest {
  /** Only what the ledger had recorded by this time, or up to the entry of this position. */
  readonly asKnownAt?: string | undefined;
  /** Whether to look at everything again, whatever was kept of an earlier look. */
  readonly afresh?: boolean | undefined;
  /** Those of the product where none are given. */
  readonly rules?: readonly Rule[];
  readonly onProgress?: (progress: FindProgress) => void;
}

export interface FindProgress {
  /** Entries looked through, of so many, and the events looked at now. */
  readonly done: number;
  readonly total: number;
  readonly events: number;
}

export interface FindAnswer {
  /** In the order in which to look at them. */
  readonly findings: readonly (RankedFinding & AnsweredFinding)[];
  /** Events that were looked at now, beyond those of an earlier look. */
  readonly events: number;
  /** RFC 3339: when the last of what is known was recorded. */
  readonly knownAt: string;
  /** What the rules have seen. */
  readonly state: DetectionState;
}

/** So many events are looked at before what was seen so far is kept. */
const EVENTS_BETWEEN_KEEPING = 100_000;

/**
 * Shows every event to every rule, once, in the order of the ledger; events that an earlier look has seen are not looked at
 * again, unless one of them was corrected since. What is recorded meanwhile is left out.
 */
export async function findIrregularities(ledger: Ledger, request: FindRequest = {}): Promise<FindAnswer> {
  const { asKnownAt, afresh = false, rules = RULES, onProgress } = request;
  const { size } = await readLedgerHead(ledger);
  const bound = Math.min(await boundAt(ledger, asKnownAt), eventNumberOf(size, 0));
  const total = placeOfEvent(bound).position;
  const basis = { rules, settings: await ruleSettingsOf(ledger, bound) };
  const seen = afresh ? null : await readLatestThatFits(ledger, bound, basis);
  const detection = startDetection(rules, basis.settings, seen?.state);
  let events = 0;
  let unkept = 0;
  for await (const page of observeEvents(ledger, { from: eventNumberOf(seen?.size ?? 0, 0), bound })) {
    for (const observation of page.observations) detection.observe(observation);
    events += page.events;
    unkept += page.events;
    onProgress?.({ done: page.size, total, events });
    if (page.size === total || unkept < EVENTS_BETWEEN_KEEPING) continue;
    await keepForNextTime(ledger, { size: page.size, state: detection.state }, basis);
    unkept = 0;
  }
  if (total > (seen?.size ?? 0)) await keepForNextTime(ledger, { size: total, state: detection.state }, basis);
  const knownAt = (total === 0 ? null : await readRecordedAt(ledger, total - 1)) ?? '';
  const findings = await withAnswers(ledger, detection.findings(knownAt), bound);
  return { findings: rankFindings(findings, isCleared), events, knownAt, state: detection.state };
}

/** What somebody has looked into, and found to be in order, says nothing about anything else. */
function isCleared({ status, closing }: AnsweredFinding): boolean {
  return status === 'closed' && closing?.outcome !== 'confirmed';
}

/** The latest kept state that has seen nothing which is not known at the bound, or was corrected since. */
async function readLatestThatFits(
  ledger: Ledger,
  bound: EventBound,
  basis: DetectionBasis,
): Promise<KeptDetection | null> {
  const { database, ledgerId } = ledger;
  for (const size of await listKeptSizes(ledger, basis)) {
    const end = eventNumberOf(size, 0);
    if (end > bound) continue;
    const corrected = await readEarliestSuperseded(database, ledgerId, { from: end, bound });
    if (corrected !== null && corrected < end) continue;
    const kept = await readKept(ledger, size, basis);
    if (kept !== null) return kept;
    await dropKept(ledger, basis, size).catch(() => undefined);
  }
  return null;
}

/** A folder that nobody may write to, or a full disk, makes the next look slow and this one no less right. */
async function keepForNextTime(ledger: Ledger, kept: KeptDetection, basis: DetectionBasis): Promise<void> {
  await keep(ledger, kept, basis).catch(() => undefined);
}
