import { awaitedUnder } from './awaited-names.ts';
import { known } from '../state/custody-state.ts';
import type { AwaitedReceipt } from '../state/state-of-transfers.ts';
import type { EventOf } from '../event.ts';
import { requireNotOnHold } from './hold.ts';
import { moveLot, requireTimeOrder } from './lot-in-use.ts';
import { Refused } from '../refusal.ts';
import { mayAct } from '../role.ts';
import { requireThing, type Ruling } from './ruling.ts';

/** The consignor takes a dispatch back, before anybody has said that anything arrived. Its lots are at hand again. */
export function decideTransferCancelled(ruling: Ruling, event: EventOf<'transfer-cancelled'>): void {
  const { actor, eventNumber, state } = ruling;
  const [awaited] = awaitedUnder(state, event.transfer);
  if (awaited !== undefined) {
    cancelWait(ruling, awaited, event.reason);
    return;
  }
  const named = requireThing(ruling, 'transfer', 'transfer', event.transfer);
  const { transfer, consignor } = named;
  if (actor.party !== consignor) {
    const message = `transfer ${transfer} is by ${consignor}, the cancellation by ${actor.party}: its consignor signs it`;
    throw new Refused('not-holder', 'transfer', message, { transfer, consignor, party: actor.party });
  }
  requireNotOnHold('transfer', named);
  const { receipts, ended: end, lots } = known(state.handshakes, transfer);
  if (receipts.length > 0 || end !== null) {
    const ended = end?.as ?? 'received';
    const advice = end === null ? 'what was received is sent back by another transfer' : 'nothing is left to do';
    const found = end === null ? 'received already, at least in part' : `${ended} already`;
    const message = `transfer ${transfer} is ${found}; the event says that it is cancelled: ${advice}`;
    throw new Refused('transfer-ended', 'transfer', message, { transfer, asked: 'cancelled', ended });
  }
  ruling.facts.push({ kind: 'transfer-end', eventNumber, transfer, end: 'cancelled', reason: event.reason });
  // In one order, wherever they were read from: findings are counted.
  const sent = lots.map((id) => requireThing(ruling, 'transfer', 'lot', id));
  for (const lot of sent.sort((a, b) => a.lotNumber - b.lotNumber)) {
    const { whereabouts } = lot;
    // What was lost on the way stays lost.
    if (whereabouts.status !== 'in-transit' || whereabouts.transfer !== transfer) continue;
    requireTimeOrder(ruling, lot);
    moveLot(ruling, lot, 'held', consignor, null);
  }
}

/** Either party ends a wait, or an authority: nobody's lot stays unusable by another's word for ever. */
function cancelWait({ actor, eventNumber, facts }: Ruling, awaited: AwaitedReceipt, reason: string): void {
  const { transfer, consignor, consignee } = awaited;
  const { party, roles } = actor;
  if (party !== consignor && party !== consignee && !mayAct(roles, 'settle-dispute')) {
    const message = `transfer ${transfer} is awaited from ${consignor} to ${consignee}, the cancellation is by ${party}: either of them signs it, or an authority`;
    throw new Refused('not-holder', 'transfer', message, { transfer, consignor, consignee, party });
  }
  facts.push({ kind: 'awaited-end', eventNumber, transfer, end: 'cancelled', reason });
}
