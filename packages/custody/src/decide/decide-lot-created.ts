import type { EventOf } from '../event.ts';
import { amountsOf } from '../amounts.ts';
import { notDetectedOf } from '../quantity.ts';
import { requireRole, requireUnused, type Ruling } from './ruling.ts';

/** Material enters the ledger: only a mine mines, only a recycler collects. */
export function decideLotCreated(ruling: Ruling, event: EventOf<'lot-created'>): void {
  requireRole(ruling, `create-${event.origin}`);
  requireUnused(ruling, 'lot', 'lot', event.lot);
  const { eventNumber } = ruling;
  const lotNumber = ruling.state.nextLotNumber;
  ruling.facts.push({
    kind: 'lot',
    eventNumber,
    lotNumber,
    lot: event.lot,
    lotKind: event.origin,
    party: ruling.actor.party,
    facility: event.facility ?? null,
    country: event.country,
    form: event.material.form,
    product: event.material.product,
    circuit: null,
    made: amountsOf(event.quantity),
    notDetected: notDetectedOf(event.quantity),
    uncertaintyPartsPerMillion: event.quantity.uncertaintyPartsPerMillion ?? null,
  });
  const { consumption } = event;
  if (consumption !== undefined) ruling.facts.push({ kind: 'consumption', eventNumber, lotNumber, consumption });
}
