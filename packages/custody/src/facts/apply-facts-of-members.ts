/** How facts about parties, their sites and keys, and who acts for whom change what the rules know of the past. */
import { type CustodyState, known } from '../state/custody-state.ts';
import type {
  PolicyFact,
  PartyFact,
  FacilityFact,
  YieldRangeFact,
  KeyFact,
  KeyRevocationFact,
  CheckpointKeyFact,
  CheckpointKeyRetirementFact,
  MandateFact,
} from './facts-of-members.ts';
import { mandateName } from '../state/state-of-members.ts';

export function applyPolicy(state: CustodyState, fact: PolicyFact): void {
  state.policy = {
    enforcement: fact.enforcement,
    balancePartsPerMillion: fact.balancePartsPerMillion,
    transferPartsPerMillion: fact.transferPartsPerMillion,
    bulkTransferPartsPerMillion: fact.bulkTransferPartsPerMillion,
    elementTransferPartsPerMillion: fact.elementTransferPartsPerMillion,
  };
  state.checkpointKeys.set(fact.checkpointKey, { key: fact.checkpointKey, retired: false });
}

export function applyParty(state: CustodyState, fact: PartyFact): void {
  state.parties.set(fact.party, {
    party: fact.party,
    roles: fact.roles,
    country: fact.country,
    transferPartsPerMillion: fact.transferPartsPerMillion,
    bulkTransferPartsPerMillion: fact.bulkTransferPartsPerMillion,
    elementTransferPartsPerMillion: fact.elementTransferPartsPerMillion,
    hasHadKey: state.parties.get(fact.party)?.hasHadKey ?? false,
  });
}

export function applyFacility(state: CustodyState, fact: FacilityFact): void {
  const { facility, country, activities } = fact;
  const { yieldRanges = {} } = state.facilities.get(facility) ?? {};
  state.facilities.set(facility, { facility, party: fact.party, country, activities, yieldRanges });
}

export function applyYieldRange(state: CustodyState, fact: YieldRangeFact): void {
  const { facility, step, lowPartsPerMillion, highPartsPerMillion } = fact;
  const before = known(state.facilities, facility);
  const { [step]: _, ...others } = before.yieldRanges;
  const isStated = lowPartsPerMillion !== null && highPartsPerMillion !== null;
  const range = { lowPartsPerMillion, highPartsPerMillion, eventNumber: fact.statementNumber ?? fact.eventNumber };
  state.facilities.set(facility, { ...before, yieldRanges: isStated ? { ...others, [step]: range } : others });
}

export function applyKey(state: CustodyState, fact: KeyFact): void {
  const owner = known(state.parties, fact.party);
  state.keys.set(fact.key, { key: fact.key, party: fact.party, revoked: false });
  state.parties.set(fact.party, { ...owner, hasHadKey: true });
}

export function applyKeyRevocation(state: CustodyState, fact: KeyRevocationFact): void {
  state.keys.set(fact.key, { ...known(state.keys, fact.key), revoked: true });
}

export function applyCheckpointKey(state: CustodyState, fact: CheckpointKeyFact): void {
  state.checkpointKeys.set(fact.key, { key: fact.key, retired: false });
}

export function applyCheckpointKeyRetirement(state: CustodyState, fact: CheckpointKeyRetirementFact): void {
  state.checkpointKeys.set(fact.key, { ...known(state.checkpointKeys, fact.key), retired: true });
}

export function applyMandate(state: CustodyState, fact: MandateFact, occurredAt: string): void {
  const name = mandateName(fact.principal, fact.agent);
  const { acts, until } = fact;
  const eventNumber = fact.statementNumber ?? fact.eventNumber;
  if (fact.isGiven) state.mandates.set(name, { eventNumber, acts, until, endedAt: null });
  else state.mandates.set(name, { ...known(state.mandates, name), eventNumber, endedAt: occurredAt });
}
