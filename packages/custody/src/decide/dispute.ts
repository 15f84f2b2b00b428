/** What parties would settle a dispute on, and whether it is settled. */
import type { DisputeState, ProposalState } from '../state/state-of-transfers.ts';

/** The proposal that settled it; null while it is open. */
export function settlementOf({ proposals }: DisputeState): ProposalState | null {
  return proposals.find(({ isEffective }) => isEffective) ?? null;
}

/** The latest word of each party. */
export function latestProposals({ proposals }: DisputeState): readonly ProposalState[] {
  return [...new Map(proposals.map((proposal) => [proposal.party, proposal])).values()];
}
