/** What waits in each port, of all shipments of which a declaration is recorded. */
import { type PortTotal, portTotals, type ShipmentAtPort } from '@lodestone/regulation/port-totals.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import type { Ledger } from '../open-ledger.ts';
import { allDockets } from './all-dockets.ts';
import { type ViewedShipment, viewShipments } from './view-shipment.ts';

/** So many shipments are looked at together. */
const PAGE_SHIPMENTS = 500;

/** As it stands at `at` (RFC 3339), which says what is held. What was never declared names no port, and is in no total. */
export async function countPorts(ledger: Ledger, at: string): Promise<PortTotal[]> {
  const shipments: ShipmentAtPort[] = [];
  let names: string[] = [];
  const look = async () => {
    const views = await viewShipments(ledger, names, at);
    shipments.push(...views.flatMap(atPort));
    names = [];
  };
  for await (const { subject } of allDockets(ledger, 'shipment', WHOLE_LEDGER)) {
    names.push(subject);
    if (names.length === PAGE_SHIPMENTS) await look();
  }
  await look();
  return portTotals(shipments);
}

function atPort({ state, file, netMilligrams }: ViewedShipment): ShipmentAtPort[] {
  const { declared, ending } = file;
  if (declared === null || state === 'unpacked' || state === 'voided') return [];
  const exit = ending?.event.type === 'shipment-exited' ? ending.event : null;
  const port = exit?.port ?? declared.event.port ?? null;
  const isWaiting = exit === null && state !== 'arrived';
  const stage = isWaiting ? (state === 'held' ? 'held' : 'declared') : 'left';
  return [{ port, state: stage, declaredAt: declared.event.occurredAt, netMilligrams }];
}
