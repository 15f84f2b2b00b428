/** Corrections of packing a logistic unit and of unpacking it, while the unit and its lots are as that left them. */
import { type Correction, formatPlace, latestAlong, requireUnchanged } from './correction.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { UnitState } from '../state/state-of-shipments.ts';
import { decideUnitPacked, decideUnitUnpacked } from '../decide/decide-unit.ts';
import type { EventOf } from '../event.ts';
import { expectHeld, expectNotOnHold } from './lot-as-left.ts';
import { requireThing } from '../decide/ruling.ts';
import { redo, startUndoing } from './undo-and-redo.ts';

/** The lots are loose again, and the unit is empty. */
export function correctUnitPacked(
  correction: Correction,
  standing: EventOf<'unit-packed'>,
  replacement: EventOf<'unit-packed'> | null,
): void {
  const { ruling, target } = correction;
  requireSameUnit(standing.unit, replacement?.unit);
  const unit = requireThing(ruling, 'corrects', 'unit', standing.unit);
  expectUntouched(correction, unit, 'packed');
  const undoing = startUndoing(correction);
  putBack(undoing, unit, false);
  for (const id of standing.lots) {
    const lot = requireThing(ruling, 'corrects', 'lot', id);
    expectHeld(correction, lot, target.party);
    putInto(undoing, lot, null);
  }
  redo(correction, undoing, { standing, replacement, decide: decideUnitPacked });
}

/** The lots are in the unit again, under the seal that it had. */
export function correctUnitUnpacked(
  correction: Correction,
  standing: EventOf<'unit-unpacked'>,
  replacement: EventOf<'unit-unpacked'> | null,
): void {
  const { ruling, target, obstacles } = correction;
  requireSameUnit(standing.unit, replacement?.unit);
  const unit = requireThing(ruling, 'corrects', 'unit', standing.unit);
  expectUntouched(correction, unit, 'unpacked');
  const undoing = startUndoing(correction);
  putBack(undoing, unit, true);
  for (const { lot: id } of target.left) {
    const lot = requireThing(ruling, 'corrects', 'lot', id);
    if (expectHeld(correction, lot, target.party) && lot.unit !== null) {
      obstacles.push(`lot ${id} was left loose, and is packed in unit ${lot.unit}: see ${latestAlong(lot)}`);
    }
    putInto(undoing, lot, unit.unit);
  }
  redo(correction, undoing, { standing, replacement, decide: decideUnitUnpacked });
}

function requireSameUnit(unit: string, instead: string | undefined): void {
  if (instead === undefined) return;
  requireUnchanged('unit', unit, instead, 'void the event, and record one of the other unit');
}

/** Notes as obstacles that the unit was packed or unpacked since, or is stopped. */
function expectUntouched(correction: Correction, unit: UnitState, left: 'packed' | 'unpacked'): void {
  const { target, obstacles } = correction;
  expectNotOnHold(correction, unit);
  if (unit.standingNumber === target.standingNumber) return;
  const since = unit.isPacked ? 'packed' : 'unpacked';
  obstacles.push(
    `unit ${unit.unit} was left ${left}, and was ${since} since, by event ${formatPlace(unit.standingNumber)}: correct that first`,
  );
}

/** The unit stands again as the target found it. */
function putBack({ eventNumber, target, facts }: Correction, { unit }: UnitState, isPacked: boolean): void {
  const { seal = null, standingNumber = eventNumber } = target.before.unit ?? {};
  facts.push({ kind: 'unit', eventNumber, unit, party: target.party, isPacked, seal, standingNumber });
}

function putInto({ eventNumber, facts }: Correction, { lot, lotNumber }: LotState, unit: string | null): void {
  facts.push({ kind: 'unit-line', eventNumber, lotNumber, lot, unit });
}
