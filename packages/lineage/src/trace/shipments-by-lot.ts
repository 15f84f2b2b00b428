import type { Trace } from './trace-value.ts';

/** The shipments that packed each lot of a downward trace, by id; an upward trace names none. */
export function shipmentsByLot(trace: Trace): ReadonlyMap<string, readonly string[]> {
  const shipmentsOf = new Map<string, string[]>();
  if (trace.direction === 'up') return shipmentsOf;
  for (const { shipment, lots } of trace.shipments) {
    for (const lot of lots) {
      const known = shipmentsOf.get(lot);
      if (known === undefined) shipmentsOf.set(lot, [shipment]);
      else known.push(shipment);
    }
  }
  return shipmentsOf;
}
