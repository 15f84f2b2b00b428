/** Where each kind of fact is kept: its table in schema `view`, its columns, and the order of its rows. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { Fact, FactKind, FactOf } from '@lodestone/custody/fact.ts';
import type { Amounts } from '@lodestone/custody/quantity.ts';
import type { ColumnType, ColumnValue } from './column-type.ts';
import type { CopyColumn } from './copy.ts';

type FactColumn<Kind extends FactKind> = CopyColumn<FactOf<Kind>>;

/** A table of facts. Rows of one event stand together, in the order in which its facts were made. */
export interface FactTable {
  readonly table: string;
  /** Their values are taken from facts of this table's kind. */
  readonly columns: readonly CopyColumn<Fact>[];
  /** Orders the rows as a replay makes them; begins with the event number. */
  readonly order: string;
}

/** The column that tells rows of one event apart, undefined where there is at most one. */
export function secondColumn({ order, columns }: FactTable): CopyColumn<Fact> | undefined {
  const [, second] = order.split(', ');
  return columns.find(({ name }) => name === second);
}

function column<Kind extends FactKind>(
  name: string,
  type: ColumnType,
  value: (fact: FactOf<Kind>) => ColumnValue,
): FactColumn<Kind> {
  return { name, type, value };
}

function define<Kind extends FactKind>(table: string, columns: FactColumn<Kind>[], order = ''): FactTable {
  const all = [column<Kind>('event_number', 'bigint', (fact) => fact.eventNumber), ...columns];
  return {
    table,
    columns: all as CopyColumn<never>[] as CopyColumn<Fact>[],
    order: order === '' ? 'event_number' : `event_number, ${order}`,
  };
}

const PLACE_OF_ELEMENT = new Map<string, number>(ELEMENT_SYMBOLS.map((element, place) => [element, place]));

const NOTHING_STATED: readonly (bigint | null)[] = ELEMENT_SYMBOLS.map(() => null);

/** An array with one place per element; elements that are not stated are null. Empty when none is stated. */
function elementArray(masses: ElementMasses): readonly (bigint | null)[] {
  let array: (bigint | null)[] | undefined;
  for (const element in masses) {
    array ??= NOTHING_STATED.slice();
    array[PLACE_OF_ELEMENT.get(element) as number] = masses[element as ElementSymbol] ?? null;
  }
  return array ?? [];
}

/** The four columns of an amount. */
function amountColumns<Kind extends FactKind>(amounts: (fact: FactOf<Kind>) => Amounts): FactColumn<Kind>[] {
  return [
    column('net_milligrams', 'bigint', (fact) => amounts(fact).netMilligrams),
    column('volume_millilitres', 'bigint', (fact) => amounts(fact).volumeMillilitres),
    column('pieces', 'bigint', (fact) => amounts(fact).pieces),
    column('element_milligrams', 'bigint[]', (fact) => elementArray(amounts(fact).elementMilligrams)),
  ];
}

export const FACT_TABLES: Readonly<Record<FactKind, FactTable>> = {
  policy: define<'policy'>('policy', [
    column('enforcement', 'text', (fact) => fact.enforcement),
    column('balance_parts_per_million', 'integer', (fact) => fact.balancePartsPerMillion),
    column('transfer_parts_per_million', 'integer', (fact) => fact.transferPartsPerMillion),
    column('bulk_transfer_parts_per_million', 'integer', (fact) => fact.bulkTransferPartsPerMillion),
    column('checkpoint_key', 'text', (fact) => fact.checkpointKey),
  ]),
  party: define<'party'>('party', [
    column('party', 'text', (fact) => fact.party),
    column('name', 'text', (fact) => fact.name),
    column('roles', 'text[]', (fact) => fact.roles),
    column('country', 'text', (fact) => fact.country),
    column('transfer_parts_per_million', 'integer', (fact) => fact.transferPartsPerMillion),
    column('bulk_transfer_parts_per_million', 'integer', (fact) => fact.bulkTransferPartsPerMillion),
  ]),
  facility: define<'facility'>('facility', [
    column('facility', 'text', (fact) => fact.facility),
    column('party', 'text', (fact) => fact.party),
    column('name', 'text', (fact) => fact.name),
    column('country', 'text', (fact) => fact.country),
    column('activities', 'text[]', (fact) => fact.activities),
    column('time_zone', 'text', (fact) => fact.timeZone),
  ]),
  'yield-range': define<'yield-range'>(
    'yield_range',
    [
      column('index', 'integer', (fact) => fact.index),
      column('facility', 'text', (fact) => fact.facility),
      column('step', 'text', (fact) => fact.step),
      column('low_parts_per_million', 'integer', (fact) => fact.lowPartsPerMillion),
      column('high_parts_per_million', 'integer', (fact) => fact.highPartsPerMillion),
    ],
    'index',
  ),
  key: define<'key'>('key', [
    column('key', 'text', (fact) => fact.key),
    column('party', 'text', (fact) => fact.party),
    column('held_by', 'text', (fact) => fact.heldBy),
    column('recovery', 'boolean', (fact) => fact.recovery),
  ]),
  'key-revocation': define<'key-revocation'>('key_revocation', [
    column('key', 'text', (fact) => fact.key),
    column('reason', 'text', (fact) => fact.reason),
  ]),
  lot: define<'lot'>(
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
  consumption: define<'consumption'>(
    'consumption',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('consumption', 'text', (fact) => fact.consumption),
    ],
    'lot_number',
  ),
  step: define<'step'>('step', [
    column('step', 'text', (fact) => fact.step),
    column('party', 'text', (fact) => fact.party),
    column('facility', 'text', (fact) => fact.facility),
    column('given_element_milligrams', 'bigint[]', (fact) => elementArray(fact.givenElementMilligrams)),
    column('first_lot_number', 'bigint', (fact) => fact.firstLotNumber),
    column('lot_count', 'integer', (fact) => fact.lotCount),
  ]),
  input: define<'input'>(
    'input',
    [column('lot_number', 'bigint', (fact) => fact.lotNumber), ...amountColumns<'input'>((fact) => fact.taken)],
    'lot_number',
  ),
  movement: define<'movement'>(
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
  change: define<'change'>(
    'change',
    [
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('cause', 'text', (fact) => fact.cause),
      column('reason', 'text', (fact) => fact.reason),
      ...amountColumns<'change'>((fact) => fact.by),
    ],
    'lot_number',
  ),
  assay: define<'assay'>(
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
  transfer: define<'transfer'>('transfer', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('consignor', 'text', (fact) => fact.consignor),
    column('consignee', 'text', (fact) => fact.consignee),
    column('seals', 'text[]', (fact) => fact.seals),
  ]),
  'transfer-line': define<'transfer-line'>(
    'transfer_line',
    [
      column('transfer', 'text', (fact) => fact.transfer),
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      ...amountColumns<'transfer-line'>((fact) => fact.declared),
    ],
    'lot_number',
  ),
  'receipt-line': define<'receipt-line'>(
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
  dispute: define<'dispute'>(
    'dispute',
    [
      column('transfer', 'text', (fact) => fact.transfer),
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      column('measure', 'text', (fact) => fact.measure),
      column('declared_amount', 'bigint', (fact) => fact.declaredAmount),
      column('measured_amount', 'bigint', (fact) => fact.measuredAmount),
      column('tolerance_parts_per_million', 'integer', (fact) => fact.tolerancePartsPerMillion),
      ...amountColumns<'dispute'>((fact) => fact.declared),
    ],
    'lot_number',
  ),
  settlement: define<'settlement'>(
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
  'transfer-end': define<'transfer-end'>('transfer_end', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('ending', 'text', (fact) => fact.end),
    column('reason', 'text', (fact) => fact.reason),
  ]),
  'awaited-receipt': define<'awaited-receipt'>('awaited_receipt', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('consignor', 'text', (fact) => fact.consignor),
    column('consignee', 'text', (fact) => fact.consignee),
    column('seals', 'text[]', (fact) => fact.seals),
  ]),
  'awaited-line': define<'awaited-line'>(
    'awaited_line',
    [
      column('index', 'integer', (fact) => fact.index),
      column('transfer', 'text', (fact) => fact.transfer),
      column('lot', 'text', (fact) => fact.lot),
      ...amountColumns<'awaited-line'>((fact) => fact.measured),
      column('discrepancy', 'text', (fact) => fact.discrepancy),
    ],
    'index',
  ),
  'awaited-end': define<'awaited-end'>('awaited_end', [
    column('transfer', 'text', (fact) => fact.transfer),
    column('ending', 'text', (fact) => fact.end),
    column('reason', 'text', (fact) => fact.reason),
  ]),
  shipment: define<'shipment'>('shipment', [
    column('shipment', 'text', (fact) => fact.shipment),
    column('party', 'text', (fact) => fact.party),
    column('consignee', 'text', (fact) => fact.consignee),
    column('destination', 'text', (fact) => fact.destination),
  ]),
  'shipment-line': define<'shipment-line'>(
    'shipment_line',
    [
      column('shipment', 'text', (fact) => fact.shipment),
      column('lot_number', 'bigint', (fact) => fact.lotNumber),
      ...amountColumns<'shipment-line'>((fact) => fact.packed),
    ],
    'lot_number',
  ),
  'shipment-end': define<'shipment-end'>('shipment_end', [
    column('shipment', 'text', (fact) => fact.shipment),
    column('ending', 'text', (fact) => fact.end),
  ]),
  unit: define<'unit'>('unit', [
    column('unit', 'text', (fact) => fact.unit),
    column('party', 'text', (fact) => fact.party),
    column('is_packed', 'boolean', (fact) => fact.isPacked),
    column('seal', 'text', (fact) => fact.seal),
  ]),
  'unit-line': define<'unit-line'>(
    'unit_line',
    [column('lot_number', 'bigint', (fact) => fact.lotNumber), column('unit', 'text', (fact) => fact.unit)],
    'lot_number',
  ),
  ownership: define<'ownership'>(
    'ownership',
    [column('lot_number', 'bigint', (fact) => fact.lotNumber), column('owner', 'text', (fact) => fact.owner)],
    'lot_number',
  ),
  mandate: define<'mandate'>('mandate', [
    column('principal', 'text', (fact) => fact.principal),
    column('agent', 'text', (fact) => fact.agent),
    column('is_given', 'boolean', (fact) => fact.isGiven),
    column('acts', 'text[]', (fact) => fact.acts),
    column('until', 'text', (fact) => fact.until),
  ]),
  'on-behalf': define<'on-behalf'>('on_behalf', [
    column('agent', 'text', (fact) => fact.agent),
    column('principal', 'text', (fact) => fact.principal),
  ]),
  hold: define<'hold'>(
    'hold',
    [
      column('index', 'integer', (fact) => fact.index),
      column('thing', 'text', (fact) => fact.thing),
      column('is_placed', 'boolean', (fact) => fact.isPlaced),
      column('party', 'text', (fact) => fact.party),
      column('reason', 'text', (fact) => fact.reason),
    ],
    'index',
  ),
  document: define<'document'>(
    'document',
    [
      column('index', 'integer', (fact) => fact.index),
      column('sha256', 'text', (fact) => fact.sha256),
      column('use', 'integer', (fact) => fact.use),
      column('kind', 'text', (fact) => fact.documentKind),
      column('name', 'text', (fact) => fact.name),
      column('about', 'text[]', (fact) => fact.about),
      column('steps', 'bigint[]', (fact) => fact.steps.map(BigInt)),
    ],
    'index',
  ),
  'lot-revision': define<'lot-revision'>(
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
  correction: define<'correction'>('correction', [
    column('target_number', 'bigint', (fact) => fact.targetNumber),
    column('superseded_number', 'bigint', (fact) => fact.supersededNumber),
    column('outcome', 'text', (fact) => fact.outcome),
    column('reason', 'text', (fact) => fact.reason),
    column('obstacles', 'text[]', (fact) => fact.obstacles),
  ]),
  finding: define<'finding'>(
    'finding',
    [
      column('index', 'integer', (fact) => fact.index),
      column('code', 'text', (fact) => fact.code),
      column('message', 'text', (fact) => fact.message),
    ],
    'index',
  ),
};
