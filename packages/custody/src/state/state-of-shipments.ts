/** What is known of shipments and logistic units. */
import type { Hold } from './state-of-oversight.ts';

export interface ShipmentState {
  readonly kind: 'shipment';
  readonly shipment: string;
  readonly party: string;
  readonly consignee: string;
  readonly destination: string;
  /** Grows while the shipment's own event is applied, never after. */
  readonly lots: string[];
  readonly ended: 'unpacked' | 'exited' | 'voided' | null;
  readonly hold: Hold | null;
}

export interface UnitState {
  readonly kind: 'unit';
  readonly unit: string;
  /** Grows while the event that packs the unit is applied, never after. */
  readonly lots: string[];
  readonly isPacked: boolean;
  readonly seal: string | null;
  readonly hold: Hold | null;
  /** The event by which it stands so. */
  readonly standingNumber: number;
}
