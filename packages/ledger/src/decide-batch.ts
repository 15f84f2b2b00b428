import type { Fact } from '@lodestone/custody/fact.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import type { AppendRows, EntryRow, EventRow } from '@lodestone/store/append.ts';
import type { Head } from '@lodestone/store/read-ledger.ts';
import { findSubmissions, type RecordedSubmission } from '@lodestone/store/read-recorded.ts';
import { type Appender, type Reader, rotateCache } from './appender.ts';
import { decideSubmission } from './decide-submission.ts';
import { lookUp } from './look-up.ts';
import { type Outcome, type Receipt, refuse } from './outcome.ts';
import type { StateCache } from './state-cache.ts';
import type { SignedSubmission } from './submission.ts';

/** Submissions to be decided. Not whole are those after which one was refused unseen: no batch may build on them. */
export interface Batch {
  readonly number: number;
  readonly submissions: readonly SignedSubmission[];
  readonly isWhole: boolean;
}

export interface DecidedBatch {
  readonly rows: AppendRows;
  /** Ends with the first that is refused. */
  readonly outcomes: Outcome[];
  /** What it was decided on, and has changed. */
  readonly state: StateCache;
}

/** Decides submissions in order on the appender's state, which is as of `base`. Its state and head move on. */
export async function decideBatch(
  appender: Appender,
  reader: Reader,
  base: Head,
  { number, submissions, isWhole }: Batch,
): Promise<DecidedBatch> {
  const { state } = appender;
  rotateCache(appender);
  const recorded = await findRecorded(reader, submissions);
  await lookUp(state, reader, submissions);

  const entries: EntryRow[] = [];
  const events: EventRow[] = [];
  const facts: Fact[] = [];
  const outcomes: Outcome[] = [];
  const eventDigests = new Map<string, Digest>();
  let head = base;
  for (const signed of submissions) {
    const known = recorded.get(submissionKey(signed.submission));
    const outcome =
      known !== undefined
        ? answerRecorded(appender, signed, known)
        : decideSubmission(appender, state, signed, head, eventDigests);
    if ('entry' in outcome) {
      entries.push(outcome.entry);
      for (const event of outcome.events) events.push(event);
      for (const fact of outcome.facts) facts.push(fact);
      const { position, leafHash, recordedAt, submission, author, body } = outcome.entry;
      head = { size: position + 1, leafHash, recordedAt };
      recorded.set(submissionKey({ author, submission }), { author, submission, position, leafHash, body });
      outcomes.push({ status: 'recorded', receipt: receiptOf(appender, outcome.entry) });
    } else {
      outcomes.push(outcome);
      if (outcome.status === 'refused') break;
    }
  }
  // Somebody may have forgotten the state meanwhile; then this head says nothing of the new one. And nothing is decided
  // ahead of a batch that was cut off by a refusal: whether it was is only known under the lock.
  const isCutOff = !isWhole || outcomes.at(-1)?.status === 'refused';
  if (appender.state === state) {
    appender.head = isCutOff ? null : head;
    appender.headBatch = number;
  }
  return { rows: { entries, events, facts }, outcomes, state };
}

/** The same content gives the same receipt again, other content under the same id is refused. */
function answerRecorded(appender: Appender, signed: SignedSubmission, known: RecordedSubmission): Outcome {
  const entry = parseEntry(known.body);
  if (!entry.ok) throw new Error(`entry ${known.position} cannot be read (${entry.problem}): run verify`);
  const { submission, events } = signed.submission;
  const found = entry.value.events;
  if (found.length === events.length && found.every((digest, index) => digest === events[index])) {
    return { status: 'already-recorded', receipt: receiptOf(appender, known) };
  }
  const message = `submission ${submission} is recorded at position ${known.position} with other content`;
  return refuse('submission-differs', message, { expected: found.join(' '), found: events.join(' ') }, null);
}

function receiptOf(appender: Appender, entry: { position: number; leafHash: Digest; submission: string }): Receipt {
  const { position, leafHash: leaf, submission } = entry;
  return { ledger: appender.ledger, position, leafHash: leaf, submission };
}

async function findRecorded(
  { client, ledgerId }: Reader,
  submissions: readonly SignedSubmission[],
): Promise<Map<string, RecordedSubmission>> {
  const found = await findSubmissions(
    client,
    ledgerId,
    submissions.map(({ submission }) => submission),
  );
  return new Map(found.map((recorded) => [submissionKey(recorded), recorded]));
}

function submissionKey({ author, submission }: { author: string; submission: string }): string {
  return `${author} ${submission}`;
}
