/** Corrections of who owns lots: who owned them before does again, or the owner is another. */
import {
  type Correction,
  formatPlace,
  latestAlong,
  lotBeforeTarget,
  rehearse,
  requireUnchanged,
  whereUnchangeable,
} from './correction.ts';
import { known } from '../state/custody-state.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { decideOwnershipTransferred, ownerOf } from '../decide/decide-ownership.ts';
import { draftOf } from '../state/draft-state.ts';
import type { EventOf } from '../event.ts';
import { isSpent } from '../amounts.ts';
import { requireThing } from '../decide/ruling.ts';

type Statement = EventOf<'ownership-transferred'>;

/** The event must be the last word on who owns its lots, and these must be there still. */
export function correctOwnership(correction: Correction, standing: Statement, replacement: Statement | null): void {
  const { ruling, facts } = correction;
  const { eventNumber } = ruling;
  const lots = standing.lots.map((lot) => requireThing(ruling, 'corrects', 'lot', lot));
  for (const lot of lots) requireLastWord(correction, lot);
  const before = lots.map((lot) => lotBeforeTarget(correction, lot));
  if (replacement === null) {
    for (const { lot, lotNumber, owner, ownedNumber } of before) {
      facts.push({ kind: 'ownership', eventNumber, lotNumber, lot, owner, statementNumber: ownedNumber });
    }
    return;
  }
  const advice = 'a replacement is about the same lots; void the event, and state of the other lots whose they are';
  requireUnchanged('lots', listed(standing.lots), listed(replacement.lots), advice);
  const { state } = draftOf(ruling.state);
  for (const found of before) {
    const lot = known(state.things, found.lot);
    if (lot.kind === 'lot') state.things.set(lot.lot, { ...lot, ...found, hold: null });
  }
  const rehearsal = rehearse(correction, state, replacement, (opened) =>
    decideOwnershipTransferred(opened, replacement),
  );
  facts.push(...rehearsal.facts);
  correction.findings.push(...rehearsal.findings);
}

function requireLastWord({ target, obstacles }: Correction, lot: LotState): void {
  const { hold, ownedNumber, remaining } = lot;
  if (ownedNumber !== null && ownedNumber !== target.standingNumber) {
    const [said, later] = [formatPlace(target.eventNumber), formatPlace(ownedNumber)];
    obstacles.push(
      `event ${said} says whose lot ${lot.lot} is, and event ${later} that it is ${ownerOf(lot)}'s: correct that first, or let ${ownerOf(lot)} state another owner`,
    );
  }
  if (isSpent(remaining)) {
    obstacles.push(
      `lot ${lot.lot} has 0 left, and what was made of it went by its owner ${ownerOf(lot)}: see ${latestAlong(lot)}`,
    );
  }
  if (hold !== null) {
    obstacles.push(`lot ${lot.lot} is ${whereUnchangeable(lot)}, and only what is free changes its owner`);
  }
}

function listed(lots: readonly string[]): string {
  return [...lots].sort().join(', ');
}
