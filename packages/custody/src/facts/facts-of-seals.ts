/** What an event adds to the views about members that are sealed, and about their openings. */

/** The event commits to a member instead of stating it. */
export interface SealedMemberFact {
  readonly kind: 'sealed-member';
  readonly eventNumber: number;
  /** Counts the sealed members of one event from 0, by name. */
  readonly index: number;
  /** The event's id. */
  readonly event: string;
  readonly field: string;
  readonly commitment: string;
  /** Whose act the event is: it may have the opening erased. */
  readonly party: string;
}

/** What opened a sealed member is erased, or was never kept here and shall not be. */
export interface OpeningErasureFact {
  readonly kind: 'opening-erasure';
  readonly eventNumber: number;
  /** The id of the event that commits to the member. */
  readonly event: string;
  readonly field: string;
  readonly party: string;
  readonly reason: string;
}
