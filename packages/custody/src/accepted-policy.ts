import type { PolicyFact } from './facts-of-members.ts';
import { DEFAULT_BALANCE_PARTS_PER_MILLION } from './material-balance.ts';
import {
  DEFAULT_BULK_TRANSFER_PARTS_PER_MILLION,
  DEFAULT_ELEMENT_TRANSFER_PARTS_PER_MILLION,
  DEFAULT_TRANSFER_PARTS_PER_MILLION,
} from './transfer-variance.ts';

/** What is tolerated, and what becomes of the rest. */
type AcceptedPolicy = Omit<PolicyFact, 'kind' | 'eventNumber' | 'checkpointKey'>;

type Tolerances = Omit<AcceptedPolicy, 'enforcement'>;

/** A policy as the first event states it. */
export interface StatedPolicy {
  readonly enforcement?: AcceptedPolicy['enforcement'] | undefined;
  readonly tolerances?: { readonly [Tolerance in keyof Tolerances]?: number | undefined } | undefined;
}

/** The policy with what is left out filled in. */
export function acceptedPolicy({ enforcement = 'strict', tolerances }: StatedPolicy): AcceptedPolicy {
  return {
    enforcement,
    balancePartsPerMillion: tolerances?.balancePartsPerMillion ?? DEFAULT_BALANCE_PARTS_PER_MILLION,
    transferPartsPerMillion: tolerances?.transferPartsPerMillion ?? DEFAULT_TRANSFER_PARTS_PER_MILLION,
    bulkTransferPartsPerMillion: tolerances?.bulkTransferPartsPerMillion ?? DEFAULT_BULK_TRANSFER_PARTS_PER_MILLION,
    elementTransferPartsPerMillion:
      tolerances?.elementTransferPartsPerMillion ?? DEFAULT_ELEMENT_TRANSFER_PARTS_PER_MILLION,
  };
}
