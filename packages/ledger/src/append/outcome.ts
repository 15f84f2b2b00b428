import type { FindingCode } from '@lodestone/custody/finding.ts';
import type { RefusalCode } from '@lodestone/custody/refusal.ts';
import type { Digest } from '@lodestone/proof/digest.ts';

/** Where a submission stands in the ledger. Before its checkpoint is published this is a statement, not evidence. */
export interface Receipt {
  readonly ledger: string;
  readonly position: number;
  readonly leafHash: Digest;
  readonly submission: string;
}

/** Why a submission is not recorded. `ordinal` is the event at fault, null when it is the submission as a whole. */
export interface SubmissionRefusal {
  readonly code:
    | RefusalCode
    | 'not-an-event'
    | 'signature'
    | 'submission-size'
    | 'submission-differs'
    | 'event-recorded'
    | 'return-contradicts'
    | 'clock-ahead';
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly ordinal: number | null;
}

/** What the rules noticed about one event of a submission and did not refuse. */
export interface SubmissionFinding {
  readonly ordinal: number;
  readonly code: FindingCode;
  readonly message: string;
}

export type Outcome =
  | { readonly status: 'recorded'; readonly receipt: Receipt; readonly findings: readonly SubmissionFinding[] }
  | { readonly status: 'already-recorded'; readonly receipt: Receipt }
  | { readonly status: 'refused'; readonly refusal: SubmissionRefusal };

/** What becomes of a submission that is refused. */
export function refuse(
  code: SubmissionRefusal['code'],
  message: string,
  facts: SubmissionRefusal['facts'],
  ordinal: number | null,
): RefusedOutcome {
  return { status: 'refused', refusal: { code, message, facts, ordinal } };
}

export type RefusedOutcome = Outcome & { readonly status: 'refused' };

/** An event whose id is recorded, there or earlier in the same batch. */
export function refuseRecordedEvent(
  eventId: string,
  digest: Digest,
  recorded: Digest,
  ordinal: number,
): RefusedOutcome {
  const [how, advice] =
    digest === recorded
      ? ['already, in another submission', 'leave it out']
      : ['with other content', 'another event needs another id'];
  const message = `id: event ${eventId} is recorded ${how}: digest ${recorded} there, ${digest} here; ${advice}`;
  return refuse('event-recorded', message, { field: 'id', event: eventId, recorded, found: digest }, ordinal);
}
