/** The tables as Kysely sees them. `schema.sql` beside the migrations is the reviewed truth. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Generated } from 'kysely';

interface LedgerTable {
  ledger_id: Generated<number>;
  origin: string;
}

interface HeadTable {
  ledger_id: number;
  size: bigint;
  leaf_hash: Buffer | null;
  recorded_at: Date | null;
}

export interface EntryTable {
  ledger_id: number;
  position: bigint;
  leaf_hash: Buffer;
  author: string;
  submission: string;
  body: Buffer;
}

export interface EventTable {
  ledger_id: number;
  position: bigint;
  ordinal: number;
  event_id: string;
  digest: Buffer;
  type: string;
  occurred_at: Date;
  body: Buffer;
}

interface FactRow {
  ledger_id: number;
  event_number: bigint;
}

export interface AmountRow {
  net_milligrams: bigint | null;
  volume_millilitres: bigint | null;
  pieces: bigint | null;
  element_milligrams: (bigint | null)[];
}

interface PartyTable extends FactRow {
  party: string;
  name: string | null;
  roles: string[];
  country: string | null;
  transfer_parts_per_million: number | null;
  bulk_transfer_parts_per_million: number | null;
  element_transfer_parts_per_million: number | null;
}

interface KeyTable extends FactRow {
  key: string;
  party: string;
  held_by: string;
  recovery: boolean;
}

interface KeyRevocationTable extends FactRow {
  key: string;
  reason: string;
  cause: string | null;
  stolen_from: string | null;
  signed_entries: bigint | null;
  signed_events: bigint | null;
  first_position: bigint | null;
  last_position: bigint | null;
}

export interface LotTable extends FactRow, AmountRow {
  lot_number: bigint;
  lot: string;
  kind: string;
  party: string;
  facility: string | null;
  country: string;
  form: string | null;
  product: string | null;
  circuit: string | null;
  not_detected: ElementSymbol[] | null;
  uncertainty_parts_per_million: number | null;
}

export interface StepTable extends FactRow {
  step: string;
  party: string;
  facility: string | null;
  given_element_milligrams: (bigint | null)[];
}

interface InputTable extends FactRow, AmountRow {
  lot_number: bigint;
}

interface MovementTable extends FactRow {
  lot_number: bigint;
  status: string;
  custodian: string;
  within: string | null;
  facility: string | null;
}

interface ChangeTable extends FactRow, AmountRow {
  lot_number: bigint;
  cause: string;
  reason: string;
}

export interface AssayTable extends FactRow, AmountRow {
  lot_number: bigint;
  party: string;
  laboratory: string;
  method: string;
  version: string;
  uncertainty_parts_per_million: number;
  moisture_parts_per_million: number | null;
  not_detected: string[];
}

interface TransferTable extends FactRow {
  transfer: string;
  consignor: string;
  consignee: string;
  seals: string[] | null;
}

interface TransferRevisionTable extends FactRow {
  transfer: string;
  consignee: string;
  seals: string[] | null;
}

interface TransferLineTable extends FactRow, AmountRow {
  transfer: string;
  lot_number: bigint;
}

interface AwaitedReceiptTable extends TransferTable {
  facility: string | null;
}

interface AwaitedLineTable extends FactRow, AmountRow {
  index: number;
  transfer: string;
  lot: string;
  uncertainty_parts_per_million: number | null;
  outcome: string;
  rejected_lot: string | null;
  discrepancy: string | null;
}

interface AwaitedEndTable extends FactRow {
  transfer: string;
  ending: string;
  reason: string | null;
}

interface ReceiptLineTable extends TransferLineTable {
  outcome: string;
  rejected_lot: string | null;
  discrepancy: string | null;
}

interface DisputeTable extends TransferLineTable {
  measure: string;
  declared_amount: bigint;
  measured_amount: bigint;
  tolerance_parts_per_million: number;
  uncertainty_tolerance_milligrams: bigint | null;
}

interface SettlementTable extends TransferLineTable {
  party: string;
  basis: string;
  is_effective: boolean;
}

interface TransferEndTable extends FactRow {
  transfer: string;
  ending: string;
  reason: string;
}

export interface ShipmentTable extends FactRow {
  shipment: string;
  party: string;
  consignee: string;
  destination: string;
}

interface ShipmentRevisionTable extends FactRow {
  shipment: string;
  consignee: string;
  destination: string;
}

interface ShipmentLineTable extends FactRow, AmountRow {
  shipment: string;
  lot_number: bigint;
}

interface ShipmentEndTable extends FactRow {
  shipment: string;
  ending: string;
}

interface UnitTable extends FactRow {
  unit: string;
  party: string;
  is_packed: boolean;
  seal: string | null;
  standing_number: bigint;
}

interface UnitLineTable extends FactRow {
  lot_number: bigint;
  unit: string | null;
}

interface AssayWithdrawalTable extends FactRow {
  lot_number: bigint;
  assay_number: bigint | null;
}

interface OwnershipTable extends FactRow {
  lot_number: bigint;
  owner: string | null;
  statement_number: bigint | null;
}

export interface MandateTable extends FactRow {
  principal: string;
  agent: string;
  is_given: boolean;
  acts: string[];
  until: string | null;
  statement_number: bigint | null;
}

interface OnBehalfTable extends FactRow {
  agent: string;
  principal: string;
}

interface HoldTable extends FactRow {
  index: number;
  thing: string;
  is_placed: boolean;
  party: string;
  reason: string;
}

interface DocumentTable extends FactRow {
  index: number;
  sha256: string;
  use: number;
  kind: string;
  name: string;
  about: string[];
  steps: bigint[];
}

export interface LotRevisionTable extends FactRow, AmountRow {
  lot_number: bigint;
  kind: string;
  facility: string | null;
  country: string;
  form: string | null;
  product: string | null;
  not_detected: LotTable['not_detected'];
  uncertainty_parts_per_million: LotTable['uncertainty_parts_per_million'];
}

export interface CorrectionTable extends FactRow {
  target_number: bigint;
  superseded_number: bigint | null;
  outcome: string;
  reason: string;
  obstacles: string[];
}

interface FindingTable extends FactRow {
  index: number;
  code: string;
  message: string;
}

export interface Tables {
  'ledger.ledger': LedgerTable;
  'ledger.head': HeadTable;
  'ledger.entry': EntryTable;
  'ledger.event': EventTable;
  'view.party': PartyTable;
  'view.key': KeyTable;
  'view.key_revocation': KeyRevocationTable;
  'view.lot': LotTable;
  'view.step': StepTable;
  'view.input': InputTable;
  'view.movement': MovementTable;
  'view.change': ChangeTable;
  'view.assay': AssayTable;
  'view.assay_withdrawal': AssayWithdrawalTable;
  'view.transfer': TransferTable;
  'view.transfer_revision': TransferRevisionTable;
  'view.transfer_line': TransferLineTable;
  'view.receipt_line': ReceiptLineTable;
  'view.dispute': DisputeTable;
  'view.settlement': SettlementTable;
  'view.transfer_end': TransferEndTable;
  'view.awaited_receipt': AwaitedReceiptTable;
  'view.awaited_line': AwaitedLineTable;
  'view.awaited_end': AwaitedEndTable;
  'view.shipment': ShipmentTable;
  'view.shipment_revision': ShipmentRevisionTable;
  'view.shipment_line': ShipmentLineTable;
  'view.shipment_end': ShipmentEndTable;
  'view.unit': UnitTable;
  'view.unit_line': UnitLineTable;
  'view.ownership': OwnershipTable;
  'view.mandate': MandateTable;
  'view.on_behalf': OnBehalfTable;
  'view.hold': HoldTable;
  'view.document': DocumentTable;
  'view.lot_revision': LotRevisionTable;
  'view.correction': CorrectionTable;
  'view.finding': FindingTable;
}
