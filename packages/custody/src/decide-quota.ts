/** How much may be mined or separated, as an authority allocates it. */
import { docketOf, noteInDocket } from './docket.ts';
import type { EventOf } from './event.ts';
import { Refused } from './refusal.ts';
import { requireParty, requireRole, type Ruling } from './ruling.ts';

/** A quota is allocated once, to one holder. */
export function decideQuotaAllocated(ruling: Ruling, event: EventOf<'quota-allocated'>): void {
  requireRole(ruling, 'allocate-quota');
  const { quota, holder } = event;
  requireParty(ruling, 'holder', holder, 'holder of the quota');
  const [first] = docketOf(ruling, 'quota', quota);
  if (first?.event.type === 'quota-allocated') {
    const message = `quota ${quota} is allocated to ${first.event.holder} already, the event allocates it to ${holder}: give another batch an id of its own`;
    throw new Refused('quota-allocated', 'quota', message, { quota, holder, recorded: first.event.holder });
  }
  noteInDocket(ruling, 'quota', quota);
}
