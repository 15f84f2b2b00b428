/** How much may be mined or separated, as an authority allocates it. */
import { lookedUp } from '../state/custody-state.ts';
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { quotaBatchSubject } from '../filing-subject.ts';
import { Refused } from '../refusal.ts';
import { refuseFacility, requireParty, requireRole, type Ruling } from './ruling.ts';

type Allocation = EventOf<'quota-allocated'>;

/**
 * A quota is of one holder, and of one batch; the same allocated again states its figure anew, as where it becomes public. A
 * batch has one quota.
 */
export function decideQuotaAllocated(ruling: Ruling, event: Allocation): void {
  requireRole(ruling, 'allocate-quota');
  const { quota, holder, facilities = [] } = event;
  requireParty(ruling, 'holder', holder, 'holder of the quota');
  for (const facility of facilities)
    if (lookedUp(ruling.state.facilities, facility) === null) refuseFacility(facility, 'facilities');
  requireSameBatch(ruling, event);
  requireOneQuotaOfBatch(ruling, event);
  noteInDocket(ruling, 'quota', quota);
  noteInDocket(ruling, 'quota', quotaBatchSubject(event));
}

function requireSameBatch(ruling: Ruling, event: Allocation): void {
  const { quota, holder } = event;
  const earlier = docketOf(ruling, 'quota', quota)[0]?.event;
  if (earlier?.type !== 'quota-allocated' || quotaBatchSubject(earlier) === quotaBatchSubject(event)) return;
  const [allocated, recorded] = [describeBatch(event), describeBatch(earlier)];
  const message = `quota ${quota} is allocated to ${earlier.holder} already, ${recorded}; the event allocates it to ${holder}, ${allocated}: give another batch an id of its own`;
  const batches = { batch: allocated, recordedBatch: recorded };
  throw new Refused('quota-allocated', 'quota', message, { quota, holder, recorded: earlier.holder, ...batches });
}

function requireOneQuotaOfBatch(ruling: Ruling, event: Allocation): void {
  const { quota, holder } = event;
  const earlier = docketOf(ruling, 'quota', quotaBatchSubject(event))[0]?.event;
  if (earlier?.type !== 'quota-allocated' || earlier.quota === quota) return;
  const batch = describeBatch(event);
  const message = `${batch}, of ${holder} is quota ${earlier.quota} already, the event allocates it again as ${quota}: state ${earlier.quota} anew, or number another batch`;
  throw new Refused('quota-batch', 'batch', message, { quota, recorded: earlier.quota, holder, batch });
}

function describeBatch({ year, activity, ore, batch }: Allocation): string {
  return `batch ${batch} of ${year} for ${activity}${ore === undefined ? '' : ` of ${ore}`}`;
}
