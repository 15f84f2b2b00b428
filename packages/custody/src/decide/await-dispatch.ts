/** A receipt whose dispatch is not recorded yet: its consignor is offline. It is kept, and moves nothing. */
import { awaitedUnder } from './awaited-names.ts';
import { awaitedLot, requireNoneAwaited } from './awaited-receipt.ts';
import { lookedUp } from '../state/custody-state.ts';
import type { EventOf } from '../event.ts';
import { amountsOf, NO_AMOUNTS } from '../amounts.ts';
import { Refused } from '../refusal.ts';
import { addFinding, requireDistinct, requireParty, requireThing, requireUnused, type Ruling } from './ruling.ts';
import type { ReceiptLine } from '../events/transfer-schema.ts';

/** Records what the acting party says it has received of a transfer that nobody has recorded, from whom it names. */
export function awaitDispatch(ruling: Ruling, event: EventOf<'transfer-received'>): void {
  const { eventNumber, actor } = ruling;
  const { transfer, lines, seals = null } = event;
  const consignee = actor.party;
  const consignor = requireConsignor(ruling, event);
  requireSameSides(ruling, transfer, consignor);
  const names = lines.flatMap((line) => (line.outcome === 'partly-accepted' ? [line.lot, line.rejectedLot] : line.lot));
  requireDistinct('lines', [transfer, ...names], 'transfer and its lots');
  const facility = ruling.facility?.facility ?? null;
  ruling.facts.push({ kind: 'awaited-receipt', eventNumber, transfer, consignor, consignee, seals, facility });
  for (const [index, line] of lines.entries()) {
    const { lot, outcome } = line;
    requireNotWaiting(ruling, `lines[${index}].lot`, consignor, lot);
    const rejectedLot = requireReturnName(ruling, `lines[${index}]`, transfer, line);
    const measured = line.measured === undefined ? NO_AMOUNTS : amountsOf(line.measured);
    const discrepancy = line.discrepancy?.kind ?? null;
    const uncertaintyPartsPerMillion = line.measured?.uncertaintyPartsPerMillion ?? null;
    const stated = { lot, outcome, measured, uncertaintyPartsPerMillion, rejectedLot, discrepancy };
    ruling.facts.push({ kind: 'awaited-line', eventNumber, index, transfer, ...stated });
    if (line.discrepancy === undefined) continue;
    const { kind, note } = line.discrepancy;
    const message = `${consignee} says of lot ${lot}, ${outcome}: ${kind}${note === undefined ? '' : `, ${note}`}`;
    addFinding(ruling, 'discrepancy', message);
  }
}

/** Whom the receipt names as the one that sent. Without a name it is a receipt of nothing. */
function requireConsignor(ruling: Ruling, { transfer, consignor }: EventOf<'transfer-received'>): string {
  if (consignor === undefined) {
    const message = `no transfer ${transfer} is recorded: nothing has that id; correct the id, or record the transfer first; if its consignor cannot record now, name it as consignor, and the receipt waits`;
    throw new Refused('unknown-transfer', 'transfer', message, { transfer, found: null });
  }
  requireParty(ruling, 'consignor', consignor, 'consignor');
  if (consignor !== ruling.actor.party) return consignor;
  const message = `no transfer ${transfer} is recorded, and the receipt by ${consignor} names ${consignor} itself as consignor: it records the dispatch first`;
  throw new Refused('unknown-transfer', 'consignor', message, { transfer, consignor, found: null });
}

/** What waits under one id is of one transfer: from one party to one other. */
function requireSameSides(ruling: Ruling, transfer: string, consignor: string): void {
  const [other] = awaitedUnder(ruling.state, transfer);
  if (other === undefined) {
    requireNewName(ruling, 'transfer', 'transfer', transfer);
    return;
  }
  const { party } = ruling.actor;
  if (other.consignor === consignor && other.consignee === party) return;
  const waits = `${other.consignor} to ${other.consignee}`;
  const says = `${consignor} to ${party}`;
  const message = `transfer ${transfer} is awaited from ${waits}, the receipt says from ${says}: correct the id, or let the wait be cancelled first`;
  throw new Refused('awaited', 'transfer', message, { transfer, expected: waits, found: says });
}

/** Keeps an id for something that will be recorded with the dispatch: nothing has it, and nothing waits for it. */
function requireNewName(ruling: Ruling, field: string, kind: 'transfer' | 'lot', id: string): void {
  requireUnused(ruling, field, kind, id);
  const other = ruling.state.awaited.get(id)?.find(({ lines }) => lines.has(id));
  if (other === undefined) return;
  const { transfer, consignor, consignee } = other;
  const message = `${id} is the id of a lot that ${consignee} has received from ${consignor} under transfer ${transfer}, whose dispatch is awaited, the event by ${ruling.actor.party} gives it to a new ${kind}: choose another id`;
  const facts = { id, asked: kind, usedFor: 'lot', transfer, consignor, consignee };
  throw new Refused('id-used', field, message, facts);
}

/** The id of what goes back of a line; null where nothing is divided. The dispatch is one event, and divides one lot. */
function requireReturnName(ruling: Ruling, field: string, transfer: string, line: ReceiptLine): string | null {
  if (line.outcome !== 'partly-accepted') return null;
  const { lot, rejectedLot } = line;
  requireNewName(ruling, `${field}.rejectedLot`, 'lot', rejectedLot);
  for (const { lines } of awaitedUnder(ruling.state, transfer)) {
    for (const [other, { outcome }] of lines)
      if (outcome === 'partly-accepted') refuseSecondPart(field, transfer, lot, other);
  }
  return rejectedLot;
}

function refuseSecondPart(field: string, transfer: string, lot: string, other: string): never {
  const message = `lot ${lot} is partly-accepted by a receipt of transfer ${transfer} whose dispatch is not recorded, and so is ${other} by one that waits: one of them waits, record the other once the dispatch is recorded`;
  const facts = { lot, transfer, expected: 'accepted or rejected', found: 'partly-accepted', other };
  throw new Refused('awaited', `${field}.outcome`, message, facts);
}

/** The lot may be one that is not recorded either; what else has its id is none. */
function requireNotWaiting(ruling: Ruling, field: string, consignor: string, lot: string): void {
  if (lookedUp(ruling.state.things, lot) === null) requireNoneAwaited(ruling, field, 'lot', lot);
  else requireThing(ruling, field, 'lot', lot);
  const other = awaitedLot(ruling.state, consignor, lot);
  if (other === undefined) return;
  const { transfer, consignee } = other;
  const message = `lot ${lot} is awaited already: ${consignee} has received it from ${consignor} under transfer ${transfer}, and it is received once; name another lot, or let that wait be cancelled first`;
  const found = { expected: 'not received', found: 'awaited' };
  throw new Refused('awaited', field, message, { lot, transfer, consignee, ...found });
}
