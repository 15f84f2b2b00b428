/** What does not add up in a ledger, by all rules over everything that is recorded. */
import { eventNumberOf, placeOfEvent } from '@lodestone/custody/event-number.ts';
import { type Detection, startDetection } from '@lodestone/lineage/detection.ts';
import type { AnsweredFinding } from '@lodestone/lineage/answered-finding.ts';
import { type RankedFinding, rankFindings } from '@lodestone/lineage/rank-findings.ts';
import type { Rule } from '@lodestone/lineage/rule.ts';
import { RULES } from '@lodestone/lineage/rules.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readEarliestSuperseded } from '@lodestone/store/log/read-event-page.ts';
import { boundAt } from '../ask/event-bound.ts';
import { type Ledger, readLedgerHead, readRecordedAt } from '../open-ledger.ts';
import { withAnswers } from './answer-finding.ts';
import { KeptFileError } from './kept-cells.ts';
import {
  type DetectionBasis,
  type DetectionStore,
  dropKept,
  openDetectionStore,
  storeInMemory,
} from './kept-detection.ts';
import { observeEvents } from './observe-events.ts';
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
}

/** So many events are looked at before what was seen so far is kept; and before it is written, so that nobody holds all of it. */
const EVENTS_BETWEEN_KEEPING = 100_000;
const EVENTS_BETWEEN_SPILLING = 10_000;

/** Everything that does not add up, with what was said of it. */
export async function findIrregularities(ledger: Ledger, request: FindRequest = {}): Promise<FindAnswer> {
  const { seen: found, ...look } = await lookThrough(ledger, request, (detection, knownAt) =>
    detection.findings(knownAt),
  );
  const findings = await withAnswers(ledger, found, look.bound);
  return { findings: rankFindings(findings, isCleared), events: look.events, knownAt: look.knownAt };
}

export interface Look<Seen> extends Pick<FindAnswer, 'events' | 'knownAt'> {
  readonly seen: Seen;
  readonly bound: EventBound;
}

/** What is asked of all that was seen, while it is at hand. */
type Conclude<Seen> = (detection: Detection, knownAt: string) => Seen;

/**
 * Shows every event to every rule, once, in the order of the ledger; events that an earlier look has seen are not looked at
 * again, unless one of them was corrected since. What is recorded meanwhile is left out.
 */
export async function lookThrough<Seen>(
  ledger: Ledger,
  request: FindRequest,
  conclude: Conclude<Seen>,
): Promise<Look<Seen>> {
  const { asKnownAt, rules = RULES } = request;
  const { size } = await readLedgerHead(ledger);
  const bound = Math.min(await boundAt(ledger, asKnownAt), eventNumberOf(size, 0));
  const basis = { rules, settings: await ruleSettingsOf(ledger, bound) };
  const store = await openDetectionStore(ledger, basis);
  try {
    return await showAll(ledger, request, { bound, basis, store, conclude });
  } catch (error) {
    if (!(error instanceof KeptFileError)) throw error;
  } finally {
    store.close();
  }
  await dropKept(ledger, basis).catch(() => undefined);
  return showAll(ledger, request, { bound, basis, store: storeInMemory(basis), conclude });
}

interface LookAt<Seen> {
  readonly bound: EventBound;
  readonly basis: DetectionBasis;
  readonly store: DetectionStore;
  readonly conclude: Conclude<Seen>;
}

async function showAll<Seen>(
  ledger: Ledger,
  { afresh = false, onProgress }: FindRequest,
  { bound, basis, store, conclude }: LookAt<Seen>,
): Promise<Look<Seen>> {
  const total = placeOfEvent(bound).position;
  const sizes = await store.sizes();
  const since = afresh ? 0 : await latestThatFits(ledger, bound, sizes);
  // Who asks what was known earlier leaves what is kept for the present.
  const isLasting = sizes.every((size) => size <= total);
  const detection = startDetection(basis.rules, basis.settings, store.stateAt(since));
  let events = 0;
  let unspilled = 0;
  let unkept = 0;
  for await (const page of observeEvents(ledger, { from: eventNumberOf(since, 0), bound })) {
    for (const observation of page.observations) detection.observe(observation);
    events += page.events;
    unspilled += page.events;
    unkept += page.events;
    onProgress?.({ done: page.size, total, events });
    if (page.size === total || unspilled < EVENTS_BETWEEN_SPILLING) continue;
    if (isLasting && unkept >= EVENTS_BETWEEN_KEEPING) {
      await store.keep(page.size);
      unkept = 0;
    } else store.spill();
    unspilled = 0;
  }
  const knownAt = (total === 0 ? null : await readRecordedAt(ledger, total - 1)) ?? '';
  const seen = conclude(detection, knownAt);
  // A full disk makes the next look slow, and this one no less right.
  if (isLasting && total > since) await store.keep(total).catch(() => undefined);
  return { seen, events, knownAt, bound };
}

/** The largest size whose state has seen nothing that is not known at the bound, or was corrected since; else 0. */
async function latestThatFits(
  { database, ledgerId }: Ledger,
  bound: EventBound,
  sizes: readonly number[],
): Promise<number> {
  for (const size of sizes) {
    const end = eventNumberOf(size, 0);
    if (end > bound) continue;
    const corrected = await readEarliestSuperseded(database, ledgerId, { from: end, bound });
    if (corrected === null || corrected >= end) return size;
  }
  return 0;
}

/** What somebody has looked into, and found to be in order, says nothing about anything else. */
function isCleared({ status, closing }: AnsweredFinding): boolean {
  return status === 'closed' && closing?.outcome !== 'confirmed';
}
