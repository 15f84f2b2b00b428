import type { LotState, ShipmentState } from './custody-state.ts';
import type { HoldFact } from './facts-of-oversight.ts';
import { Refused } from './refusal.ts';
import type { Ruling } from './ruling.ts';

/** Refuses to use or move what an authority has put on hold: it says who, when and why. */
export function requireNotOnHold(field: string, thing: LotState | ShipmentState): void {
  if (thing.hold === null) return;
  const { placedBy, placedAt, reason } = thing.hold;
  const name = nameOfHeld(thing);
  const message = `${thing.kind} ${name} is on hold since ${placedAt}, by ${placedBy}: ${reason}; only what is not on hold can be used or moved: an authority releases it first`;
  const facts = { [thing.kind]: name, expected: 'not on hold', found: 'on hold', placedBy, placedAt, reason };
  throw new Refused('on-hold', field, message, facts);
}

/** Notes that a thing is put on hold, or released. One event may pass a hold on to several parts. */
export function pushHold(
  { facts, eventNumber }: Ruling,
  hold: Pick<HoldFact, 'thing' | 'isPlaced' | 'party' | 'reason'>,
): void {
  const index = facts.filter(({ kind }) => kind === 'hold').length;
  facts.push({ kind: 'hold', eventNumber, index, ...hold });
}

/** What an authority can put on hold has one of two names. */
export function nameOfHeld(thing: LotState | ShipmentState): string {
  return thing.kind === 'lot' ? thing.lot : thing.shipment;
}
