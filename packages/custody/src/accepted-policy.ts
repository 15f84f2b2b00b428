import { DEFAULT_BALANCE_PARTS_PER_MILLION } from './material-balance.ts';
import type { PolicyState } from './state/state-of-members.ts';
import {
  DEFAULT_BULK_TRANSFER_PARTS_PER_MILLION,
  DEFAULT_ELEMENT_TRANSFER_PARTS_PER_MILLION,
  DEFAULT_TRANSFER_PARTS_PER_MILLION,
} from './transfer-variance.ts';

type Tolerances = Omit<PolicyState, 'enforcement'>;

/** A policy as the first event states it. */
export interface StatedPolicy {
  readonly enforcement?: PolicyState['enforcement'] | undefined;
  readonly tolerances?: { readonly [Tolerance in keyof Tolerances]?: number | undefined } | undefined;
}

/** The policy with what is left out filled in. */
export function acceptedPolicy({ enforcement = 'strict', tolerances }: StatedPolicy): PolicyState {
  return {
    enforcement,
    balancePartsPerMillion: tolerances?.balancePartsPerMillion ?? DEFAULT_BALANCE_PARTS_PER_MILLION,
    transferPartsPerMillion: tolerances?.transferPartsPerMillion ?? DEFAULT_TRANSFER_PARTS_PER_MILLION,
    bulkTransferPartsPerMillion: tolerances?.bulkTransferPartsPerMillion ?? DEFAULT_BULK_TRANSFER_PARTS_PER_MILLION,
    elementTransferPartsPerMillion:
      tolerances?.elementTransferPartsPerMillion ?? DEFAULT_ELEMENT_TRANSFER_PARTS_PER_MILLION,
  };
}
