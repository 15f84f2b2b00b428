/** Rows of tables, as far as questions are put to them by name. `schema.sql` beside the migrations is the reviewed truth. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';

interface LedgerTable {
  ledger_id: number;
  origin: string;
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
  unexplained_element_milligrams: (bigint | null)[];
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

export interface ShipmentTable extends FactRow {
  shipment: string;
  party: string;
  consignee: string;
  destination: string;
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

/** The tables that are asked by Kysely. */
export interface Tables {
  'ledger.ledger': LedgerTable;
  'ledger.entry': EntryTable;
  'ledger.event': EventTable;
  'view.party': PartyTable;
  'view.key': KeyTable;
  'view.key_revocation': KeyRevocationTable;
}
