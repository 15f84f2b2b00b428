import {
  changesIn,
  type Correction,
  formatPlace,
  latestAlong,
  requireEnough,
  requireUnchanged,
  whereUnchangeable,
} from './correction.ts';
import { known } from '../state/custody-state.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { DisputeState, TransferState } from '../state/state-of-transfers.ts';
import { decideTransferSettled } from '../decide/decide-settlement.ts';
import { settlementOf } from '../decide/dispute.ts';
import { type MutableElementMasses, statedElements } from '../element-masses.ts';
import type { EventOf } from '../event.ts';
import { formatAmount } from '../format-amount.ts';
import { AMOUNT_MEASURES, type Amounts, negateAmounts } from '../amounts.ts';
import { requireThing } from '../decide/ruling.ts';
import { redo, startUndoing } from './undo-and-redo.ts';

type Settlement = EventOf<'transfer-settled'>;

/** What a party said is taken back: a dispute that it settled is open again, and the book of the lot as it was. */
export function correctSettlement(correction: Correction, standing: Settlement, replacement: Settlement | null): void {
  const { ruling, target } = correction;
  if (replacement !== null) {
    const advice = 'void the settlement, and record one of the other transfer';
    requireUnchanged('transfer', standing.transfer, replacement.transfer, advice);
  }
  const transfer = requireThing(ruling, 'corrects', 'transfer', standing.transfer);
  const { disputes } = known(ruling.state.handshakes, standing.transfer);
  const undoing = startUndoing(correction);
  for (const dispute of disputes.toSorted((one, other) => one.lotNumber - other.lotNumber)) {
    const own = dispute.proposals.find(({ eventNumber }) => eventNumber === target.standingNumber);
    if (own === undefined) continue;
    if (own.isEffective) undoChange(correction, undoing, requireThing(ruling, 'corrects', 'lot', dispute.lot));
    else expectOpen(correction, transfer, dispute);
  }
  redo(correction, undoing, { standing, replacement, decide: decideTransferSettled });
}

/** What two have agreed on stands on both words. What an authority has decided stands alone. */
function expectOpen({ obstacles }: Correction, { consignor, consignee }: TransferState, dispute: DisputeState): void {
  const settled = settlementOf(dispute);
  if (settled === null || (settled.party !== consignor && settled.party !== consignee)) return;
  obstacles.push(
    `the dispute over lot ${dispute.lot} was left open, and is settled on this word by event ${formatPlace(settled.eventNumber)} of ${settled.party}: correct that first`,
  );
}

/** The change goes back under its own cause, so that what settlements changed altogether stays what counts. */
function undoChange(correction: Correction, undoing: Correction, lot: LotState): void {
  const changed = correction.target.changed.find((part) => part.lot === lot.lot);
  const by = changed === undefined ? null : withoutZeros(negateAmounts(changed.amounts));
  const [first] = by === null ? [] : changesIn(by);
  if (by === null || first === undefined) return;
  const where = whereUnchangeable(lot);
  if (where === null) requireEnough(correction, lot, by);
  else {
    const [what, amount] = first;
    const change = `${formatAmount(what, amount < 0n ? -amount : amount)} ${amount < 0n ? 'less' : 'more'}`;
    correction.obstacles.push(`lot ${lot.lot} would have ${change}, and is ${where} as it is: see ${latestAlong(lot)}`);
  }
  const { eventNumber, reason } = correction;
  undoing.facts.push({
    kind: 'change',
    eventNumber,
    lotNumber: lot.lotNumber,
    lot: lot.lot,
    cause: 'settled',
    reason,
    by,
  });
}

/** What did not change is not stated: so it is the same wherever the change was read from. */
function withoutZeros(amounts: Amounts): Amounts {
  const elementMilligrams: MutableElementMasses = {};
  for (const [element, mass] of statedElements(amounts.elementMilligrams)) {
    if (mass !== 0n) elementMilligrams[element] = mass;
  }
  const stated = { ...amounts, elementMilligrams };
  for (const measure of AMOUNT_MEASURES) if (amounts[measure] === 0n) stated[measure] = null;
  return stated;
}
