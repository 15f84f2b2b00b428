import { hash } from 'node:crypto';
import type { FactOf } from '@lodestone/custody/fact.ts';
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import type { Confirm } from '@lodestone/store/append/append-decided.ts';
import type { AppendRows, EntryRow, EventRow, OpeningRow } from '@lodestone/store/append/append-rows.ts';
import { FactCollector } from '@lodestone/store/facts/collect-facts.ts';
import type { Head } from '@lodestone/store/log/read-ledger.ts';
import { findSubmissions } from '@lodestone/store/append/read-recorded.ts';
import { type Appender, type Reader, rotateCache } from './appender.ts';
import { decideSubmission } from './decide-submission.ts';
import { lookUp, lookUpUsed } from './look-up.ts';
import { type Outcome, type Receipt, refuse, type SubmissionFinding } from './outcome.ts';
import { type AcceptedLately, type StateCache, submissionKey } from './state-cache.ts';
import type { SignedSubmission } from './submission.ts';

/** Submissions to be decided, checked for size, digests and signature. */
export interface Batch {
  readonly number: number;
  readonly submissions: readonly SignedSubmission[];
  /** They belong together: after one that is refused none is decided. Else each stands for itself. */
  readonly endsAtRefusal: boolean;
  /** Not whole are those after which one was refused unseen: no batch may build on them. */
  readonly isWhole: boolean;
  /** Says whether it may be recorded at all, where that is found out while the database is at work. */
  readonly confirm?: Confirm | undefined;
}

export interface DecidedBatch {
  readonly rows: AppendRows;
  readonly outcomes: Outcome[];
  /** What it was decided on, and has changed. */
  readonly state: StateCache;
}

/** Decides submissions in order on the appender's state, which is as of `base`. Its state and head move on. */
export async function decideBatch(
  appender: Appender,
  reader: Reader,
  base: Head,
  { number, submissions, endsAtRefusal, isWhole }: Batch,
): Promise<DecidedBatch> {
  const { state } = appender;
  rotateCache(appender);
  const isAhead = reader === appender.ahead;
  await (isAhead ? lookUpUsed : lookUp)(state, reader, submissions);

  const entries: EntryRow[] = [];
  const events: EventRow[] = [];
  const facts = new FactCollector(reader.ledgerId);
  const openings: OpeningRow[] = [];
  const outcomes: Outcome[] = [];
  const eventDigests = new Map<string, Digest>();
  // Ahead of the lock only refusals are held against the ledger: what is recorded is refused by its key anyhow.
  let recorded = isAhead ? null : await findRecorded(reader, submissions);
  let head = base;
  for (const signed of submissions) {
    const key = submissionKey(signed.submission);
    const judge = () => {
      const accepted = state.submissions.get(key) ?? recorded?.get(key);
      if (accepted !== undefined) return answerAccepted(appender, signed, accepted);
      const decided = decideSubmission(appender, state, signed, head, eventDigests, facts);
      if ('entry' in decided) facts.keep();
      else facts.drop();
      return decided;
    };
    let outcome = judge();
    if (isAhead && !('entry' in outcome)) {
      // What it names anew was not looked up: the reason may be another, and those behind may use what it has not made.
      await lookUp(state, reader, [signed]);
      if (outcome.status === 'refused') recorded ??= await findRecorded(reader, submissions);
      outcome = judge();
    }
    if ('entry' in outcome) {
      entries.push(outcome.entry);
      for (const event of outcome.events) events.push(event);
      for (const opening of outcome.openings) openings.push(opening);
      const findings = outcome.findings.map(findingOf);
      const { position, leafHash, recordedAt } = outcome.entry;
      head = { size: position + 1, leafHash, recordedAt };
      const eventsHash = hashOfDigests(signed.submission.events);
      state.submissions.set(key, { position, leafHash, eventsHash });
      outcomes.push({ status: 'recorded', receipt: receiptOf(appender, outcome.entry), findings });
    } else {
      outcomes.push(outcome);
      if (outcome.status === 'refused' && endsAtRefusal) break;
    }
  }
  // Somebody may have forgotten the state meanwhile; then this head says nothing of the new one. And nothing is decided
  // ahead of a batch that was cut off by a refusal: whether it was is only known under the lock.
  const isCutOff = !isWhole || (endsAtRefusal && outcomes.at(-1)?.status === 'refused');
  if (appender.state === state) {
    appender.head = isCutOff ? null : head;
    appender.headBatch = number;
  }
  return { rows: { entries, events, facts, openings }, outcomes, state };
}

/** The same content gives the same receipt again, other content under the same id is refused. */
function answerAccepted(appender: Appender, { submission }: SignedSubmission, accepted: AcceptedLately): Outcome {
  const { position, leafHash, eventsHash } = accepted;
  const found = hashOfDigests(submission.events);
  if (found === eventsHash) {
    return { status: 'already-recorded', receipt: receiptOf(appender, { ...submission, position, leafHash }) };
  }
  const message = `submission ${submission.submission} is recorded at position ${position} with other events: their digests hash to ${eventsHash} there, to ${found} here`;
  return refuse('submission-differs', message, { position, expected: eventsHash, found }, null);
}

function receiptOf(appender: Appender, entry: { position: number; leafHash: Digest; submission: string }): Receipt {
  const { position, leafHash, submission } = entry;
  return { ledger: appender.ledger, position, leafHash, submission };
}

function findingOf({ eventNumber, code, message }: FactOf<'finding'>): SubmissionFinding {
  return { ordinal: placeOfEvent(eventNumber).ordinal, code, message };
}

/** The submissions that the ledger has, by `submissionKey`. */
async function findRecorded(
  { client, ledgerId }: Reader,
  submissions: readonly SignedSubmission[],
): Promise<ReadonlyMap<string, AcceptedLately>> {
  const found = await findSubmissions(
    client,
    ledgerId,
    submissions.map(({ submission }) => submission),
  );
  return new Map(
    found.map((recorded) => {
      const { position, leafHash, body } = recorded;
      const entry = parseEntry(body);
      if (!entry.ok) throw new Error(`entry ${position} cannot be read (${entry.problem}): run verify`);
      return [submissionKey(recorded), { position, leafHash, eventsHash: hashOfDigests(entry.value.events) }];
    }),
  );
}

/** SHA-256 over the digests as texts, one after the other: they all have one length. */
function hashOfDigests(digests: readonly Digest[]): string {
  return hash('sha256', digests.join(''), 'base64url');
}
