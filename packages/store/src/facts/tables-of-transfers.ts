/** Where the facts are kept about transfers between parties. */
import { amountColumns, column, defineTable } from './define-table.ts';

export const TABLES_OF_TRANSFERS = {
  transfer: defineTable<'transfer'>('transfer', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('consignor', 'text', (fact) => fact.consignor),
    column('consignee', 'text', (fact) => fact.consignee),
    column('seals', 'text[]', (fact) => fact.seals),
  ]),
  'transfer-revision': defineTable<'transfer-revision'>('transfer_revision', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('consignee', 'text', (fact) => fact.consignee),
    column('seals', 'text[]', (fact) => fact.seals),
  ]),
  'transfer-line': defineTable<'transfer-line'>(
    'transfer_line',
    [
      column('transfer', 'text', (fact) => fact.transfer),
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      ...amountColumns<'transfer-line'>((fact) => fact.declared),
    ],
    'lot_number',
  ),
  'receipt-line': defineTable<'receipt-line'>(
    'receipt_line',
    [
      column('transfer', 'text', (fact) => fact.transfer),
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('outcome', 'text', (fact) => fact.outcome),
      ...amountColumns<'receipt-line'>((fact) => fact.measured),
      column('rejected_lot', 'text', (fact) => fact.rejectedLot),
      column('discrepancy', 'text', (fact) => fact.discrepancy),
    ],
    'lot_number',
  ),
  dispute: defineTable<'dispute'>(
    'dispute',
    [
      column('transfer', 'text', (fact) => fact.transfer),
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('measure', 'text', (fact) => fact.measure),
      column('declared_amount', 'bigint', (fact) => fact.declaredAmount),
      column('measured_amount', 'bigint', (fact) => fact.measuredAmount),
      column('tolerance_parts_per_million', 'integer', (fact) => fact.tolerancePartsPerMillion),
      column('uncertainty_tolerance_milligrams', 'bigint', (fact) => fact.uncertaintyToleranceMilligrams),
      ...amountColumns<'dispute'>((fact) => fact.declared),
    ],
    'lot_number',
  ),
  settlement: defineTable<'settlement'>(
    'settlement',
    [
      column('transfer', 'text', (fact) => fact.transfer),
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('party', 'text', (fact) => fact.party),
      column('basis', 'text', (fact) => fact.basis),
      column('is_effective', 'boolean', (fact) => fact.isEffective),
      ...amountColumns<'settlement'>((fact) => fact.quantity),
    ],
    'lot_number',
  ),
  'transfer-end': defineTable<'transfer-end'>('transfer_end', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('ending', 'text', (fact) => fact.end),
    column('reason', 'text', (fact) => fact.reason),
  ]),
  'awaited-receipt': defineTable<'awaited-receipt'>('awaited_receipt', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('consignor', 'text', (fact) => fact.consignor),
    column('consignee', 'text', (fact) => fact.consignee),
    column('seals', 'text[]', (fact) => fact.seals),
    column('facility', 'text', (fact) => fact.facility),
  ]),
  'awaited-line': defineTable<'awaited-line'>(
    'awaited_line',
    [
      column('index', 'integer', (fact) => fact.index),
      column('transfer', 'text', (fact) => fact.transfer),
      column('lot', 'text', (fact) => fact.lot),
      column('outcome', 'text', (fact) => fact.outcome),
      ...amountColumns<'awaited-line'>((fact) => fact.measured),
      column('uncertainty_parts_per_million', 'integer', (fact) => fact.uncertaintyPartsPerMillion),
      column('rejected_lot', 'text', (fact) => fact.rejectedLot),
      column('discrepancy', 'text', (fact) => fact.discrepancy),
    ],
    'index',
  ),
  'awaited-end': defineTable<'awaited-end'>('awaited_end', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('ending', 'text', (fact) => fact.end),
    column('reason', 'text', (fact) => fact.reason),
  ]),
};
