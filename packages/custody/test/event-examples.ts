/** Every type of event twice: with nothing that may be left out, and with everything that may be stated. */
import type { EventType } from '../src/event.ts';
import type { JsonObject } from '../testing/json-object.ts';

const KEY = `ed25519:${'A'.repeat(43)}`;
const OTHER_KEY = `ed25519:${'B'.repeat(42)}A`;
export const HASH = 'C'.repeat(42).concat('A');

const common = { id: '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7c', occurredAt: '2026-03-01T08:00:00.000Z' };

const everywhere = {
  documents: [{ kind: 'certificate', sha256: HASH, name: 'certificate.pdf' }],
  sealed: { note: HASH },
  extra: { order: 4711, nested: { list: [1, 'two', null, true] } },
};

export const FULL_QUANTITY = {
  netMilligrams: 1_000_000,
  volumeMillilitres: 2_000,
  pieces: 10,
  moisturePartsPerMillion: 150_000,
  elementMilligrams: { Nd: 200_000, Pr: 60_000, Dy: 0 },
  notDetected: ['Tb'],
  grossMilligrams: 1_100_000,
  tareMilligrams: 100_000,
  coatingMilligrams: 20_000,
  lossOnIgnitionPartsPerMillion: 1_000,
  thoriumPartsPerMillion: 12,
  uraniumPartsPerMillion: 0,
  uncertaintyPartsPerMillion: 5_000,
};

const { uncertaintyPartsPerMillion: _, ...FULL_ASSAY } = FULL_QUANTITY;

const ORE = { form: 'ore', product: 'ionic clay' };

export const MINIMAL_EVENTS: Readonly<Record<EventType, JsonObject>> = {
  'ledger-opened': {
    type: 'ledger-opened',
    ...common,
    origin: 'example.org/first',
    operatorKey: KEY,
    checkpointKey: OTHER_KEY,
    policy: { enforcement: 'strict' },
  },
  'party-registered': {
    type: 'party-registered',
    ...common,
    party: 'MINE-A',
    name: 'Mine A',
    roles: ['mine'],
    country: 'CN',
  },
  'facility-registered': {
    type: 'facility-registered',
    ...common,
    facility: 'A-HEAP',
    party: 'MINE-A',
    name: 'Heap of A',
    country: 'CN',
    location: { latitudeMicrodegrees: -90_000_000, longitudeMicrodegrees: 180_000_000 },
    activities: [],
  },
  'yield-ranges-set': {
    type: 'yield-ranges-set',
    ...common,
    facility: 'A-HEAP',
    ranges: [{ step: 'leaching', lowPartsPerMillion: 0, highPartsPerMillion: 1_000_000 }],
  },
  'key-enrolled': {
    type: 'key-enrolled',
    ...common,
    party: 'MINE-A',
    key: KEY,
    proof: 'A'.repeat(86),
    heldBy: 'party',
  },
  'key-revoked': { type: 'key-revoked', ...common, key: KEY, reason: 'lost' },
  'lot-created': {
    type: 'lot-created',
    ...common,
    lot: 'ORE-1',
    origin: 'mined',
    material: ORE,
    quantity: { netMilligrams: 1 },
    country: 'CN',
  },
  'lot-transformed': {
    type: 'lot-transformed',
    ...common,
    step: 'milling',
    inputs: [{ lot: 'ORE-1' }],
    outputs: [{ lot: 'ORE-2', material: ORE, quantity: { netMilligrams: 1 } }],
  },
  'lot-assayed': {
    type: 'lot-assayed',
    ...common,
    lot: 'ORE-1',
    laboratory: 'LAB-H',
    method: 'ICP-OES',
    quantity: { notDetected: ['Dy'] },
    uncertaintyPartsPerMillion: 0,
    version: 'final',
  },
  'lot-adjusted': {
    type: 'lot-adjusted',
    ...common,
    lot: 'ORE-1',
    quantity: { netMilligrams: 0 },
    reason: 'theft',
  },
  'lot-disposed': {
    type: 'lot-disposed',
    ...common,
    lot: 'ORE-1',
    quantity: { netMilligrams: 1 },
    reason: 'off specification, to the residue store',
  },
  'transfer-dispatched': {
    type: 'transfer-dispatched',
    ...common,
    transfer: 'TR-1',
    consignee: 'REFINER-B',
    lines: [{ lot: 'ORE-1', quantity: { netMilligrams: 1 } }],
  },
  'transfer-received': {
    type: 'transfer-received',
    ...common,
    transfer: 'TR-1',
    lines: [{ lot: 'ORE-1', outcome: 'accepted', measured: { netMilligrams: 1 } }],
  },
  'shipment-packed': {
    type: 'shipment-packed',
    ...common,
    shipment: 'SHP-1',
    lots: ['MAG-1'],
    consignee: 'MOTORS-F',
    destination: 'DE',
  },
  'shipment-unpacked': { type: 'shipment-unpacked', ...common, shipment: 'SHP-1' },
  'shipment-exited': { type: 'shipment-exited', ...common, shipment: 'SHP-1' },
  'ownership-transferred': { type: 'ownership-transferred', ...common, lots: ['ORE-1'], owner: 'TRADER-F' },
  'mandate-given': { type: 'mandate-given', ...common, agent: 'BROKER-E', acts: ['lot-created'] },
  'mandate-ended': { type: 'mandate-ended', ...common, agent: 'BROKER-E' },
  'hold-placed': { type: 'hold-placed', ...common, lot: 'ORE-1', reason: 'permit in doubt' },
  'hold-released': { type: 'hold-released', ...common, lot: 'ORE-1', reason: 'permit confirmed' },
};

export const FULL_EVENTS: Readonly<Record<EventType, JsonObject>> = {
  'ledger-opened': {
    ...MINIMAL_EVENTS['ledger-opened'],
    ...everywhere,
    policy: {
      enforcement: 'observe',
      tolerances: { balancePartsPerMillion: 0, transferPartsPerMillion: 1_000_000, bulkTransferPartsPerMillion: 0 },
    },
  },
  'party-registered': {
    ...MINIMAL_EVENTS['party-registered'],
    ...everywhere,
    facility: 'A-HEAP',
    identifiers: { lei: '5493001KJTIIGC8Y1R12' },
    tolerances: { transferPartsPerMillion: 0, bulkTransferPartsPerMillion: 7_000 },
  },
  'facility-registered': {
    ...MINIMAL_EVENTS['facility-registered'],
    ...everywhere,
    activities: ['mining', 'leaching'],
    timeZone: 'Asia/Shanghai',
    address: 'Longnan',
    capacity: { tonnesPerYear: 1_000 },
  },
  'yield-ranges-set': {
    ...MINIMAL_EVENTS['yield-ranges-set'],
    ...everywhere,
    ranges: [
      { step: 'leaching', lowPartsPerMillion: 700_000, highPartsPerMillion: 900_000 },
      { step: 'reuse', lowPartsPerMillion: 950_000, highPartsPerMillion: 950_000 },
    ],
  },
  'key-enrolled': { ...MINIMAL_EVENTS['key-enrolled'], ...everywhere, heldBy: 'ledger', recovery: true },
  'key-revoked': { ...MINIMAL_EVENTS['key-revoked'], ...everywhere, facility: 'A-HEAP' },
  'lot-created': {
    ...MINIMAL_EVENTS['lot-created'],
    ...everywhere,
    facility: 'A-HEAP',
    material: { ...ORE, grade: '3N' },
    quantity: FULL_QUANTITY,
    origin: 'imported',
    consumption: 'pre-consumer',
    permit: 'PERMIT-1',
  },
  'lot-transformed': {
    ...MINIMAL_EVENTS['lot-transformed'],
    ...everywhere,
    facility: 'A-HEAP',
    inputs: [
      { lot: 'LOT-1' },
      { lot: 'LOT-2', netMilligrams: 1 },
      { lot: 'LOT-3', volumeMillilitres: 1 },
      { lot: 'LOT-4', pieces: 1 },
      { lot: 'LOT-5', elementMilligrams: { Dy: 1 } },
    ],
    outputs: [{ lot: 'LOT-6', material: { ...ORE, grade: '3N' }, quantity: FULL_QUANTITY }],
    losses: [{ kind: 'process-loss', elementMilligrams: { Nd: 0 }, netMilligrams: 0 }],
    circuit: { id: 'SX-1', openingElementMilligrams: {}, closingElementMilligrams: { Nd: 1 } },
  },
  'lot-assayed': {
    ...MINIMAL_EVENTS['lot-assayed'],
    ...everywhere,
    facility: 'A-HEAP',
    quantity: FULL_ASSAY,
    uncertaintyPartsPerMillion: 1_000_000,
    version: 'umpire',
  },
  'lot-adjusted': {
    ...MINIMAL_EVENTS['lot-adjusted'],
    ...everywhere,
    quantity: { ...FULL_QUANTITY, pieces: 0, volumeMillilitres: 0 },
    reason: 'count',
  },
  'lot-disposed': {
    onBehalfOf: 'MINE-A',
    ...MINIMAL_EVENTS['lot-disposed'],
    ...everywhere,
    quantity: { elementMilligrams: { Nd: 1 } },
  },
  'transfer-dispatched': {
    ...MINIMAL_EVENTS['transfer-dispatched'],
    ...everywhere,
    facility: 'A-HEAP',
    lines: [{ lot: 'ORE-1', quantity: FULL_QUANTITY }],
    carrier: 'CARRIER-E',
    seals: ['SEAL-1', 'SEAL-2'],
    expectedAt: '2026-03-02T08:00:00.000Z',
  },
  'transfer-received': {
    ...MINIMAL_EVENTS['transfer-received'],
    ...everywhere,
    facility: 'B-SX',
    lines: [
      { lot: 'ORE-1', outcome: 'accepted', measured: FULL_QUANTITY, discrepancy: { kind: 'overage' } },
      { lot: 'ORE-2', outcome: 'partly-accepted', measured: FULL_QUANTITY, rejectedLot: 'ORE-2R' },
      { lot: 'ORE-3', outcome: 'rejected', discrepancy: { kind: 'damage', note: 'soaked' } },
      { lot: 'ORE-4', outcome: 'rejected', measured: FULL_QUANTITY },
    ],
    seals: ['SEAL-1', 'SEAL-2'],
  },
  'shipment-packed': {
    ...MINIMAL_EVENTS['shipment-packed'],
    ...everywhere,
    facility: 'D-WORKS',
    lots: ['MAG-1', 'MAG-2'],
    endUser: 'MOTORS-F',
  },
  'shipment-unpacked': { ...MINIMAL_EVENTS['shipment-unpacked'], ...everywhere, facility: 'D-WORKS' },
  'shipment-exited': {
    ...MINIMAL_EVENTS['shipment-exited'],
    ...everywhere,
    facility: 'D-WORKS',
    declaration: 'DECLARATION-1',
    hsCode: '8505.11',
    controlCodes: ['1C904.a'],
    licence: 'LICENCE-1',
    port: 'Ningbo',
    country: 'CN',
    mode: 'sea',
    netMilligrams: 0,
  },
  'ownership-transferred': { ...MINIMAL_EVENTS['ownership-transferred'], ...everywhere, lots: ['ORE-1', 'ORE-2'] },
  'mandate-given': {
    ...MINIMAL_EVENTS['mandate-given'],
    ...everywhere,
    facility: 'A-HEAP',
    acts: ['shipment-packed', 'shipment-exited'],
    until: '2026-12-31T23:59:59.999Z',
  },
  'mandate-ended': { ...MINIMAL_EVENTS['mandate-ended'], ...everywhere, facility: 'A-HEAP' },
  'hold-placed': { ...MINIMAL_EVENTS['hold-placed'], ...everywhere, facility: 'A-HEAP' },
  'hold-released': {
    type: 'hold-released',
    ...common,
    ...everywhere,
    facility: 'D-WORKS',
    shipment: 'SHP-1',
    reason: 'permit confirmed',
  },
};
