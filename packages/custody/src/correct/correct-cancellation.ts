import { type Correction, requireUnchanged } from './correction.ts';
import { decideTransferCancelled } from '../decide/decide-cancellation.ts';
import type { EventOf } from '../event.ts';
import { expectHeld, expectNotOnHold, expectWholeUnits } from './lot-as-left.ts';
import { moveLot } from '../decide/lot-in-use.ts';
import { requireThing } from '../decide/ruling.ts';
import { redo, startUndoing } from './undo-and-redo.ts';

type Cancellation = EventOf<'transfer-cancelled'>;

/** The lots go on under way, while they are where the cancellation has put them. */
export function correctCancellation(
  correction: Correction,
  standing: Cancellation,
  replacement: Cancellation | null,
): void {
  const { ruling, target, obstacles } = correction;
  const { transfer } = standing;
  if (replacement !== null) {
    const advice = 'void the cancellation, and record one of the other transfer';
    requireUnchanged('transfer', transfer, replacement.transfer, advice);
  }
  if (ruling.state.handshakes.get(transfer)?.ended?.eventNumber !== target.standingNumber) {
    obstacles.push(
      `the cancellation ended a wait for the dispatch of ${transfer}, and nothing of that is left to go on: let the consignee record its receipt anew, under another id where the transfer is recorded by now`,
    );
    return;
  }
  expectNotOnHold(correction, requireThing(ruling, 'corrects', 'transfer', transfer));
  const undoing = startUndoing(correction);
  const lots = target.left.map(({ lot }) => requireThing(ruling, 'corrects', 'lot', lot));
  for (const lot of lots) {
    expectHeld(correction, lot, target.party);
    moveLot(undoing, lot, 'in-transit', target.party, transfer);
  }
  expectWholeUnits(correction, lots);
  redo(correction, undoing, { standing, replacement, decide: decideTransferCancelled });
}
