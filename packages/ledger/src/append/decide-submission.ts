import { applyFact } from '@lodestone/custody/facts/apply-fact.ts';
import { noteTarget, targetOf } from '@lodestone/custody/correct/correction-target.ts';
import { decide } from '@lodestone/custody/decide.ts';
import { draftOf } from '@lodestone/custody/state/draft-state.ts';
import type { EventOf } from '@lodestone/custody/event.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import type { FactOf } from '@lodestone/custody/fact.ts';
import type { Refusal } from '@lodestone/custody/refusal.ts';
import { noteSigned } from '@lodestone/custody/signed-since.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { formatEntry, leafHash } from '@lodestone/proof/entry.ts';
import { formatLedgerName } from '@lodestone/proof/ledger-name.ts';
import type { EntryRow, EventRow, OpeningRow } from '@lodestone/store/append/append-rows.ts';
import type { FactCollector } from '@lodestone/store/facts/collect-facts.ts';
import type { Head } from '@lodestone/store/log/read-ledger.ts';
import { checkEnrolment } from '../keys/enrolment.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Appender } from './appender.ts';
import { type RefusedOutcome, refuse, refuseRecordedEvent } from './outcome.ts';
import type { StateCache } from './state-cache.ts';
import type { EncodedEvent, SignedSubmission } from './submission.ts';

/** A recorded time may be ahead of the one before it by this much without anybody saying that it is meant. */
const CLOCK_JUMP_MAX_MILLISECONDS = 24 * 60 * 60 * 1000;

export interface AcceptedSubmission {
  readonly entry: EntryRow;
  readonly events: readonly EventRow[];
  readonly findings: readonly FactOf<'finding'>[];
  readonly openings: readonly OpeningRow[];
}

/**
 * Decides the events of one submission on a draft of `state`, and keeps the draft only when all are accepted. Whatever it
 * names was looked up. `eventDigests` are those of the batch so far, by event id; those of what is accepted are added. Its
 * facts are added to those of the batch, also when it is refused later on: then they are to be dropped.
 */
export function decideSubmission(
  appender: Appender,
  state: StateCache,
  { submission, signature, events }: SignedSubmission,
  head: Head,
  eventDigests: Map<string, Digest>,
  facts: FactCollector,
): AcceptedSubmission | RefusedOutcome {
  const position = head.size;
  if (submission.ledger !== appender.ledger) {
    const message = `the submission is for ledger ${submission.ledger}, this is ${appender.ledger}`;
    return refuse('submission-differs', message, { expected: appender.ledger, found: submission.ledger }, null);
  }
  const time = recordingTime(appender, head);
  if (typeof time !== 'string') return time;

  const { author } = submission;
  const origin = originOf(appender.ledger);
  const checkOwnEnrolment = (enrolment: EventOf<'key-enrolled' | 'checkpoint-key-added'>) =>
    checkEnrolment(appender.ledger, enrolment);
  const forgetFirst = (count: number) => {
    for (const { event } of events.slice(0, count)) eventDigests.delete(event.id);
  };
  const draft = draftOf(state);
  const findings: FactOf<'finding'>[] = [];
  const rows: EventRow[] = [];
  const openings: OpeningRow[] = [];
  for (let ordinal = 0; ordinal < events.length; ordinal++) {
    const { event, bytes, digest, openings: own } = events[ordinal] as EncodedEvent;
    const earlier = eventDigests.get(event.id);
    if (earlier !== undefined) {
      forgetFirst(ordinal);
      return refuseRecordedEvent(event.id, digest, earlier, ordinal);
    }
    eventDigests.set(event.id, digest);
    const context = { position, ordinal, origin, author, recordedAt: time, checkEnrolment: checkOwnEnrolment };
    const decision = decide(draft.state, event, context);
    if (!decision.accepted) {
      forgetFirst(ordinal + 1);
      return refuseEvent(decision.refusal, ordinal);
    }
    noteTarget(draft.state, digest, () =>
      targetOf(draft.state, digest, event, decision.party, eventNumberOf(position, ordinal), decision.facts),
    );
    for (const fact of decision.facts) {
      applyFact(draft.state, fact, decision.party, event.occurredAt);
      facts.add(fact);
      if (fact.kind === 'finding') findings.push(fact);
    }
    const { id: eventId, type, occurredAt } = event;
    rows.push({ position, ordinal, eventId, digest, type, occurredAt, body: bytes });
    if (own !== undefined) for (const opening of own) openings.push({ eventId, ...opening });
  }
  draft.keep();
  noteSigned(state, { author, position, recordedAt: time, events: events.length });

  const body = formatEntry({
    ...submission,
    position,
    previous: head.leafHash,
    recordedAt: time,
    signature: Buffer.from(signature).toString('base64url'),
    v: 1,
  });
  const leaf = leafHash(body, sha256);
  if (position === 0) appender.ledger = formatLedgerName(submission.ledger, leaf);
  const { submission: id } = submission;
  const entry = { position, previous: head.leafHash, leafHash: leaf, author, submission: id, recordedAt: time, body };
  return { entry, events: rows, findings, openings };
}

/** Names the member at fault first, as what refuses a line that is no event does. */
function refuseEvent({ code, field, message, facts }: Refusal, ordinal: number): RefusedOutcome {
  if (field === null) return refuse(code, message, facts, ordinal);
  return refuse(code, `${field}: ${message}`, { field, ...facts }, ordinal);
}

/** `<origin>` of `<origin>#<leaf hash of entry 0>`. */
function originOf(ledger: string): string {
  return ledger.split('#', 1)[0] ?? '';
}

/** The ledger's clock: never before the last entry, and a day ahead of it only when that is accepted. */
function recordingTime(appender: Appender, head: Head): string | RefusedOutcome {
  const now = appender.now();
  const last = head.recordedAt === null ? now : millisecondsOf(head.recordedAt);
  const aheadMilliseconds = now - last;
  if (aheadMilliseconds > CLOCK_JUMP_MAX_MILLISECONDS && !appender.acceptClock) {
    const clock = new Date(now).toISOString();
    const message = `the clock says ${clock}, the last entry was recorded at ${head.recordedAt}, more than 24 h before; if the clock is right, say --accept-clock`;
    return refuse('clock-ahead', message, { clock, last: head.recordedAt }, null);
  }
  return timeOf(Math.max(now, last));
}

// Submissions of one batch nearly always come in the millisecond of the one before, or in the next.
let known = { text: '', milliseconds: Number.NaN };

function millisecondsOf(text: string): number {
  return text === known.text ? known.milliseconds : Date.parse(text);
}

function timeOf(milliseconds: number): string {
  if (milliseconds !== known.milliseconds) known = { text: new Date(milliseconds).toISOString(), milliseconds };
  return known.text;
}
