/** The three things that can happen to a lot of an account: it is made, it has more or less, it goes somewhere. */
import { type Account, type AccountLot, AccountProblem, type Deed } from './account.ts';
import { plusAmounts } from './account-amounts.ts';

/** A lot that its maker has. */
export function openLot(
  account: Account,
  lot: Pick<AccountLot, 'lot' | 'custodian' | 'form' | 'remaining'> & Partial<AccountLot>,
): AccountLot {
  if (account.lots.has(lot.lot)) throw new AccountProblem(`lot ${lot.lot} is made twice`);
  const fresh = {
    isStock: false,
    status: 'held',
    within: null,
    unit: null,
    isOnHold: false,
    owner: null,
    assayed: null,
  } as const;
  const opened: AccountLot = { ...fresh, ...lot };
  account.lots.set(lot.lot, opened);
  return opened;
}

/** Changes what is left of a lot, and says why. */
export function changeLot(lot: AccountLot, by: AccountLot['remaining'], cause: string, deed: Deed): void {
  lot.remaining = plusAmounts(lot.remaining, by);
  deed.changes = [...deed.changes, { lot: lot.lot, amounts: by, cause }];
}

export function placeLot(
  lot: AccountLot,
  status: AccountLot['status'],
  within: string | null,
  custodian = lot.custodian,
) {
  Object.assign(lot, { status, within, custodian });
}
