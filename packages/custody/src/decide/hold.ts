/** Holds of authorities: what can be on hold, and what that keeps from happening. */
import type { CustodyState, NamedThing } from '../state/custody-state.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { Hold } from '../state/state-of-oversight.ts';
import type { FactOf } from '../fact.ts';
import { Refused } from '../refusal.ts';
import type { Ruling } from './ruling.ts';

/** Refuses to use or move what an authority has put on hold: it says who, when and why. */
export function requireNotOnHold(field: string, thing: NamedThing): void {
  if (thing.hold !== null) refuseHeld(field, thing, thing.hold, '');
}

/** The same of a lot, and of the unit that it is in: what is in a container that is stopped is stopped. */
export function requireLotNotOnHold({ state }: Pick<Ruling, 'state'>, field: string, lot: LotState): void {
  requireNotOnHold(field, lot);
  const unit = heldUnitOf(state, lot);
  if (unit !== null) refuseHeld(field, unit, unit.hold, `lot ${lot.lot} is packed in unit ${nameOf(unit)}: `);
}

/** What keeps a lot where it is: a hold on it, or on the unit that it is in. */
export function standingHold(state: CustodyState, lot: LotState): Hold | null {
  return lot.hold ?? heldUnitOf(state, lot)?.hold ?? null;
}

function heldUnitOf({ things }: CustodyState, { unit }: LotState): (NamedThing & { readonly hold: Hold }) | null {
  if (unit === null) return null;
  const thing = things.get(unit);
  if (thing?.kind !== 'unit') throw new Error(`unit ${unit} was not looked up with a lot in it`);
  const { hold } = thing;
  return hold === null ? null : { ...thing, hold };
}

function refuseHeld(field: string, thing: NamedThing, { placedBy, placedAt, reason }: Hold, where: string): never {
  const name = nameOf(thing);
  const message = `${where}${thing.kind} ${name} is on hold since ${placedAt}, by ${placedBy}: ${reason}; only what is not on hold can be used or moved: an authority releases it first`;
  const facts = { [thing.kind]: name, expected: 'not on hold', found: 'on hold', placedBy, placedAt, reason };
  throw new Refused('on-hold', field, message, facts);
}

/** Notes that a thing is put on hold, or released. One event may pass a hold on to several parts. */
export function pushHold(
  { facts, eventNumber }: Ruling,
  hold: Pick<FactOf<'hold'>, 'thing' | 'isPlaced' | 'party' | 'reason'>,
): void {
  const index = facts.filter(({ kind }) => kind === 'hold').length;
  facts.push({ kind: 'hold', eventNumber, index, ...hold });
}

/** The id of a thing, whichever kind it is of. */
export function nameOf(thing: NamedThing): string {
  switch (thing.kind) {
    case 'lot':
      return thing.lot;
    case 'transfer':
      return thing.transfer;
    case 'shipment':
      return thing.shipment;
    case 'unit':
      return thing.unit;
    default:
      return thing satisfies never;
  }
}
