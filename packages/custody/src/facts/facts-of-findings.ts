/** What an event adds to the views about the rules of detection and what they find. */
import type { ANSWERS, CLOSINGS } from '../events/finding-schema.ts';

/** A rule is set otherwise for what happens from a time on. What it leaves out is as before. */
export interface FindingRuleFact {
  readonly kind: 'finding-rule';
  readonly eventNumber: number;
  /** Such as `D02`. */
  readonly rule: string;
  readonly validFrom: string;
  /** Null where the event does not say. */
  readonly isOff: boolean | null;
  /** Whole numbers by name: the values stand in the order of the names. */
  readonly thresholdNames: readonly string[];
  readonly thresholdValues: readonly number[];
}

/** Somebody has said what a finding is. The latest answer and the latest closing count. */
export interface FindingAnswerFact {
  readonly kind: 'finding-answer';
  readonly eventNumber: number;
  /** Its id. */
  readonly finding: string;
  /** The hash of what it stated then. */
  readonly stated: string;
  readonly party: string;
  readonly isClosing: boolean;
  readonly outcome: (typeof ANSWERS)[number] | (typeof CLOSINGS)[number];
  readonly reason: string;
}
