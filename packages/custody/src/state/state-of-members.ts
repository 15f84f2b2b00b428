/** What is known of parties, their sites and keys, and who acts for whom. */
import type { Signed } from '../facts/facts-of-members.ts';
import type { ProcessStep } from '../material.ts';
import type { Role } from '../role.ts';
import type { YieldRange } from '../step-yield.ts';

/** What is tolerated, and what becomes of the rest. */
export interface PolicyState {
  readonly enforcement: 'strict' | 'observe';
  readonly balancePartsPerMillion: number;
  readonly transferPartsPerMillion: number;
  readonly bulkTransferPartsPerMillion: number;
  readonly elementTransferPartsPerMillion: number;
}

export interface PartyState {
  readonly party: string;
  readonly roles: readonly Role[];
  readonly country: string | null;
  /** What it tolerates between declared and measured of what it receives; null for what the ledger's policy says. */
  readonly transferPartsPerMillion: number | null;
  readonly bulkTransferPartsPerMillion: number | null;
  readonly elementTransferPartsPerMillion: number | null;
  /** Whether a key was ever enrolled for the party: the first one needs no earlier one. */
  readonly hasHadKey: boolean;
}

/** A site's own ranges, each with the event that states it. */
export type YieldRanges = Readonly<Partial<Record<ProcessStep, YieldRange & { readonly eventNumber: number }>>>;

export interface FacilityState {
  readonly facility: string;
  readonly party: string;
  readonly country: string;
  readonly activities: readonly string[];
  /** Where the site has set its own. */
  readonly yieldRanges: YieldRanges;
}

export interface KeyState {
  readonly key: string;
  readonly party: string;
  readonly revoked: boolean;
}

/** What a key has signed that was recorded at a time or later. */
export interface SignedSince {
  readonly since: string;
  /** Null when nothing. */
  readonly signed: Signed | null;
}

/** Signs checkpoints and nothing else: it can never be enrolled. */
export interface CheckpointKeyState {
  readonly key: string;
  readonly retired: boolean;
}

/** What a principal lets an agent do for it. */
export interface MandateState {
  /** The event that states it: the last word between the two. */
  readonly eventNumber: number;
  readonly acts: readonly string[];
  /** The last moment at which the agent may record; null when there is none. */
  readonly until: string | null;
  readonly endedAt: string | null;
}

/** One mandate stands between two parties. */
export function mandateName(principal: string, agent: string): string {
  return `${principal} ${agent}`;
}
