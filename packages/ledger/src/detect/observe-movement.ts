/** What events show that move lots: between parties, and out of the country. */
import { amountsOf, NO_AMOUNTS } from '@lodestone/custody/amounts.ts';
import type { DocketStep } from '@lodestone/custody/docket.ts';
import type { CustodyEvent, EventOf } from '@lodestone/custody/event.ts';
import type { Observation } from '@lodestone/lineage/observation.ts';
import type { ShipmentHistory } from '@lodestone/store/detect/read-observed-movements.ts';
import type { Base, Surroundings } from './observe-event.ts';
import { saidEvent } from './said-event.ts';

export function observeDispatch(base: Base, said: EventOf<'transfer-dispatched'>, { lots }: Surroundings): Observation {
  const { transfer, consignee, seals = [], lines } = said;
  const parts = lines.map(({ lot, quantity }) => {
    return { lot: lots.asOf(lot, base.eventNumber + 1), amounts: amountsOf(quantity) };
  });
  return { ...base, kind: 'dispatch', transfer, consignor: base.party, consignee, seals, lines: parts };
}

/** What an event has received: a receipt, or a dispatch that one has waited for. A receipt that waits has received nothing. */
export function observeReceipts(base: Base, said: CustodyEvent, { page, lots }: Surroundings): Observation[] {
  const received = page.received.get(base.eventNumber);
  if (received === undefined) return [];
  if (said.type !== 'transfer-received' && said.type !== 'transfer-dispatched') return [];
  const { transfer, seals = [] } = said;
  const { eventNumber } = base;
  const history = page.transfers.get(transfer);
  const consignee = history?.statements.findLast((statement) => statement.eventNumber <= eventNumber)?.consignee;
  if (history === undefined || consignee === undefined) {
    throw new Error(`transfer ${transfer} is received and not recorded: run verify`);
  }
  const lines = received.map(({ lotNumber, outcome, stated }) => {
    const declared = page.declared.get(`${transfer} ${lotNumber}`) ?? [];
    return {
      lot: lots.asOf(lotNumber, eventNumber + 1),
      outcome,
      declared: declared.findLast((line) => line.eventNumber <= eventNumber)?.stated ?? NO_AMOUNTS,
      measured: stated,
    };
  });
  const party = said.type === 'transfer-received' ? base.party : consignee;
  const { consignor } = history;
  return [{ ...base, kind: 'receipt', party, transfer, consignor, consignee, seals, lines }];
}

export function observePacking(base: Base, said: EventOf<'shipment-packed'>, around: Surroundings): Observation {
  const { shipment, consignee, destination, endUser } = said;
  const history = shipmentHistory(shipment, around);
  const lines = linesOf(history, base.eventNumber, base.eventNumber, around);
  return { ...base, kind: 'packing', shipment, consignee, destination, endUser: endUser ?? null, lines };
}

export function observeExit(base: Base, said: EventOf<'shipment-exited'>, around: Surroundings): Observation {
  const { shipment } = said;
  const history = shipmentHistory(shipment, around);
  const packing = history.statements.findLast(({ eventNumber }) => eventNumber < base.eventNumber);
  const packed = packing && around.page.named.get(packing.eventNumber);
  if (packing === undefined || packed === undefined)
    throw new Error(`shipment ${shipment} was never packed: run verify`);
  const saidAtPacking = saidEvent(packed.body, packed.eventId);
  const endUser = saidAtPacking?.type === 'shipment-packed' ? saidAtPacking.endUser : undefined;
  const { consignee, destination } = packing;
  const declared = declaredBefore(base.eventNumber, around.page.files.get(shipment) ?? []);
  return {
    ...base,
    kind: 'exit',
    shipment,
    exporter: history.exporter,
    consignee,
    destination,
    endUser: endUser ?? null,
    declaration: said.declaration ?? declared?.declaration ?? null,
    hsCode: said.hsCode ?? declared?.hsCode ?? null,
    controlCodes: said.controlCodes ?? declared?.controlCodes ?? [],
    licence: said.licence ?? null,
    port: said.port ?? declared?.port ?? null,
    country: said.country ?? null,
    mode: said.mode ?? declared?.mode ?? null,
    netMilligrams: said.netMilligrams === undefined ? null : BigInt(said.netMilligrams),
    packedAt: saidAtPacking?.occurredAt ?? packed.occurredAt,
    lines: linesOf(history, packing.eventNumber, base.eventNumber, around),
  };
}

/** The declaration that a shipment left under: who states a code there need not state it again at the exit. */
function declaredBefore(exitNumber: number, steps: readonly DocketStep[]): EventOf<'shipment-declared'> | undefined {
  return steps
    .flatMap(({ eventNumber, event }) =>
      event.type === 'shipment-declared' && eventNumber < exitNumber ? [event] : [],
    )
    .at(-1);
}

function shipmentHistory(shipment: string, { page }: Surroundings): ShipmentHistory {
  const history = page.shipments.get(shipment);
  if (history === undefined) throw new Error(`shipment ${shipment} is not recorded: run verify`);
  return history;
}

/** What a packing put in, its lots as they were known at the event. */
function linesOf({ lines }: ShipmentHistory, packing: number, at: number, { lots }: Surroundings) {
  return lines
    .filter(({ eventNumber }) => eventNumber === packing)
    .map(({ lotNumber, stated }) => ({ lot: lots.asOf(lotNumber, at + 1), amounts: stated }));
}
