/** What consignor and consignee say differently of a transfer, noted beside the goods. */
import type { LotState } from '../state/state-of-lots.ts';
import type { PartyState } from '../state/state-of-members.ts';
import type { TransferState } from '../state/state-of-transfers.ts';
import { addFinding, type Ruling } from './ruling.ts';
import { describeWithSlip, findVariances, type Measurement, transferTolerances } from '../transfer-variance.ts';

/** Two scales that disagree beyond tolerance open a dispute. The goods are free to be used all the same. */
export function noteVariance(
  ruling: Ruling,
  receiver: PartyState,
  { lotNumber, lot, form, uncertaintyPartsPerMillion: declaredUncertaintyPartsPerMillion }: LotState,
  { transfer, ...measurement }: Omit<Measurement, 'declaredUncertaintyPartsPerMillion'> & { readonly transfer: string },
): void {
  const { policy } = ruling.state;
  if (policy === null) throw new Error('a receipt is decided before the ledger is open');
  const { declared, measured } = measurement;
  const both = { ...measurement, declaredUncertaintyPartsPerMillion };
  const variances = findVariances(both, transferTolerances(policy, receiver, form));
  const [first] = variances;
  if (first === undefined) return;
  const { measure, declared: declaredAmount, measured: measuredAmount, ...tolerances } = first;
  const figures = { measure, declaredAmount, measuredAmount, ...tolerances, declared, measured };
  ruling.facts.push({ kind: 'dispute', eventNumber: ruling.eventNumber, transfer, lotNumber, lot, ...figures });
  const differences = variances.map((variance) => describeWithSlip(variance, form));
  addFinding(ruling, 'transfer-variance', `lot ${lot} of ${transfer}: ${differences.join('; ')}`);
}

/** Seals are compared where both sides state them: one that is missing or another one is for somebody to look at. */
export function noteSeals(
  ruling: Ruling,
  { transfer, seals }: Pick<TransferState, 'transfer' | 'seals'>,
  found: readonly string[] | null,
): void {
  if (seals === null || found === null) return;
  const missing = seals.filter((seal) => !found.includes(seal));
  const others = found.filter((seal) => !seals.includes(seal));
  if (missing.length === 0 && others.length === 0) return;
  const message = `transfer ${transfer} was sealed with ${seals.join(', ')}, the receipt finds ${found.join(', ')}`;
  addFinding(ruling, 'seals-differ', message);
}
