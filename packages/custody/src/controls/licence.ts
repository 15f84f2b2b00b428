/** What an export licence is at a moment. `follow-licence.ts` makes it of what was recorded under its id. */
import type { CustodyEvent, EventOf } from '../event.ts';
import type { Form } from '../material.ts';
import type { UrgencyClass } from './licence-application-schema.ts';

/** What may leave under one line: as granted, and as asked while nothing is granted. */
export interface LicenceLine {
  readonly line: string;
  readonly code: string;
  readonly form: Form | null;
  readonly netMilligrams: bigint;
  readonly hsCode: string | null;
  readonly specification: string | null;
  /** Of a general licence: the calendar year that the mass is for; null for the whole time that it is valid. */
  readonly year: number | null;
}

/** `waiting` is for the exporter's answer, with the clock stopped. */
export type LicenceStatus =
  | 'applied'
  | 'returned'
  | 'accepted'
  | 'waiting'
  | 'granted'
  | 'refused'
  | 'suspended'
  | 'revoked'
  | 'withdrawn';

export interface MissingItem {
  readonly item: string;
  readonly text: string;
}

/** The clock stands from `from` to `to`; null while nobody has answered. */
export interface ClockStop {
  readonly from: string;
  readonly to: string | null;
  readonly asked: readonly MissingItem[];
  readonly answerBy: string | null;
}

export interface LicenceReview {
  readonly stage: 'local' | 'central';
  readonly outcome: 'supported' | 'not-supported';
  readonly by: string;
  readonly at: string;
}

export interface LicenceDecision {
  readonly outcome: 'granted' | 'refused';
  readonly reasonCode: string;
  readonly reason: string;
  readonly legalBasis: string;
  readonly by: string;
  readonly at: string;
}

export interface Licence {
  readonly licence: string;
  readonly exporter: string;
  readonly kind: 'single' | 'general';
  readonly status: LicenceStatus;
  readonly consignee: string;
  /** Null where it is sealed, or not stated. */
  readonly endUser: string | null;
  /** Of a general licence, those that are stated besides. */
  readonly otherEndUsers: readonly string[];
  readonly destination: string;
  readonly port: string | null;
  readonly mode: string | null;
  /** As granted, else as asked. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly lines: readonly LicenceLine[];
  readonly linesAsked: readonly LicenceLine[];
  /** The paper's; null until it is granted. */
  readonly number: string | null;
  readonly conditions: string | null;
  readonly appliedAt: string;
  /** When its clock started; null while it has not. */
  readonly acceptedAt: string | null;
  readonly stops: readonly ClockStop[];
  /** What it was last returned for; nothing once that was brought. */
  readonly missing: readonly MissingItem[];
  readonly reviews: readonly LicenceReview[];
  readonly decision: LicenceDecision | null;
  /** Null where nothing urgent was said of it. A wish that was declined counts no more. */
  readonly urgency: UrgencyClass | null;
  /** An answer to a wish for haste is awaited. */
  readonly expediteIsOpen: boolean;
  readonly localAuthority: string | null;
  readonly refiledFrom: string | null;
  /** What the application says, with what was brought since. */
  readonly stated: StatedApplication;
  /** When the latest of its steps occurred: none goes back behind it. */
  readonly latestAt: string;
}

type Applied = EventOf<'licence-applied'>;

/** Members as last stated, all documents, and which members are sealed. */
export interface StatedApplication
  extends Pick<
    Applied,
    'endUse' | 'endUseDetail' | 'contract' | 'processFlow' | 'prices' | 'pastDealings' | 'stockCoverDays' | 'tradeMode'
  > {
  readonly documents: NonNullable<CustodyEvent['documents']>;
  readonly sealed: readonly string[];
}
