/**
 * A transfer is no way round the export gate: what a control list in force covers goes to a party of another country in a
 * shipment, which is declared. Where no list covers the goods, nothing is asked, and where none is published nothing is known.
 */
import { classify } from '../controls/classify.ts';
import { CONTROLS, registerOf } from '../controls/control-register.ts';
import { codesOf } from '../controls/judge-cover.ts';
import { docketOf } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { goodsOf } from './gate-shipment.ts';
import { Refused } from '../refusal.ts';
import type { Ruling } from './ruling.ts';
import type { PartyState } from '../state/state-of-members.ts';
import type { LotState } from '../state/state-of-lots.ts';

/** Refuses a dispatch to a party that is registered in another country, of a lot that a list covers or may cover on the way there. */
export function requireNoExport(
  ruling: Ruling,
  { transfer }: EventOf<'transfer-dispatched'>,
  consignee: PartyState,
  lots: readonly LotState[],
): void {
  const { actor, event, facility } = ruling;
  const { country: destination } = consignee;
  if (destination === null || destination === actor.country) return;
  const register = registerOf(docketOf(ruling, 'control-register', CONTROLS));
  if (register.lists.length === 0) return;
  const from =
    actor.country === null ? [] : [actor.country, facility?.country ?? null].filter((country) => country !== null);
  const way = { destination, from, endUser: null, hsCode: null, at: event.occurredAt };
  for (const lot of lots) {
    const classification = classify(goodsOf(lot).material, way, register);
    const { verdict, controls, possible } = classification;
    if (verdict === 'free') continue;
    const why = (verdict === 'refer' ? possible : controls).map(({ reason }) => reason).join('; ');
    const covered = verdict === 'refer' ? 'may be covered' : 'is covered';
    const message = `transfer ${transfer} goes to ${consignee.party}, which is registered in ${destination}, and lot ${lot.lot} ${covered} on its way there: ${why}; record shipment-packed and shipment-declared, which the export gate judges`;
    const codes = codesOf(classification).join(', ');
    const facts = { transfer, lot: lot.lot, verdict, codes, expected: 'a shipment', found: 'a transfer' };
    throw new Refused('not-declared', 'consignee', message, facts);
  }
}
