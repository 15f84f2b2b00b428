/** Where the facts are kept about shipments and logistic units. */
import { amountColumns, column, defineTable } from './define-table.ts';

export const TABLES_OF_SHIPMENTS = {
  shipment: defineTable<'shipment'>('shipment', [
    column('shipment', 'text', (fact) => fact.shipment),
    column('party', 'text', (fact) => fact.party),
    column('consignee', 'text', (fact) => fact.consignee),
    column('destination', 'text', (fact) => fact.destination),
  ]),
  'shipment-revision': defineTable<'shipment-revision'>('shipment_revision', [
    column('shipment', 'text', (fact) => fact.shipment),
    column('consignee', 'text', (fact) => fact.consignee),
    column('destination', 'text', (fact) => fact.destination),
  ]),
  'shipment-line': defineTable<'shipment-line'>(
    'shipment_line',
    [
      column('shipment', 'text', (fact) => fact.shipment),
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      ...amountColumns<'shipment-line'>((fact) => fact.packed),
    ],
    'lot_number',
  ),
  'shipment-end': defineTable<'shipment-end'>('shipment_end', [
    column('shipment', 'text', (fact) => fact.shipment),
    column('ending', 'text', (fact) => fact.end),
  ]),
  unit: defineTable<'unit'>('unit', [
    column('unit', 'text', (fact) => fact.unit),
    column('party', 'text', (fact) => fact.party),
    column('is_packed', 'boolean', (fact) => fact.isPacked),
    column('seal', 'text', (fact) => fact.seal),
    column('standing_number', 'bigint', (fact) => fact.standingNumber),
  ]),
  'unit-line': defineTable<'unit-line'>(
    'unit_line',
    [column('lot_number', 'bigint', (fact) => fact.lotNumber), column('unit', 'text', (fact) => fact.unit)],
    'lot_number',
  ),
};
