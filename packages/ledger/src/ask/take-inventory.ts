import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { type StockKey, type StockTotal, totalsByStatus } from '@lodestone/custody/stock.ts';
import { type ReadStockRow, readStock } from '@lodestone/store/ask/read-inventory.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';
import { findUnknownName, type NotFound } from './find-unknown-name.ts';

export interface InventoryRequest {
  readonly party?: string | undefined;
  /** Only what the party owns, whoever has it. */
  readonly owner?: string | undefined;
  readonly facility?: string | undefined;
  readonly form?: string | undefined;
  /** Only lots that contain it. */
  readonly element?: ElementSymbol | undefined;
  readonly by: readonly StockKey[];
  /** Only what the ledger had recorded by this time. */
  readonly asKnownAt?: string | undefined;
  /** Only what happened before this time. */
  readonly at?: string | undefined;
}

export interface Inventory {
  readonly rows: readonly ReadStockRow[];
  readonly totals: readonly StockTotal[];
}

export type InventoryAnswer = { readonly found: true; readonly inventory: Inventory } | NotFound;

/** What is held, by whom, of what and where, at the moment asked about. An unregistered name is not taken for no stock. */
export async function takeInventory(ledger: Ledger, request: InventoryRequest): Promise<InventoryAnswer> {
  const { database, ledgerId } = ledger;
  const {
    party = null,
    owner = null,
    facility = null,
    form = null,
    element = null,
    by,
    asKnownAt,
    at = null,
  } = request;
  const unknown = await findUnknownName(ledger, { parties: [party, owner], facilities: [facility] });
  if (unknown !== null) return unknown;
  const moment = { bound: await boundAt(ledger, asKnownAt), happenedBefore: at };
  const rows = await readStock(database, ledgerId, { party, owner, facility, form, element, by, moment });
  return { found: true, inventory: { rows, totals: totalsByStatus(rows) } };
}
