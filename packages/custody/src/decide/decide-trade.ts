/** What is stated of gaps between two countries' figures, and of stocks. */
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { Refused } from '../refusal.ts';
import { requireParty, requireRole, requireThing, type Ruling } from './ruling.ts';

/**
 * A gap is opened, may be explained by whoever exports, and is agreed or disputed by an authority. What is agreed stays so
 * until it is opened anew.
 */
export function decideTradeGapStated(ruling: Ruling, event: EventOf<'trade-gap-stated'>): void {
  const { gap, status, shipments = [] } = event;
  if (status === 'open') requireRole(ruling, 'open-trade-gap');
  else if (status === 'explained') requireRole(ruling, 'explain-trade-gap');
  else requireRole(ruling, 'settle-trade-gap');
  shipments.forEach((shipment, index) => requireThing(ruling, `shipments[${index}]`, 'shipment', shipment));
  const last = docketOf(ruling, 'trade-gap', gap).at(-1)?.event;
  const recorded = last?.type === 'trade-gap-stated' ? last.status : null;
  if (status !== 'open' && recorded === null) {
    const message = `nothing is recorded of gap ${gap}, the event states it as ${status}: open it first, with what both sides say`;
    throw new Refused('trade-gap-not-open', 'gap', message, { gap, asked: status, recorded });
  }
  if (status !== 'open' && recorded === 'agreed') {
    const message = `gap ${gap} is agreed, the event states it as ${status}: what is agreed is opened anew before more is said of it`;
    throw new Refused('trade-gap-agreed', 'status', message, { gap, asked: status, recorded });
  }
  noteInDocket(ruling, 'trade-gap', gap);
}

/** Any party may say what it has and needs. The latest statement of a sector and item counts. */
export function decideStockStated(ruling: Ruling, { supplier }: EventOf<'stock-stated'>): void {
  if (supplier !== undefined) requireParty(ruling, 'supplier', supplier, 'supplier');
  noteInDocket(ruling, 'stock', ruling.actor.party);
}
