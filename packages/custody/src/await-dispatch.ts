/** A receipt whose dispatch is not recorded yet: its consignor is offline. It is kept, and moves nothing. */
import { awaitedLot, awaitedUnder } from './awaited-receipt.ts';
import { lookedUp } from './custody-state.ts';
import type { EventOf } from './event.ts';
import { amountsOf } from './quantity.ts';
import { Refused } from './refusal.ts';
import { addFinding, requireDistinct, requireParty, requireThing, type Ruling } from './ruling.ts';

/** Records what the acting party says it has received of a transfer that nobody has recorded, from whom it names. */
export function awaitDispatch(ruling: Ruling, event: EventOf<'transfer-received'>): void {
  const { eventNumber, actor } = ruling;
  const { transfer, lines, seals = null } = event;
  const consignee = actor.party;
  const consignor = requireConsignor(ruling, event);
  requireSameSides(ruling, transfer, consignor);
  requireDistinct('lines', [transfer, ...lines.map((line) => line.lot)], 'transfer and its lots');
  ruling.facts.push({ kind: 'awaited-receipt', eventNumber, transfer, consignor, consignee, seals });
  for (const [index, line] of lines.entries()) {
    const { lot } = line;
    requireAccepted(`lines[${index}].outcome`, transfer, line);
    requireNotWaiting(ruling, `lines[${index}].lot`, consignor, lot);
    const measured = amountsOf(line.measured);
    const discrepancy = line.discrepancy?.kind ?? null;
    const uncertaintyPartsPerMillion = line.measured.uncertaintyPartsPerMillion ?? null;
    const said = { measured, uncertaintyPartsPerMillion, discrepancy };
    ruling.facts.push({ kind: 'awaited-line', eventNumber, index, transfer, lot, ...said });
    if (line.discrepancy === undefined) continue;
    const { kind, note } = line.discrepancy;
    const message = `${consignee} says of lot ${lot}, ${line.outcome}: ${kind}${note === undefined ? '' : `, ${note}`}`;
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
function requireSameSides({ state, actor }: Ruling, transfer: string, consignor: string): void {
  const [other] = awaitedUnder(state, transfer);
  if (other === undefined || (other.consignor === consignor && other.consignee === actor.party)) return;
  const waits = `${other.consignor} to ${other.consignee}`;
  const says = `${consignor} to ${actor.party}`;
  const message = `transfer ${transfer} is awaited from ${waits}, the receipt says from ${says}: correct the id, or let the wait be cancelled first`;
  throw new Refused('awaited', 'transfer', message, { transfer, expected: waits, found: says });
}

type Line = EventOf<'transfer-received'>['lines'][number];

/** What goes back has to be a lot that was sent: that can only be said of a dispatch. */
function requireAccepted(field: string, transfer: string, line: Line): asserts line is Line & { outcome: 'accepted' } {
  const { lot, outcome } = line;
  if (outcome === 'accepted') return;
  const message = `lot ${lot} is ${outcome} by a receipt of transfer ${transfer}, whose dispatch is not recorded: only what is accepted whole waits for it; record the rest once the dispatch is recorded`;
  throw new Refused('awaited', field, message, { lot, transfer, expected: 'accepted', found: outcome });
}

/** The lot may be one that is not recorded either; what else has its id is none. */
function requireNotWaiting(ruling: Ruling, field: string, consignor: string, lot: string): void {
  if (lookedUp(ruling.state.things, lot) !== null) requireThing(ruling, field, 'lot', lot);
  const other = awaitedLot(ruling.state, consignor, lot);
  if (other === undefined) return;
  const { transfer, consignee } = other;
  const message = `lot ${lot} is awaited already: ${consignee} has received it from ${consignor} under transfer ${transfer}, and it is received once; name another lot, or let that wait be cancelled first`;
  throw new Refused('awaited', field, message, {
    lot,
    transfer,
    consignee,
    expected: 'not received',
    found: 'awaited',
  });
}
