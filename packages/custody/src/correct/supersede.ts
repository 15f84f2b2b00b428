/** What is known of things once a correction has put another event, or none, in the place of one that counted. */
import type { CustodyState } from '../state/custody-state.ts';
import type { CustodyEvent } from '../event.ts';
import type { CorrectionFact } from '../facts/facts-of-oversight.ts';
import { knownThing } from '../state/known-thing.ts';
import type { HandshakeState } from '../state/state-of-transfers.ts';

type Superseding = Pick<CorrectionFact, 'supersededNumber' | 'eventNumber' | 'outcome'>;

/**
 * Takes back what `before` alone has said of transfers and shipments. Where lots are and what is left of them the
 * correction says itself, by facts that are applied before this one.
 */
export function supersede(state: CustodyState, before: CustodyEvent, correction: Superseding): void {
  const { supersededNumber: number, eventNumber, outcome } = correction;
  if (number === null) return;
  const isVoided = outcome === 'voided';
  switch (before.type) {
    case 'transfer-dispatched':
      if (!isVoided) return;
      return changeHandshake(state, before.transfer, () => ({ lots: [], ended: { as: 'voided', eventNumber } }));
    case 'transfer-received':
      return changeHandshake(state, before.transfer, ({ receipts, disputes }) => ({
        receipts: receipts.filter((receipt) => receipt.eventNumber !== number),
        disputes: disputes.filter((dispute) => dispute.eventNumber !== number),
      }));
    case 'transfer-cancelled':
      return changeHandshake(state, before.transfer, ({ ended }) => ({
        ended: ended?.eventNumber === number ? null : ended,
      }));
    case 'transfer-settled':
      return changeHandshake(state, before.transfer, ({ disputes }) => ({
        disputes: disputes.map((dispute) => ({
          ...dispute,
          proposals: dispute.proposals.filter((proposal) => proposal.eventNumber !== number),
        })),
      }));
    case 'shipment-packed':
      return isVoided ? changeShipment(state, before.shipment, { lots: [], ended: 'voided' }) : undefined;
    case 'shipment-unpacked':
    case 'shipment-exited':
      return isVoided ? changeShipment(state, before.shipment, { ended: null }) : undefined;
    default:
      return;
  }
}

/** A receipt that waits is one of a transfer that nothing is known of. */
function changeHandshake(
  state: CustodyState,
  transfer: string,
  change: (handshake: HandshakeState) => Partial<HandshakeState>,
): void {
  const handshake = state.handshakes.get(transfer);
  if (handshake) state.handshakes.set(transfer, { ...handshake, ...change(handshake) });
}

function changeShipment(state: CustodyState, name: string, change: { lots?: string[]; ended: 'voided' | null }): void {
  state.things.set(name, { ...knownThing(state, 'shipment', name), ...change });
}
