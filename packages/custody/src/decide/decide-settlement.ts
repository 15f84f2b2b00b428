/** How a dispute over what was measured comes to an end: by one word of both parties, or by an authority's. */
import { known } from '../state/custody-state.ts';
import type { DisputeState, TransferState } from '../state/state-of-transfers.ts';
import { latestProposals, settlementOf } from './dispute.ts';
import { statedElements } from '../element-masses.ts';
import type { EventOf } from '../event.ts';
import { formatAmount } from '../format-amount.ts';
import { requireTimeOrder } from './lot-in-use.ts';
import { addAmounts, AMOUNT_MEASURES, type Amounts, amountsOf, NO_AMOUNTS } from '../amounts.ts';
import { Refused } from '../refusal.ts';
import { mayAct } from '../role.ts';
import { requireRoomForElements } from './room-for-elements.ts';
import { requireThing, type Ruling } from './ruling.ts';
import { settledChange, whatBothState } from './settled-change.ts';

type Settlement = EventOf<'transfer-settled'>;

/**
 * Records what a party would settle open disputes on, and settles them when the other has said the same, or when an
 * authority says it that is no party to it.
 */
export function decideTransferSettled(ruling: Ruling, event: Settlement): void {
  const { eventNumber, actor } = ruling;
  const transfer = requireThing(ruling, 'transfer', 'transfer', event.transfer);
  const isJudge = requireSay(ruling, transfer);
  const { resolution } = event;
  const { basis } = resolution;
  const quantity = resolution.basis === 'agreed' ? amountsOf(resolution.quantity) : NO_AMOUNTS;
  for (const dispute of requireDisputes(ruling, event)) {
    const { lot, lotNumber } = dispute;
    const isAgreed = latestProposals(dispute).some(
      (other) => other.party !== actor.party && other.basis === basis && isSame(other.quantity, quantity),
    );
    const isEffective = isJudge || isAgreed || transfer.consignor === transfer.consignee;
    const said = { party: actor.party, basis, quantity, isEffective };
    ruling.facts.push({ kind: 'settlement', eventNumber, transfer: transfer.transfer, lotNumber, lot, ...said });
    if (!isEffective || basis === 'declared') continue;
    changeBook(ruling, dispute, basis === 'measured' ? whatBothState(dispute) : quantity);
  }
}

/** Refuses whoever has no say in the disputes of a transfer; says whether the acting party decides them alone. */
function requireSay({ actor }: Ruling, { transfer, consignor, consignee }: TransferState): boolean {
  const { party, roles } = actor;
  if (party === consignor || party === consignee) return false;
  if (mayAct(roles, 'settle-dispute')) return true;
  const message = `transfer ${transfer} is between ${consignor} and ${consignee}, the settlement is by ${party}: either of them says it, or an authority`;
  throw new Refused('not-holder', 'transfer', message, { transfer, consignor, consignee, party });
}

/** The open disputes that the event is about: of one lot, or all of them. */
function requireDisputes({ state }: Ruling, { transfer, lot }: Settlement): readonly DisputeState[] {
  const open = known(state.handshakes, transfer).disputes.filter((dispute) => settlementOf(dispute) === null);
  const meant = open.filter((dispute) => lot === undefined || dispute.lot === lot);
  // In one order, wherever they were read from: findings are counted.
  if (meant.length > 0) return meant.sort((a, b) => a.lotNumber - b.lotNumber);
  const found = open.length === 0 ? null : open.map((dispute) => dispute.lot).join(', ');
  const asked = lot ?? 'all';
  const message = `transfer ${transfer} has ${found === null ? 'no open dispute' : `a dispute open about ${found}`}, the event settles ${lot === undefined ? 'all that are open' : `one about ${lot}`}: nothing is left to do, or another was meant`;
  throw new Refused('no-dispute', lot === undefined ? 'transfer' : 'lot', message, { transfer, asked, found });
}

function changeBook(ruling: Ruling, { lot: id, transfer, declared }: DisputeState, settled: Amounts): void {
  const lot = requireThing(ruling, 'transfer', 'lot', id);
  const by = settledChange(settled, declared, lot.remaining);
  const after = addAmounts(lot.remaining, by);
  const amounts = [
    ...AMOUNT_MEASURES.map((measure) => [measure, after[measure], by[measure]] as const),
    ...statedElements(after.elementMilligrams).map(
      ([element, mass]) => [element, mass, by.elementMilligrams[element] ?? 0n] as const,
    ),
  ];
  for (const [measure, mass, change] of amounts) {
    if (mass === null || change === null || mass >= 0n) continue;
    const remaining = mass - change;
    const message = `lot ${id} has ${formatAmount(measure, remaining)} left, the settlement of ${transfer} takes ${formatAmount(measure, -change)} of it: more was used than is agreed to have come; adjust the lots that it went into, or settle otherwise`;
    const facts = { lot: id, measure, change: change.toString(), remaining: remaining.toString() };
    throw new Refused('settled-below-zero', 'resolution', message, facts);
  }
  requireRoomForElements(id, after, 0, 'resolution');
  requireTimeOrder(ruling, lot);
  const { lotNumber } = lot;
  const why = { cause: 'settled', reason: `dispute over ${transfer}` } as const;
  ruling.facts.push({ kind: 'change', eventNumber: ruling.eventNumber, lotNumber, lot: id, ...why, by });
}

function isSame(left: Amounts, right: Amounts): boolean {
  const elements = [...statedElements(left.elementMilligrams), ...statedElements(right.elementMilligrams)];
  return (
    AMOUNT_MEASURES.every((measure) => left[measure] === right[measure]) &&
    elements.every(([element]) => left.elementMilligrams[element] === right.elementMilligrams[element])
  );
}
