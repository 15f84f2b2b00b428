/** Where the facts are kept about lots: how they came to be, where they are, what they contain. */
import { amountColumns, column, defineTable, elementArray } from './define-table.ts';

export const TABLES_OF_LOTS = {
  lot: defineTable<'lot'>(
    'lot',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('lot', 'text', (fact) => fact.lot),
      column('kind', 'text', (fact) => fact.lotKind),
      column('party', 'text', (fact) => fact.party),
      column('facility', 'text', (fact) => fact.facility),
      column('country', 'text', (fact) => fact.country),
      column('form', 'text', (fact) => fact.form),
      column('product', 'text', (fact) => fact.product),
      column('circuit', 'text', (fact) => fact.circuit),
      ...amountColumns<'lot'>((fact) => fact.made),
      column('not_detected', 'text[]', (fact) => fact.notDetected),
      column('uncertainty_parts_per_million', 'integer', (fact) => fact.uncertaintyPartsPerMillion),
    ],
    'lot_number',
  ),
  consumption: defineTable<'consumption'>(
    'consumption',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('consumption', 'text', (fact) => fact.consumption),
    ],
    'lot_number',
  ),
  step: defineTable<'step'>('step', [
    column('step', 'text', (fact) => fact.step),
    column('party', 'text', (fact) => fact.party),
    column('facility', 'text', (fact) => fact.facility),
    column('given_element_milligrams', 'bigint[]', (fact) => elementArray(fact.givenElementMilligrams)),
    column('unexplained_element_milligrams', 'bigint[]', (fact) => elementArray(fact.unexplainedElementMilligrams)),
    column('first_lot_number', 'bigint', (fact) => fact.firstLotNumber),
    column('lot_count', 'integer', (fact) => fact.lotCount),
    column('occurred_at_milliseconds', 'bigint', (fact) => BigInt(Date.parse(fact.occurredAt))),
  ]),
  input: defineTable<'input'>(
    'input',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      ...amountColumns<'input'>((fact) => fact.taken),
      column('maker_number', 'bigint', (fact) => fact.makerNumber),
    ],
    'lot_number',
  ),
  movement: defineTable<'movement'>(
    'movement',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('status', 'text', (fact) => fact.status),
      column('custodian', 'text', (fact) => fact.custodian),
      column('within', 'text', (fact) => fact.within),
      column('facility', 'text', (fact) => fact.facility),
    ],
    'lot_number',
  ),
  change: defineTable<'change'>(
    'change',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('cause', 'text', (fact) => fact.cause),
      column('reason', 'text', (fact) => fact.reason),
      ...amountColumns<'change'>((fact) => fact.by),
    ],
    'lot_number',
  ),
  assay: defineTable<'assay'>(
    'assay',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('party', 'text', (fact) => fact.party),
      column('laboratory', 'text', (fact) => fact.laboratory),
      column('method', 'text', (fact) => fact.method),
      column('version', 'text', (fact) => fact.version),
      column('uncertainty_parts_per_million', 'integer', (fact) => fact.uncertaintyPartsPerMillion),
      column('moisture_parts_per_million', 'integer', (fact) => fact.moisturePartsPerMillion),
      ...amountColumns<'assay'>((fact) => fact.stated),
      column('not_detected', 'text[]', (fact) => fact.notDetected),
    ],
    'lot_number',
  ),
  'assay-withdrawal': defineTable<'assay-withdrawal'>(
    'assay_withdrawal',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('assay_number', 'bigint', (fact) => fact.assay?.eventNumber ?? null),
    ],
    'lot_number',
  ),
  ownership: defineTable<'ownership'>(
    'ownership',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('owner', 'text', (fact) => fact.owner),
      column('statement_number', 'bigint', (fact) => fact.statementNumber),
    ],
    'lot_number',
  ),
  'lot-revision': defineTable<'lot-revision'>(
    'lot_revision',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('kind', 'text', (fact) => fact.lotKind),
      column('facility', 'text', (fact) => fact.facility),
      column('country', 'text', (fact) => fact.country),
      column('form', 'text', (fact) => fact.form),
      column('product', 'text', (fact) => fact.product),
      ...amountColumns<'lot-revision'>((fact) => fact.made),
      column('not_detected', 'text[]', (fact) => fact.notDetected),
      column('uncertainty_parts_per_million', 'integer', (fact) => fact.uncertaintyPartsPerMillion),
    ],
    'lot_number',
  ),
};
