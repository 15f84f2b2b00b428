/** What a correction asks of a lot to which a part comes back that a step took, or of which more is taken. */
import { changesIn, type Correction, latestAlong, whereUnchangeable } from './correction.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { formatAmount } from '../format-amount.ts';
import type { Amounts } from '../amounts.ts';
import { saidAnew } from './said-anew.ts';

/** What comes back to a lot, or is taken of it besides, comes to whoever recorded the step: it must have the lot. */
export function requireReturnable(correction: Correction, lot: LotState, by: Amounts): void {
  const { target, obstacles } = correction;
  const [first] = changesIn(by);
  if (first === undefined) return;
  const [what, amount] = first;
  const change = `${formatAmount(what, amount < 0n ? -amount : amount)} ${amount < 0n ? 'more taken of it' : 'given back'}`;
  const where = whereElse(lot, target.party);
  if (where !== null) {
    obstacles.push(`lot ${lot.lot} would have ${change} by ${target.party}, and is ${where}: see ${latestAlong(lot)}`);
  }
  for (const since of saidAnew(lot, target.eventNumber)) {
    obstacles.push(`lot ${lot.lot} would have ${change}, and what there is was ${since}`);
  }
}

/** Where a lot is, when it is not simply held by `party`. */
export function whereElse(lot: LotState, party: string): string | null {
  return whereUnchangeable(lot) ?? (lot.custodian === party ? null : `held by ${lot.custodian}`);
}
