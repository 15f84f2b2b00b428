/** Lots are put into a logistic unit and taken out of it. A unit that was unpacked may be packed again. */
import type { LotState } from '../state/state-of-lots.ts';
import type { UnitState } from '../state/state-of-shipments.ts';
import type { EventOf } from '../event.ts';
import { requireNotOnHold } from './hold.ts';
import { requireLotAtHand, requireTimeOrder, requireUsableLot } from './lot-in-use.ts';
import { Refused } from '../refusal.ts';
import { addFinding, requireDistinct, requireThing, requireUnused, type Ruling } from './ruling.ts';
import { requireLoose } from './unit-in-use.ts';

/** A unit takes lots whole. */
const WHOLE = {};

/** Lots that one party holds go into a unit that is empty. */
export function decideUnitPacked(ruling: Ruling, event: EventOf<'unit-packed'>): void {
  const { unit, lots, seal = null } = event;
  const { actor, eventNumber, state } = ruling;
  const thing = state.things.get(unit);
  if (thing?.kind === 'unit') requireUnit(thing, 'packed');
  else requireUnused(ruling, 'unit', 'unit', unit);
  requireDistinct('lots', [unit, ...lots], 'unit and its lots');
  const stands = { isPacked: true, seal, standingNumber: eventNumber };
  ruling.facts.push({ kind: 'unit', eventNumber, unit, party: actor.party, ...stands });
  for (const [index, id] of lots.entries()) {
    const field = `lots[${index}]`;
    const lot = requireUsableLot(ruling, field, id, WHOLE);
    requireLoose(field, lot);
    requireTimeOrder(ruling, lot);
    moveInto(ruling, lot, unit);
  }
}

/** Whoever has one of its lots opens a unit, or had those that are lost; all of them are loose again, wherever they are. */
export function decideUnitUnpacked(ruling: Ruling, event: EventOf<'unit-unpacked'>): void {
  const unit = requireThing(ruling, 'unit', 'unit', event.unit);
  requireUnit(unit, 'unpacked');
  requireNotOnHold('unit', unit);
  // In the order of lot numbers, so that findings come in the same order however the unit was looked up.
  const lots = unit.lots
    .map((id) => requireThing(ruling, 'unit', 'lot', id))
    .sort((left, right) => left.lotNumber - right.lotNumber);
  const { actor, eventNumber } = ruling;
  // Where all is lost, whoever lost it has the empty unit.
  const there = lots.filter(({ whereabouts }) => whereabouts.status !== 'lost');
  const status = there.length === 0 ? 'lost' : 'held';
  const own = lots.filter(({ custodian, whereabouts }) => custodian === actor.party && whereabouts.status === status);
  const [first] = [...there, ...lots];
  if (own.length === 0 && first !== undefined) requireLotAtHand(ruling, 'unit', first.lot, WHOLE);
  for (const lot of own) requireTimeOrder(ruling, lot);
  noteSeal(ruling, unit, event.seal ?? null);
  const { party } = actor;
  const stands = { isPacked: false, seal: event.seal ?? null, standingNumber: eventNumber };
  ruling.facts.push({ kind: 'unit', eventNumber, unit: unit.unit, party, ...stands });
  for (const lot of lots) moveInto(ruling, lot, null);
}

/** Refuses to pack what is packed, and to unpack or hold what is not. */
export function requireUnit({ unit, isPacked }: UnitState, asked: 'packed' | 'unpacked' | 'held'): void {
  const found = isPacked ? 'packed' : 'unpacked';
  if (isPacked !== (asked === 'packed')) return;
  const says = asked === 'held' ? 'on hold' : asked;
  const advice = asked === 'packed' ? 'unpack it first, or choose another' : 'pack it first';
  const message = `unit ${unit} is ${found} already, the event says that it is ${says}: ${asked === 'held' ? 'name the lots that were in it' : advice}`;
  throw new Refused('unit-state', 'unit', message, { unit, asked, expected: isPacked ? 'unpacked' : 'packed', found });
}

function noteSeal(ruling: Ruling, { unit, seal }: UnitState, found: string | null): void {
  if (found === null || found === seal) return;
  const sealed = seal === null ? 'without a seal' : `with the seal ${seal}`;
  addFinding(ruling, 'seals-differ', `unit ${unit} was packed ${sealed}, it was found with ${found}`);
}

function moveInto(ruling: Ruling, { lotNumber, lot }: LotState, unit: string | null): void {
  ruling.facts.push({ kind: 'unit-line', eventNumber: ruling.eventNumber, lotNumber, lot, unit });
}
