/** A finding with what was said of it: whether it is open. */
import type { Finding } from './finding.ts';

/** What somebody said of a finding, as the ledger has it. */
export interface FindingAnswer {
  /** The event that says so. */
  readonly event: string;
  readonly occurredAt: string;
  /** The hash of what the finding stated then. */
  readonly stated: string;
  readonly party: string;
  readonly isClosing: boolean;
  /** Such as `explained` of an answer, `cleared` of a closing, which `reopened` takes back. */
  readonly outcome: string;
  readonly reason: string;
}

export const FINDING_STATUSES = ['open', 'reopened', 'answered', 'closed'] as const;

/**
 * `answered` waits for somebody to close it. What was said counts while the finding states what it stated then: after that it
 * is `reopened`.
 */
export type FindingStatus = (typeof FINDING_STATUSES)[number];

export interface AnsweredFinding extends Finding {
  /** The hash of what it states. */
  readonly facts: string;
  readonly status: FindingStatus;
  /** The latest of each kind, whatever it was said of; null where there is none. */
  readonly answer: FindingAnswer | null;
  readonly closing: FindingAnswer | null;
}

/** Judges by the latest answer and the latest closing of this finding by somebody else than whom it is about, in the order of the ledger; `facts` is the hash of what it states now. */
export function answeredFinding(finding: Finding, facts: string, said: readonly FindingAnswer[]): AnsweredFinding {
  const answer = said.findLast(({ isClosing }) => !isClosing) ?? null;
  const closing = said.findLast(({ isClosing, party }) => isClosing && mayClose(finding, party)) ?? null;
  const isAnsweredSince = answer !== null && (closing === null || said.indexOf(answer) > said.indexOf(closing));
  return { ...finding, facts, status: statusOf(facts, answer, closing, isAnsweredSince), answer, closing };
}

function statusOf(
  facts: string,
  answer: FindingAnswer | null,
  closing: FindingAnswer | null,
  isAnsweredSince: boolean,
): FindingStatus {
  if (closing?.outcome === 'reopened') return isAnsweredSince && answer?.stated === facts ? 'answered' : 'reopened';
  if (closing?.stated === facts) return 'closed';
  if (answer?.stated === facts) return 'answered';
  return answer === null && closing === null ? 'open' : 'reopened';
}

/** Whom it is about or concerns has no say in whether it is closed, whatever other roles it has. */
export function mayClose({ party: about, others }: Finding, party: string): boolean {
  return party !== about && !others.includes(party);
}

/** What a finding states, without its words: what its hash is made of. Figures with a fraction are texts in it. */
export function factsStated({ id, rule, numbers, lots, shipments, events }: Finding) {
  const stated = Object.entries(numbers).map(([name, value]) => {
    return [name, Number.isSafeInteger(value) ? value : String(value)] as const;
  });
  return {
    id,
    rule,
    numbers: Object.fromEntries(stated),
    lots: [...lots],
    shipments: [...shipments],
    events: [...events],
  };
}
