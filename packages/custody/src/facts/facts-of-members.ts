/** What an event adds to the views about parties, their sites and keys, and who acts for whom. */
import type { ProcessStep } from '../material.ts';
import type { RevocationCause } from '../events/registration-schema.ts';
import type { Role } from '../role.ts';

export interface PolicyFact {
  readonly kind: 'policy';
  readonly eventNumber: number;
  readonly enforcement: 'strict' | 'observe';
  readonly balancePartsPerMillion: number;
  readonly transferPartsPerMillion: number;
  readonly bulkTransferPartsPerMillion: number;
  readonly elementTransferPartsPerMillion: number;
  readonly checkpointKey: string;
}

export interface PartyFact {
  readonly kind: 'party';
  readonly eventNumber: number;
  readonly party: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
  readonly country: string | null;
  readonly transferPartsPerMillion: number | null;
  readonly bulkTransferPartsPerMillion: number | null;
  readonly elementTransferPartsPerMillion: number | null;
}

export interface FacilityFact {
  readonly kind: 'facility';
  readonly eventNumber: number;
  readonly facility: string;
  readonly party: string;
  readonly name: string | null;
  readonly country: string;
  readonly activities: readonly string[];
  /** As stated: any words. */
  readonly timeZone: string | null;
}

/** A facility's own range of the yield of a step, from this event on. */
export interface YieldRangeFact {
  readonly kind: 'yield-range';
  readonly eventNumber: number;
  /** Counts the ranges of one event from 0. */
  readonly index: number;
  readonly facility: string;
  readonly step: ProcessStep;
  /** Both ends are null where a correction has taken back the only range. */
  readonly lowPartsPerMillion: number | null;
  readonly highPartsPerMillion: number | null;
  /** The event that stated it, where a correction of a later one lets it count again; null is this event. */
  readonly statementNumber: number | null;
}

export interface KeyFact {
  readonly kind: 'key';
  readonly eventNumber: number;
  readonly key: string;
  readonly party: string;
  readonly heldBy: 'party' | 'ledger';
  readonly recovery: boolean;
}

export interface KeyRevocationFact {
  readonly kind: 'key-revocation';
  readonly eventNumber: number;
  readonly key: string;
  readonly reason: string;
  /** Null in events that were written before causes were stated. */
  readonly cause: RevocationCause | null;
  readonly stolenFrom: string | null;
  /** How much the key signed from `stolenFrom` to its revocation, and the first and last entry of it; null when nothing. */
  readonly signed: Signed | null;
}

/** What a key signed in some time: so many entries with so many events, the positions of the first and of the last. */
export interface Signed {
  readonly entries: number;
  readonly events: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
}

/** A key that signs checkpoints from this event on, besides those before it. */
export interface CheckpointKeyFact {
  readonly kind: 'checkpoint-key';
  readonly eventNumber: number;
  readonly key: string;
}

export interface CheckpointKeyRetirementFact {
  readonly kind: 'checkpoint-key-retirement';
  readonly eventNumber: number;
  readonly key: string;
  readonly successor: string;
  readonly reason: string;
}

/** A principal let an agent act for it, or ended that. The latest between two parties counts. */
export interface MandateFact {
  readonly kind: 'mandate';
  readonly eventNumber: number;
  readonly principal: string;
  readonly agent: string;
  readonly isGiven: boolean;
  readonly acts: readonly string[];
  readonly until: string | null;
  /** The event that stated it, where a correction of a later one lets it count again; null is this event. */
  readonly statementNumber: number | null;
}

/** The key that signed is an agent's, the act its principal's. */
export interface OnBehalfFact {
  readonly kind: 'on-behalf';
  readonly eventNumber: number;
  readonly agent: string;
  readonly principal: string;
}
