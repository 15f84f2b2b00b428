import { type Correction, formatPlace, requireUnchanged } from './correction.ts';
import { known } from '../state/custody-state.ts';
import { decideTransferDispatched } from '../decide/decide-transfer.ts';
import type { EventOf } from '../event.ts';
import type { Fact } from '../fact.ts';
import { expectNotOnHold, expectPlace } from './lot-as-left.ts';
import { moveLot } from '../decide/lot-in-use.ts';
import { requireThing } from '../decide/ruling.ts';
import { redo, startUndoing } from './undo-and-redo.ts';

type Dispatch = EventOf<'transfer-dispatched'>;

/** While everything is under way, a dispatch is taken back or made another one: the transfer keeps its id. */
export function correctDispatch(correction: Correction, standing: Dispatch, replacement: Dispatch | null): void {
  const { ruling, target, obstacles } = correction;
  const { transfer } = standing;
  if (replacement !== null) {
    const advice = 'void the dispatch, and record it anew under another id';
    requireUnchanged('transfer', transfer, replacement.transfer, advice);
  }
  expectNotOnHold(correction, requireThing(ruling, 'corrects', 'transfer', transfer));
  const { receipts, ended } = known(ruling.state.handshakes, transfer);
  for (const { eventNumber, outcomes } of receipts) {
    const said = Object.entries(outcomes).map(([lot, outcome]) => `${lot} ${outcome}`);
    obstacles.push(
      `transfer ${transfer} was left in transit, and event ${formatPlace(eventNumber)} is a receipt of it (${said.sort().join(', ')}): correct that first`,
    );
  }
  if (ended !== null) {
    const { as, eventNumber } = ended;
    obstacles.push(`transfer ${transfer} was left in transit, and is ${as}: see event ${formatPlace(eventNumber)}`);
  }
  const undoing = startUndoing(correction);
  for (const line of obstacles.length > 0 ? [] : standing.lines) {
    const lot = requireThing(ruling, 'corrects', 'lot', line.lot);
    expectPlace(correction, lot, 'in-transit', transfer);
    moveLot(undoing, lot, 'held', target.party, null);
  }
  redo(correction, undoing, {
    standing,
    replacement,
    decide: decideTransferDispatched,
    prepare: ({ things }) => things.set(transfer, null),
    adapt: (facts) => facts.map(asRevision),
  });
}

/** The transfer is there already. */
function asRevision(fact: Fact): Fact {
  if (fact.kind !== 'transfer') return fact;
  const { eventNumber, transfer, consignee, seals } = fact;
  return { kind: 'transfer-revision', eventNumber, transfer, consignee, seals };
}
