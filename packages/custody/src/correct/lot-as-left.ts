/** What a correction asks of the lots that its target left somewhere: that they are there still, and as they were. */
import { awaitedLot } from '../decide/awaited-receipt.ts';
import { amountOf, changesIn, type Correction, formatPlace, latestAlong, whereUnchangeable } from './correction.ts';
import { known, type NamedThing } from '../state/custody-state.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { formatAmount } from '../format-amount.ts';
import { nameOf, standingHold } from '../decide/hold.ts';
import { addAmounts, negateAmounts } from '../amounts.ts';

/** Notes as an obstacle that a lot is on hold, or not where the target left it. */
export function expectPlace(
  { obstacles, ruling }: Correction,
  lot: LotState,
  status: 'in-transit' | 'returning' | 'packed' | 'exported',
  within: string,
): boolean {
  const { whereabouts } = lot;
  const hold = standingHold(ruling.state, lot);
  const found =
    'transfer' in whereabouts ? whereabouts.transfer : 'shipment' in whereabouts ? whereabouts.shipment : null;
  const isThere = whereabouts.status === status && found === within;
  if (isThere && hold === null) return true;
  const expected = `${status.replace('-', ' ')} under ${within}`;
  obstacles.push(
    `lot ${lot.lot} was left ${expected}, and is ${describeWhere({ ...lot, hold })}: see ${latestAlong(lot)}`,
  );
  return false;
}

/** Notes as obstacles that a lot is not held by `party` any more, is awaited by another, or has another amount left. */
export function expectHeld(correction: Correction, lot: LotState, party: string): boolean {
  const { obstacles, ruling, target } = correction;
  const now = { ...lot, hold: standingHold(ruling.state, lot) };
  if (whereUnchangeable(now) !== null || lot.custodian !== party) {
    obstacles.push(`lot ${lot.lot} was left with ${party}, and is ${describeWhere(now)}: see ${latestAlong(lot)}`);
    return false;
  }
  const receipt = awaitedLot(ruling.state, party, lot.lot);
  if (receipt !== undefined) {
    const { consignee, transfer, eventNumber } = receipt;
    obstacles.push(
      `lot ${lot.lot} was left with ${party}, and ${consignee} has received it under transfer ${transfer}, whose dispatch is awaited: see event ${formatPlace(eventNumber)}`,
    );
    return false;
  }
  const left = target.left.find((part) => part.lot === lot.lot)?.amounts ?? lot.remaining;
  const [first] = changesIn(addAmounts(lot.remaining, negateAmounts(left)));
  if (first === undefined) return true;
  const [what, by] = first;
  const before = amountOf(left, what);
  obstacles.push(
    `lot ${lot.lot} was left with ${formatAmount(what, before)}, and has ${formatAmount(what, before + by)}: see ${latestAlong(lot)}`,
  );
  return false;
}

/** Notes as an obstacle that an authority stops a transfer, a unit or a shipment. */
export function expectNotOnHold({ obstacles }: Correction, thing: NamedThing): void {
  if (thing.hold === null) return;
  const { placedBy, placedAt, reason } = thing.hold;
  obstacles.push(
    `${thing.kind} ${nameOf(thing)} is on hold since ${placedAt}, by ${placedBy} (${reason}), and stays as it is: let it be released first`,
  );
}

/** Notes as obstacles the units that hold some of the lots and others besides: a unit moves whole. */
export function expectWholeUnits({ ruling, obstacles }: Correction, lots: readonly LotState[]): void {
  const named = new Set(lots.map(({ lot }) => lot));
  for (const { lot, unit } of lots) {
    if (unit === null) continue;
    const found = known(ruling.state.things, unit);
    const others = found.kind === 'unit' ? found.lots.filter((other) => !named.has(other)).sort() : [];
    if (others.length === 0) continue;
    obstacles.push(`lot ${lot} is packed in unit ${unit} with ${others.join(', ')}, and a unit moves whole: unpack it`);
  }
}

/** Where a lot is, as people say it. */
function describeWhere(lot: LotState): string {
  return whereUnchangeable(lot) ?? `held by ${lot.custodian}`;
}

/** In the order of lot numbers, so that all is said in one order however things were looked up. */
export function inOrder(lots: readonly LotState[]): LotState[] {
  return lots.toSorted((one, other) => one.lotNumber - other.lotNumber);
}
