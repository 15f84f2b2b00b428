/** What assays, counts and disposals do to an account. */
import type { EventOf } from '../../src/event.ts';
import { amountsOf } from '../../src/amounts.ts';
import { type Account, type AccountLot, AccountProblem, type Deed, entryIn, requireLoose, useLot } from './account.ts';
import { changeTo, isUsedUp, oppositeOf, portionOf } from './account-amounts.ts';
import { changeLot, placeLot } from './account-lot.ts';

export type AmountEvent = EventOf<'lot-assayed' | 'lot-adjusted' | 'lot-disposed'>;

export function bookAmounts(account: Account, event: AmountEvent, deed: Deed): void {
  const lot = entryIn(account.lots, event.lot);
  if (event.type === 'lot-disposed') requireLoose(useLot(account, event.lot, deed.by));
  if (event.type === 'lot-adjusted' && lot.custodian !== deed.by) {
    throw new AccountProblem(`lot ${event.lot} of ${lot.custodian} is counted by ${deed.by}`);
  }
  if (event.type === 'lot-assayed' && isUsedUp(lot.remaining)) {
    throw new AccountProblem(`lot ${event.lot} is assayed, and is spent`);
  }
  deed.before = [{ ...lot }];
  changeAmounts(lot, event, deed);
}

/** Changes a lot as the event says of what it finds there. */
export function changeAmounts(lot: AccountLot, event: AmountEvent, deed: Deed): void {
  switch (event.type) {
    case 'lot-assayed':
      lot.assayed = event.version;
      return changeLot(lot, changeTo(foundBy(event, lot), lot.remaining, true), 'reassayed', deed);
    case 'lot-adjusted':
      changeLot(lot, changeTo(amountsOf(event.quantity), lot.remaining, event.reason === 'drying'), 'adjusted', deed);
      // What is all gone is lost, and may be found again.
      if (isUsedUp(lot.remaining)) placeLot(lot, 'lost', null);
      else if (lot.status === 'lost') placeLot(lot, 'held', null);
      return;
    case 'lot-disposed':
      changeLot(lot, oppositeOf(portionOf(lot.remaining, event.quantity)), 'disposed', deed);
      if (isUsedUp(lot.remaining)) placeLot(lot, 'disposed', null);
      return;
    default:
      event satisfies never;
  }
}

/** What was not detected is none, where there was thought to be some. */
function foundBy({ quantity }: EventOf<'lot-assayed'>, { remaining }: AccountLot) {
  const found = amountsOf(quantity);
  const none = (quantity.notDetected ?? []).filter((element) => remaining.elementMilligrams[element] !== undefined);
  const elementMilligrams = { ...found.elementMilligrams, ...Object.fromEntries(none.map((element) => [element, 0n])) };
  return { ...found, elementMilligrams };
}
