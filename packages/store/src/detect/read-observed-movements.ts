/** What was recorded of some transfers and shipments: their parties and lines, as each event has said it. */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { ReceiptOutcome } from '@lodestone/custody/facts/facts-of-transfers.ts';
import { amountsOfRow } from '../amounts-row.ts';
import type { Database } from '../database.ts';
import type { AmountRow } from '../tables.ts';

/** What an event says of a transfer or a shipment: an event that comes after its first is a correction. */
interface Statement {
  readonly eventNumber: number;
  readonly consignee: string;
}

export interface StatedLine {
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly stated: Amounts;
}

export interface TransferHistory {
  readonly consignor: string;
  /** In the order of the log. */
  readonly statements: readonly Statement[];
}

/** These transfers, by name; what is not recorded is left out. */
export async function readTransferHistories(
  { pool }: Database,
  ledgerId: number,
  transfers: readonly string[],
): Promise<ReadonlyMap<string, TransferHistory>> {
  if (transfers.length === 0) return new Map();
  const { rows } = await pool.query<{
    transfer: string;
    consignor: string | null;
    event_number: bigint;
    consignee: string;
  }>(
    `select n.transfer, t.consignor, t.event_number, t.consignee from unnest($2::text[]) as n (transfer)
     cross join lateral (
       select consignor, event_number, consignee from view.transfer where ledger_id = $1 and transfer = n.transfer
       union all
       select null, event_number, consignee from view.transfer_revision
       where ledger_id = $1 and transfer = n.transfer offset 0) t
     order by t.event_number`,
    [ledgerId, transfers],
  );
  const histories = new Map<string, TransferHistory>();
  for (const [transfer, statements] of Map.groupBy(rows, (row) => row.transfer)) {
    const consignor = statements.find((row) => row.consignor !== null)?.consignor ?? '';
    histories.set(transfer, { consignor, statements: statements.map(statementOf) });
  }
  return histories;
}

/** A lot in a transfer. */
export interface LotInTransfer {
  readonly transfer: string;
  readonly lotNumber: number;
}

/** What dispatches have declared of lots, by transfer and lot number with a space between, in the order of the log. */
export async function readDeclaredLines(
  { pool }: Database,
  ledgerId: number,
  lines: readonly LotInTransfer[],
): Promise<ReadonlyMap<string, StatedLine[]>> {
  if (lines.length === 0) return new Map();
  const { rows } = await pool.query<LineRow & { transfer: string }>(
    `select n.transfer, line.* from unnest($2::text[], $3::bigint[]) as n (transfer, lot_number)
     cross join lateral (
       select event_number, lot_number, net_milligrams, volume_millilitres, pieces, element_milligrams
       from view.transfer_line
       where ledger_id = $1 and transfer = n.transfer and lot_number = n.lot_number order by event_number offset 0) line`,
    [ledgerId, lines.map(({ transfer }) => transfer), lines.map(({ lotNumber }) => lotNumber)],
  );
  const declared = new Map<string, StatedLine[]>();
  for (const [name, ofLot] of Map.groupBy(rows, (row) => `${row.transfer} ${row.lot_number}`)) {
    declared.set(name, ofLot.map(lineOf));
  }
  return declared;
}

export interface ReceivedLine extends StatedLine {
  readonly transfer: string;
  readonly outcome: ReceiptOutcome;
}

/** What events have received, by event number: of transfers that they name. */
export async function readReceivedLines(
  { pool }: Database,
  ledgerId: number,
  receipts: readonly { readonly transfer: string; readonly eventNumber: number }[],
): Promise<ReadonlyMap<number, ReceivedLine[]>> {
  if (receipts.length === 0) return new Map();
  const { rows } = await pool.query<LineRow & { transfer: string; outcome: ReceiptOutcome }>(
    `select n.transfer, line.* from unnest($2::text[], $3::bigint[]) as n (transfer, event_number)
     cross join lateral (
       select event_number, lot_number, outcome, net_milligrams, volume_millilitres, pieces, element_milligrams
       from view.receipt_line
       where ledger_id = $1 and transfer = n.transfer and event_number = n.event_number order by lot_number offset 0) line`,
    [ledgerId, receipts.map(({ transfer }) => transfer), receipts.map(({ eventNumber }) => eventNumber)],
  );
  const received = new Map<number, ReceivedLine[]>();
  for (const [eventNumber, ofEvent] of Map.groupBy(rows, ({ event_number }) => Number(event_number))) {
    received.set(
      eventNumber,
      ofEvent.map((row) => ({ ...lineOf(row), transfer: row.transfer, outcome: row.outcome })),
    );
  }
  return received;
}

/** The lots on which events have settled a dispute, by event number. */
export async function readSettledLots(
  { pool }: Database,
  ledgerId: number,
  settlements: readonly { readonly transfer: string; readonly eventNumber: number }[],
): Promise<ReadonlyMap<number, number[]>> {
  if (settlements.length === 0) return new Map();
  const { rows } = await pool.query<{ event_number: bigint; lot_number: bigint }>(
    `select s.event_number, s.lot_number from unnest($2::text[], $3::bigint[]) as n (transfer, event_number)
     cross join lateral (
       select event_number, lot_number from view.settlement
       where ledger_id = $1 and transfer = n.transfer and event_number = n.event_number and is_effective
       order by lot_number offset 0) s`,
    [ledgerId, settlements.map(({ transfer }) => transfer), settlements.map(({ eventNumber }) => eventNumber)],
  );
  const lots = new Map<number, number[]>();
  for (const [eventNumber, ofEvent] of Map.groupBy(rows, ({ event_number }) => Number(event_number))) {
    lots.set(
      eventNumber,
      ofEvent.map(({ lot_number }) => Number(lot_number)),
    );
  }
  return lots;
}

export interface ShipmentHistory {
  readonly exporter: string;
  /** In the order of the log. */
  readonly statements: readonly (Statement & { readonly destination: string })[];
  /** Of every packing, as each event that packed it has said them. */
  readonly lines: readonly StatedLine[];
}

/** These shipments, by name; what is not recorded is left out. */
export async function readShipmentHistories(
  { pool }: Database,
  ledgerId: number,
  shipments: readonly string[],
): Promise<ReadonlyMap<string, ShipmentHistory>> {
  if (shipments.length === 0) return new Map();
  const [packed, lines] = await Promise.all([
    pool.query<{
      shipment: string;
      party: string | null;
      event_number: bigint;
      consignee: string;
      destination: string;
    }>(
      `select n.shipment, s.party, s.event_number, s.consignee, s.destination from unnest($2::text[]) as n (shipment)
       cross join lateral (
         select party, event_number, consignee, destination from view.shipment
         where ledger_id = $1 and shipment = n.shipment
         union all
         select null, event_number, consignee, destination from view.shipment_revision
         where ledger_id = $1 and shipment = n.shipment offset 0) s
       order by s.event_number`,
      [ledgerId, shipments],
    ),
    pool.query<LineRow & { shipment: string }>(
      `select n.shipment, line.* from unnest($2::text[]) as n (shipment)
       cross join lateral (
         select event_number, lot_number, net_milligrams, volume_millilitres, pieces, element_milligrams
         from view.shipment_line where ledger_id = $1 and shipment = n.shipment order by lot_number offset 0) line`,
      [ledgerId, shipments],
    ),
  ]);
  const linesOf = Map.groupBy(lines.rows, ({ shipment }) => shipment);
  const histories = new Map<string, ShipmentHistory>();
  for (const [shipment, rows] of Map.groupBy(packed.rows, (row) => row.shipment)) {
    histories.set(shipment, {
      exporter: rows.find(({ party }) => party !== null)?.party ?? '',
      statements: rows.map((row) => ({ ...statementOf(row), destination: row.destination })),
      lines: (linesOf.get(shipment) ?? []).map(lineOf),
    });
  }
  return histories;
}

interface LineRow extends AmountRow {
  readonly event_number: bigint;
  readonly lot_number: bigint;
}

function lineOf(row: LineRow): StatedLine {
  return { eventNumber: Number(row.event_number), lotNumber: Number(row.lot_number), stated: amountsOfRow(row) };
}

function statementOf({ event_number, consignee }: { event_number: bigint; consignee: string }): Statement {
  return { eventNumber: Number(event_number), consignee };
}
