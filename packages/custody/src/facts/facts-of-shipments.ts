/** What an event adds to the views about shipments and logistic units. */
import type { Amounts } from '../amounts.ts';

export interface ShipmentFact {
  readonly kind: 'shipment';
  readonly eventNumber: number;
  readonly shipment: string;
  readonly party: string;
  readonly consignee: string;
  readonly destination: string;
}

/** What is known of a packing from this event on. Its lines are those of the same event. */
export interface ShipmentRevisionFact {
  readonly kind: 'shipment-revision';
  readonly eventNumber: number;
  readonly shipment: string;
  readonly consignee: string;
  readonly destination: string;
}

export interface ShipmentLineFact {
  readonly kind: 'shipment-line';
  readonly eventNumber: number;
  readonly shipment: string;
  readonly lotNumber: number;
  readonly lot: string;
  readonly packed: Amounts;
}

export interface ShipmentEndFact {
  readonly kind: 'shipment-end';
  readonly eventNumber: number;
  readonly shipment: string;
  readonly end: 'unpacked' | 'exited';
}

/** A logistic unit was packed or unpacked. The latest counts. `seal` is that put on, or that found. */
export interface UnitFact {
  readonly kind: 'unit';
  readonly eventNumber: number;
  readonly unit: string;
  readonly party: string;
  readonly isPacked: boolean;
  readonly seal: string | null;
  /** By which event it stands so: an earlier one, where a correction has undone what came after that. */
  readonly standingNumber: number;
}

/** The unit that a lot is in from this event on, null when it is in none. The latest counts. */
export interface UnitLineFact {
  readonly kind: 'unit-line';
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly lot: string;
  readonly unit: string | null;
}
