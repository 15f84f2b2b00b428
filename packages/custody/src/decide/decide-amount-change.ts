/** What a lot has changes without a step: a count, a loss, an end. */
import { differenceBetween } from '../amount-difference.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { statedElements } from '../element-masses.ts';
import type { EventOf } from '../event.ts';
import type { ChangeCause } from '../facts/facts-of-lots.ts';
import { formatAmount } from '../format-amount.ts';
import { moveLot, requireCustodian, requireLotAtHand, requireTimeOrder, requireUsableLot } from './lot-in-use.ts';
import { takePortion } from '../portion.ts';
import {
  addAmounts,
  AMOUNT_MEASURES,
  type Amounts,
  amountsOf,
  isSpent,
  negateAmounts,
  subtractAmounts,
} from '../amounts.ts';
import { requireRoomForElements } from './room-for-elements.ts';
import { addFinding, requireThing, type Ruling } from './ruling.ts';
import { requireLoose } from './unit-in-use.ts';

type Adjustment = EventOf<'lot-adjusted'>;

/**
 * The book is brought to what is there. What is stated counts; every other measure and element goes in proportion to
 * the first measure that is stated, but for drying, which takes only water.
 */
export function decideLotAdjusted(ruling: Ruling, event: Adjustment): void {
  const lot = requireAdjustable(ruling, event.lot);
  const others = event.reason === 'drying' ? 'stay' : 'in-proportion';
  const by = differenceBetween(amountsOf(event.quantity), lot.remaining, others);
  const after = addAmounts(lot.remaining, by);
  requireRoomForElements(event.lot, after);
  noteGain(ruling, event, lot.remaining, by);
  pushChange(ruling, lot, 'adjusted', event.reason, by);
  if (isSpent(after)) moveLot(ruling, lot, 'lost', lot.custodian, null);
  else if (lot.whereabouts.status === 'lost') moveLot(ruling, lot, 'held', lot.custodian, null);
}

/** A part of a lot, or all of it, is destroyed or put away for good. */
export function decideLotDisposed(ruling: Ruling, event: EventOf<'lot-disposed'>): void {
  const lot = requireUsableLot(ruling, 'lot', event.lot, event.quantity);
  requireLoose('lot', lot);
  requireTimeOrder(ruling, lot);
  const taken = takePortion('quantity', { lot: event.lot, ...event.quantity }, lot.remaining);
  pushChange(ruling, lot, 'disposed', event.reason, negateAmounts(taken));
  if (isSpent(subtractAmounts(lot.remaining, taken))) moveLot(ruling, lot, 'disposed', lot.custodian, null);
}

/** A lot that its custodian has, on hold or not, has under way, or had lost. */
function requireAdjustable(ruling: Ruling, id: string): LotState {
  const lot = requireThing(ruling, 'lot', 'lot', id);
  const { status } = lot.whereabouts;
  if (status !== 'in-transit' && status !== 'returning' && status !== 'lost') requireLotAtHand(ruling, 'lot', id, {});
  requireCustodian(ruling, 'lot', lot);
  requireTimeOrder(ruling, lot);
  return lot;
}

/** More than the book says came from nowhere that the ledger knows: lawful, and to be looked at. */
function noteGain(ruling: Ruling, { lot, reason }: Adjustment, before: Amounts, by: Amounts): void {
  const gain = [
    ...AMOUNT_MEASURES.map((measure) => [measure, before[measure], by[measure]] as const),
    ...statedElements(by.elementMilligrams).map(
      ([element, mass]) => [element, before.elementMilligrams[element] ?? null, mass] as const,
    ),
  ].find(([, , more]) => more !== null && more > 0n);
  if (gain === undefined) return;
  const [what, had, more] = gain;
  const after = (had ?? 0n) + (more ?? 0n);
  const message = `lot ${lot} had ${formatAmount(what, had ?? 0n)}, the adjustment (${reason}) says ${formatAmount(what, after)}: more than the record explains`;
  addFinding(ruling, 'adjusted-upwards', message);
}

function pushChange(
  ruling: Ruling,
  { lotNumber, lot }: LotState,
  cause: ChangeCause,
  reason: string,
  by: Amounts,
): void {
  ruling.facts.push({ kind: 'change', eventNumber: ruling.eventNumber, lotNumber, lot, cause, reason, by });
}
